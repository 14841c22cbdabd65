#pragma once
// A run walked without computing: which micro-batches it will make, what the largest needs, what all of them
// cost.

#include "core/model/weight_layout.h"
#include "core/train/batches.h"
#include "core/train/machine_speed.h"
#include "core/train/memory_plan.h"

#include <map>

namespace inkstone {

/// What "make it fit" may choose.
struct RunChoice {
    Compute compute = Compute::Auto;
    Optimizer optimizer = Optimizer::AdamW;
    int64_t microBatchTokens = 0;
    int64_t recomputedBlocks = 0;
};

class RunWalk {
public:
    /// `config` is resolved. All three outlive the walk.
    static Result<RunWalk> make(const std::shared_ptr<const Model>& model, const SampleSet& samples,
                                const TrainConfig& config);

    const BatchPlan& batches() const { return m_batches; }
    /// Errors: what PreparedModel::make refuses.
    Result<TrainMemory> memory(const RunChoice& choice);
    Result<TrainSeconds> seconds(const RunChoice& choice, const fs::path& speedCache);
    int64_t longestRow() const;

private:
    RunWalk(const std::shared_ptr<const Model>& model, const SampleSet& samples, const TrainConfig& config);

    bool full() const { return m_config.method == fullMethod; }
    /// Elements of what is trained.
    int64_t trained() const { return full() ? m_weights.size() : m_adapter.size(); }
    /// Of them those whose moments may have 8 bits.
    int64_t matrices() const { return full() ? m_weights.matrices() : m_adapter.size(); }
    uint64_t optimizerBytes(Optimizer optimizer) const;

    using Rows = std::vector<int32_t>;
    struct Peak {
        size_t all = 0, withoutLoss = 0;
    };
    Result<std::shared_ptr<const PreparedModel>> prepared(Compute compute);
    std::vector<Rows> trainingBatches(int64_t microTokens) const;
    std::vector<Rows> heldOutBatches(int64_t microTokens) const;
    Peak walk(const PreparedModel& model, const PackedBatch& batch, const RunChoice& choice,
              bool backward) const;
    Peak largest(const PreparedModel& model, const RunChoice& choice) const;
    size_t answerBytes(const PreparedModel& model) const;
    uint64_t otherBytes() const;
    double batchSeconds(const PreparedModel& model, const std::vector<Rows>& batches,
                        const std::vector<TrainingSample>& samples, const RunChoice& choice,
                        const MachineSpeed& speed, bool backward) const;
    double answerSeconds(const PreparedModel& model, const MachineSpeed& speed) const;

    std::shared_ptr<const Model> m_model;
    const SampleSet& m_samples;
    const TrainConfig& m_config;
    BatchPlan m_batches;
    LoraLayout m_adapter;
    WeightLayout m_weights;
    std::vector<int64_t> m_lengths, m_heldOutLengths;
    std::vector<int64_t> m_promptTokens; ///< of pinned prompts
    std::map<Compute, std::shared_ptr<const PreparedModel>> m_prepared;
    std::map<std::pair<kernels::Packing, kernels::DType>, MachineSpeed> m_speeds;
};

} // namespace inkstone
