#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/inference_rows.h"

namespace inkstone::kernels::INK_ISA {

void addScaled(Stream& stream, TensorView x, float scale, TensorView y) {
    withType(x, [&](auto type) {
        const auto from = rowsOf<const decltype(type)>(x);
        const auto to = rowsOf<float>(y);
        const int64_t columns = width(x);
        eachRow(stream, rowCount(x), columns, [&](int64_t row) {
            eachVec(columns, [&](int64_t c, int n) {
                const Vec sum = fma(loadSome(from[row] + c, n), set1(scale), loadSome(to[row] + c, n));
                storeSome(to[row] + c, sum, n);
            });
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
