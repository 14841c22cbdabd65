#include "kernels/cpu/rows.h"
#include "kernels/cpu/simd.h"
#include "kernels/cpu/training_rows.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {
namespace {

/// dx += r (dy w) - x r^3 / width * sum(dy w x) for one row.
template <class In>
void rowBackward(const In* dy, const float* x, const float* weight, float r, int64_t width, float* dx) {
    Vec sums[2] = {zero(), zero()};
    eachVec(width, [&](int64_t c, int n) {
        const Vec scaled = mul(loadSome(dy + c, n), loadSome(weight + c, n));
        sums[c / Lanes % 2] = fma(scaled, loadSome(x + c, n), sums[c / Lanes % 2]);
    });
    const float pull = sum(add(sums[0], sums[1])) * r * r * r / float(width);
    eachVec(width, [&](int64_t c, int n) {
        const Vec scaled = mul(loadSome(dy + c, n), loadSome(weight + c, n));
        const Vec gradient = fnma(loadSome(x + c, n), set1(pull), mul(scaled, set1(r)));
        storeSome(dx + c, add(loadSome(dx + c, n), gradient), n);
    });
}

/// dweight of columns [c, c + n): rows in order, whatever the number of threads.
template <class In>
void columnsBackward(Rows<const In> dy, Rows<const float> x, const float* rstd, int64_t rows, int64_t c,
                     int n, float* dweight) {
    Vec total = loadSome(dweight + c, n);
    for (int64_t i = 0; i < rows; ++i)
        total = fma(mul(loadSome(dy[i] + c, n), set1(rstd[i])), loadSome(x[i] + c, n), total);
    storeSome(dweight + c, total, n);
}

} // namespace

void rmsNormBackward(Stream& stream, TensorView dy, TensorView x, TensorView weight, TensorView rstd,
                     TensorView dx, TensorView dweight) {
    const int64_t columns = width(x), rows = rowCount(x);
    const auto xRows = rowsOf<const float>(x);
    const auto dxRows = rowsOf<float>(dx);
    withType(dy, [&](auto in) {
        const auto dyRows = rowsOf<const decltype(in)>(dy);
        if (dweight.data) {
            parallelFor(stream, (columns + Lanes - 1) / Lanes, 4, [&](int64_t begin, int64_t end, int) {
                for (int64_t v = begin; v < end; ++v) {
                    const int64_t c = v * Lanes, n = columns - c < Lanes ? columns - c : Lanes;
                    columnsBackward(dyRows, xRows, vectorOf(rstd), rows, c, int(n), vectorOf(dweight));
                }
            });
        }
        parallelFor(stream, rows, 16, [&](int64_t begin, int64_t end, int) {
            for (int64_t i = begin; i < end; ++i)
                rowBackward(dyRows[i], xRows[i], vectorOf(weight), vectorOf(rstd)[i], columns, dxRows[i]);
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
