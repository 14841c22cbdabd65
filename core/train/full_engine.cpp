#include "core/train/full_engine.h"

#include "core/tensor/safetensors.h"

#include <cstring>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

namespace {
constexpr const char* weightsFile = "weights.safetensors";
constexpr const char* weightsName = "weights";

ExportType savedType(const Model& base) {
    switch (base.layer(0)[Linear::Q].dtype) {
    case DType::F32:
        return ExportType::F32;
    case DType::F16:
        return ExportType::F16;
    default:
        return ExportType::BF16;
    }
}
} // namespace

FullEngine::FullEngine(std::shared_ptr<MasterModel> master, std::shared_ptr<PreparedModel> prepared,
                       ExportType type, const TrainConfig& config)
    : TrainingEngine(prepared, master->layout().size(), master->layout().matrices(), config),
      m_master(std::move(master)), m_prepared(std::move(prepared)), m_type(type) {}

Result<std::unique_ptr<FullEngine>> FullEngine::make(const Model& base, PrepareOptions prepare,
                                                     const TrainConfig& config) {
    INK_TRY(master, MasterModel::make(base, prepare.threads, prepare.stop));
    prepare.purpose = Purpose::Training;
    prepare.changing = true;
    if (prepare.compute == Compute::Int8) prepare.compute = Compute::Bf16; // 8 bits could not follow a step
    INK_TRY(prepared, PreparedModel::make(master, prepare));
    return std::unique_ptr<FullEngine>(
        new FullEngine(std::move(master), std::move(prepared), savedType(base), config));
}

Status FullEngine::checkSavable(const Model& base) {
    INK_TRY(bytes, plannedBytes(base, ConvertFormat::HuggingFace, savedType(base)));
    (void)bytes;
    return {};
}

std::span<float> FullEngine::parameters() { return {m_master->parameters().f32(), size_t(layout().size())}; }

void FullEngine::refresh() {
    m_master->refresh();
    m_prepared->refresh(stream());
}

Gradients FullEngine::layoutOf(TensorView values) const {
    return {.weights = &m_master->layout(), .values = values};
}

Status FullEngine::saveParameters(const std::filesystem::path& folder) const {
    const std::span<const float> all(m_master->parameters().f32(), size_t(layout().size()));
    return writeSafetensors(folder / weightsFile,
                            {{weightsName, SafeType::F32, {layout().size()}, std::as_bytes(all)}});
}

Status FullEngine::readParameters(const std::filesystem::path& folder) {
    INK_TRY(file, SafetensorsFile::open(folder / weightsFile));
    INK_TRY(tensor, file->tensor(weightsName));
    const std::span<float> all = parameters();
    if (tensor->type != SafeType::F32 || tensor->bytes != all.size_bytes())
        return fail(ErrorCode::Corrupt, "cannot read the checkpoint", file->path().string(),
                    text("tensor %1 does not have the model's size", weightsName));
    std::memcpy(all.data(), tensor->data, tensor->bytes);
    refresh();
    return {};
}

Status FullEngine::saveResult(const std::filesystem::path& target, int64_t) const {
    INK_TRY(converted, convertModel(m_master, {.target = target,
                                               .format = ConvertFormat::HuggingFace,
                                               .type = m_type,
                                               .replace = true,
                                               .threads = config().threads}));
    (void)converted;
    return {};
}

} // namespace inkstone
