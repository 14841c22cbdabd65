#include "kernels/cpu/rows.h"
#include "kernels/cpu/simd.h"
#include "kernels/cpu/training_rows.h"
#include "kernels/thread_pool.h"

#include <cmath>

namespace inkstone::kernels::INK_ISA {
namespace {

/// What is the same for every element of one step.
struct Step {
    float beta1, rest1, beta2, rest2, gradScale, decay, rate, rootCorrection2, epsilon;
};

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

void update(const Step& s, float* params, const float* grads, float* moment1, float* moment2, int64_t count) {
    eachVec(count, [&](int64_t c, int n) {
        const Vec g = mul(loadSome(grads + c, n), set1(s.gradScale));
        const Vec m = fma(loadSome(moment1 + c, n), set1(s.beta1), mul(g, set1(s.rest1)));
        const Vec v = fma(loadSome(moment2 + c, n), set1(s.beta2), mul(mul(g, g), set1(s.rest2)));
        storeSome(moment1 + c, m, n);
        storeSome(moment2 + c, v, n);
        const Vec denominator = fma(sqrt(v), set1(s.rootCorrection2), set1(s.epsilon));
        const Vec kept = mul(loadSome(params + c, n), set1(s.decay));
        storeSome(params + c, fnma(set1(s.rate), div(m, denominator), kept), n);
    });
}

} // namespace

void adamw(Stream& stream, TensorView params, TensorView grads, TensorView moment1, TensorView moment2,
           const AdamW& options) {
    const Step step = stepOf(options);
    const auto p = rowsOf<float>(params), m = rowsOf<float>(moment1), v = rowsOf<float>(moment2);
    const auto g = rowsOf<const float>(grads);
    for (int64_t i = 0; i < rowCount(params); ++i) {
        parallelFor(stream, width(params), 4096, [&](int64_t begin, int64_t end, int) {
            update(step, p[i] + begin, g[i] + begin, m[i] + begin, v[i] + begin, end - begin);
        });
    }
}

} // namespace inkstone::kernels::INK_ISA
