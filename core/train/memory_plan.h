#pragma once
// What a run will need, before it starts: the same code as the run, walked once with an op table that does
// nothing and an arena that only counts. Time comes from a short measurement of this machine's matrix
// products.

#include "core/train/samples.h"
#include "core/train/train_config.h"

#include <memory>

namespace inkstone {

struct TrainPlan {
    TrainConfig config;                                  ///< resolved
    int64_t steps = 0, tokens = 0, supervisedTokens = 0; ///< of the whole run
    int64_t rows = 0, heldOutRows = 0, cut = 0, untrainable = 0;

    // Bytes. The mapped file is not counted: its pages leave again once packed.
    uint64_t weights = 0;     ///< packed copies
    uint64_t adapter = 0;     ///< parameters, of the adapter or of the whole model in F32
    uint64_t optimizer = 0;   ///< gradients, moments
    uint64_t activations = 0; ///< the largest micro-batch
    uint64_t other = 0;       ///< scratch, tables, tokenizer, samples, the program itself
    uint64_t total() const { return weights + adapter + optimizer + activations + other; }
    uint64_t available = 0; ///< memory that can be had now

    double seconds = 0; ///< estimate for the whole run, preparing included
    bool fits() const { return total() <= available; }
};

Result<TrainPlan> planTraining(const std::shared_ptr<const Model>& model, const SampleSet& samples,
                               const TrainConfig& config);

} // namespace inkstone
