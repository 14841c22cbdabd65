#pragma once
// The order of a run: which rows make up each optimizer step, decided by lengths and seed alone, so that a
// resumed run walks the same way. Rows are packed without padding; a row is never split over steps.

#include "core/train/samples.h"

#include <span>
#include <vector>

namespace inkstone {

struct BatchOptions {
    int64_t batchTokens = 1024;
    bool shuffle = true;
    uint64_t seed = 42;
};

/// Rows of one step, and how many epochs are over when it is done.
struct StepRows {
    std::vector<int32_t> rows;
    double epoch = 0;
};

class BatchPlan {
public:
    /// `lengths` in tokens. maxSteps > 0 wins over epochs.
    BatchPlan(std::span<const int64_t> lengths, const BatchOptions& options, double epochs, int64_t maxSteps);

    int64_t steps() const { return int64_t(m_steps.size()); }
    const StepRows& step(int64_t number) const { return m_steps[size_t(number - 1)]; } ///< from 1
    int64_t tokens() const { return m_tokens; }                                        ///< of all steps
    /// Steps of the first epoch.
    static int64_t stepsPerEpoch(std::span<const int64_t> lengths, const BatchOptions& options);

private:
    std::vector<StepRows> m_steps;
    int64_t m_tokens = 0;
};

/// Rows of a step in groups of at most `microTokens` (a longer row stands alone).
std::vector<std::vector<int32_t>> microBatches(std::span<const int32_t> rows,
                                               std::span<const int64_t> lengths, int64_t microTokens);

/// Samples side by side, as the forward pass takes them.
struct PackedBatch {
    std::vector<int32_t> tokens, positions, cuSeqlens;
    std::vector<int32_t> targets; ///< the supervised token that follows, or -1
    int64_t supervised = 0;
};
PackedBatch pack(std::span<const TrainingSample> samples, std::span<const int32_t> rows);

} // namespace inkstone
