#pragma once
// What a run will need, before it starts: the same code as the run, walked with an op table that computes
// nothing and an arena that only counts (memory), and with one that adds up seconds measured on this machine
// (time).

#include "core/train/machine_speed.h"
#include "core/train/samples.h"
#include "core/train/train_config.h"

#include <memory>

namespace inkstone {

/// Bytes of the process above its level before the model was opened, at the moment of the peak.
struct TrainMemory {
    uint64_t weights = 0;     ///< packed copies, both directions
    uint64_t adapter = 0;     ///< parameters, and their bf16 copy
    uint64_t optimizer = 0;   ///< gradients, moments
    uint64_t activations = 0; ///< of the micro-batch that needs most
    uint64_t logits = 0;      ///< what the loss needs besides
    uint64_t kv = 0;          ///< cache of sample answers, where it needs more than the activations' room
    uint64_t workspace = 0;   ///< scratch of the threads
    uint64_t other = 0;       ///< tokenizer, norms, tokenised rows, their order
    uint64_t total() const {
        return weights + adapter + optimizer + activations + logits + kv + workspace + other;
    }
    /// Pages of the model's file that are read all the time, because weights stay there unpacked. The system
    /// can take them back: apart from the total.
    uint64_t mapped = 0;
};

/// Seconds of the whole run.
struct TrainSeconds {
    double preparing = 0; ///< reading rows, checking, packing, hashing
    double training = 0;  ///< optimizer steps: what `train` reports as its seconds
    double evaluations = 0, answers = 0, checkpoints = 0;
    double total() const { return preparing + training + evaluations + answers + checkpoints; }
};

struct TrainPlan {
    TrainConfig config;                                  ///< resolved
    int64_t steps = 0, tokens = 0, supervisedTokens = 0; ///< of the whole run
    int64_t rows = 0, heldOutRows = 0, cut = 0, untrainable = 0;

    TrainMemory memory;
    uint64_t available = 0; ///< memory that can be had now
    TrainSeconds seconds;
    Text choice; ///< with a limit (fitGigabytes): what was chosen and why; else empty

    bool fits() const { return memory.total() + memory.mapped <= available; }
};

/// With `config.fitGigabytes`, micro-batch, recomputed blocks and (where Compute::Auto leaves it open)
/// arithmetic become the fastest that need no more; an error that names the smallest possible need when
/// nothing fits.
Result<TrainPlan> planTraining(const std::shared_ptr<const Model>& model, const SampleSet& samples,
                               const TrainConfig& config, const fs::path& speedCache = {});

} // namespace inkstone
