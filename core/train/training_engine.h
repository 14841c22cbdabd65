#pragma once
// The arithmetic of training: one optimizer step over some rows, and the loss over others. Owns gradients,
// moments, and the memory they work in; knows nothing of files' names, epochs or schedules. What is trained,
// an adapter or all weights, is the derived class's.

#include "core/model/backward.h"
#include "core/train/batches.h"
#include "core/train/train_config.h"
#include "kernels/moments8.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace inkstone {

/// The optimizer's moments, flat like the parameters.
struct OptimizerState {
    kernels::Moments8 packed;          ///< of the first parameters, the matrices, with Optimizer::AdamW8bit
    std::span<float> moment1, moment2; ///< of all others
};

/// Scales of so many moments in 8 bits.
constexpr int64_t momentBlocks(int64_t moments) {
    return (moments + kernels::MomentBlock - 1) / kernels::MomentBlock;
}

class TrainingEngine {
public:
    virtual ~TrainingEngine() = default;

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

    /// What is trained; refresh() after a change from outside.
    virtual std::span<float> parameters() = 0;
    virtual void refresh() {}
    std::span<const float> gradients() const { return {m_gradients.f32(), size_t(m_gradients.count())}; }
    const OptimizerState& optimizer() const { return m_optimizer; }
    const PreparedModel& model() const { return *m_model; }
    const std::shared_ptr<const PreparedModel>& sharedModel() const { return m_model; }
    Arena& arena() { return m_arena; } ///< of one micro-batch; empty between them
    /// For a decoder that answers with what was learned so far; null: the model is what learned.
    virtual std::shared_ptr<const LoraAdapter> sharedAdapter() const { return nullptr; }

    /// The parameters of a checkpoint, into and from its folder.
    virtual Status saveParameters(const std::filesystem::path& folder) const = 0;
    virtual Status readParameters(const std::filesystem::path& folder) = 0;
    /// Name of the folder, inside the run's, that saveResult() makes.
    virtual const char* resultName() const = 0;
    /// What other programs open; `target` appears whole or not at all, in the place of an older one.
    virtual Status saveResult(const std::filesystem::path& target, int64_t step) const = 0;

protected:
    /// Throws std::bad_alloc. `model` was prepared for training. Of the parameters the first are `matrices`:
    /// only they decay, and may have moments in 8 bits.
    TrainingEngine(std::shared_ptr<const PreparedModel> model, int64_t parameters, int64_t matrices,
                   const TrainConfig& config);

    /// The adapter of a pass in the type of activations, or null.
    virtual const LoraWeights* adapterWeights(float dropout, uint64_t seed);
    /// Where backward adds to `values`.
    virtual Gradients layoutOf(kernels::TensorView values) const = 0;

    kernels::Stream& stream() { return m_stream->stream(); }
    const TrainConfig& config() const { return m_config; }

private:
    bool addGradient(const PackedBatch& batch, const LoraWeights* lora, float scale, double& sum,
                     std::stop_token stop);
    Pass pass(const LoraWeights* lora, std::stop_token stop);
    void update(kernels::AdamW settings);

    std::shared_ptr<const PreparedModel> m_model;
    TrainConfig m_config;
    int64_t m_matrices;
    int64_t m_microTokens;
    std::unique_ptr<kernels::StreamOwner> m_stream;
    Arena m_arena; ///< of one micro-batch
    Arena m_state; ///< gradients and moments
    kernels::TensorView m_gradients;
    OptimizerState m_optimizer;
    std::vector<SavedBlock> m_saved;
};

/// Tokens of one forward pass when nobody chooses.
constexpr int64_t defaultMicroBatchTokens = 512;

} // namespace inkstone
