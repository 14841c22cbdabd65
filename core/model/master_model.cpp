#include "core/model/master_model.h"

#include "kernels/backend.h"

#include <algorithm>
#include <cmath>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;
using kernels::WeightSource;

namespace {
WeightSource sourceOf(TensorView matrix) {
    return {.data = matrix.as<std::byte>(),
            .dtype = DType::F32,
            .rows = matrix.rows(),
            .columns = matrix.columns()};
}
} // namespace

MasterModel::MasterModel(const Model& base)
    : Model(base), m_layout(base.config()), m_parameters(m_memory.vector(DType::F32, m_layout.size())) {}

template <class Visit> void MasterModel::eachVector(const Visit& visit) {
    visit(m_layout.finalNorm(), m_finalNorm);
    for (int64_t i = 0; i < m_config.layers; ++i) {
        LayerWeights& layer = m_layers[size_t(i)];
        for (Linear linear : allLinears)
            if (const auto& part = m_layout.bias(i, linear)) visit(part, layer.bias[size_t(linear)]);
        for (Norm norm : allNorms)
            if (const auto& part = m_layout.norm(i, norm)) visit(part, layer.norms[size_t(norm)]);
    }
}

Result<std::shared_ptr<MasterModel>> MasterModel::make(const Model& base, int threads, std::stop_token stop) {
    INK_CHECK(requireIntact(base));
    INK_CHECK(requireLanguageModel(base));
    if (base.config().normalizedHead)
        return fail(ErrorCode::Unsupported, "cannot train all weights", base.path().string(),
                    "its head is divided by its rows' lengths whenever it runs",
                    "train an adapter with LoRA");
    std::shared_ptr<MasterModel> model(new MasterModel(base));
    INK_CHECK(model->read(base, threads, std::move(stop)));
    INK_CHECK(requireIntact(base));
    base.releasePages();
    return model;
}

Status MasterModel::read(const Model& base, int threads, std::stop_token stop) {
    const kernels::Backend& backend = kernels::defaultBackend();
    const auto stream = kernels::StreamOwner::make(backend, threads);
    const auto take = [&](const WeightSource& from, const WeightLayout::Part& part) {
        const TensorView to = viewOf(m_parameters, part);
        backend.ops->dequantize(stream->stream(), from, 0, to);
        return sourceOf(to);
    };
    m_embedding = take(base.embedding(), m_layout.embedding());
    m_head = m_config.tiedHead ? m_embedding : take(base.head(), m_layout.head());
    for (int64_t i = 0; i < m_config.layers; ++i) {
        if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "stopped");
        for (Linear linear : allLinears)
            m_layers[size_t(i)].linear[size_t(linear)] =
                take(base.layer(i)[linear], m_layout.linear(i, linear));
    }
    eachVector([&](const WeightLayout::Part& part, const std::vector<float>& values) {
        std::copy(values.begin(), values.end(), viewOf(m_parameters, part).f32());
    });
    return {};
}

void MasterModel::refresh() {
    eachVector([&](const WeightLayout::Part& part, std::vector<float>& values) {
        const float* from = viewOf(m_parameters, part).f32();
        std::copy(from, from + part.count(), values.begin());
    });
}

Result<NonFinite> MasterModel::nonFinite(std::stop_token) const {
    NonFinite found;
    const std::span all(m_parameters.f32(), size_t(m_layout.size()));
    found.count = std::count_if(all.begin(), all.end(), [](float x) { return !std::isfinite(x); });
    return found;
}

} // namespace inkstone
