#pragma once
// A look at a SentencePiece .model (protobuf) before the library sees it: the library trusts its files and
// can crash on a hostile one.

#include "core/tokenizer/tokenizer.h"

#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

struct SentencePieceFacts {
    enum class Algorithm { Unigram = 1, Bpe = 2, Word = 3, Char = 4 };
    Algorithm algorithm = Algorithm::Unigram;
    std::vector<std::string> pieces;
    std::vector<float> scores;
    std::vector<TokenKind> kinds;
    bool addsDummyPrefix = true;
    bool removesExtraSpaces = true;
    std::string unknownText = " \u2047 "; ///< unk_surface: what an unknown token decodes to
    bool byteFallback = false;
    /// A piece "\0" beside byte fallback (InternLM2 has one) counts as unused, as SentencePiece 0.2 has it:
    /// the library here still gives its id, which stands for the byte token then. -1: none.
    int32_t retiredNul = -1;
};

/// Refuses what is not a sound model; the library may then load the same bytes. A NUL inside a piece is
/// accepted for BPE, whose tables are no C strings (InternLM2 has one), and refused elsewhere.
Result<SentencePieceFacts> checkSentencePiece(std::string_view bytes, const std::string& name);

/// The table of precompiled normalisation rules (a double array and its texts) stays inside itself.
bool isSoundCharsMap(std::string_view bytes);

} // namespace inkstone
