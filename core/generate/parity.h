#pragma once
// Is a copy of a model (converted, quantised, merged) still the same model? Measured, not believed: how far
// its probabilities are from the original's on a text, whether it gives the same greedy answers and ends them
// at the same place, and whether its tokenizer cuts texts alike. Everything in F32.

#include "core/base/json.h"
#include "core/generate/divergence.h"

namespace inkstone {

struct ParityOptions {
    std::string text;          ///< compared on; empty: calibrationText()
    int64_t maxTokens = 512;   ///< of it
    int64_t answerTokens = 24; ///< of each answer
};

/// An answer that is not the original's.
struct AnswerDifference {
    std::string prompt;
    int64_t at = 0;    ///< first differing token of the answer
    double margin = 0; ///< how much the original preferred its choice, in logits
};

struct Parity {
    Divergence divergence;
    std::string textSha256;
    int prompts = 0, greedyEqual = 0; ///< answers with the same tokens throughout
    int endings = 0,
        endingsEqual = 0; ///< answers the original ended, and those of them the copy ends there too
    std::vector<AnswerDifference> differences;
    bool endTokensEqual = true; ///< the same ids end an answer
    bool tokenizerEqual = true; ///< the same ids on all texts, special tokens included
    bool templateEqual = true;  ///< the same chat template
    bool hasTokenizer = true;   ///< false: compared on random ids

    bool stopsEqual() const { return endTokensEqual && endings == endingsEqual; }
};

/// Both prepared with Compute::F32 and of one vocabulary. Emits Progress.
Result<Parity> measureParity(const ComparedModel& original, const ComparedModel& copy,
                             const ParityOptions& options, std::stop_token stop, JobSink& sink);

Json toJson(const Parity& parity);

} // namespace inkstone
