#pragma once
// The strings of a vocabulary, their kinds, and the way back from a string to its id.

#include "core/tokenizer/tokenizer.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

/// Maps strings it does not own to ids; open addressing, built once, then read by every thread.
class StringIndex {
public:
    explicit StringIndex(size_t expected = 0);
    /// False when the string is there already (the first one stays). `key` must outlive the index.
    bool insert(std::string_view key, int32_t value);
    /// -1 when absent.
    int32_t find(std::string_view key) const;

private:
    struct Slot {
        const char* data = nullptr;
        uint32_t size = 0;
        int32_t value = -1;
    };
    void grow();
    size_t slotOf(std::string_view key) const;

    std::vector<Slot> m_slots;
    size_t m_used = 0;
};

class Vocabulary {
public:
    Vocabulary() = default;
    Vocabulary(Vocabulary&&) = default;
    Vocabulary& operator=(Vocabulary&&) = default;
    /// Empty pieces are gaps: they have an id, and no string finds them. Two equal pieces are refused.
    static Result<Vocabulary> make(std::vector<std::string> pieces, std::vector<TokenKind> kinds,
                                   const std::string& name);

    int32_t size() const { return int32_t(m_pieces.size()); }
    bool contains(TokenId id) const { return id >= 0 && id < size(); }
    const std::string& piece(TokenId id) const { return m_pieces[size_t(id)]; }
    TokenKind kind(TokenId id) const { return m_kinds[size_t(id)]; }
    void setKind(TokenId id, TokenKind kind) { m_kinds[size_t(id)] = kind; }
    TokenId find(std::string_view piece) const { return m_index.find(piece); } ///< -1: none

private:
    std::vector<std::string> m_pieces; ///< never changes after make(): the index points into it
    std::vector<TokenKind> m_kinds;
    StringIndex m_index;
};

} // namespace inkstone
