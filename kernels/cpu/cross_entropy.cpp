#include "kernels/cpu/rows.h"
#include "kernels/cpu/simd.h"
#include "kernels/cpu/training_rows.h"
#include "kernels/thread_pool.h"

#include <cmath>

namespace inkstone::kernels::INK_ISA {
namespace {

float largestOf(const float* x, int64_t count) {
    Vec most[4];
    for (Vec& m : most) m = set1(x[0]);
    eachVec(count, [&](int64_t c, int n) {
        // The lanes past the end must not win: they are read as 0.
        if (n == Lanes)
            most[c / Lanes % 4] = max(most[c / Lanes % 4], load(x + c));
        else
            for (int i = 0; i < n; ++i) most[0] = max(most[0], set1(x[c + i]));
    });
    return largest(max(max(most[0], most[1]), max(most[2], most[3])));
}

/// x <- exp(x - shift); returns the sum, kept in double beyond each stretch of 64 vectors.
double exponentials(float* x, float shift, int64_t count) {
    constexpr int64_t stretch = 64 * Lanes;
    double total = 0;
    for (int64_t from = 0; from < count; from += stretch) {
        const int64_t some = count - from < stretch ? count - from : stretch;
        Vec sums = zero();
        eachVec(some, [&](int64_t c, int n) {
            float* at = x + from + c;
            const Vec e = exp(sub(loadSome(at, n), set1(shift)));
            storeSome(at, e, n);
            sums = add(sums, n == Lanes ? e : load(at, n));
        });
        total += double(sum(sums));
    }
    return total;
}

float rowLoss(float* x, int64_t count, int32_t target, float scale) {
    if (target < 0) {
        eachVec(count, [&](int64_t c, int n) { storeSome(x + c, zero(), n); });
        return 0;
    }
    const float shift = largestOf(x, count), wanted = x[target] - shift;
    const double total = exponentials(x, shift, count);
    const Vec share = set1(float(double(scale) / total));
    eachVec(count, [&](int64_t c, int n) { storeSome(x + c, mul(loadSome(x + c, n), share), n); });
    x[target] -= scale;
    return float(std::log(total) - double(wanted));
}

} // namespace

void crossEntropy(Stream& stream, TensorView logits, std::span<const int32_t> targets, float scale,
                  TensorView losses) {
    const auto rows = rowsOf<float>(logits);
    const int32_t* wanted = targets.data();
    parallelFor(stream, rowCount(logits), 1, [&](int64_t i, int64_t, int) {
        vectorOf(losses)[i] = rowLoss(rows[i], width(logits), wanted[i], scale);
    });
}

} // namespace inkstone::kernels::INK_ISA
