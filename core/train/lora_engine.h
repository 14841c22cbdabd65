#pragma once
// The arithmetic of LoRA training: one optimizer step over some rows, and the loss over others. Owns the
// adapter, its gradients and moments, and the memory they work in; knows nothing of files, epochs or
// schedules.

#include "core/model/backward.h"
#include "core/train/batches.h"
#include "core/train/checkpoint.h"
#include "core/train/train_config.h"

#include <memory>
#include <optional>

namespace inkstone {

class LoraEngine {
public:
    /// Throws std::bad_alloc. `model` was prepared for training.
    LoraEngine(std::shared_ptr<const PreparedModel> model, LoraAdapter adapter, const TrainConfig& config);

    struct Rows {
        std::span<const TrainingSample> samples;
        std::span<const int32_t> rows;
    };
    struct Step {
        double loss = 0;     ///< mean nats per supervised token, before the update
        double gradNorm = 0; ///< before clipping
        int64_t tokens = 0, supervised = 0;
        bool finite = true; ///< false: loss or gradient was not, and the update was left out
    };
    /// One update. `number` counts from 1. Nothing is changed when stopped.
    std::optional<Step> step(const Rows& rows, int64_t number, double learningRate, std::stop_token stop);
    /// Gradient of the mean loss over the supervised tokens of `rows`, left in gradients(). Nothing when
    /// stopped.
    std::optional<Step> gradient(const Rows& rows, int64_t number, std::stop_token stop);
    /// Mean nats per supervised token, dropout off. Nothing when stopped or when nothing is supervised.
    std::optional<double> evaluate(std::span<const TrainingSample> samples, std::stop_token stop);

    LoraAdapter& adapter() { return *m_adapter; }
    /// The same adapter, for a decoder that answers with what was learned so far.
    std::shared_ptr<const LoraAdapter> sharedAdapter() const { return m_adapter; }
    OptimizerState& optimizer() { return m_optimizer; }
    std::span<const float> gradients() const { return m_gradients; }
    const PreparedModel& model() const { return *m_model; }
    const std::shared_ptr<const PreparedModel>& sharedModel() const { return m_model; }
    Arena& arena() { return m_arena; }

private:
    bool addGradient(const PackedBatch& batch, const LoraWeights& lora, float scale, double& sum,
                     std::stop_token stop);
    LoraWeights weights(float dropout, uint64_t seed);
    Pass pass(const LoraWeights& lora, std::stop_token stop);

    std::shared_ptr<const PreparedModel> m_model;
    std::shared_ptr<LoraAdapter> m_adapter;
    TrainConfig m_config;
    int64_t m_microTokens;
    std::unique_ptr<kernels::StreamOwner> m_stream;
    Arena m_arena;
    std::vector<float> m_gradients;
    std::vector<kernels::Bf16> m_halved; ///< the parameters in BF16, for bf16 training
    OptimizerState m_optimizer;
    std::vector<SavedBlock> m_saved;
};

/// Tokens of one forward pass when nobody chooses.
constexpr int64_t defaultMicroBatchTokens = 512;

} // namespace inkstone
