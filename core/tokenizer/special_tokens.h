#pragma once
// Finds added tokens ("<|im_end|>") in a text before anything else looks at it: leftmost, then longest.

#include "core/tokenizer/tokenizer.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

/// One added token with Hugging Face's flags.
struct AddedToken {
    std::string content;
    TokenId id = -1;
    bool special = true;     ///< found only where special tokens are asked for
    bool singleWord = false; ///< only between characters that are no letter, digit or underscore
    bool leftStrip = false, rightStrip = false; ///< swallows white space beside it
    bool normalized = false;                    ///< looked for after normalisation
};

/// Whether [begin, end) meets one of `ranges` (ascending, apart from each other).
bool overlapsAny(std::span<const ByteRange> ranges, size_t begin, size_t end);

/// A part of the text: one added token (id >= 0), or text between two.
struct Segment {
    size_t begin = 0, end = 0;
    TokenId id = -1;
};

class SpecialTokens {
public:
    SpecialTokens() = default;
    explicit SpecialTokens(std::vector<AddedToken> tokens);
    /// Cuts `text` (valid UTF-8) into segments, none of them empty text. Special tokens are taken only when
    /// `parseSpecial`, and nowhere in `plain`.
    void split(std::string_view text, bool parseSpecial, std::span<const ByteRange> plain,
               std::vector<Segment>& out) const;
    bool empty() const { return m_tokens.empty(); }

private:
    const AddedToken* longestAt(std::string_view text) const;

    std::vector<AddedToken> m_tokens; ///< sorted by content
    bool m_starts[256] = {};          ///< bytes a token may begin with
};

} // namespace inkstone
