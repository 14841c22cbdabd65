#pragma once
// The tokenizer of GGUF files and tokenizer.json: added tokens -> normalizer -> pieces -> byte pairs.

#include "core/tokenizer/bpe.h"
#include "core/tokenizer/normalizer.h"
#include "core/tokenizer/pre_tokenizer.h"
#include "core/tokenizer/special_tokens.h"
#include "core/tokenizer/tokenizer.h"

namespace inkstone {

/// The ids with a meaning of their own, and what goes around a text. -1: none.
struct SpecialIds {
    TokenId bos = -1, eos = -1, unknown = -1, padding = -1;
    std::vector<TokenId> before, after; ///< put around a text when addSpecial
    std::vector<TokenId> ends;          ///< every id that ends an answer
};

struct BpeTokenizerParts {
    Vocabulary vocabulary;
    BpeModel model;
    SpecialTokens rawTokens;        ///< added tokens looked for in the raw text
    SpecialTokens normalizedTokens; ///< those looked for in the normalised text
    /// What those stand for in a text: as they are found, not as they are written.
    std::vector<std::pair<TokenId, std::string>> normalizedTexts;
    Normalizer normalizer;
    Normalizer
        spaces; ///< Metaspace or a space before the first word: after the normalised tokens are cut out
    PreTokenizer preTokenizer;
    SpecialIds ids;
    bool byteLevel = true; ///< pieces are spelled with GPT-2's stand-ins; else with "▁" for a space
    DecodeRule decodeRule = DecodeRule::Lossy;
    LeadingSpace leadingSpace = LeadingSpace::Stays;
    std::string chatTemplate;
    std::string settings; ///< whatever else makes two tokenizers differ; part of the fingerprint
};

std::shared_ptr<const Tokenizer> makeBpeTokenizer(BpeTokenizerParts parts);

/// Texts of control and unknown tokens, longest first: Tokenizer::specialTexts().
std::vector<std::string> specialTextsOf(const Vocabulary& vocabulary);

/// Ids of well-known end-of-answer tokens in `vocabulary` ("<|im_end|>", "<|eot_id|>", ...).
std::vector<TokenId> knownEndTokens(const Vocabulary& vocabulary);

} // namespace inkstone
