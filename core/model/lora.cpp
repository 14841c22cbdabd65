#include "core/model/lora.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>

namespace inkstone {

std::span<const Linear> members(LoraGroup group) {
    static constexpr Linear qkv[] = {Linear::Q, Linear::K, Linear::V}, o[] = {Linear::O},
                            gateUp[] = {Linear::Gate, Linear::Up}, down[] = {Linear::Down};
    switch (group) {
    case LoraGroup::Qkv:
        return qkv;
    case LoraGroup::O:
        return o;
    case LoraGroup::GateUp:
        return gateUp;
    case LoraGroup::Down:
        return down;
    }
    return {};
}

LoraModule LoraConfig::module(int64_t layer, Linear linear) const {
    const size_t index = size_t(layer) * linearCount + size_t(linear);
    if (index < modules.size()) return modules[index];
    return targeted(linear) ? LoraModule{rank, alpha} : LoraModule{};
}

float LoraConfig::scale(LoraModule module) const {
    const auto rank = float(module.rank);
    return rankStabilised ? module.alpha / std::sqrt(rank) : module.alpha / rank;
}

LoraLayout::LoraLayout(const ModelConfig& model, const LoraConfig& lora) {
    // Every part begins at a multiple of 16 elements (64 bytes), whatever the rank.
    const auto take = [this](int64_t elements) {
        const int64_t offset = m_size;
        m_size += (elements + 15) / 16 * 16;
        return offset;
    };
    for (int64_t layer = 0; layer < model.layers; ++layer)
        for (int which = 0; which < loraGroupCount; ++which) {
            LoraGroupLayout group;
            for (Linear linear : members(LoraGroup(which))) {
                const LoraModule module = lora.module(layer, linear);
                if (module.rank == 0) continue;
                group.targets.push_back({linear, module.rank, lora.scale(module), group.rows, 0});
                group.rows += module.rank;
                group.inputs = model.columns(linear);
            }
            group.a = take(group.rows * group.inputs);
            for (auto& target : group.targets) target.b = take(model.rows(target.linear) * target.rank);
            m_groups.push_back(std::move(group));
        }
}

Result<LoraAdapter> LoraAdapter::make(const ModelConfig& model, const LoraConfig& lora, uint64_t seed) {
    if (lora.rank < 1 || lora.rank > 1024)
        return fail(ErrorCode::InvalidArgument, "cannot make the adapter", "rank",
                    text("%1 is not between 1 and 1024", lora.rank), "16 is a good start");
    if (!(lora.dropout >= 0 && lora.dropout < 1))
        return fail(ErrorCode::InvalidArgument, "cannot make the adapter", "dropout",
                    text("%1 is not between 0 and 1", double(lora.dropout)));
    const auto outside = std::find_if(lora.modules.begin(), lora.modules.end(), [](LoraModule module) {
        return module.rank < 0 || module.rank > 1024 || !std::isfinite(module.alpha);
    });
    if (outside != lora.modules.end())
        return fail(ErrorCode::InvalidArgument, "cannot make the adapter", "modules",
                    text("a matrix has rank %1 and alpha %2", outside->rank, double(outside->alpha)));
    if (!std::isfinite(lora.alpha))
        return fail(ErrorCode::InvalidArgument, "cannot make the adapter", "alpha", "it is not a number");
    auto layout = std::make_shared<const LoraLayout>(model, lora);
    if (layout->size() == 0)
        return fail(ErrorCode::InvalidArgument, "cannot make the adapter", "targets", "no matrix is chosen",
                    "choose at least one of q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj");
    LoraAdapter adapter;
    adapter.m_config = lora;
    adapter.m_model = model;
    adapter.m_layout = std::move(layout);
    adapter.m_parameters.assign(size_t(adapter.m_layout->size()), 0.f);

    Random random(seed);
    for (int64_t layer = 0; layer < model.layers; ++layer)
        for (int which = 0; which < loraGroupCount; ++which) {
            const LoraGroupLayout& group = adapter.m_layout->group(layer, LoraGroup(which));
            const int64_t elements = group.rows * group.inputs;
            const float bound = group.inputs ? 1.f / std::sqrt(float(group.inputs)) : 0.f;
            for (int64_t i = 0; i < elements; ++i)
                adapter.m_parameters[size_t(group.a + i)] = float(random.uniform() * 2 - 1) * bound;
        }
    return adapter;
}

namespace {
struct Place {
    const LoraGroupLayout* group = nullptr;
    const LoraGroupLayout::Target* target = nullptr;
};

Place find(const LoraLayout& layout, int64_t layer, Linear linear) {
    for (int which = 0; which < loraGroupCount; ++which) {
        const LoraGroupLayout& group = layout.group(layer, LoraGroup(which));
        for (const LoraGroupLayout::Target& target : group.targets)
            if (target.linear == linear) return {&group, &target};
    }
    return {};
}
} // namespace

kernels::TensorView LoraAdapter::a(int64_t layer, Linear target) {
    const Place place = find(*m_layout, layer, target);
    if (!place.group) return {};
    float* rows = m_parameters.data() + place.group->a + place.target->firstRow * place.group->inputs;
    return kernels::TensorView::matrix(rows, kernels::DType::F32, place.target->rank, place.group->inputs);
}

kernels::TensorView LoraAdapter::b(int64_t layer, Linear target) {
    const Place place = find(*m_layout, layer, target);
    if (!place.group) return {};
    return kernels::TensorView::matrix(m_parameters.data() + place.target->b, kernels::DType::F32,
                                       m_model.rows(target), place.target->rank);
}

} // namespace inkstone
