#pragma once
// Speed of a prepared model in this process, and what the machine could do at most.

#include "core/jobs/job.h"
#include "core/model/decoder.h"

namespace inkstone {

struct SpeedOptions {
    int64_t prompt = 512; ///< tokens read by a prefill
    int64_t answer = 128; ///< tokens decoded
    int64_t depth = 0;    ///< tokens in the cache before either; decoding adds 32
    int repeats = 5;      ///< after one round that does not count
    int threads = 0;      ///< 0: all cores
    CacheType cacheType = {};
};

struct Speed {
    double tokensPerSecond = 0; ///< median of the repeats
    std::vector<double> all;    ///< in order
};

/// One token at a time. Logits are computed for each, nothing is sampled.
Result<Speed> measureDecode(std::shared_ptr<const PreparedModel> model, const SpeedOptions& options,
                            std::stop_token stop, JobSink& sink);
/// A whole prompt; logits of its last token.
Result<Speed> measurePrefill(std::shared_ptr<const PreparedModel> model, const SpeedOptions& options,
                             std::stop_token stop, JobSink& sink);

/// Bytes that one decoded token reads: every matrix of the blocks, the head, and `depth` tokens of the cache.
uint64_t decodedBytesPerToken(const PreparedModel& model, const SpeedOptions& options);

/// Bytes per second that `threads` cores read from memory, the best of some passes over a buffer beyond all
/// caches.
double measureReadSpeed(int threads);

} // namespace inkstone
