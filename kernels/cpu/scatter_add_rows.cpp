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
            parallelFor(stream, rowCount(x), 16, [&](int64_t begin, int64_t end, int) {
                for (int64_t i = begin; i < end; ++i) {
                    eachVec(width(x), [&](int64_t c, int n) {
                        const auto at = to[rows[i]] + c;
                        storeSome(at, add(loadSome(at, n), loadSome(from[i] + c, n)), n);
                    });
                }
            });
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
