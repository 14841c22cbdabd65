#include "kernels/counter_random.h"
#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

template <class In, class Out>
__global__ void dropElements(Matrix<const In> x, uint32_t threshold, float scale, uint64_t seed,
                             Matrix<Out> y) {
    const int64_t i = threadIndex();
    if (i >= x.rows * x.columns) return;
    const int64_t r = i / x.columns, c = i % x.columns;
    const bool dropped = counterBits(counterRow(seed, r), uint32_t(c)) < threshold;
    put(y.row(r)[c], dropped ? 0.f : get(x.row(r)[c]) * scale);
}

} // namespace

void dropout(Stream& stream, TensorView x, float p, uint64_t seed, TensorView y) {
    if (x.count() == 0) return;
    const float scale = p < 1 ? 1 / (1 - p) : 0;
    withType(x, [&](auto in) {
        withType(y, [&](auto out) {
            dropElements<<<blocksFor(x.count()), Threads, 0, deviceOf(stream).stream.get()>>>(
                matrixOf<const decltype(in)>(x), dropoutThreshold(p), scale, seed,
                matrixOf<decltype(out)>(y));
        });
    });
    finish(stream, "dropout");
}

} // namespace inkstone::kernels::cuda
