#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

/// One block for each row; the row is read three times from the cache.
__global__ void rowLoss(Matrix<float> logits, const int32_t* targets, float scale, float* losses) {
    float* x = logits.row(blockIdx.x);
    const int32_t target = targets[blockIdx.x];
    if (target < 0) {
        for (int64_t c = threadIdx.x; c < logits.columns; c += Threads) x[c] = 0;
        if (threadIdx.x == 0) losses[blockIdx.x] = 0;
        return;
    }
    const float wanted = x[target];
    float most = x[0];
    for (int64_t c = threadIdx.x; c < logits.columns; c += Threads) most = fmaxf(most, x[c]);
    most = blockMax(most);
    float sum = 0;
    for (int64_t c = threadIdx.x; c < logits.columns; c += Threads) sum += x[c] = expf(x[c] - most);
    sum = blockSum(sum);
    for (int64_t c = threadIdx.x; c < logits.columns; c += Threads)
        x[c] = x[c] * (scale / sum) - (c == target ? scale : 0);
    if (threadIdx.x == 0) losses[blockIdx.x] = logf(sum) - (wanted - most);
}

} // namespace

void crossEntropy(Stream& stream, TensorView logits, std::span<const int32_t> targets, float scale,
                  TensorView losses) {
    if (logits.rows() == 0) return;
    const int32_t* wanted = uploaded(stream, targets);
    rowLoss<<<unsigned(logits.rows()), Threads, 0, deviceOf(stream).stream.get()>>>(
        matrixOf<float>(logits), wanted, scale, losses.f32());
    finish(stream, "crossEntropy");
}

} // namespace inkstone::kernels::cuda
