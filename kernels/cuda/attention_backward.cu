#include "kernels/cuda/attention_shape.cuh"
#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
// Two kernels without atomics: a warp for each query makes dq, a warp for each key makes dk and dv.
namespace {

template <class T> struct Call {
    Matrix<const T> q, k, v, out, dout;
    Matrix<T> dq, dk, dv;
    const float* lse;
    const int32_t* cuSeqlens;
    int sequences;
    AttentionShape shape;
};

template <class T> __global__ void queryGradients(Call<T> c) {
    const AttentionShape& shape = c.shape;
    const int64_t task = int64_t(blockIdx.x) * RowsPerBlock + threadIdx.x / Warp;
    if (task >= c.q.rows * shape.heads) return;
    const int64_t token = task / shape.heads, head = task % shape.heads;
    const int64_t column = head * shape.headDim,
                  kvColumn = head / (shape.heads / shape.kvHeads) * shape.headDim;
    float query[LaneValues], dout[LaneValues], key[LaneValues], value[LaneValues], sum[LaneValues] = {};
    loadRow(c.out.row(token) + column, shape.headDim, value);
    loadRow(c.dout.row(token) + column, shape.headDim, dout);
    loadRow(c.q.row(token) + column, shape.headDim, query);
    const float delta = dot(value, dout), lse = c.lse[head * c.q.rows + token];
    for (int64_t t = firstSeen(shape, sequenceOf(c.cuSeqlens, c.sequences, token).start, token); t <= token;
         ++t) {
        loadRow(c.k.row(t) + kvColumn, shape.headDim, key);
        loadRow(c.v.row(t) + kvColumn, shape.headDim, value);
        const ScoreAndSlope s = scoreOf(shape, dot(query, key));
        addTo(sum, expf(s.score - lse) * (dot(dout, value) - delta) * s.slope, key);
    }
    storeRow(c.dq.row(token) + column, shape.headDim, sum, 1);
}

template <class T> __global__ void keyGradients(Call<T> c) {
    const AttentionShape& shape = c.shape;
    const int64_t task = int64_t(blockIdx.x) * RowsPerBlock + threadIdx.x / Warp;
    if (task >= c.k.rows * shape.kvHeads) return;
    const int64_t token = task / shape.kvHeads, kvHead = task % shape.kvHeads,
                  kvColumn = kvHead * shape.headDim;
    const int group = shape.heads / shape.kvHeads;
    const Span sequence = sequenceOf(c.cuSeqlens, c.sequences, token);
    const int64_t reach = shape.window > 0 ? token + shape.window : sequence.end;
    const int64_t end = reach < sequence.end ? reach : sequence.end;
    float key[LaneValues], value[LaneValues], query[LaneValues], dout[LaneValues], out[LaneValues];
    float dk[LaneValues] = {}, dv[LaneValues] = {};
    loadRow(c.k.row(token) + kvColumn, shape.headDim, key);
    loadRow(c.v.row(token) + kvColumn, shape.headDim, value);
    for (int64_t head = kvHead * group; head < (kvHead + 1) * group; ++head) {
        for (int64_t t = token; t < end; ++t) {
            loadRow(c.q.row(t) + head * shape.headDim, shape.headDim, query);
            loadRow(c.dout.row(t) + head * shape.headDim, shape.headDim, dout);
            loadRow(c.out.row(t) + head * shape.headDim, shape.headDim, out);
            const ScoreAndSlope s = scoreOf(shape, dot(query, key));
            const float weight = expf(s.score - c.lse[head * c.q.rows + t]);
            addTo(dv, weight, dout);
            addTo(dk, weight * (dot(dout, value) - dot(out, dout)) * s.slope, query);
        }
    }
    storeRow(c.dk.row(token) + kvColumn, shape.headDim, dk, 1);
    storeRow(c.dv.row(token) + kvColumn, shape.headDim, dv, 1);
}

} // namespace

void attentionBackward(Stream& stream, TensorView q, TensorView k, TensorView v, TensorView out,
                       TensorView lse, TensorView dout, std::span<const int32_t> cuSeqlens,
                       const AttentionShape& shape, TensorView dq, TensorView dk, TensorView dv) {
    if (q.rows() == 0) return;
    if (shape.headDim > MostHeadDim) throw DeviceError("CUDA: attention takes heads of at most 256 values");
    const int32_t* bounds = uploaded(stream, cuSeqlens);
    const cudaStream_t on = deviceOf(stream).stream.get();
    const auto blocks = [](int64_t tasks) { return unsigned((tasks + RowsPerBlock - 1) / RowsPerBlock); };
    withType(q, [&](auto type) {
        using T = decltype(type);
        const Call<T> call{matrixOf<const T>(q),
                           matrixOf<const T>(k),
                           matrixOf<const T>(v),
                           matrixOf<const T>(out),
                           matrixOf<const T>(dout),
                           matrixOf<T>(dq),
                           matrixOf<T>(dk),
                           matrixOf<T>(dv),
                           lse.f32(),
                           bounds,
                           int(cuSeqlens.size()) - 1,
                           shape};
        queryGradients<<<blocks(q.rows() * shape.heads), Threads, 0, on>>>(call);
        keyGradients<<<blocks(k.rows() * shape.kvHeads), Threads, 0, on>>>(call);
    });
    finish(stream, "attentionBackward");
}

} // namespace inkstone::kernels::cuda
