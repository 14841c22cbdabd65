#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

template <class In>
__global__ void rowBackward(Matrix<const In> dy, Matrix<const float> x, const float* weight,
                            const float* rstd, Matrix<float> dx) {
    const int64_t row = blockIdx.x;
    float dot = 0;
    for (int64_t c = threadIdx.x; c < x.columns; c += Threads)
        dot += get(dy.row(row)[c]) * weight[c] * x.row(row)[c];
    const float r = rstd[row], pull = blockSum(dot) * r * r * r / float(x.columns);
    for (int64_t c = threadIdx.x; c < x.columns; c += Threads)
        dx.row(row)[c] += get(dy.row(row)[c]) * weight[c] * r - x.row(row)[c] * pull;
}

/// One thread for each column, rows in order.
template <class In>
__global__ void columnBackward(Matrix<const In> dy, Matrix<const float> x, const float* rstd,
                               float* dweight) {
    const int64_t c = threadIndex();
    if (c >= x.columns) return;
    float total = dweight[c];
    for (int64_t r = 0; r < x.rows; ++r) total += get(dy.row(r)[c]) * rstd[r] * x.row(r)[c];
    dweight[c] = total;
}

} // namespace

void rmsNormBackward(Stream& stream, TensorView dy, TensorView x, TensorView weight, TensorView rstd,
                     TensorView dx, TensorView dweight) {
    if (x.rows() == 0) return;
    const cudaStream_t on = deviceOf(stream).stream.get();
    withType(dy, [&](auto type) {
        const auto gradient = matrixOf<const decltype(type)>(dy);
        const auto input = matrixOf<const float>(x);
        if (!dweight.empty())
            columnBackward<<<blocksFor(x.columns()), Threads, 0, on>>>(gradient, input, rstd.f32(),
                                                                       dweight.f32());
        rowBackward<<<unsigned(x.rows()), Threads, 0, on>>>(gradient, input, weight.f32(), rstd.f32(),
                                                            matrixOf<float>(dx));
    });
    finish(stream, "rmsNormBackward");
}

} // namespace inkstone::kernels::cuda
