#include "kernels/cpu/counter_vec.h"
#include "kernels/cpu/rows.h"
#include "kernels/cpu/simd.h"
#include "kernels/cpu/training_rows.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {
namespace {

template <class In, class Out>
void rowDropout(const In* x, CounterRow row, uint32_t threshold, float scale, int64_t columns, Out* y) {
    eachVec(columns, [&](int64_t c, int n) {
        const Vec kept = keepNotBelow(mul(loadSome(x + c, n), set1(scale)), counterVec(row, c), threshold);
        storeSome(y + c, kept, n);
    });
}

} // namespace

void dropout(Stream& stream, TensorView x, float p, uint64_t seed, TensorView y) {
    const uint32_t threshold = dropoutThreshold(p);
    const float scale = p < 1 ? 1 / (1 - p) : 0;
    withType(x, [&](auto in) {
        withType(y, [&](auto out) {
            const auto from = rowsOf<const decltype(in)>(x);
            const auto to = rowsOf<decltype(out)>(y);
            parallelFor(stream, rowCount(x), 8, [&](int64_t begin, int64_t end, int) {
                for (int64_t i = begin; i < end; ++i)
                    rowDropout(from[i], counterRow(seed, i), threshold, scale, width(x), to[i]);
            });
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
