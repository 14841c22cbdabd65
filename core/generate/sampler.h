#pragma once
// From logits to the next token. The filters and their order are those of transformers' generate():
//
//     repetition penalty -> temperature -> top-k -> top-p -> min-p -> draw
//
// (llama.cpp puts the temperature last.) Equal settings, seed and logits give the same token on every
// machine.

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/tokenizer/tokenizer.h"

#include <span>
#include <vector>

namespace inkstone {

struct SamplingOptions {
    double temperature = 0; ///< 0: greedy, the most likely token; the lowest id among equals
    int topK = 0;           ///< keep the k most likely; 0: all. Equals go by lower id.
    double topP = 1;        ///< keep the fewest most likely tokens whose probabilities reach p; 1: all
    double minP = 0;        ///< drop tokens less likely than p times the most likely one; 0: none
    /// Logits of tokens already seen are divided by it when positive, else multiplied (Keskar et al. 2019);
    /// 1: off.
    double repetitionPenalty = 1;
    int repetitionWindow = 0; ///< "seen" means among the last n tokens of prompt and answer; 0: all of them
    uint64_t seed = 42;
};

/// InvalidArgument with the option and its range.
Status checkSampling(const SamplingOptions& options);

struct TokenProbability {
    TokenId id = 0;
    double probability = 0;
};

class Sampler {
public:
    /// `options` passed checkSampling(). Tokens of `never` are not drawn (ignoring the end of an answer).
    explicit Sampler(const SamplingOptions& options, std::vector<TokenId> never = {});

    /// `logits` [vocabulary]; `seen`: prompt and answer so far, for the repetition penalty.
    /// Corrupt ("non-finite logits") when the model's numbers broke.
    Result<TokenId> next(std::span<const float> logits, std::span<const TokenId> seen);
    /// What next() would draw from: most likely first, probabilities add up to 1. Greedy: one token.
    Result<std::vector<TokenProbability>> distribution(std::span<const float> logits,
                                                       std::span<const TokenId> seen);

private:
    Status adopt(std::span<const float> logits, std::span<const TokenId> seen);
    TokenId mostLikely() const;
    void keepCandidates();

    SamplingOptions m_options;
    std::vector<TokenId> m_never;
    Random m_random;
    std::vector<float> m_logits;                ///< of this step, penalised
    std::vector<TokenProbability> m_candidates; ///< most likely first; probabilities add up to m_total
    double m_total = 0;
};

} // namespace inkstone
