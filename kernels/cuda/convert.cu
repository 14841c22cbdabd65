#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

template <class In, class Out> __global__ void convertElements(Matrix<const In> src, Matrix<Out> dst) {
    const int64_t i = threadIndex();
    if (i >= src.rows * src.columns) return;
    const int64_t r = i / src.columns, c = i % src.columns;
    put(dst.row(r)[c], get(src.row(r)[c]));
}

template <class Body> void withStorage(const TensorView& view, Body&& body) {
    if (view.dtype == DType::F16)
        body(F16{});
    else
        withType(view, body);
}

} // namespace

void convert(Stream& stream, TensorView src, TensorView dst) {
    if (src.count() == 0) return;
    withStorage(src, [&](auto in) {
        withStorage(dst, [&](auto out) {
            convertElements<<<blocksFor(src.count()), Threads, 0, deviceOf(stream).stream.get()>>>(
                matrixOf<const decltype(in)>(src), matrixOf<decltype(out)>(dst));
        });
    });
    finish(stream, "convert");
}

} // namespace inkstone::kernels::cuda
