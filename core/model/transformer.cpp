#include "core/model/transformer.h"

#include <algorithm>
#include <numeric>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

TensorView LoraWeights::groupA(const LoraGroupLayout& group) const {
    const int64_t rows = int64_t(group.targets.size()) * config->rank;
    const size_t element = size_t(kernels::dtypeInfo(parameters.dtype)->blockBytes);
    return TensorView::matrix(parameters.as<std::byte>() + size_t(group.a) * element, parameters.dtype, rows,
                              group.inputs);
}

TensorView LoraWeights::targetB(const LoraGroupLayout& group, size_t target, int64_t outputs) const {
    const size_t element = size_t(kernels::dtypeInfo(parameters.dtype)->blockBytes);
    return TensorView::matrix(parameters.as<std::byte>() + size_t(group.b[target]) * element,
                              parameters.dtype, outputs, config->rank);
}

std::array<TensorView, 3> splitQkv(const ModelConfig& c, TensorView qkv) {
    return {qkv.columnsFrom(0, c.queryWidth()), qkv.columnsFrom(c.queryWidth(), c.kvWidth()),
            qkv.columnsFrom(c.queryWidth() + c.kvWidth(), c.kvWidth())};
}

std::array<TensorView, 2> splitGateUp(const ModelConfig& c, TensorView gateUp) {
    return {gateUp.columnsFrom(0, c.ffn), gateUp.columnsFrom(c.ffn, c.ffn)};
}

namespace {

/// Where the keys and values of this pass live: in the packed batch, or in a cache.
struct Context {
    std::span<const int32_t> positions, cuSeqlens;
    KvCache* cache = nullptr;
};

TensorView normWeights(const std::vector<float>& weights) {
    return TensorView::vector(const_cast<float*>(weights.data()), DType::F32, int64_t(weights.size()));
}

void product(Pass& pass, TensorView x, const kernels::PackedWeight& w, TensorView y,
             bool accumulate = false) {
    pass.ops.linear(pass.stream, x, w, {}, y, accumulate);
}

void projectQkv(Pass& pass, int64_t layer, TensorView h, TensorView qkv, TensorView loraU) {
    const PreparedLayer& w = pass.model.layer(layer);
    const auto parts = splitQkv(pass.model.config(), qkv);
    if (w.qkv.source.rows) {
        product(pass, h, w.qkv, qkv);
    } else {
        product(pass, h, w[Linear::Q], parts[0]);
        product(pass, h, w[Linear::K], parts[1]);
        product(pass, h, w[Linear::V], parts[2]);
    }
    addLora(pass, layer, LoraGroup::Qkv, h, parts, loraU);
}

/// qkv = rotated projections of norm(x); attention = softmax(q kᵀ) v; out += W_o attention.
void attentionHalf(Pass& pass, int64_t layer, const Context& context, SavedBlock& block, TensorView out) {
    const ModelConfig& c = pass.model.config();
    {
        ArenaScope scope(pass.arena);
        TensorView h = pass.activation(block.x.rows(), c.hidden);
        pass.ops.rmsNorm(pass.stream, block.x, normWeights(pass.model.model().layer(layer).attentionNorm),
                         c.normEpsilon, h, block.attentionRstd);
        projectQkv(pass, layer, h, block.qkv, block.loraU[size_t(LoraGroup::Qkv)]);
    }
    const auto [q, k, v] = splitQkv(c, block.qkv);
    pass.ops.rope(pass.stream, q, int(c.headDim), context.positions, pass.model.cosSin(), false);
    pass.ops.rope(pass.stream, k, int(c.headDim), context.positions, pass.model.cosSin(), false);
    if (context.cache) {
        const int64_t before = context.cache->length();
        const kernels::KvView kv = context.cache->layer(layer, before + block.x.rows());
        pass.ops.appendKv(pass.stream, k, v, before, c.attention(), kv);
        pass.ops.attentionCached(pass.stream, q, kv, c.attention(), block.attention);
    } else {
        pass.ops.attention(pass.stream, q, k, v, context.cuSeqlens, c.attention(), block.attention,
                           block.lse);
    }
    product(pass, block.attention, pass.model.layer(layer)[Linear::O], out, true);
    addLora(pass, layer, LoraGroup::O, block.attention, {out}, block.loraU[size_t(LoraGroup::O)]);
}

/// gateUp = projections of norm(middle); out += W_down (act(gate) * up).
void feedForwardHalf(Pass& pass, int64_t layer, SavedBlock& block, TensorView out) {
    const ModelConfig& c = pass.model.config();
    const PreparedLayer& w = pass.model.layer(layer);
    const auto [gate, up] = splitGateUp(c, block.gateUp);
    ArenaScope scope(pass.arena);
    TensorView h = pass.activation(block.middle.rows(), c.hidden);
    pass.ops.rmsNorm(pass.stream, block.middle, normWeights(pass.model.model().layer(layer).ffnNorm),
                     c.normEpsilon, h, block.ffnRstd);
    if (w.gateUp.source.rows) {
        product(pass, h, w.gateUp, block.gateUp);
    } else {
        product(pass, h, w[Linear::Gate], gate);
        product(pass, h, w[Linear::Up], up);
    }
    addLora(pass, layer, LoraGroup::GateUp, h, {gate, up}, block.loraU[size_t(LoraGroup::GateUp)]);

    TensorView activated = pass.activation(block.middle.rows(), c.ffn);
    pass.ops.gatedActivation(pass.stream, c.activation, gate, up, activated);
    product(pass, activated, w[Linear::Down], out, true);
    addLora(pass, layer, LoraGroup::Down, activated, {out}, block.loraU[size_t(LoraGroup::Down)]);
}

/// Tensors of one block. In training each residual is kept, so the stream moves x -> middle -> next; in
/// inference all three are one tensor, updated in place.
SavedBlock allocate(Pass& pass, TensorView x, bool training) {
    const ModelConfig& c = pass.model.config();
    const int64_t n = x.rows();
    SavedBlock block{.x = x, .middle = x};
    block.qkv = pass.activation(n, c.queryWidth() + 2 * c.kvWidth());
    block.attention = pass.activation(n, c.queryWidth());
    block.gateUp = pass.activation(n, 2 * c.ffn);
    if (!training) return block;
    block.attentionRstd = pass.arena.vector(DType::F32, n);
    block.ffnRstd = pass.arena.vector(DType::F32, n);
    block.lse = pass.arena.matrix(DType::F32, c.heads, n);
    block.middle = pass.arena.matrix(DType::F32, n, c.hidden);
    if (pass.lora)
        for (int group = 0; group < loraGroupCount; ++group)
            if (const auto targets = pass.lora->layout->group(0, LoraGroup(group)).targets.size())
                block.loraU[size_t(group)] = pass.activation(n, int64_t(targets) * pass.lora->config->rank);
    return block;
}

void copy(Pass& pass, TensorView from, TensorView to) { pass.ops.convert(pass.stream, from, to); }

} // namespace

void addLora(Pass& pass, int64_t layer, LoraGroup group, TensorView input,
             const std::array<TensorView, 3>& outputs, TensorView u) {
    if (!pass.lora) return;
    const LoraWeights& lora = *pass.lora;
    const LoraGroupLayout& part = lora.layout->group(layer, group);
    if (part.targets.empty()) return;

    ArenaScope scope(pass.arena);
    const int64_t n = input.rows(), rank = lora.config->rank;
    if (lora.dropout > 0) {
        TensorView dropped = pass.activation(n, input.columns());
        pass.ops.dropout(pass.stream, input, lora.dropout, loraDropoutSeed(lora.dropoutSeed, layer, group),
                         dropped);
        input = dropped;
    }
    if (u.empty()) u = pass.activation(n, int64_t(part.targets.size()) * rank);
    pass.ops.gemm(pass.stream, input, false, lora.groupA(part), true, u, 1, 0);

    const std::span<const Linear> order = members(group);
    for (size_t t = 0; t < part.targets.size(); ++t) {
        const size_t member = size_t(std::find(order.begin(), order.end(), part.targets[t]) - order.begin());
        const TensorView y = outputs[member];
        pass.ops.gemm(pass.stream, u.columnsFrom(int64_t(t) * rank, rank), false,
                      lora.targetB(part, t, y.columns()), true, y, lora.config->scale(), 1);
    }
}

bool forwardTraining(Pass& pass, const Sequences& sequences, std::vector<SavedBlock>& saved, TensorView& x) {
    const ModelConfig& c = pass.model.config();
    const int64_t n = int64_t(sequences.tokens.size());
    const Context context{.positions = sequences.positions, .cuSeqlens = sequences.cuSeqlens};

    x = pass.arena.matrix(DType::F32, n, c.hidden);
    pass.ops.embed(pass.stream, pass.model.model().embedding(), sequences.tokens, x);
    saved.clear();
    for (int64_t layer = 0; layer < c.layers; ++layer) {
        if (pass.stop.stop_requested()) return false;
        SavedBlock& block = saved.emplace_back(allocate(pass, x, true));
        TensorView next = pass.arena.matrix(DType::F32, n, c.hidden);
        copy(pass, block.x, block.middle);
        attentionHalf(pass, layer, context, block, block.middle);
        copy(pass, block.middle, next);
        feedForwardHalf(pass, layer, block, next);
        x = next;
    }
    return true;
}

bool forwardCached(Pass& pass, std::span<const int32_t> tokens, KvCache& cache, TensorView& x) {
    const ModelConfig& c = pass.model.config();
    const int64_t n = int64_t(tokens.size());
    int32_t* positions = pass.arena.array<int32_t>(size_t(n));
    if (!pass.arena.isCounting()) std::iota(positions, positions + n, int32_t(cache.length()));
    const Context context{.positions = {positions, size_t(n)}, .cache = &cache};

    x = pass.arena.matrix(DType::F32, n, c.hidden);
    pass.ops.embed(pass.stream, pass.model.model().embedding(), tokens, x);
    for (int64_t layer = 0; layer < c.layers; ++layer) {
        if (pass.stop.stop_requested()) return false;
        ArenaScope scope(pass.arena);
        SavedBlock block = allocate(pass, x, false);
        attentionHalf(pass, layer, context, block, x);
        feedForwardHalf(pass, layer, block, x);
    }
    cache.advance(n);
    return true;
}

void headLogits(Pass& pass, TensorView x, TensorView logits) {
    ArenaScope scope(pass.arena);
    TensorView h = pass.activation(x.rows(), x.columns());
    pass.ops.rmsNorm(pass.stream, x, normWeights(pass.model.model().finalNorm()),
                     pass.model.config().normEpsilon, h, {});
    product(pass, h, pass.model.head(), logits);
}

} // namespace inkstone
