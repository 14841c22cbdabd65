#include "kernels/cpu/cache_rows.h"
#include "kernels/cpu/inference_rows.h"

namespace inkstone::kernels::INK_ISA {

void appendKv(Stream& stream, TensorView k, TensorView v, int64_t position, const AttentionShape& shape,
              KvView cache) {
    withCacheType(cache.dtype, [&](auto type) {
        using K = decltype(type);
        const auto keys = rowsOf<const float>(k), values = rowsOf<const float>(v);
        eachRow(stream, rowCount(k), width(k) * 2, [&](int64_t row) {
            for (int64_t head = 0; head < shape.kvHeads; ++head) {
                const int64_t to = head * cache.headStride, from = head * shape.headDim;
                cacheRows<K>(cache.k, to, cache.tokenStride)
                    .set(position + row, shape.headDim, keys[row] + from);
                cacheRows<K>(cache.v, to, cache.tokenStride)
                    .set(position + row, shape.headDim, values[row] + from);
            }
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
