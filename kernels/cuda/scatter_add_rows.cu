#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

/// The first of the rows that meet in one row of y adds them all, in order: the same bits every time.
template <class In, class Out>
__global__ void scatterElements(Matrix<const In> x, const int32_t* ids, Matrix<Out> y) {
    const int64_t i = threadIndex();
    if (i >= x.rows * x.columns) return;
    const int64_t r = i / x.columns, c = i % x.columns;
    const int32_t id = ids[r];
    for (int64_t before = 0; before < r; ++before)
        if (ids[before] == id) return;
    float sum = get(y.row(id)[c]);
    for (int64_t other = r; other < x.rows; ++other)
        if (ids[other] == id) sum += get(x.row(other)[c]);
    put(y.row(id)[c], sum);
}

} // namespace

void scatterAddRows(Stream& stream, TensorView x, std::span<const int32_t> ids, TensorView y) {
    if (x.count() == 0) return;
    const int32_t* at = uploaded(stream, ids);
    withType(x, [&](auto in) {
        withType(y, [&](auto out) {
            scatterElements<<<blocksFor(x.count()), Threads, 0, deviceOf(stream).stream.get()>>>(
                matrixOf<const decltype(in)>(x), at, matrixOf<decltype(out)>(y));
        });
    });
    finish(stream, "scatterAddRows");
}

} // namespace inkstone::kernels::cuda
