#include "kernels/cuda/activations.cuh"
#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

template <class T>
__global__ void gateBackward(Activation act, Matrix<const T> gate, Matrix<const T> up, Matrix<const T> dout,
                             Matrix<T> dgate, Matrix<T> dup) {
    const int64_t i = threadIndex();
    if (i >= gate.rows * gate.columns) return;
    const int64_t r = i / gate.columns, c = i % gate.columns;
    const ValueAndSlope a = activate(act, get(gate.row(r)[c]));
    const float u = get(up.row(r)[c]), d = get(dout.row(r)[c]);
    put(dgate.row(r)[c], d * u * a.slope);
    put(dup.row(r)[c], d * a.value);
}

} // namespace

void gatedActivationBackward(Stream& stream, Activation act, TensorView gate, TensorView up, TensorView dout,
                             TensorView dgate, TensorView dup) {
    if (gate.count() == 0) return;
    withType(gate, [&](auto type) {
        using T = decltype(type);
        gateBackward<<<blocksFor(gate.count()), Threads, 0, deviceOf(stream).stream.get()>>>(
            act, matrixOf<const T>(gate), matrixOf<const T>(up), matrixOf<const T>(dout), matrixOf<T>(dgate),
            matrixOf<T>(dup));
    });
    finish(stream, "gatedActivationBackward");
}

} // namespace inkstone::kernels::cuda
