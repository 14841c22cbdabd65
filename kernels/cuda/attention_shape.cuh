#pragma once
// What forward and backward attention share on the device: a warp works on one row, each lane on every 32nd
// value.

#include "kernels/cuda/element.cuh"
#include "kernels/ops.h"

namespace inkstone::kernels::cuda {

/// A head has at most this many values.
constexpr int MostHeadDim = 256, LaneValues = MostHeadDim / Warp;
constexpr int RowsPerBlock = Threads / Warp;

/// The sequence a token belongs to: [start, end).
struct Span {
    int64_t start, end;
};
__device__ inline Span sequenceOf(const int32_t* cuSeqlens, int sequences, int64_t token) {
    int low = 0, high = sequences; // the last start that is not after the token
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        if (cuSeqlens[middle] <= token)
            low = middle;
        else
            high = middle;
    }
    return {cuSeqlens[low], cuSeqlens[low + 1]};
}

__device__ inline int64_t firstSeen(const AttentionShape& shape, int64_t start, int64_t token) {
    const int64_t reach = shape.window > 0 ? token - shape.window + 1 : start;
    return reach > start ? reach : start;
}

/// A row of one head, spread over the warp; values past the head are 0.
template <class T> __device__ inline void loadRow(const T* row, int dim, float (&values)[LaneValues]) {
    const int lane = threadIdx.x % Warp;
    for (int i = 0; i < LaneValues; ++i) values[i] = lane + i * Warp < dim ? get(row[lane + i * Warp]) : 0.f;
}
template <class T>
__device__ inline void storeRow(T* row, int dim, const float (&values)[LaneValues], float scale) {
    const int lane = threadIdx.x % Warp;
    for (int i = 0; i < LaneValues; ++i)
        if (lane + i * Warp < dim) put(row[lane + i * Warp], values[i] * scale);
}
__device__ inline float dot(const float (&a)[LaneValues], const float (&b)[LaneValues]) {
    float sum = 0;
    for (int i = 0; i < LaneValues; ++i) sum += a[i] * b[i];
    return warpSum(sum);
}
__device__ inline void addTo(float (&sum)[LaneValues], float weight, const float (&values)[LaneValues]) {
    for (int i = 0; i < LaneValues; ++i) sum[i] += weight * values[i];
}

struct ScoreAndSlope {
    float score, slope;
};
__device__ inline ScoreAndSlope scoreOf(const AttentionShape& shape, float product) {
    const float score = product * shape.scale;
    if (shape.softcap <= 0) return {score, shape.scale};
    const float share = tanhf(score / shape.softcap);
    return {shape.softcap * share, shape.scale * (1 - share * share)};
}

} // namespace inkstone::kernels::cuda
