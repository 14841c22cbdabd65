#include "core/model/transformer.h"

#include <algorithm>
#include <numeric>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

TensorView LoraWeights::groupA(const LoraGroupLayout& group) const {
    const size_t element = size_t(kernels::dtypeInfo(parameters.dtype)->blockBytes);
    return TensorView::matrix(parameters.as<std::byte>() + size_t(group.a) * element, parameters.dtype,
                              group.rows, group.inputs);
}

TensorView LoraWeights::targetB(const LoraGroupLayout::Target& target, int64_t outputs) const {
    const size_t element = size_t(kernels::dtypeInfo(parameters.dtype)->blockBytes);
    return TensorView::matrix(parameters.as<std::byte>() + size_t(target.b) * element, parameters.dtype,
                              outputs, target.rank);
}

std::array<TensorView, 3> splitQkv(const ModelConfig& c, TensorView qkv) {
    return {qkv.columnsFrom(0, c.queryWidth()), qkv.columnsFrom(c.queryWidth(), c.kvWidth()),
            qkv.columnsFrom(c.queryWidth() + c.kvWidth(), c.kvWidth())};
}

std::array<TensorView, 2> splitGateUp(const ModelConfig& c, TensorView gateUp) {
    return {gateUp.columnsFrom(0, c.ffn), gateUp.columnsFrom(c.ffn, c.ffn)};
}

TensorView asActivation(Pass& pass, TensorView x) {
    if (x.dtype == pass.type) return x;
    TensorView y = pass.activation(x.rows(), x.columns());
    pass.ops.convert(pass.stream, x, y);
    return y;
}

void rotate(Pass& pass, int64_t layer, const RotaryTables& tables, TensorView q, TensorView k, bool inverse) {
    const LayerKind kind = pass.model.config().kind(layer);
    if (!kind.rotary) return;
    const TensorView table = kind.local ? tables.local : tables.global;
    for (const TensorView& x : {q, k})
        pass.ops.rope(pass.stream, x, int(pass.model.config().headDim), tables.rows, table, inverse);
}

TensorView headRstd(TensorView all, int64_t firstHead, int64_t m) {
    return TensorView::vector(all.f32() + firstHead * all.columns(), DType::F32, m);
}

namespace {

/// Where the keys and values of this pass live: in the packed batch, or in a cache.
struct Context {
    RotaryTables rotary;
    std::span<const int32_t> cuSeqlens;
    KvCache* cache = nullptr;
};

void product(Pass& pass, TensorView x, const kernels::PackedWeight& w, const std::vector<float>& bias,
             TensorView y, bool accumulate = false) {
    pass.ops.linear(pass.stream, x, w, bias.empty() ? TensorView{} : vectorView(bias), y, accumulate);
}

/// One matrix of a block, with its bias.
void product(Pass& pass, int64_t layer, Linear linear, TensorView x, TensorView y, bool accumulate = false) {
    product(pass, x, pass.model.layer(layer)[linear], pass.model.model().layer(layer).bias[size_t(linear)], y,
            accumulate);
}

void normalise(Pass& pass, int64_t layer, Norm norm, TensorView x, TensorView y, TensorView rstd) {
    pass.ops.rmsNorm(pass.stream, x, pass.model.model().layer(layer).norm(norm),
                     pass.model.config().normEpsilon, y, rstd);
}

void copy(Pass& pass, TensorView from, TensorView to) { pass.ops.convert(pass.stream, from, to); }

void projectQkv(Pass& pass, int64_t layer, TensorView h, TensorView qkv, TensorView loraU) {
    const PreparedLayer& w = pass.model.layer(layer);
    const auto parts = splitQkv(pass.model.config(), qkv);
    if (w.qkv.source.rows) {
        product(pass, h, w.qkv, w.qkvBias, qkv);
    } else {
        product(pass, layer, Linear::Q, h, parts[0]);
        product(pass, layer, Linear::K, h, parts[1]);
        product(pass, layer, Linear::V, h, parts[2]);
    }
    addLora(pass, layer, LoraGroup::Qkv, h, parts, loraU);
}

/// Each head of q and k over its rms; what backward needs is kept where `block` has room for it.
void normaliseHeads(Pass& pass, int64_t layer, SavedBlock& block) {
    const ModelConfig& c = pass.model.config();
    if (!c.queryKeyNorm) return;
    ArenaScope scope(pass.arena);
    const int64_t width = c.queryWidth() + c.kvWidth(), n = block.qkv.rows();
    const TensorView heads = block.qkv.columnsFrom(0, width);
    TensorView raw = pass.arena.matrix(DType::F32, n, width);
    copy(pass, heads, raw);
    if (!block.rawQk.empty()) copy(pass, heads, block.rawQk);
    for (const Norm norm : {Norm::Query, Norm::Key}) {
        const int64_t first = norm == Norm::Query ? 0 : c.heads,
                      count = norm == Norm::Query ? c.heads : c.kvHeads;
        const TensorView to = heads.columnsFrom(first * c.headDim, count * c.headDim);
        eachHead(raw.columnsFrom(first * c.headDim, count * c.headDim), c.headDim,
                 [&](TensorView x, int64_t head) {
                     const TensorView y = n == 1 ? TensorView::matrix(to.data, to.dtype, count, c.headDim)
                                                 : to.columnsFrom(head * c.headDim, c.headDim);
                     const TensorView rstd =
                         block.qkRstd.empty() ? TensorView{} : headRstd(block.qkRstd, first + head, x.rows());
                     normalise(pass, layer, norm, x, y, rstd);
                 });
    }
}

/// out += branch, or += norm(branch) where the model has norms after each half.
struct Branch {
    Norm norm;
    TensorView kept, rstd; ///< in training
};

/// Where a half writes its result: straight into the residual stream, or beside it to be normalised.
TensorView branchTarget(Pass& pass, const Branch& branch, TensorView out) {
    if (!pass.model.config().normsAfter) return out;
    return branch.kept.empty() ? pass.arena.matrix(DType::F32, out.rows(), out.columns()) : branch.kept;
}

void addBranch(Pass& pass, int64_t layer, const Branch& branch, TensorView result, TensorView out) {
    if (!pass.model.config().normsAfter) return;
    ArenaScope scope(pass.arena);
    TensorView h = pass.arena.matrix(DType::F32, out.rows(), out.columns());
    normalise(pass, layer, branch.norm, result, h, branch.rstd);
    pass.ops.addScaled(pass.stream, h, 1, out);
}

/// qkv = rotated projections of norm(x); attention = softmax(q kᵀ) v; out += W_o attention.
void attentionHalf(Pass& pass, int64_t layer, const Context& context, SavedBlock& block, TensorView out) {
    const ModelConfig& c = pass.model.config();
    {
        ArenaScope scope(pass.arena);
        TensorView h = pass.activation(block.x.rows(), c.hidden);
        normalise(pass, layer, Norm::Attention, block.x, h, block.attentionRstd);
        projectQkv(pass, layer, h, block.qkv, block.loraU[size_t(LoraGroup::Qkv)]);
    }
    normaliseHeads(pass, layer, block);
    const auto [q, k, v] = splitQkv(c, block.qkv);
    const kernels::AttentionShape shape = c.attention(layer);
    rotate(pass, layer, context.rotary, q, k, false);
    if (context.cache) {
        const int64_t before = context.cache->length();
        const kernels::KvView kv = context.cache->layer(layer, before + block.x.rows());
        pass.ops.appendKv(pass.stream, k, v, before, shape, kv);
        pass.ops.attentionCached(pass.stream, q, kv, shape, block.attention);
    } else {
        pass.ops.attention(pass.stream, q, k, v, context.cuSeqlens, shape, block.attention, block.lse);
    }
    ArenaScope scope(pass.arena);
    const Branch branch{Norm::PostAttention, block.attentionOut, block.attentionOutRstd};
    const TensorView target = branchTarget(pass, branch, out);
    product(pass, layer, Linear::O, block.attention, target, !c.normsAfter);
    addLora(pass, layer, LoraGroup::O, block.attention, {target}, block.loraU[size_t(LoraGroup::O)]);
    addBranch(pass, layer, branch, target, out);
}

/// gateUp = projections of norm(middle); out += W_down (act(gate) * up). An empty `out`: only what is kept.
void feedForwardHalf(Pass& pass, int64_t layer, SavedBlock& block, TensorView out) {
    const ModelConfig& c = pass.model.config();
    const PreparedLayer& w = pass.model.layer(layer);
    const auto [gate, up] = splitGateUp(c, block.gateUp);
    ArenaScope scope(pass.arena);
    TensorView h = pass.activation(block.middle.rows(), c.hidden);
    normalise(pass, layer, Norm::FeedForward, block.middle, h, block.ffnRstd);
    if (w.gateUp.source.rows) {
        product(pass, h, w.gateUp, w.gateUpBias, block.gateUp);
    } else {
        product(pass, layer, Linear::Gate, h, gate);
        product(pass, layer, Linear::Up, h, up);
    }
    addLora(pass, layer, LoraGroup::GateUp, h, {gate, up}, block.loraU[size_t(LoraGroup::GateUp)]);

    TensorView activated = pass.activation(block.middle.rows(), c.ffn);
    pass.ops.gatedActivation(pass.stream, c.activation, gate, up, activated);
    if (out.empty())
        return addLora(pass, layer, LoraGroup::Down, activated, {}, block.loraU[size_t(LoraGroup::Down)]);
    const Branch branch{Norm::PostFeedForward, block.ffnOut, block.ffnOutRstd};
    const TensorView target = branchTarget(pass, branch, out);
    product(pass, layer, Linear::Down, activated, target, !c.normsAfter);
    addLora(pass, layer, LoraGroup::Down, activated, {target}, block.loraU[size_t(LoraGroup::Down)]);
    addBranch(pass, layer, branch, target, out);
}

void embed(Pass& pass, std::span<const int32_t> tokens, TensorView x) {
    pass.ops.embed(pass.stream, pass.model.model().embedding(), tokens, x);
    if (const float scale = pass.model.config().embeddingScale; scale != 1)
        pass.ops.addScaled(pass.stream, x, scale - 1, x);
}

/// Tensors of one block. In training each residual is kept, so the stream moves x -> middle -> next; in
/// inference all three are one tensor, updated in place.
SavedBlock allocate(Pass& pass, int64_t layer, TensorView x, bool training) {
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
    if (c.queryKeyNorm) {
        block.rawQk = pass.activation(n, c.queryWidth() + c.kvWidth());
        block.qkRstd = pass.arena.matrix(DType::F32, c.heads + c.kvHeads, n);
    }
    if (c.normsAfter) {
        block.attentionOut = pass.arena.matrix(DType::F32, n, c.hidden);
        block.attentionOutRstd = pass.arena.vector(DType::F32, n);
        block.ffnOut = pass.arena.matrix(DType::F32, n, c.hidden);
        block.ffnOutRstd = pass.arena.vector(DType::F32, n);
    }
    if (pass.lora)
        for (int group = 0; group < loraGroupCount; ++group)
            if (const int64_t rows = pass.lora->layout->group(layer, LoraGroup(group)).rows)
                block.loraU[size_t(group)] = pass.activation(n, rows);
    return block;
}

} // namespace

void addLora(Pass& pass, int64_t layer, LoraGroup group, TensorView input,
             const std::array<TensorView, 3>& outputs, TensorView u) {
    if (!pass.lora) return;
    const LoraWeights& lora = *pass.lora;
    const LoraGroupLayout& part = lora.layout->group(layer, group);
    if (part.targets.empty()) return;

    ArenaScope scope(pass.arena);
    const int64_t n = input.rows();
    if (lora.dropout > 0) {
        TensorView dropped = pass.activation(n, input.columns());
        pass.ops.dropout(pass.stream, input, lora.dropout, loraDropoutSeed(lora.dropoutSeed, layer, group),
                         dropped);
        input = dropped;
    }
    if (u.empty()) u = pass.activation(n, part.rows);
    pass.ops.gemm(pass.stream, input, false, lora.groupA(part), true, u, 1, 0);

    const std::span<const Linear> order = members(group);
    for (const LoraGroupLayout::Target& target : part.targets) {
        const size_t member = size_t(std::find(order.begin(), order.end(), target.linear) - order.begin());
        const TensorView y = outputs[member];
        if (y.empty()) continue;
        pass.ops.gemm(pass.stream, u.columnsFrom(target.firstRow, target.rank), false,
                      lora.targetB(target, y.columns()), true, y, target.scale, 1);
    }
}

bool forwardTraining(Pass& pass, const Sequences& sequences, std::vector<SavedBlock>& saved, TensorView& x) {
    const ModelConfig& c = pass.model.config();
    const int64_t n = int64_t(sequences.tokens.size());
    const Context context{.rotary = rotaryTables(c, {sequences.positions, sequences.cuSeqlens}, pass.arena),
                          .cuSeqlens = sequences.cuSeqlens};

    x = pass.arena.matrix(DType::F32, n, c.hidden);
    embed(pass, sequences.tokens, x);
    saved.clear();
    for (int64_t layer = 0; layer < c.layers; ++layer) {
        if (pass.stop.stop_requested()) return false;
        TensorView next = pass.arena.matrix(DType::F32, n, c.hidden);
        const Arena::Mark mark = pass.arena.mark();
        SavedBlock& block = saved.emplace_back(allocate(pass, layer, x, true));
        copy(pass, block.x, block.middle);
        attentionHalf(pass, layer, context, block, block.middle);
        copy(pass, block.middle, next);
        feedForwardHalf(pass, layer, block, next);
        if (layer < pass.recomputed) {
            pass.arena.release(mark);
            block = {.x = x};
        }
        x = next;
    }
    return true;
}

void makeAgain(Pass& pass, int64_t layer, const RotaryTables& rotary, std::span<const int32_t> cuSeqlens,
               SavedBlock& block) {
    const Context context{.rotary = rotary, .cuSeqlens = cuSeqlens};
    block = allocate(pass, layer, block.x, true);
    copy(pass, block.x, block.middle);
    attentionHalf(pass, layer, context, block, block.middle);
    // The half's result is needed only where a norm comes after it.
    TensorView out;
    if (pass.model.config().normsAfter) {
        out = pass.arena.matrix(DType::F32, block.x.rows(), block.x.columns());
        copy(pass, block.middle, out);
    }
    feedForwardHalf(pass, layer, block, out);
}

bool forwardCached(Pass& pass, std::span<const int32_t> tokens, KvCache& cache, TensorView& x,
                   int64_t promptLength) {
    const ModelConfig& c = pass.model.config();
    const int64_t n = int64_t(tokens.size());
    int32_t* positions = pass.arena.array<int32_t>(size_t(n));
    if (!pass.arena.isCounting()) std::iota(positions, positions + n, int32_t(cache.length()));
    const RotaryInput rotary{.positions = {positions, size_t(n)}, .length = promptLength};
    const Context context{.rotary = rotaryTables(c, rotary, pass.arena), .cache = &cache};

    x = pass.arena.matrix(DType::F32, n, c.hidden);
    embed(pass, tokens, x);
    for (int64_t layer = 0; layer < c.layers; ++layer) {
        if (pass.stop.stop_requested()) return false;
        ArenaScope scope(pass.arena);
        SavedBlock block = allocate(pass, layer, x, false);
        attentionHalf(pass, layer, context, block, x);
        feedForwardHalf(pass, layer, block, x);
    }
    cache.advance(n);
    return true;
}

void headLogits(Pass& pass, TensorView x, TensorView logits) {
    ArenaScope scope(pass.arena);
    TensorView h = pass.activation(x.rows(), x.columns());
    pass.ops.rmsNorm(pass.stream, x, vectorView(pass.model.model().finalNorm()),
                     pass.model.config().normEpsilon, h, {});
    product(pass, h, pass.model.head(), {}, logits);
    if (const float cap = pass.model.config().finalCap; cap > 0) pass.ops.softcap(pass.stream, logits, cap);
}

} // namespace inkstone
