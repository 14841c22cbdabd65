#pragma once
// Byte-pair encoding: join the adjacent pair of the lowest rank, leftmost first, until none is left.
// One engine for merge lists (GPT-2, tokenizer.json) and for SentencePiece's scores (a pair may join when the
// joined string is in the vocabulary; the better score has the lower rank).

#include "core/tokenizer/vocabulary.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

/// (left, right) -> what they join to, and how early.
class MergeTable {
public:
    struct Merge {
        int32_t rank = -1; ///< -1: the pair does not join
        int32_t joined = -1;
    };
    explicit MergeTable(size_t expected = 0);
    /// A pair named twice keeps its last entry, as in Hugging Face's reader.
    void insert(int32_t left, int32_t right, Merge merge);
    Merge find(int32_t left, int32_t right) const;

private:
    struct Slot {
        uint64_t key = ~uint64_t(0);
        Merge merge;
    };
    size_t slotOf(uint64_t key) const;
    void remember(uint64_t key);
    void grow();

    std::vector<Slot> m_slots;
    /// Four bits for each slot, one set for each key: most pairs asked for do not join, and these few
    /// kilobytes stay in a near cache where the slots do not.
    std::vector<uint64_t> m_filter;
    size_t m_used = 0;
    int m_shift = 64;
};

/// Where a piece falls apart: whether any token can reach over the border between two neighbouring bytes.
/// Only borders of characters beyond ASCII are known; words of ASCII are short.
class JoinBorders {
public:
    /// One merge: the bytes of its two sides.
    void add(std::string_view left, std::string_view right);
    /// A byte without a token: what stands around it becomes neighbours.
    void addDropped(uint8_t byte);
    /// Whether some merge could join what ends before the byte `at` with what begins there (0 < at < size).
    /// False is certain; true may be wrong.
    bool mayJoin(std::string_view piece, size_t at) const;
    /// Whether mayJoin() knows the border between these two bytes.
    static bool isKnown(char last, char next) {
        return (uint8_t(next) & 0xC0) != 0x80 && (uint8_t(last) | uint8_t(next)) >= 0x80;
    }

private:
    void addPair(uint8_t last, uint8_t next);
    static uint64_t bitOf(std::string_view leftEnd, std::string_view rightStart);
    bool has(std::string_view leftEnd, std::string_view rightStart) const;

    /// A bit for each pair of bytes at a border.
    std::vector<uint64_t> m_pairs = std::vector<uint64_t>(65536 / 64);
    /// A bit for the hash of up to two bytes on each side; one byte when that is the whole side.
    std::vector<uint64_t> m_ends = std::vector<uint64_t>((size_t(1) << endBits) / 64);
    static constexpr int endBits = 20;
    std::array<bool, 256> m_dropped{};
};

/// What a character becomes that is no token of its own.
struct BpeOptions {
    bool byteLevel = false;    ///< the alphabet is bytes, spelled with GPT-2's stand-ins; else characters
    bool byteFallback = false; ///< characters outside the vocabulary become <0xHH> when all their bytes exist
    bool fuseUnknown = false;  ///< neighbouring unknown characters share one unknown token
    bool addedAreApart = false; ///< byte level: added tokens do not spell bytes, as in tokenizer.json
    bool ignoreMerges = false;  ///< a whole piece that is in the vocabulary is taken at once (Llama 3)
    TokenId unknown = -1;       ///< -1: unknown characters are dropped
};

class BpeModel {
public:
    BpeModel() = default;
    BpeModel(BpeModel&&) = default; // m_whole points into m_rawPieces: moves only
    BpeModel& operator=(BpeModel&&) = default;
    /// `merges`: pairs (a, b); each of a, b and ab must be in `vocabulary`, which must outlive the model.
    static Result<BpeModel> fromMerges(const Vocabulary& vocabulary,
                                       std::span<const std::pair<std::string, std::string>> merges,
                                       BpeOptions options, const std::string& name);
    /// SentencePiece's rule; `scores` has one entry per token.
    static Result<BpeModel> fromScores(const Vocabulary& vocabulary, std::span<const float> scores,
                                       BpeOptions options);

    /// Working memory, reused from piece to piece.
    struct Scratch {
        struct Symbol {
            int32_t id, previous, next;
            uint32_t begin, length; ///< bytes in the piece; length 0: joined into its left neighbour
        };
        struct Candidate {
            int32_t rank, left, right, joined;
            uint32_t length;
        };
        std::vector<Symbol> symbols;
        std::vector<Candidate> heap;
        std::vector<int32_t> ranks;
    };
    /// Appends the tokens of `piece` (bytes) to `out`, and each one's place + `offset` to `places` unless
    /// null.
    void encode(std::string_view piece, Scratch& scratch, std::vector<TokenId>& out,
                std::vector<size_t>* places, size_t offset) const;

private:
    void findAlphabet(const Vocabulary& vocabulary, bool withInner);
    void findBorders(std::span<const std::pair<std::string, std::string>> merges);
    void findWholePieces(const Vocabulary& vocabulary);
    void findIdeographs();
    void joinPart(std::string_view part, Scratch& scratch, std::vector<TokenId>& out,
                  std::vector<size_t>* places, size_t offset) const;
    void join(std::string_view part, Scratch& scratch, std::vector<TokenId>& out, std::vector<size_t>* places,
              size_t offset) const;
    void split(std::string_view piece, std::vector<Scratch::Symbol>& symbols) const;
    bool becomesBytes(std::string_view character) const;
    void pushUnknown(std::string_view character, size_t begin, std::vector<Scratch::Symbol>& symbols) const;
    void joinShort(Scratch& scratch) const;
    void joinLong(Scratch& scratch) const;

    BpeOptions m_options;
    MergeTable m_merges;
    /// As `tokenizers`: an unknown character waits for the next known one, and byte tokens overtake it.
    bool m_unknownWaits = false;
    int32_t m_byteTokens[256] = {}; ///< byte level: the byte's token; else its <0xHH>; -1: none
    JoinBorders m_borders;          ///< byte level with merges
    bool m_hasBorders = false;
    /// What each character from U+3000 to U+9FFF becomes by itself; -1 behind its last token.
    std::vector<std::array<TokenId, 3>> m_ideographs;
    StringIndex m_characters;             ///< not byte level: characters, also those only inside tokens
    std::vector<std::string> m_rawPieces; ///< bytes of each token; m_whole points into it
    StringIndex m_whole;                  ///< pieces known to end up as one token
    int32_t m_vocabularySize = 0;         ///< ids from here on name characters that are no token
};

} // namespace inkstone
