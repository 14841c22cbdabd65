#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/inference_rows.h"

namespace inkstone::kernels::INK_ISA {

void softcap(Stream& stream, TensorView x, float cap) {
    const auto rows = rowsOf<float>(x);
    const int64_t columns = width(x);
    const Vec inverse = set1(1.0f / cap);
    eachRow(stream, rowCount(x), columns * 4, [&](int64_t row) {
        eachVec(columns, [&](int64_t c, int n) {
            float* at = rows[row] + c;
            storeSome(at, mul(set1(cap), tanh(mul(loadSome(at, n), inverse))), n);
        });
    });
}

void softcapBackward(Stream& stream, TensorView y, float cap, TensorView dx) {
    const auto from = rowsOf<const float>(y);
    const auto to = rowsOf<float>(dx);
    const int64_t columns = width(y);
    const Vec inverse = set1(1.0f / cap), one = set1(1.0f);
    eachRow(stream, rowCount(y), columns, [&](int64_t row) {
        eachVec(columns, [&](int64_t c, int n) {
            const Vec part = mul(loadSome(from[row] + c, n), inverse);
            storeSome(to[row] + c, mul(loadSome(to[row] + c, n), fnma(part, part, one)), n);
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
