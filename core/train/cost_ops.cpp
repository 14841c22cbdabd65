#include "core/train/cost_ops.h"

#include <algorithm>

namespace inkstone {

using kernels::AttentionShape;
using kernels::PackedWeight;
using kernels::Stream;
using kernels::TensorView;

namespace {

CostStream& cost(Stream& stream) { return static_cast<CostStream&>(stream); }

void add(Stream& stream, double seconds) {
    CostStream& to = cost(stream);
    to.seconds += to.speed[Work::Call] + seconds;
}

/// Work on rows: by element.
void addRows(Stream& stream, Work work, const TensorView& x) {
    add(stream, cost(stream).speed[work] * double(x.count()));
}

/// Keys that a query of a packed sequence sees on average, and its queries.
void addAttention(Stream& stream, std::span<const int32_t> ends, const AttentionShape& shape, bool backward) {
    const double columns = double(shape.heads) * double(shape.headDim) / 64;
    double seconds = 0;
    for (size_t i = 0; i + 1 < ends.size(); ++i) {
        const double length = double(ends[i + 1] - ends[i]);
        const double seen = shape.window > 0 ? std::min(length, double(shape.window)) : length;
        const double pairs = length * seen - seen * seen / 2;
        if (length > 0) seconds += length * columns * cost(stream).speed.attention(pairs / length, backward);
    }
    add(stream, seconds);
}

void linear(Stream& stream, TensorView x, const PackedWeight& w, TensorView, TensorView, bool) {
    add(stream,
        double(w.source.rows * w.source.columns) * cost(stream).speed.product(double(x.rows()), false));
}

void linearBackward(Stream& stream, TensorView dy, const PackedWeight& w, TensorView, bool) {
    add(stream,
        double(w.source.rows * w.source.columns) * cost(stream).speed.product(double(dy.rows()), true));
}

void gemm(Stream& stream, TensorView a, bool transposeA, TensorView, bool, TensorView c, float, float) {
    const int64_t depth = transposeA ? a.rows() : a.columns();
    add(stream, cost(stream).speed.gemm(c.rows(), c.columns(), depth, transposeA));
}

void attentionCached(Stream& stream, TensorView q, kernels::KvView cache, const AttentionShape&, TensorView) {
    const double n = double(q.rows()), keys = double(cache.length) - n / 2;
    add(stream, n * double(q.columns()) / 64 * cost(stream).speed.attention(keys, false));
}

kernels::Ops makeCostOps() {
    kernels::Ops ops = kernels::nullOps();
    ops.convert = [](Stream& s, TensorView x, TensorView) { addRows(s, Work::Convert, x); };
    ops.embed = [](Stream& s, const kernels::WeightSource&, std::span<const int32_t>, TensorView out) {
        addRows(s, Work::Convert, out);
    };
    ops.linear = linear;
    ops.linearBackward = linearBackward;
    ops.gemm = gemm;
    ops.rmsNorm = [](Stream& s, TensorView x, TensorView, float, TensorView, TensorView) {
        addRows(s, Work::Norm, x);
    };
    ops.rmsNormBackward = [](Stream& s, TensorView, TensorView x, TensorView, TensorView, TensorView,
                             TensorView) { addRows(s, Work::NormBackward, x); };
    ops.rope = [](Stream& s, TensorView x, int, std::span<const int32_t>, TensorView, bool) {
        addRows(s, Work::Rotate, x);
    };
    ops.gatedActivation = [](Stream& s, kernels::Activation, TensorView gate, TensorView, TensorView) {
        addRows(s, Work::Gate, gate);
    };
    ops.gatedActivationBackward = [](Stream& s, kernels::Activation, TensorView gate, TensorView, TensorView,
                                     TensorView, TensorView) { addRows(s, Work::GateBackward, gate); };
    ops.addScaled = [](Stream& s, TensorView x, float, TensorView) { addRows(s, Work::Add, x); };
    ops.dropout = [](Stream& s, TensorView x, float, uint64_t, TensorView) { addRows(s, Work::Dropout, x); };
    ops.gatherRows = [](Stream& s, TensorView, std::span<const int32_t>, TensorView y) {
        addRows(s, Work::Convert, y);
    };
    ops.scatterAddRows = [](Stream& s, TensorView x, std::span<const int32_t>, TensorView) {
        addRows(s, Work::Add, x);
    };
    ops.attention = [](Stream& s, TensorView, TensorView, TensorView, std::span<const int32_t> ends,
                       const AttentionShape& shape, TensorView,
                       TensorView) { addAttention(s, ends, shape, false); };
    ops.attentionBackward = [](Stream& s, TensorView, TensorView, TensorView, TensorView, TensorView,
                               TensorView, std::span<const int32_t> ends, const AttentionShape& shape,
                               TensorView, TensorView, TensorView) { addAttention(s, ends, shape, true); };
    ops.appendKv = [](Stream& s, TensorView k, TensorView, int64_t, const AttentionShape&, kernels::KvView) {
        addRows(s, Work::Convert, k);
    };
    ops.attentionCached = attentionCached;
    ops.crossEntropy = [](Stream& s, TensorView logits, std::span<const int32_t>, float, TensorView) {
        addRows(s, Work::Loss, logits);
    };
    ops.softcap = [](Stream& s, TensorView x, float) { addRows(s, Work::Loss, x); };
    ops.softcapBackward = [](Stream& s, TensorView y, float, TensorView) { addRows(s, Work::Add, y); };
    ops.sumOfSquares = [](Stream& s, TensorView x) {
        addRows(s, Work::SumOfSquares, x);
        return 0.0;
    };
    ops.adamw = [](Stream& s, TensorView parameters, TensorView, TensorView, TensorView,
                   const kernels::AdamW&) { addRows(s, Work::Optimizer, parameters); };
    ops.adamw8 = [](Stream& s, TensorView parameters, TensorView, const kernels::Moments8&,
                    const kernels::AdamW&) { addRows(s, Work::Optimizer8, parameters); };
    return ops;
}

} // namespace

const kernels::Ops& costOps() {
    static const kernels::Ops table = makeCostOps();
    return table;
}

} // namespace inkstone
