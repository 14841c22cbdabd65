#include "core/model/backward.h"

#include <algorithm>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

namespace {

/// The gradient dy [n, outputs] of one matrix of a group.
struct OutputGradient {
    Linear linear;
    TensorView dy;
};

TensorView norm(const std::vector<float>& weights) {
    return TensorView::vector(const_cast<float*>(weights.data()), DType::F32, int64_t(weights.size()));
}

TensorView slice(const LoraGradients& gradients, int64_t offset, int64_t rows, int64_t columns) {
    return TensorView::matrix(gradients.values.f32() + offset, DType::F32, rows, columns);
}

/// The same values in the activation type: `x` itself when it already has it.
TensorView asActivation(Pass& pass, TensorView x) {
    if (x.dtype == pass.type) return x;
    TensorView y = pass.activation(x.rows(), x.columns());
    pass.ops.convert(pass.stream, x, y);
    return y;
}

/// Adapter part of a group: dB += s dyᵀ u, dA += (s dy B)ᵀ input, dinput += (s dy B) A.
void loraBackward(Pass& pass, int64_t layer, LoraGroup group, TensorView input, TensorView u,
                  std::span<const OutputGradient> outputs, TensorView dinput,
                  const LoraGradients& gradients) {
    if (!pass.lora) return;
    const LoraWeights& lora = *pass.lora;
    const LoraGroupLayout& part = lora.layout->group(layer, group);
    if (part.targets.empty()) return;

    ArenaScope scope(pass.arena);
    const int64_t rank = lora.config->rank;
    const float scale = lora.config->scale();
    const uint64_t seed = loraDropoutSeed(lora.dropoutSeed, layer, group);
    TensorView du = pass.activation(u.rows(), u.columns());
    for (size_t t = 0; t < part.targets.size(); ++t) {
        const auto output = std::find_if(outputs.begin(), outputs.end(), [&](const OutputGradient& o) {
            return o.linear == part.targets[t];
        });
        const TensorView dy = output->dy;
        const TensorView b = lora.targetB(part, t, dy.columns());
        pass.ops.gemm(pass.stream, dy, true, u.columnsFrom(int64_t(t) * rank, rank), false,
                      slice(gradients, part.b[t], dy.columns(), rank), scale, 1);
        pass.ops.gemm(pass.stream, dy, false, b, false, du.columnsFrom(int64_t(t) * rank, rank), scale, 0);
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

/// Gradient at the common input of a group: the sum of dy W over its matrices, in F32.
TensorView inputGradient(Pass& pass, int64_t layer, std::span<const OutputGradient> outputs) {
    const PreparedLayer& w = pass.model.layer(layer);
    TensorView dinput = pass.arena.matrix(DType::F32, outputs.front().dy.rows(),
                                          pass.model.config().columns(outputs.front().linear));
    bool accumulate = false;
    for (const OutputGradient& output : outputs) {
        pass.ops.linearBackward(pass.stream, output.dy, w.backward[size_t(output.linear)], dinput,
                                accumulate);
        accumulate = true;
    }
    return dinput;
}

/// dx += gradient through W_down, the gate, gate and up, and the norm.
void feedForwardBackward(Pass& pass, int64_t layer, const SavedBlock& block, TensorView dx,
                         const LoraGradients& gradients) {
    const ModelConfig& c = pass.model.config();
    const int64_t n = dx.rows();
    const auto [gate, up] = splitGateUp(c, block.gateUp);
    ArenaScope scope(pass.arena);
    TensorView dout = asActivation(pass, dx);

    TensorView activated = pass.activation(n, c.ffn);
    pass.ops.gatedActivation(pass.stream, c.activation, gate, up, activated);
    TensorView dactivated = pass.activation(n, c.ffn);
    pass.ops.linearBackward(pass.stream, dout, pass.model.layer(layer).backward[size_t(Linear::Down)],
                            dactivated, false);
    const OutputGradient down{Linear::Down, dout};
    loraBackward(pass, layer, LoraGroup::Down, activated, block.loraU[size_t(LoraGroup::Down)], {&down, 1},
                 dactivated, gradients);

    TensorView dgateUp = pass.activation(n, 2 * c.ffn);
    const auto [dgate, dup] = splitGateUp(c, dgateUp);
    pass.ops.gatedActivationBackward(pass.stream, c.activation, gate, up, dactivated, dgate, dup);

    TensorView h = pass.activation(n, c.hidden);
    pass.ops.rmsNorm(pass.stream, block.middle, norm(pass.model.model().layer(layer).ffnNorm), c.normEpsilon,
                     h, {});
    const OutputGradient outputs[] = {{Linear::Gate, dgate}, {Linear::Up, dup}};
    TensorView dh = inputGradient(pass, layer, outputs);
    loraBackward(pass, layer, LoraGroup::GateUp, h, block.loraU[size_t(LoraGroup::GateUp)], outputs, dh,
                 gradients);
    pass.ops.rmsNormBackward(pass.stream, dh, block.middle, norm(pass.model.model().layer(layer).ffnNorm),
                             block.ffnRstd, dx, {});
}

/// dx += gradient through W_o, attention, the rotation, q k v, and the norm.
void attentionHalfBackward(Pass& pass, int64_t layer, const Sequences& sequences, const SavedBlock& block,
                           TensorView dx, const LoraGradients& gradients) {
    const ModelConfig& c = pass.model.config();
    const int64_t n = dx.rows();
    ArenaScope scope(pass.arena);
    TensorView dout = asActivation(pass, dx);

    TensorView dattention = pass.activation(n, c.queryWidth());
    pass.ops.linearBackward(pass.stream, dout, pass.model.layer(layer).backward[size_t(Linear::O)],
                            dattention, false);
    const OutputGradient o{Linear::O, dout};
    loraBackward(pass, layer, LoraGroup::O, block.attention, block.loraU[size_t(LoraGroup::O)], {&o, 1},
                 dattention, gradients);

    TensorView dqkv = pass.activation(n, c.queryWidth() + 2 * c.kvWidth());
    const auto [q, k, v] = splitQkv(c, block.qkv);
    const auto [dq, dk, dv] = splitQkv(c, dqkv);
    pass.ops.attentionBackward(pass.stream, q, k, v, block.attention, block.lse, dattention,
                               sequences.cuSeqlens, c.attention(), dq, dk, dv);
    pass.ops.rope(pass.stream, dq, int(c.headDim), sequences.positions, pass.model.cosSin(), true);
    pass.ops.rope(pass.stream, dk, int(c.headDim), sequences.positions, pass.model.cosSin(), true);

    TensorView h = pass.activation(n, c.hidden);
    pass.ops.rmsNorm(pass.stream, block.x, norm(pass.model.model().layer(layer).attentionNorm), c.normEpsilon,
                     h, {});
    const OutputGradient outputs[] = {{Linear::Q, dq}, {Linear::K, dk}, {Linear::V, dv}};
    TensorView dh = inputGradient(pass, layer, outputs);
    loraBackward(pass, layer, LoraGroup::Qkv, h, block.loraU[size_t(LoraGroup::Qkv)], outputs, dh, gradients);
    pass.ops.rmsNormBackward(pass.stream, dh, block.x, norm(pass.model.model().layer(layer).attentionNorm),
                             block.attentionRstd, dx, {});
}

} // namespace

bool backward(Pass& pass, const Sequences& sequences, std::span<const SavedBlock> saved, TensorView dx,
              const LoraGradients& gradients) {
    for (int64_t layer = int64_t(saved.size()) - 1; layer >= 0; --layer) {
        if (pass.stop.stop_requested()) return false;
        feedForwardBackward(pass, layer, saved[size_t(layer)], dx, gradients);
        attentionHalfBackward(pass, layer, sequences, saved[size_t(layer)], dx, gradients);
    }
    return true;
}

} // namespace inkstone
