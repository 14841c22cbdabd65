#pragma once
// What a reward model thinks of a conversation: one number, higher is better, comparable between answers to
// the same question. The InternLM2 way: the chat template's text, then the reward token, whose hidden state
// the head reads.

#include "core/jobs/job.h"
#include "core/model/decoder.h"

namespace inkstone {

struct Reward {
    double score = 0;
    int64_t tokens = 0; ///< that the model read, the reward token included
};

/// `adapter` may be null. Unsupported: no reward model. InvalidArgument: more than its context holds.
Result<Reward> rewardOf(std::shared_ptr<const PreparedModel> model,
                        std::shared_ptr<const LoraAdapter> adapter, const std::vector<Message>& messages,
                        int threads = 0, std::stop_token stop = {});

} // namespace inkstone
