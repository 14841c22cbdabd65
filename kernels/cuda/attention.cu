#include "kernels/cuda/attention_shape.cuh"
#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
// One warp for each query of each head, with a running maximum; plain and correct, to be replaced by tiles.
namespace {

template <class T>
__global__ void attendRows(Matrix<const T> q, Matrix<const T> k, Matrix<const T> v, const int32_t* cuSeqlens,
                           int sequences, AttentionShape shape, Matrix<T> out, float* lse) {
    const int64_t task = int64_t(blockIdx.x) * RowsPerBlock + threadIdx.x / Warp;
    if (task >= q.rows * shape.heads) return;
    const int64_t token = task / shape.heads, head = task % shape.heads;
    const int64_t column = head * shape.headDim,
                  kvColumn = head / (shape.heads / shape.kvHeads) * shape.headDim;
    float query[LaneValues], key[LaneValues], value[LaneValues], sum[LaneValues] = {};
    loadRow(q.row(token) + column, shape.headDim, query);
    float most = -1e30f, total = 0;
    for (int64_t t = firstSeen(shape, sequenceOf(cuSeqlens, sequences, token).start, token); t <= token;
         ++t) {
        loadRow(k.row(t) + kvColumn, shape.headDim, key);
        loadRow(v.row(t) + kvColumn, shape.headDim, value);
        const float score = scoreOf(shape, dot(query, key)).score, higher = fmaxf(most, score);
        const float kept = expf(most - higher), weight = expf(score - higher);
        for (float& s : sum) s *= kept;
        total = total * kept + weight;
        addTo(sum, weight, value);
        most = higher;
    }
    storeRow(out.row(token) + column, shape.headDim, sum, 1 / total);
    if (lse && threadIdx.x % Warp == 0) lse[head * q.rows + token] = most + logf(total);
}

} // namespace

void attention(Stream& stream, TensorView q, TensorView k, TensorView v, std::span<const int32_t> cuSeqlens,
               const AttentionShape& shape, TensorView out, TensorView lse) {
    if (q.rows() == 0) return;
    if (shape.headDim > MostHeadDim) throw DeviceError("CUDA: attention takes heads of at most 256 values");
    const int32_t* bounds = uploaded(stream, cuSeqlens);
    const int64_t tasks = q.rows() * shape.heads;
    withType(q, [&](auto type) {
        using T = decltype(type);
        attendRows<<<unsigned((tasks + RowsPerBlock - 1) / RowsPerBlock), Threads, 0,
                     deviceOf(stream).stream.get()>>>(matrixOf<const T>(q), matrixOf<const T>(k),
                                                      matrixOf<const T>(v), bounds, int(cuSeqlens.size()) - 1,
                                                      shape, matrixOf<T>(out), lse.as<float>());
    });
    finish(stream, "attention");
}

} // namespace inkstone::kernels::cuda
