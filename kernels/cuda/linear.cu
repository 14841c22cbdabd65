#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"
#include <algorithm>

namespace inkstone::kernels::cuda {
// Weights are packed as plain rows of bf16; a weight left in its file is dequantised to F32 a few hundred
// rows at a time, into scratch.
namespace {

constexpr int64_t SourceRows = 1024;

template <class Out> __global__ void addBias(const float* bias, Matrix<Out> y) {
    const int64_t i = threadIndex();
    if (i >= y.rows * y.columns) return;
    Out& to = y.row(i / y.columns)[i % y.columns];
    put(to, get(to) + bias[i % y.columns]);
}

TensorView packedMatrix(const PackedWeight& w) {
    return TensorView::matrix(const_cast<std::byte*>(w.data), DType::BF16, w.source.rows, w.source.columns);
}

/// x in bf16: itself, or a copy in scratch.
TensorView narrowed(Stream& stream, TensorView x) {
    if (x.dtype == DType::BF16) return x;
    std::byte* to = deviceOf(stream).scratch.atLeast(size_t(x.count()) * sizeof(Bf16));
    const TensorView copy = TensorView::matrix(to, DType::BF16, x.rows(), x.columns());
    convert(stream, x, copy);
    return copy;
}

/// Rows [first, first + n) of a weight, in F32, in scratch.
TensorView sourceRows(Stream& stream, const WeightSource& w, int64_t first, int64_t n) {
    std::byte* to = deviceOf(stream).scratch.atLeast(size_t(SourceRows * w.columns) * sizeof(float));
    const TensorView rows = TensorView::matrix(to, DType::F32, n, w.columns);
    dequantize(stream, w, first, rows);
    return rows;
}

} // namespace

size_t packedBytes(Packing packing, const WeightSource& w) {
    return packing == Packing::Bf16 ? size_t(w.rows) * size_t(w.columns) * sizeof(Bf16) : 0;
}

void pack(Stream& stream, Packing, const WeightSource& w, std::byte* dst) {
    dequantize(stream, w, 0, TensorView::matrix(dst, DType::BF16, w.rows, w.columns));
}

void linear(Stream& stream, TensorView x, const PackedWeight& w, TensorView bias, TensorView y,
            bool accumulate) {
    const float beta = accumulate ? 1.f : 0.f;
    if (w.packing == Packing::Source) {
        for (int64_t first = 0; first < w.source.rows; first += SourceRows) {
            const int64_t n = std::min(SourceRows, w.source.rows - first);
            gemm(stream, x, false, sourceRows(stream, w.source, first, n), true, y.columnsFrom(first, n), 1,
                 beta);
        }
    } else {
        gemm(stream, narrowed(stream, x), false, packedMatrix(w), true, y, 1, beta);
    }
    if (bias.empty() || y.count() == 0) return;
    withType(y, [&](auto type) {
        addBias<<<blocksFor(y.count()), Threads, 0, deviceOf(stream).stream.get()>>>(
            bias.f32(), matrixOf<decltype(type)>(y));
    });
    finish(stream, "linear");
}

void linearBackward(Stream& stream, TensorView dy, const PackedWeight& w, TensorView dx, bool accumulate) {
    if (w.packing != Packing::Source)
        return gemm(stream, narrowed(stream, dy), false, packedMatrix(w), false, dx, 1,
                    accumulate ? 1.f : 0.f);
    for (int64_t first = 0; first < w.source.rows; first += SourceRows) {
        const int64_t n = std::min(SourceRows, w.source.rows - first);
        const float beta = accumulate || first > 0 ? 1.f : 0.f;
        gemm(stream, dy.columnsFrom(first, n), false, sourceRows(stream, w.source, first, n), false, dx, 1,
             beta);
    }
}

} // namespace inkstone::kernels::cuda
