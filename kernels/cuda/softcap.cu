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

} // namespace

void softcap(Stream& stream, TensorView x, float cap) {
    if (x.count() == 0) return;
    capElements<<<blocksFor(x.count()), Threads, 0, deviceOf(stream).stream.get()>>>(matrixOf<float>(x), cap);
    finish(stream, "softcap");
}

} // namespace inkstone::kernels::cuda
