#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"
#include "kernels/moments8.h"

#include <cmath>

namespace inkstone::kernels::cuda {
namespace {

/// What is the same for every element of one step.
struct Step {
    float beta1, rest1, beta2, rest2, gradScale, decay, rate, rootCorrection2, epsilon;
};

__global__ void updateElements(Step s, Matrix<float> params, Matrix<const float> grads, Matrix<float> moment1,
                               Matrix<float> moment2) {
    const int64_t i = threadIndex();
    if (i >= params.rows * params.columns) return;
    const int64_t r = i / params.columns, c = i % params.columns;
    const float g = grads.row(r)[c] * s.gradScale;
    const float m = s.beta1 * moment1.row(r)[c] + s.rest1 * g,
                v = s.beta2 * moment2.row(r)[c] + s.rest2 * g * g;
    moment1.row(r)[c] = m;
    moment2.row(r)[c] = v;
    float& p = params.row(r)[c];
    p = p * s.decay - s.rate * m / (sqrtf(v) * s.rootCorrection2 + s.epsilon);
}

Step stepOf(const AdamW& o) {
    const double correction1 = 1 - std::pow(double(o.beta1), double(o.step));
    const double correction2 = 1 - std::pow(double(o.beta2), double(o.step));
    return {.beta1 = o.beta1,
            .rest1 = float(1 - double(o.beta1)),
            .beta2 = o.beta2,
            .rest2 = float(1 - double(o.beta2)),
            .gradScale = o.gradScale,
            .decay = float(1 - double(o.learningRate) * double(o.weightDecay)),
            .rate = float(double(o.learningRate) / correction1),
            .rootCorrection2 = float(1 / std::sqrt(correction2)),
            .epsilon = o.epsilon};
}

/// One block of threads for one of moments: the largest value is theirs together.
__global__ void updateBlocks(Step s, float* params, const float* grads, Moments8 moments, uint64_t step) {
    __shared__ float most1[MomentBlock], most2[MomentBlock];
    const int lane = int(threadIdx.x);
    const int64_t block = blockIdx.x, i = block * MomentBlock + lane;
    float m = 0, v = 0;
    if (i < moments.count) {
        const float g = grads[i] * s.gradScale;
        m = s.beta1 * (decodeMoment1(moments.moment1[i]) * moments.scale1[block]) + s.rest1 * g;
        v = s.beta2 * (decodeMoment2(moments.moment2[i]) * moments.scale2[block]) + s.rest2 * g * g;
        params[i] = params[i] * s.decay - s.rate * m / (sqrtf(v) * s.rootCorrection2 + s.epsilon);
    }
    most1[lane] = fabsf(m);
    most2[lane] = v;
    for (int half = MomentBlock / 2; half > 0; half /= 2) {
        __syncthreads();
        if (lane >= half) continue;
        most1[lane] = fmaxf(most1[lane], most1[lane + half]);
        most2[lane] = fmaxf(most2[lane], most2[lane + half]);
    }
    __syncthreads();
    const float scale1 = most1[0] / largestMoment, scale2 = most2[0] / largestMoment;
    if (i < moments.count) {
        const uint32_t bits = counterBits(counterRow(step, block), uint32_t(lane));
        moments.moment1[i] = encodeMoment1(scale1 > 0 ? m / scale1 : 0, bits);
        moments.moment2[i] = encodeMoment2(scale2 > 0 ? v / scale2 : 0, bits);
    }
    if (lane == 0) {
        moments.scale1[block] = scale1;
        moments.scale2[block] = scale2;
    }
}

} // namespace

void adamw(Stream& stream, TensorView params, TensorView grads, TensorView moment1, TensorView moment2,
           const AdamW& options) {
    if (params.count() == 0) return;
    updateElements<<<blocksFor(params.count()), Threads, 0, deviceOf(stream).stream.get()>>>(
        stepOf(options), matrixOf<float>(params), matrixOf<const float>(grads), matrixOf<float>(moment1),
        matrixOf<float>(moment2));
    finish(stream, "adamw");
}

void adamw8(Stream& stream, TensorView params, TensorView grads, const Moments8& moments,
            const AdamW& options) {
    if (moments.count == 0) return;
    const int blocks = int((moments.count + MomentBlock - 1) / MomentBlock);
    updateBlocks<<<blocks, MomentBlock, 0, deviceOf(stream).stream.get()>>>(
        stepOf(options), params.f32(), grads.f32(), moments, uint64_t(options.step));
    finish(stream, "adamw8");
}

} // namespace inkstone::kernels::cuda
