#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

__global__ void capElements(Matrix<float> x, float cap) {
    const int64_t i = threadIndex();
    if (i >= x.rows * x.columns) return;
    float& value = x.row(i / x.columns)[i % x.columns];
    value = cap * tanhf(value / cap);
}

__global__ void capGradients(Matrix<const float> y, float cap, Matrix<float> dx) {
    const int64_t i = threadIndex();
    if (i >= y.rows * y.columns) return;
    const int64_t r = i / y.columns, c = i % y.columns;
    const float part = y.row(r)[c] / cap;
    dx.row(r)[c] *= 1 - part * part;
}

} // namespace

void softcap(Stream& stream, TensorView x, float cap) {
    if (x.count() == 0) return;
    capElements<<<blocksFor(x.count()), Threads, 0, deviceOf(stream).stream.get()>>>(matrixOf<float>(x), cap);
    finish(stream, "softcap");
}

void softcapBackward(Stream& stream, TensorView y, float cap, TensorView dx) {
    if (y.count() == 0) return;
    capGradients<<<blocksFor(y.count()), Threads, 0, deviceOf(stream).stream.get()>>>(
        matrixOf<const float>(y), cap, matrixOf<float>(dx));
    finish(stream, "softcapBackward");
}

} // namespace inkstone::kernels::cuda
