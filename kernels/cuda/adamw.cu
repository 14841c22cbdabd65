#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"
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

} // namespace

void adamw(Stream& stream, TensorView params, TensorView grads, TensorView moment1, TensorView moment2,
           const AdamW& options) {
    if (params.count() == 0) return;
    updateElements<<<blocksFor(params.count()), Threads, 0, deviceOf(stream).stream.get()>>>(
        stepOf(options), matrixOf<float>(params), matrixOf<const float>(grads), matrixOf<float>(moment1),
        matrixOf<float>(moment2));
    finish(stream, "adamw");
}

} // namespace inkstone::kernels::cuda
