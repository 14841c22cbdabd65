#pragma once
// Trains a LoRA adapter beside a frozen model.

#include "core/train/training_engine.h"

namespace inkstone {

class LoraEngine final : public TrainingEngine {
public:
    /// Throws std::bad_alloc. `model` was prepared for training.
    LoraEngine(std::shared_ptr<const PreparedModel> model, LoraAdapter adapter, const TrainConfig& config);

    LoraAdapter& adapter() { return *m_adapter; }

    std::span<float> parameters() override { return m_adapter->parameters(); }
    std::shared_ptr<const LoraAdapter> sharedAdapter() const override { return m_adapter; }
    Status saveParameters(const std::filesystem::path& folder) const override;
    Status readParameters(const std::filesystem::path& folder) override;
    const char* resultName() const override { return "adapter"; }
    /// A PEFT folder.
    Status saveResult(const std::filesystem::path& target, int64_t step) const override;

private:
    const LoraWeights* adapterWeights(float dropout, uint64_t seed) override;
    Gradients layoutOf(kernels::TensorView values) const override;

    std::shared_ptr<LoraAdapter> m_adapter;
    std::vector<kernels::Bf16> m_halved; ///< the parameters in BF16, for bf16 training
    LoraWeights m_weights;
};

} // namespace inkstone
