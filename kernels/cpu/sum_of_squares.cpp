#include "kernels/cpu/rows.h"
#include "kernels/cpu/simd.h"
#include "kernels/cpu/training_rows.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {
namespace {

constexpr int64_t Stretch = 64 * Lanes; ///< summed in F32; beyond it in double
constexpr int64_t MostParts = 256;

double rowSum(const float* x, int64_t count) {
    double total = 0;
    for (int64_t from = 0; from < count; from += Stretch) {
        const int64_t some = count - from < Stretch ? count - from : Stretch;
        Vec sums[2] = {zero(), zero()};
        eachVec(some, [&](int64_t c, int n) {
            const Vec v = loadSome(x + from + c, n);
            sums[c / Lanes % 2] = fma(v, v, sums[c / Lanes % 2]);
        });
        total += double(sum(add(sums[0], sums[1])));
    }
    return total;
}

} // namespace

double sumOfSquares(Stream& stream, TensorView x) {
    const auto rows = rowsOf<const float>(x);
    const int64_t columns = width(x), count = rowCount(x);
    double parts[MostParts] = {};
    // A vector is cut along its length, a matrix by its rows: the same parts for any number of threads.
    const int64_t units = count > 1 ? count : (columns + Stretch - 1) / Stretch;
    const int64_t grain = (units + MostParts - 1) / MostParts;
    parallelFor(stream, units, grain, [&](int64_t begin, int64_t end, int) {
        double& part = parts[begin / grain];
        if (count == 1) {
            const int64_t last = end * Stretch < columns ? end * Stretch : columns;
            part = rowSum(rows[0] + begin * Stretch, last - begin * Stretch);
            return;
        }
        for (int64_t i = begin; i < end; ++i) part += rowSum(rows[i], columns);
    });
    double total = 0;
    for (double part : parts) total += part;
    return total;
}

} // namespace inkstone::kernels::INK_ISA
