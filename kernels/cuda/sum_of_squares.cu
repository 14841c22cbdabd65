#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

constexpr int Parts = 256; ///< fixed, so that the sum does not depend on the device

__global__ void partialSums(Matrix<const float> x, double* parts) {
    __shared__ double sums[Threads];
    double sum = 0;
    for (int64_t i = threadIndex(); i < x.rows * x.columns; i += int64_t(Parts) * Threads) {
        const double value = x.row(i / x.columns)[i % x.columns];
        sum += value * value;
    }
    sums[threadIdx.x] = sum;
    for (int half = Threads / 2; half > 0; half /= 2) {
        __syncthreads();
        if (threadIdx.x < half) sums[threadIdx.x] += sums[threadIdx.x + half];
    }
    if (threadIdx.x == 0) parts[blockIdx.x] = sums[0];
}

} // namespace

double sumOfSquares(Stream& stream, TensorView x) {
    DeviceStream& device = deviceOf(stream);
    auto* parts = reinterpret_cast<double*>(device.scratch.atLeast(Parts * sizeof(double)));
    partialSums<<<Parts, Threads, 0, device.stream.get()>>>(matrixOf<const float>(x), parts);
    double onHost[Parts];
    check(cudaMemcpyAsync(onHost, parts, sizeof onHost, cudaMemcpyDeviceToHost, device.stream.get()),
          "sumOfSquares");
    finish(stream, "sumOfSquares");
    double total = 0;
    for (double part : onHost) total += part;
    return total;
}

} // namespace inkstone::kernels::cuda
