#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/inference_rows.h"

#include <cstring>

namespace inkstone::kernels::INK_ISA {

void gatherRows(Stream& stream, TensorView x, std::span<const int32_t> ids, TensorView y) {
    const int32_t* from = ids.data();
    withType(x, [&](auto type) {
        using T = decltype(type);
        const auto source = rowsOf<const T>(x);
        const auto to = rowsOf<T>(y);
        const int64_t columns = width(x);
        eachRow(stream, int64_t(ids.size()), columns,
                [&](int64_t row) { std::memcpy(to[row], source[from[row]], size_t(columns) * sizeof(T)); });
    });
}

} // namespace inkstone::kernels::INK_ISA
