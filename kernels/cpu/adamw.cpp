#include "kernels/cpu/counter_vec.h"
#include "kernels/cpu/rows.h"
#include "kernels/cpu/simd.h"
#include "kernels/cpu/training_rows.h"
#include "kernels/moments8.h"
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

/// The first n parameters, once their moments are known.
void step(const Step& s, float* params, Vec moment1, Vec moment2, int n) {
    const Vec denominator = fma(sqrt(moment2), set1(s.rootCorrection2), set1(s.epsilon));
    const Vec kept = mul(loadSome(params, n), set1(s.decay));
    storeSome(params, fnma(set1(s.rate), div(moment1, denominator), kept), n);
}

void update(const Step& s, float* params, const float* grads, float* moment1, float* moment2, int64_t count) {
    eachVec(count, [&](int64_t c, int n) {
        const Vec g = mul(loadSome(grads + c, n), set1(s.gradScale));
        const Vec m = fma(loadSome(moment1 + c, n), set1(s.beta1), mul(g, set1(s.rest1)));
        const Vec v = fma(loadSome(moment2 + c, n), set1(s.beta2), mul(mul(g, g), set1(s.rest2)));
        storeSome(moment1 + c, m, n);
        storeSome(moment2 + c, v, n);
        step(s, params + c, m, v, n);
    });
}

// moments8.h, a vector at a time.

template <int exponent> IntVec smallFloats(Vec a, IntVec random, IntVec least) {
    const IntVec chance = shiftRight<32 - DroppedBits>(random);
    const IntVec bits = intAdd(intSub(bitsOf(a), intSet1(uint32_t(smallFloatBias<exponent>))), chance);
    return intMin(intMax(shiftRightSigned<DroppedBits>(bits), least), intSet1(largestCode<exponent>));
}
template <int exponent> Vec ofSmallFloats(IntVec codes) {
    const IntVec bits = intAdd(shiftLeft<DroppedBits>(codes), intSet1(uint32_t(smallFloatBias<exponent>)));
    return floatsOf(whereAbove0(codes, bits));
}
Vec moments1(IntVec codes) {
    const Vec sizes = ofSmallFloats<ExponentOf1>(intAnd(codes, intSet1(0x7f)));
    return floatsOf(intOr(bitsOf(sizes), shiftLeft<24>(intAnd(codes, intSet1(0x80)))));
}
IntVec codes1(Vec scaled, IntVec random) {
    const IntVec sign = intAnd(shiftRight<24>(bitsOf(scaled)), intSet1(0x80));
    const Vec size = floatsOf(intAnd(bitsOf(scaled), intSet1(0x7fffffff)));
    return intOr(sign, smallFloats<ExponentOf1>(size, random, intSet1(0)));
}
IntVec codes2(Vec scaled, IntVec random) {
    return smallFloats<ExponentOf2>(scaled, random, whereAbove0(bitsOf(scaled), intSet1(1)));
}

/// One block whose memory is whole: MomentBlock of everything.
void updateBlock(const Step& s, CounterRow random, float* params, const float* grads, uint8_t* moment1,
                 uint8_t* moment2, float& scale1, float& scale2) {
    alignas(64) float m[MomentBlock], v[MomentBlock];
    Vec most1 = zero(), most2 = zero();
    for (int c = 0; c < MomentBlock; c += Lanes) {
        const Vec g = mul(load(grads + c), set1(s.gradScale));
        const Vec old1 = mul(moments1(loadBytes(moment1 + c)), set1(scale1));
        const Vec old2 = mul(ofSmallFloats<ExponentOf2>(loadBytes(moment2 + c)), set1(scale2));
        const Vec now1 = fma(old1, set1(s.beta1), mul(g, set1(s.rest1)));
        const Vec now2 = fma(old2, set1(s.beta2), mul(mul(g, g), set1(s.rest2)));
        store(m + c, now1);
        store(v + c, now2);
        most1 = max(most1, floatsOf(intAnd(bitsOf(now1), intSet1(0x7fffffff))));
        most2 = max(most2, now2);
        step(s, params + c, now1, now2, Lanes);
    }
    scale1 = largest(most1) / largestMoment;
    scale2 = largest(most2) / largestMoment;
    const Vec divisor1 = set1(scale1 > 0 ? scale1 : 1), divisor2 = set1(scale2 > 0 ? scale2 : 1);
    for (int c = 0; c < MomentBlock; c += Lanes) {
        const IntVec bits = counterVec(random, c);
        storeBytes(moment1 + c, codes1(div(load(m + c), divisor1), bits));
        storeBytes(moment2 + c, codes2(div(load(v + c), divisor2), bits));
    }
}

/// The last block, of `count` only, in memory of its own.
void updateRest(const Step& s, CounterRow random, float* params, const float* grads, uint8_t* moment1,
                uint8_t* moment2, float& scale1, float& scale2, size_t count) {
    alignas(64) float p[MomentBlock] = {}, g[MomentBlock] = {};
    uint8_t codes[2][MomentBlock] = {};
    std::memcpy(p, params, count * sizeof(float));
    std::memcpy(g, grads, count * sizeof(float));
    std::memcpy(codes[0], moment1, count);
    std::memcpy(codes[1], moment2, count);
    updateBlock(s, random, p, g, codes[0], codes[1], scale1, scale2);
    std::memcpy(params, p, count * sizeof(float));
    std::memcpy(moment1, codes[0], count);
    std::memcpy(moment2, codes[1], count);
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

void adamw8(Stream& stream, TensorView params, TensorView grads, const Moments8& o, const AdamW& options) {
    const Step step = stepOf(options);
    float* p = vectorOf(params);
    const float* g = vectorOf(grads);
    const int64_t whole = o.count / MomentBlock, rest = o.count % MomentBlock;
    const auto each = [&](int64_t block, auto update, auto... count) {
        const int64_t at = block * MomentBlock;
        update(step, counterRow(uint64_t(options.step), block), p + at, g + at, o.moment1 + at,
               o.moment2 + at, o.scale1[block], o.scale2[block], count...);
    };
    parallelFor(stream, whole, 16, [&](int64_t begin, int64_t end, int) {
        for (int64_t block = begin; block < end; ++block) each(block, updateBlock);
    });
    if (rest) each(whole, updateRest, size_t(rest));
}

} // namespace inkstone::kernels::INK_ISA
