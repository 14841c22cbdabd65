#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

template <class In, class Out>
__global__ void gatherElements(Matrix<const In> x, const int32_t* ids, Matrix<Out> y) {
    const int64_t i = threadIndex();
    if (i >= y.rows * y.columns) return;
    const int64_t r = i / y.columns, c = i % y.columns;
    put(y.row(r)[c], get(x.row(ids[r])[c]));
}

} // namespace

void gatherRows(Stream& stream, TensorView x, std::span<const int32_t> ids, TensorView y) {
    if (y.count() == 0) return;
    const int32_t* at = uploaded(stream, ids);
    withType(x, [&](auto in) {
        withType(y, [&](auto out) {
            gatherElements<<<blocksFor(y.count()), Threads, 0, deviceOf(stream).stream.get()>>>(
                matrixOf<const decltype(in)>(x), at, matrixOf<decltype(out)>(y));
        });
    });
    finish(stream, "gatherRows");
}

} // namespace inkstone::kernels::cuda
