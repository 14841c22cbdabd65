#pragma once
// From records to token ids with a loss mask: what the trainer sees, what the inspector colours.

#include "core/data/record.h"
#include "core/jobs/job.h"
#include "core/model/model.h"

#include <span>
#include <stop_token>
#include <vector>

namespace inkstone {

struct TrainingSample {
    std::vector<TokenId> ids;
    std::vector<uint8_t> trained; ///< ids.size(): 1 = this token is to be predicted
    int64_t record = 0;           ///< RecordId, or the line of a file
    int64_t supervised() const;   ///< tokens with loss; a row's first token has none
};

struct SampleSet {
    std::vector<TrainingSample> train, heldOut;
    int64_t cut = 0;         ///< rows longer than maxLength, cut at the end
    int64_t untrainable = 0; ///< rows left out: no token to learn
    double seconds = 0;      ///< that reading took
    Error firstProblem;      ///< of the first row left out, when its template or text failed

    int64_t tokens() const; ///< of train
    int64_t supervisedTokens() const;
};

struct SampleOptions {
    int64_t maxLength = 0; ///< 0: the longest row, at most 2048 and the context
    double evalFraction =
        0.05; ///< at least one row, none under 20 rows; only when no record is marked validation
    uint64_t seed = 42;
};

/// Tokens and mask of one record, uncut. Chat: the template, answers trained; text: everything trained.
Result<TrainingSample> makeSample(const Record& record, const Model& model);

/// Fails when no row has anything to learn.
Result<SampleSet> makeSamples(std::span<const Record> records, const Model& model,
                              const SampleOptions& options, std::stop_token stop, JobSink& sink);

} // namespace inkstone
