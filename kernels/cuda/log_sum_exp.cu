#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

__global__ void rowLogSumExp(Matrix<const float> x, float* out) {
    const float* row = x.row(blockIdx.x);
    float most = row[0], sum = 0;
    for (int64_t c = threadIdx.x; c < x.columns; c += Threads) most = fmaxf(most, row[c]);
    most = blockMax(most);
    for (int64_t c = threadIdx.x; c < x.columns; c += Threads) sum += expf(row[c] - most);
    sum = blockSum(sum);
    if (threadIdx.x == 0) out[blockIdx.x] = most + logf(sum);
}

} // namespace

void logSumExp(Stream& stream, TensorView x, TensorView out) {
    if (x.rows() == 0) return;
    rowLogSumExp<<<unsigned(x.rows()), Threads, 0, deviceOf(stream).stream.get()>>>(matrixOf<const float>(x),
                                                                                    out.f32());
    finish(stream, "logSumExp");
}

} // namespace inkstone::kernels::cuda
