#include "core/model/backward.h"

#include <algorithm>
#include <cstring>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

namespace {

struct Batch {
    const Sequences& sequences;
    RotaryTables rotary;
};

/// The gradient dy [n, outputs] of one matrix of a group.
struct OutputGradient {
    Linear linear;
    TensorView dy;
};

TensorView slice(const Gradients& gradients, int64_t offset, int64_t rows, int64_t columns) {
    return TensorView::matrix(gradients.values.f32() + offset, DType::F32, rows, columns);
}

TensorView zeros(Pass& pass, int64_t rows, int64_t columns) {
    TensorView x = pass.arena.matrix(DType::F32, rows, columns);
    if (!pass.arena.isCounting()) std::memset(x.data, 0, size_t(x.count()) * sizeof(float));
    return x;
}

/// [1, n] of the activation type.
TensorView ones(Pass& pass, int64_t n) {
    TensorView wide = pass.arena.matrix(DType::F32, 1, n);
    if (!pass.arena.isCounting()) std::fill_n(wide.f32(), n, 1.f);
    return asActivation(pass, wide);
}

/// The output of a block's norm, made again.
TensorView normalised(Pass& pass, int64_t layer, Norm norm, TensorView x) {
    TensorView h = pass.activation(x.rows(), x.columns());
    pass.ops.rmsNorm(pass.stream, x, pass.model.model().layer(layer).norm(norm),
                     pass.model.config().normEpsilon, h, {});
    return h;
}

/// The gradient of a block's norm; empty when it is frozen.
TensorView normGradient(const Gradients& gradients, int64_t layer, Norm norm) {
    return gradients.weights ? gradients.of(gradients.weights->norm(layer, norm)) : TensorView{};
}

/// dx += gradient through a block's norm.
void normBackward(Pass& pass, int64_t layer, Norm norm, TensorView dy, TensorView x, TensorView rstd,
                  TensorView dx, const Gradients& gradients) {
    pass.ops.rmsNormBackward(pass.stream, dy, x, pass.model.model().layer(layer).norm(norm), rstd, dx,
                             normGradient(gradients, layer, norm));
}

/// Gradient at a half's own result, before it is normalised (where it is) and added to the residual stream.
TensorView branchGradient(Pass& pass, int64_t layer, Norm norm, TensorView result, TensorView rstd,
                          TensorView dx, const Gradients& gradients) {
    if (!pass.model.config().normsAfter) return asActivation(pass, dx);
    TensorView d = zeros(pass, dx.rows(), dx.columns());
    normBackward(pass, layer, norm, dx, result, rstd, d, gradients);
    return asActivation(pass, d);
}

/// dq, dk (side by side, in place): from the gradient at the normalised heads to that at the projections.
void headNormsBackward(Pass& pass, int64_t layer, const SavedBlock& block, TensorView dqk,
                       const Gradients& gradients) {
    const ModelConfig& c = pass.model.config();
    if (!c.queryKeyNorm) return;
    ArenaScope scope(pass.arena);
    const int64_t n = dqk.rows(), width = dqk.columns();
    TensorView raw = pass.arena.matrix(DType::F32, n, width);
    pass.ops.convert(pass.stream, block.rawQk, raw);
    TensorView dy = pass.arena.matrix(DType::F32, n, width);
    pass.ops.convert(pass.stream, dqk, dy);
    TensorView dx = zeros(pass, n, width);
    for (int64_t head = 0; head < c.heads + c.kvHeads; ++head) {
        const auto part = [&](TensorView x) { return x.columnsFrom(head * c.headDim, c.headDim); };
        normBackward(pass, layer, head < c.heads ? Norm::Query : Norm::Key, part(dy), part(raw),
                     headRstd(block.qkRstd, head, n), part(dx), gradients);
    }
    pass.ops.convert(pass.stream, dx, dqk);
}

/// Weights of a group: dW += dyᵀ input, and each bias's gradient += the sum of dy's rows.
void weightsBackward(Pass& pass, int64_t layer, TensorView input, std::span<const OutputGradient> outputs,
                     const Gradients& gradients) {
    if (!gradients.weights) return;
    for (const auto& [linear, dy] : outputs) {
        pass.ops.gemm(pass.stream, dy, true, input, false,
                      gradients.of(gradients.weights->linear(layer, linear)), 1, 1);
        const TensorView bias = gradients.of(gradients.weights->bias(layer, linear));
        if (bias.empty()) continue;
        ArenaScope scope(pass.arena);
        pass.ops.gemm(pass.stream, ones(pass, dy.rows()), false, dy, false, bias, 1, 1);
    }
}

/// Adapter part of a group: dB += s dyᵀ u, dA += (s dy B)ᵀ input, dinput += (s dy B) A.
void loraBackward(Pass& pass, int64_t layer, LoraGroup group, TensorView input, TensorView u,
                  std::span<const OutputGradient> outputs, TensorView dinput, const Gradients& gradients) {
    if (!pass.lora) return;
    const LoraWeights& lora = *pass.lora;
    const LoraGroupLayout& part = lora.layout->group(layer, group);
    if (part.targets.empty()) return;

    ArenaScope scope(pass.arena);
    const uint64_t seed = loraDropoutSeed(lora.dropoutSeed, layer, group);
    TensorView du = pass.activation(u.rows(), u.columns());
    for (const LoraGroupLayout::Target& target : part.targets) {
        const auto output = std::find_if(outputs.begin(), outputs.end(),
                                         [&](const OutputGradient& o) { return o.linear == target.linear; });
        const TensorView dy = output->dy;
        const TensorView b = lora.targetB(target, dy.columns());
        const auto own = [&](TensorView all) { return all.columnsFrom(target.firstRow, target.rank); };
        pass.ops.gemm(pass.stream, dy, true, own(u), false,
                      slice(gradients, target.b, dy.columns(), target.rank), target.scale, 1);
        pass.ops.gemm(pass.stream, dy, false, b, false, own(du), target.scale, 0);
    }
    const TensorView a = lora.groupA(part);
    const TensorView da = slice(gradients, part.a, a.rows(), a.columns());
    if (lora.dropout == 0) {
        pass.ops.gemm(pass.stream, du, true, input, false, da, 1, 1);
        pass.ops.gemm(pass.stream, du, false, a, false, dinput, 1, 1);
        return;
    }
    TensorView dropped = pass.activation(input.rows(), input.columns());
    pass.ops.dropout(pass.stream, input, lora.dropout, seed, dropped);
    pass.ops.gemm(pass.stream, du, true, dropped, false, da, 1, 1);
    // The mask of x is the mask of its gradient; `dropped` is free again.
    pass.ops.gemm(pass.stream, du, false, a, false, dropped, 1, 0);
    pass.ops.dropout(pass.stream, dropped, lora.dropout, seed, dropped);
    TensorView sum = dropped;
    if (dinput.dtype != DType::F32) {
        TensorView wide = pass.arena.matrix(DType::F32, dinput.rows(), dinput.columns());
        pass.ops.convert(pass.stream, dinput, wide);
        pass.ops.addScaled(pass.stream, sum, 1, wide);
        pass.ops.convert(pass.stream, wide, dinput);
    } else {
        pass.ops.addScaled(pass.stream, sum, 1, dinput);
    }
}

/// What is trained in a group of matrices that read `input`; adds to dinput what passes through an adapter.
void groupBackward(Pass& pass, int64_t layer, LoraGroup group, TensorView input, TensorView u,
                   std::span<const OutputGradient> outputs, TensorView dinput, const Gradients& gradients) {
    weightsBackward(pass, layer, input, outputs, gradients);
    loraBackward(pass, layer, group, input, u, outputs, dinput, gradients);
}

/// Gradient at the common input of a group: the sum of dy W over its matrices, in F32.
TensorView inputGradient(Pass& pass, int64_t layer, std::span<const OutputGradient> outputs) {
    const PreparedLayer& w = pass.model.layer(layer);
    TensorView dinput = pass.arena.matrix(DType::F32, outputs.front().dy.rows(),
                                          pass.model.config().columns(outputs.front().linear));
    bool accumulate = false;
    for (const OutputGradient& output : outputs) {
        pass.ops.linearBackward(pass.stream, output.dy, w[output.linear], dinput,
                                accumulate);
        accumulate = true;
    }
    return dinput;
}

/// dx += gradient through W_down, the gate, gate and up, and the norm.
void feedForwardBackward(Pass& pass, int64_t layer, const SavedBlock& block, TensorView dx,
                         const Gradients& gradients) {
    const ModelConfig& c = pass.model.config();
    const int64_t n = dx.rows();
    const auto [gate, up] = splitGateUp(c, block.gateUp);
    ArenaScope scope(pass.arena);
    const TensorView dout =
        branchGradient(pass, layer, Norm::PostFeedForward, block.ffnOut, block.ffnOutRstd, dx, gradients);

    TensorView activated = pass.activation(n, c.ffn);
    pass.ops.gatedActivation(pass.stream, c.activation, gate, up, activated);
    TensorView dactivated = pass.activation(n, c.ffn);
    pass.ops.linearBackward(pass.stream, dout, pass.model.layer(layer)[Linear::Down],
                            dactivated, false);
    const OutputGradient down{Linear::Down, dout};
    groupBackward(pass, layer, LoraGroup::Down, activated, block.loraU[size_t(LoraGroup::Down)], {&down, 1},
                  dactivated, gradients);

    TensorView dgateUp = pass.activation(n, 2 * c.ffn);
    const auto [dgate, dup] = splitGateUp(c, dgateUp);
    pass.ops.gatedActivationBackward(pass.stream, c.activation, gate, up, dactivated, dgate, dup);

    const TensorView h = normalised(pass, layer, Norm::FeedForward, block.middle);
    const OutputGradient outputs[] = {{Linear::Gate, dgate}, {Linear::Up, dup}};
    TensorView dh = inputGradient(pass, layer, outputs);
    groupBackward(pass, layer, LoraGroup::GateUp, h, block.loraU[size_t(LoraGroup::GateUp)], outputs, dh,
                  gradients);
    normBackward(pass, layer, Norm::FeedForward, dh, block.middle, block.ffnRstd, dx, gradients);
}

/// dx += gradient through W_o, attention, the rotation, q k v, and the norm.
void attentionHalfBackward(Pass& pass, int64_t layer, const Batch& batch, const SavedBlock& block,
                           TensorView dx, const Gradients& gradients) {
    const ModelConfig& c = pass.model.config();
    const int64_t n = dx.rows();
    ArenaScope scope(pass.arena);
    const TensorView dout = branchGradient(pass, layer, Norm::PostAttention, block.attentionOut,
                                           block.attentionOutRstd, dx, gradients);

    TensorView dattention = pass.activation(n, c.queryWidth());
    pass.ops.linearBackward(pass.stream, dout, pass.model.layer(layer)[Linear::O],
                            dattention, false);
    const OutputGradient o{Linear::O, dout};
    groupBackward(pass, layer, LoraGroup::O, block.attention, block.loraU[size_t(LoraGroup::O)], {&o, 1},
                  dattention, gradients);

    TensorView dqkv = pass.activation(n, c.queryWidth() + 2 * c.kvWidth());
    const auto [q, k, v] = splitQkv(c, block.qkv);
    const auto [dq, dk, dv] = splitQkv(c, dqkv);
    pass.ops.attentionBackward(pass.stream, q, k, v, block.attention, block.lse, dattention,
                               batch.sequences.cuSeqlens, c.attention(layer), dq, dk, dv);
    rotate(pass, layer, batch.rotary, dq, dk, true);
    headNormsBackward(pass, layer, block, dqkv.columnsFrom(0, c.queryWidth() + c.kvWidth()), gradients);

    const TensorView h = normalised(pass, layer, Norm::Attention, block.x);
    const OutputGradient outputs[] = {{Linear::Q, dq}, {Linear::K, dk}, {Linear::V, dv}};
    TensorView dh = inputGradient(pass, layer, outputs);
    groupBackward(pass, layer, LoraGroup::Qkv, h, block.loraU[size_t(LoraGroup::Qkv)], outputs, dh,
                  gradients);
    normBackward(pass, layer, Norm::Attention, dh, block.x, block.attentionRstd, dx, gradients);
}

/// dx [n, hidden] at the first block's input, onto the rows of the tokens it came from.
void embeddingBackward(Pass& pass, std::span<const int32_t> tokens, TensorView dx,
                       const Gradients& gradients) {
    if (!gradients.weights) return;
    if (const float scale = pass.model.config().embeddingScale; scale != 1)
        pass.ops.addScaled(pass.stream, dx, scale - 1, dx);
    pass.ops.scatterAddRows(pass.stream, dx, tokens, gradients.of(gradients.weights->embedding()));
}

} // namespace

bool backward(Pass& pass, const Sequences& sequences, std::span<const SavedBlock> saved, TensorView dx,
              const Gradients& gradients) {
    ArenaScope scope(pass.arena);
    const Batch batch{
        sequences, rotaryTables(pass.model.config(), {sequences.positions, sequences.cuSeqlens}, pass.arena)};
    for (int64_t layer = int64_t(saved.size()) - 1; layer >= 0; --layer) {
        if (pass.stop.stop_requested()) return false;
        ArenaScope blockScope(pass.arena);
        SavedBlock block = saved[size_t(layer)];
        if (layer < pass.recomputed) makeAgain(pass, layer, batch.rotary, sequences.cuSeqlens, block);
        feedForwardBackward(pass, layer, block, dx, gradients);
        attentionHalfBackward(pass, layer, batch, block, dx, gradients);
    }
    embeddingBackward(pass, sequences.tokens, dx, gradients);
    return true;
}

} // namespace inkstone
