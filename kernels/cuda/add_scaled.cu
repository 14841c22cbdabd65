#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

template <class In> __global__ void addElements(Matrix<const In> x, float scale, Matrix<float> y) {
    const int64_t i = threadIndex();
    if (i >= x.rows * x.columns) return;
    const int64_t r = i / x.columns, c = i % x.columns;
    y.row(r)[c] += get(x.row(r)[c]) * scale;
}

} // namespace

void addScaled(Stream& stream, TensorView x, float scale, TensorView y) {
    if (x.count() == 0) return;
    withType(x, [&](auto type) {
        addElements<<<blocksFor(x.count()), Threads, 0, deviceOf(stream).stream.get()>>>(
            matrixOf<const decltype(type)>(x), scale, matrixOf<float>(y));
    });
    finish(stream, "addScaled");
}

} // namespace inkstone::kernels::cuda
