#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/inference_rows.h"

#include <cmath>

namespace inkstone::kernels::INK_ISA {
namespace {

float largestOf(const float* x, int64_t columns) {
    Vec most = set1(x[0]);
    // A short last vector is filled with zeros: it goes by single numbers.
    int64_t c = 0;
    for (; c + Lanes <= columns; c += Lanes) most = max(most, load(x + c));
    float result = largest(most);
    for (; c < columns; ++c) result = result > x[c] ? result : x[c];
    return result;
}

/// Sums of 4096 at a time in F32, those in double: a vocabulary is long.
double sumOfExp(const float* x, int64_t columns, float most) {
    double total = 0;
    for (int64_t first = 0; first < columns; first += 4096) {
        const int64_t count = columns - first < 4096 ? columns - first : 4096;
        Vec part = zero();
        int64_t c = 0;
        for (; c + Lanes <= count; c += Lanes) part = add(part, exp(sub(load(x + first + c), set1(most))));
        total += double(sum(part));
        for (; c < count; ++c) total += std::exp(double(x[first + c]) - double(most));
    }
    return total;
}

} // namespace

void logSumExp(Stream& stream, TensorView x, TensorView out) {
    const auto from = rowsOf<const float>(x);
    float* to = vectorOf(out);
    const int64_t columns = width(x);
    eachRow(stream, rowCount(x), columns * 4, [&](int64_t row) {
        const float most = largestOf(from[row], columns);
        to[row] = float(double(most) + std::log(sumOfExp(from[row], columns, most)));
    });
}

} // namespace inkstone::kernels::INK_ISA
