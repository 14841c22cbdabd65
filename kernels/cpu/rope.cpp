#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/inference_rows.h"

namespace inkstone::kernels::INK_ISA {

void rope(Stream& stream, TensorView x, int headDim, std::span<const int32_t> positions, TensorView cosSin,
          bool inverse) {
    const int64_t half = headDim / 2, columns = width(x);
    const auto table = rowsOf<const float>(cosSin);
    const int32_t* at = positions.data();
    const Vec sign = set1(inverse ? -1.0f : 1.0f);
    withType(x, [&](auto type) {
        const auto rows = rowsOf<decltype(type)>(x);
        eachRow(stream, rowCount(x), columns, [&](int64_t row) {
            const float *cosines = table[at[row]], *sines = cosines + half;
            for (int64_t head = 0; head < columns; head += headDim) {
                auto *first = rows[row] + head, *second = first + half;
                eachVec(half, [&](int64_t i, int n) {
                    const Vec a = loadSome(first + i, n), b = loadSome(second + i, n);
                    const Vec cosine = loadSome(cosines + i, n), sine = mul(loadSome(sines + i, n), sign);
                    storeSome(first + i, fnma(b, sine, mul(a, cosine)), n);
                    storeSome(second + i, fma(a, sine, mul(b, cosine)), n);
                });
            }
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
