#pragma once
// How far one arithmetic (or one copy) of a model is from another: KL(exact || other) at every position of a
// text.

#include "core/jobs/job.h"
#include "core/model/decoder.h"

namespace inkstone {

struct Divergence {
    int64_t tokens = 0;
    double mean = 0, max = 0; ///< nats
    double top1Agreement = 0; ///< positions with the same most likely token, 0..1
};

/// One of the two: a model, or a model with an adapter.
struct ComparedModel {
    std::shared_ptr<const PreparedModel> model;
    std::shared_ptr<const LoraAdapter> adapter = nullptr;
};

/// Feeds `ids` (at least one, at most the context) to both; the other's cache is of `otherCache`. Emits
/// Progress in "tokens".
Result<Divergence> measureDivergence(const ComparedModel& exact, const ComparedModel& other,
                                     std::span<const TokenId> ids, std::stop_token stop, JobSink& sink,
                                     CacheType otherCache = {});

} // namespace inkstone
