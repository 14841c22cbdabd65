#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/inference_rows.h"

namespace inkstone::kernels::INK_ISA {

void appendKv(Stream& stream, TensorView k, TensorView v, int64_t position, const AttentionShape& shape,
              KvView cache) {
    withStorage(cache.dtype, [&](auto type) {
        using T = decltype(type);
        const auto keys = rowsOf<const float>(k), values = rowsOf<const float>(v);
        eachRow(stream, rowCount(k), width(k) * 2, [&](int64_t row) {
            for (int64_t head = 0; head < shape.kvHeads; ++head) {
                const int64_t to = head * cache.headStride + (position + row) * cache.tokenStride;
                eachVec(shape.headDim, [&](int64_t c, int n) {
                    const int64_t from = head * shape.headDim + c;
                    storeSome(static_cast<T*>(cache.k) + to + c, loadSome(keys[row] + from, n), n);
                    storeSome(static_cast<T*>(cache.v) + to + c, loadSome(values[row] + from, n), n);
                });
            }
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
