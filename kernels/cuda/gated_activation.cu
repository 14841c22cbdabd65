#include "kernels/cuda/activations.cuh"
#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

template <class T>
__global__ void gateElements(Activation act, Matrix<const T> gate, Matrix<const T> up, Matrix<T> out) {
    const int64_t i = threadIndex();
    if (i >= gate.rows * gate.columns) return;
    const int64_t r = i / gate.columns, c = i % gate.columns;
    put(out.row(r)[c], activate(act, get(gate.row(r)[c])).value * get(up.row(r)[c]));
}

} // namespace

void gatedActivation(Stream& stream, Activation act, TensorView gate, TensorView up, TensorView out) {
    if (gate.count() == 0) return;
    withType(gate, [&](auto type) {
        using T = decltype(type);
        gateElements<<<blocksFor(gate.count()), Threads, 0, deviceOf(stream).stream.get()>>>(
            act, matrixOf<const T>(gate), matrixOf<const T>(up), matrixOf<T>(out));
    });
    finish(stream, "gatedActivation");
}

} // namespace inkstone::kernels::cuda
