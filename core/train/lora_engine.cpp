#include "core/train/lora_engine.h"

#include "core/base/atomic_folder.h"

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

LoraEngine::LoraEngine(std::shared_ptr<const PreparedModel> model, LoraAdapter adapter,
                       const TrainConfig& config)
    : TrainingEngine(std::move(model), adapter.layout().size(), adapter.layout().size(), config),
      m_adapter(std::make_shared<LoraAdapter>(std::move(adapter))) {
    if (this->model().trainingType() == DType::BF16) m_halved.resize(m_adapter->parameters().size());
}

/// Converted anew, since the last step changed them.
const LoraWeights* LoraEngine::adapterWeights(float dropout, uint64_t seed) {
    const std::span<float> parameters = m_adapter->parameters();
    TensorView values = TensorView::vector(parameters.data(), DType::F32, int64_t(parameters.size()));
    if (!m_halved.empty()) {
        const TensorView halved = TensorView::vector(m_halved.data(), DType::BF16, int64_t(m_halved.size()));
        model().ops().convert(stream(), values, halved);
        values = halved;
    }
    m_weights = {.layout = &m_adapter->layout(),
                 .parameters = values,
                 .dropout = dropout,
                 .dropoutSeed = seed};
    return &m_weights;
}

Gradients LoraEngine::layoutOf(TensorView values) const {
    return {.lora = &m_adapter->layout(), .values = values};
}

Status LoraEngine::saveParameters(const std::filesystem::path& folder) const {
    return m_adapter->save(folder);
}

Status LoraEngine::readParameters(const std::filesystem::path& folder) { return m_adapter->read(folder); }

Status LoraEngine::saveResult(const std::filesystem::path& target, int64_t step) const {
    INK_TRY(folder, AtomicFolder::create(target, AtomicFolder::Existing::Replace));
    INK_CHECK(m_adapter->save(folder.path()));
    return folder.commit({{"step", step}});
}

} // namespace inkstone
