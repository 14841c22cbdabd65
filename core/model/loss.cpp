#include "core/model/loss.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

namespace {
struct Chunk {
    std::span<const int32_t> rows, targets;
};

/// Loss of one chunk of rows; adds its gradient to dx.
double chunkLoss(Pass& pass, const LossInput& input, const Chunk& chunk, TensorView dx) {
    const ModelConfig& c = pass.model.config();
    const TensorView norm = vectorView(pass.model.model().finalNorm());
    const int64_t n = int64_t(chunk.rows.size());
    ArenaScope scope(pass.arena);
    TensorView x = pass.arena.matrix(DType::F32, n, c.hidden);
    TensorView rstd = pass.arena.vector(DType::F32, n);
    TensorView losses = pass.arena.vector(DType::F32, n);
    TensorView logits = pass.arena.matrix(DType::F32, n, c.vocabulary);
    TensorView h = pass.activation(n, c.hidden);

    pass.ops.gatherRows(pass.stream, input.x, chunk.rows, x);
    pass.ops.rmsNorm(pass.stream, x, norm, c.normEpsilon, h, rstd);
    pass.ops.linear(pass.stream, h, pass.model.head(), {}, logits, false);
    // The gradient of a capped logit needs the logit itself, which crossEntropy overwrites.
    TensorView capped;
    if (c.finalCap > 0) {
        pass.ops.softcap(pass.stream, logits, c.finalCap);
        if (!dx.empty()) capped = pass.arena.matrix(DType::F32, n, c.vocabulary);
        if (!dx.empty()) pass.ops.convert(pass.stream, logits, capped);
    }
    pass.ops.crossEntropy(pass.stream, logits, chunk.targets, input.scale, losses);
    if (!dx.empty()) {
        TensorView dh = pass.arena.matrix(DType::F32, n, c.hidden);
        TensorView dchunk = pass.arena.matrix(DType::F32, n, c.hidden);
        if (!capped.empty()) pass.ops.softcapBackward(pass.stream, capped, c.finalCap, logits);
        TensorView dlogits = logits, dnorm;
        if (const WeightLayout* weights = input.gradients.weights) {
            dlogits = asActivation(pass, logits);
            dnorm = input.gradients.of(weights->finalNorm());
            pass.ops.gemm(pass.stream, dlogits, true, h, false, input.gradients.of(weights->head()), 1, 1);
        }
        pass.ops.linearBackward(pass.stream, dlogits, pass.model.head(), dh, false);
        if (!pass.arena.isCounting()) std::memset(dchunk.data, 0, size_t(dchunk.count()) * sizeof(float));
        pass.ops.rmsNormBackward(pass.stream, dh, x, norm, rstd, dchunk, dnorm);
        pass.ops.scatterAddRows(pass.stream, dchunk, chunk.rows, dx);
    }
    if (pass.arena.isCounting()) return 0;
    double sum = 0;
    for (int64_t i = 0; i < n; ++i) sum += losses.f32()[i];
    return sum;
}
} // namespace

bool nextTokenLoss(Pass& pass, const LossInput& input, double& sum, TensorView dx) {
    std::vector<int32_t> rows, targets;
    for (size_t i = 0; i < input.targets.size(); ++i)
        if (input.targets[i] >= 0) {
            rows.push_back(int32_t(i));
            targets.push_back(input.targets[i]);
        }
    sum = 0;
    if (!dx.empty() && !pass.arena.isCounting()) std::memset(dx.data, 0, size_t(dx.count()) * sizeof(float));
    for (size_t first = 0; first < rows.size(); first += size_t(lossChunkRows)) {
        if (pass.stop.stop_requested()) return false;
        const size_t n = std::min(size_t(lossChunkRows), rows.size() - first);
        sum += chunkLoss(pass, input,
                         {std::span(rows).subspan(first, n), std::span(targets).subspan(first, n)}, dx);
    }
    return true;
}

} // namespace inkstone
