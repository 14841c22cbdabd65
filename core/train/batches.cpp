#include "core/train/batches.h"

#include "core/base/random.h"

#include <cmath>
#include <numeric>

namespace inkstone {

namespace {
/// One epoch's steps: rows in order, a new step when the next row does not fit.
std::vector<std::vector<int32_t>> epochSteps(std::span<const int64_t> lengths, const BatchOptions& options,
                                             uint64_t epoch) {
    std::vector<int64_t> order(lengths.size());
    std::iota(order.begin(), order.end(), 0);
    if (options.shuffle) order = permutation(int64_t(lengths.size()), options.seed + epoch);
    std::vector<int32_t> rows(order.begin(), order.end());
    return microBatches(rows, lengths, options.batchTokens);
}
} // namespace

std::vector<std::vector<int32_t>> microBatches(std::span<const int32_t> rows,
                                               std::span<const int64_t> lengths, int64_t microTokens) {
    std::vector<std::vector<int32_t>> groups;
    int64_t used = 0;
    for (int32_t row : rows) {
        const int64_t length = lengths[size_t(row)];
        if (groups.empty() || used + length > microTokens) {
            groups.emplace_back();
            used = 0;
        }
        groups.back().push_back(row);
        used += length;
    }
    return groups;
}

BatchPlan::BatchPlan(std::span<const int64_t> lengths, const BatchOptions& options, double epochs,
                     int64_t maxSteps) {
    if (lengths.empty()) return;
    for (uint64_t epoch = 0;; ++epoch) {
        const auto groups = epochSteps(lengths, options, epoch);
        for (size_t i = 0; i < groups.size(); ++i) {
            const double begun = double(epoch) + double(i) / double(groups.size());
            // Half a step of slack: 2.5 epochs of 5 steps end after the nearest whole step.
            const bool over = maxSteps > 0 ? steps() >= maxSteps
                                           : begun + 0.5 / double(groups.size()) >= epochs && steps() > 0;
            if (over) return;
            for (int32_t row : groups[i]) m_tokens += lengths[size_t(row)];
            m_steps.push_back({groups[i], double(epoch) + double(i + 1) / double(groups.size())});
        }
    }
}

int64_t BatchPlan::stepsPerEpoch(std::span<const int64_t> lengths, const BatchOptions& options) {
    return int64_t(epochSteps(lengths, options, 0).size());
}

PackedBatch pack(std::span<const TrainingSample> samples, std::span<const int32_t> rows) {
    PackedBatch batch;
    batch.cuSeqlens.push_back(0);
    for (int32_t row : rows) {
        const TrainingSample& sample = samples[size_t(row)];
        for (size_t i = 0; i < sample.ids.size(); ++i) {
            const bool target = i + 1 < sample.ids.size() && sample.trained[i + 1];
            batch.tokens.push_back(sample.ids[i]);
            batch.positions.push_back(int32_t(i));
            batch.targets.push_back(target ? sample.ids[i + 1] : -1);
            batch.supervised += target;
        }
        batch.cuSeqlens.push_back(int32_t(batch.tokens.size()));
    }
    return batch;
}

} // namespace inkstone
