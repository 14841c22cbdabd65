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

float LoraConfig::scale() const {
    return rankStabilised ? alpha / std::sqrt(float(rank)) : alpha / float(rank);
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
            for (Linear linear : members(LoraGroup(which)))
                if (lora.targeted(linear)) group.targets.push_back(linear);
            if (!group.targets.empty()) {
                group.inputs = model.columns(group.targets.front());
                group.a = take(int64_t(group.targets.size()) * lora.rank * group.inputs);
                for (Linear linear : group.targets) group.b.push_back(take(model.rows(linear) * lora.rank));
            }
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
    if (!std::isfinite(lora.alpha))
        return fail(ErrorCode::InvalidArgument, "cannot make the adapter", "alpha", "it is not a number");
    if (std::none_of(lora.targets.begin(), lora.targets.end(), [](bool on) { return on; }))
        return fail(ErrorCode::InvalidArgument, "cannot make the adapter", "targets", "no matrix is chosen",
                    "choose at least one of q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj");
    LoraAdapter adapter;
    adapter.m_config = lora;
    adapter.m_layers = model.layers;
    for (Linear linear : allLinears) adapter.m_outputs[size_t(linear)] = model.rows(linear);
    adapter.m_layout = std::make_shared<const LoraLayout>(model, lora);
    adapter.m_parameters.assign(size_t(adapter.m_layout->size()), 0.f);

    Random random(seed);
    for (int64_t layer = 0; layer < model.layers; ++layer)
        for (int which = 0; which < loraGroupCount; ++which) {
            const LoraGroupLayout& group = adapter.m_layout->group(layer, LoraGroup(which));
            const int64_t elements = int64_t(group.targets.size()) * lora.rank * group.inputs;
            const float bound = group.inputs ? 1.f / std::sqrt(float(group.inputs)) : 0.f;
            for (int64_t i = 0; i < elements; ++i)
                adapter.m_parameters[size_t(group.a + i)] = float(random.uniform() * 2 - 1) * bound;
        }
    return adapter;
}

namespace {
struct Place {
    const LoraGroupLayout* group = nullptr;
    size_t target = 0;
};

Place find(const LoraLayout& layout, int64_t layer, Linear linear) {
    for (int which = 0; which < loraGroupCount; ++which) {
        const LoraGroupLayout& group = layout.group(layer, LoraGroup(which));
        const auto found = std::find(group.targets.begin(), group.targets.end(), linear);
        if (found != group.targets.end()) return {&group, size_t(found - group.targets.begin())};
    }
    return {};
}
} // namespace

kernels::TensorView LoraAdapter::a(int64_t layer, Linear target) {
    const Place place = find(*m_layout, layer, target);
    if (!place.group) return {};
    return kernels::TensorView::matrix(m_parameters.data() + place.group->a +
                                           int64_t(place.target) * m_config.rank * place.group->inputs,
                                       kernels::DType::F32, m_config.rank, place.group->inputs);
}

kernels::TensorView LoraAdapter::b(int64_t layer, Linear target) {
    const Place place = find(*m_layout, layer, target);
    if (!place.group) return {};
    return kernels::TensorView::matrix(m_parameters.data() + place.group->b[place.target],
                                       kernels::DType::F32, m_outputs[size_t(target)], m_config.rank);
}

} // namespace inkstone
