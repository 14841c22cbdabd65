#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/inference_rows.h"

#include <cmath>

namespace inkstone::kernels::INK_ISA {
namespace {

/// Two chains of sums: one would wait for itself.
float sumOfSquares(const float* x, int64_t columns) {
    Vec a = zero(), b = zero();
    int64_t c = 0;
    for (; c + 2 * Lanes <= columns; c += 2 * Lanes) {
        a = fma(load(x + c), load(x + c), a);
        b = fma(load(x + c + Lanes), load(x + c + Lanes), b);
    }
    eachVec(columns - c, [&](int64_t i, int n) {
        const Vec v = loadSome(x + c + i, n);
        a = fma(v, v, a);
    });
    return sum(add(a, b));
}

} // namespace

void rmsNorm(Stream& stream, TensorView x, TensorView weight, float epsilon, TensorView y, TensorView rstd) {
    const auto from = rowsOf<const float>(x);
    const int64_t columns = width(x);
    const float* gain = vectorOf(weight);
    float* kept = vectorOf(rstd);
    withType(y, [&](auto type) {
        const auto to = rowsOf<decltype(type)>(y);
        eachRow(stream, rowCount(x), columns, [&](int64_t row) {
            const float mean = sumOfSquares(from[row], columns) / float(columns);
            const float inverse = 1.0f / std::sqrt(mean + epsilon);
            if (kept) kept[row] = inverse;
            eachVec(columns, [&](int64_t c, int n) {
                const Vec scaled = mul(loadSome(from[row] + c, n), set1(inverse));
                storeSome(to[row] + c, mul(scaled, loadSome(gain + c, n)), n);
            });
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
