#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

/// One thread for each pair (i, i + half) of each head.
template <class T>
__global__ void rotatePairs(Matrix<T> x, int64_t headDim, const int32_t* positions,
                            Matrix<const float> cosSin, float sign) {
    const int64_t half = headDim / 2, pairs = x.columns / 2, i = threadIndex();
    if (i >= x.rows * pairs) return;
    const int64_t r = i / pairs, head = i % pairs / half, at = i % pairs % half;
    const float cosine = cosSin.row(positions[r])[at], sine = sign * cosSin.row(positions[r])[half + at];
    T &first = x.row(r)[head * headDim + at], &second = x.row(r)[head * headDim + half + at];
    const float a = get(first), b = get(second);
    put(first, a * cosine - b * sine);
    put(second, b * cosine + a * sine);
}

} // namespace

void rope(Stream& stream, TensorView x, int headDim, std::span<const int32_t> positions, TensorView cosSin,
          bool inverse) {
    if (x.count() < 2) return;
    const int32_t* at = uploaded(stream, positions);
    withType(x, [&](auto type) {
        rotatePairs<<<blocksFor(x.count() / 2), Threads, 0, deviceOf(stream).stream.get()>>>(
            matrixOf<decltype(type)>(x), headDim, at, matrixOf<const float>(cosSin), inverse ? -1.f : 1.f);
    });
    finish(stream, "rope");
}

} // namespace inkstone::kernels::cuda
