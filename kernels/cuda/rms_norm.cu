#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

template <class Out>
__global__ void normRow(Matrix<const float> x, const float* weight, float epsilon, Matrix<Out> y,
                        float* rstd) {
    const float* from = x.row(blockIdx.x);
    float squares = 0;
    for (int64_t c = threadIdx.x; c < x.columns; c += Threads) squares += from[c] * from[c];
    const float r = rsqrtf(blockSum(squares) / float(x.columns) + epsilon);
    for (int64_t c = threadIdx.x; c < x.columns; c += Threads)
        put(y.row(blockIdx.x)[c], from[c] * r * weight[c]);
    if (rstd && threadIdx.x == 0) rstd[blockIdx.x] = r;
}

} // namespace

void rmsNorm(Stream& stream, TensorView x, TensorView weight, float epsilon, TensorView y, TensorView rstd) {
    if (x.rows() == 0) return;
    withType(y, [&](auto type) {
        normRow<<<unsigned(x.rows()), Threads, 0, deviceOf(stream).stream.get()>>>(
            matrixOf<const float>(x), weight.f32(), epsilon, matrixOf<decltype(type)>(y), rstd.as<float>());
    });
    finish(stream, "rmsNorm");
}

} // namespace inkstone::kernels::cuda
