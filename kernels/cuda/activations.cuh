#pragma once
// The gates and their slopes.

#include "kernels/ops.h"

namespace inkstone::kernels::cuda {

struct ValueAndSlope {
    float value, slope;
};

__device__ inline float sigmoid(float x) { return 1 / (1 + expf(-x)); }

__device__ inline ValueAndSlope activate(Activation act, float x) {
    if (act == Activation::Silu) {
        const float s = sigmoid(x);
        return {x * s, s * (1 + x * (1 - s))};
    }
    constexpr float twice = 1.5957691216f, cubic = 0.044715f; // 2 sqrt(2/pi): (1 + tanh z) / 2 = sigmoid(2 z)
    const float s = sigmoid(twice * x * (1 + cubic * x * x));
    return {x * s, s + x * s * (1 - s) * twice * (1 + 3 * cubic * x * x)};
}

} // namespace inkstone::kernels::cuda
