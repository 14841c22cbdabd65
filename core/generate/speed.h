#pragma once
// Speed of a prepared model in this process, and what the machine could do at most.

#include "core/jobs/job.h"
#include "core/model/decoder.h"

namespace inkstone {

struct SpeedOptions {
    int64_t prompt = 512; ///< tokens read by a prefill; decoding starts behind 32
    int64_t answer = 128; ///< tokens decoded
    int repeats = 5;      ///< after one round that does not count
    int threads = 0;      ///< 0: all cores
};

struct Speed {
    double tokensPerSecond = 0; ///< median of the repeats
    std::vector<double> all;    ///< in order
};

/// One token at a time. Logits are computed for each, nothing is sampled.
Result<Speed> measureDecode(std::shared_ptr<const PreparedModel> model, const SpeedOptions& options,
                            std::stop_token stop, JobSink& sink);
/// A whole prompt into an empty cache; logits of its last token.
Result<Speed> measurePrefill(std::shared_ptr<const PreparedModel> model, const SpeedOptions& options,
                             std::stop_token stop, JobSink& sink);

/// Bytes of weights that one decoded token reads: every matrix of the blocks and the head.
uint64_t decodedBytesPerToken(const PreparedModel& model);

/// Bytes per second that `threads` cores read from memory, the best of some passes over a buffer beyond all
/// caches.
double measureReadSpeed(int threads);

} // namespace inkstone
