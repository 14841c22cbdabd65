#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/inference_rows.h"

namespace inkstone::kernels::INK_ISA {

void convert(Stream& stream, TensorView src, TensorView dst) {
    withStorage(src.dtype, [&](auto in) {
        withStorage(dst.dtype, [&](auto out) {
            const auto from = rowsOf<const decltype(in)>(src);
            const auto to = rowsOf<decltype(out)>(dst);
            const int64_t columns = width(src);
            eachRow(stream, rowCount(src), columns, [&](int64_t row) {
                eachVec(columns,
                        [&](int64_t c, int n) { storeSome(to[row] + c, loadSome(from[row] + c, n), n); });
            });
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
