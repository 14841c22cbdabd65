#include "kernels/cpu/rows.h"
#include "kernels/cpu/simd.h"
#include "kernels/cpu/training_rows.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {

void scatterAddRows(Stream& stream, TensorView x, std::span<const int32_t> ids, TensorView y) {
    const int32_t* rows = ids.data();
    withType(x, [&](auto in) {
        withType(y, [&](auto out) {
            const auto from = rowsOf<const decltype(in)>(x);
            const auto to = rowsOf<decltype(out)>(y);
            // Cut by columns: rows that meet in one row of y are added by one worker, in order.
            const int64_t count = rowCount(x);
            parallelFor(stream, width(x), 4 * Lanes, [&](int64_t begin, int64_t end, int) {
                for (int64_t i = 0; i < count; ++i) {
                    eachVec(end - begin, [&](int64_t c, int n) {
                        const auto at = to[rows[i]] + begin + c;
                        storeSome(at, add(loadSome(at, n), loadSome(from[i] + begin + c, n)), n);
                    });
                }
            });
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
