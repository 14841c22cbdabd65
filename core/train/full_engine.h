#pragma once
// Trains all weights of a model. They are kept in F32; bf16 training rounds pieces of them on the way. The
// result is a whole model.

#include "core/model/convert.h"
#include "core/model/master_model.h"
#include "core/train/training_engine.h"

namespace inkstone {

class FullEngine final : public TrainingEngine {
public:
    /// Whether what becomes of `base` can be saved; better known before hours of training.
    static Status checkSavable(const Model& base);
    /// Dequantises `base` and prepares the copy as `prepare` says, for training. Throws std::bad_alloc.
    static Result<std::unique_ptr<FullEngine>> make(const Model& base, PrepareOptions prepare,
                                                    const TrainConfig& config);

    const WeightLayout& layout() const { return m_master->layout(); }

    std::span<float> parameters() override;
    void refresh() override;
    Status saveParameters(const std::filesystem::path& folder) const override;
    Status readParameters(const std::filesystem::path& folder) override;
    const char* resultName() const override { return "model"; }
    /// A Hugging Face folder in the base's type, or in BF16 when that was quantised.
    Status saveResult(const std::filesystem::path& target, int64_t step) const override;

private:
    FullEngine(std::shared_ptr<MasterModel> master, std::shared_ptr<PreparedModel> prepared, ExportType type,
               const TrainConfig& config);
    Gradients layoutOf(kernels::TensorView values) const override;

    std::shared_ptr<MasterModel> m_master;
    std::shared_ptr<PreparedModel> m_prepared;
    ExportType m_type;
};

} // namespace inkstone
