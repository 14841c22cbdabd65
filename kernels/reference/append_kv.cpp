#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

namespace inkstone::kernels::reference {

void appendKv(Stream&, TensorView k, TensorView v, int64_t position, const AttentionShape& shape,
              KvView cache) {
    const int64_t dim = shape.headDim;
    for (int64_t head = 0; head < shape.kvHeads; ++head) {
        const int64_t offset = head * cache.headStride + position * cache.tokenStride;
        const int64_t elementBytes = dtypeInfo(cache.dtype)->blockBytes;
        const auto rowsOf = [&](void* data) {
            return TensorView::matrix(static_cast<std::byte*>(data) + offset * elementBytes, cache.dtype,
                                      k.rows(), dim, cache.tokenStride);
        };
        const TensorView kTo = rowsOf(cache.k), vTo = rowsOf(cache.v);
        for (int64_t n = 0; n < k.rows(); ++n) {
            for (int64_t i = 0; i < dim; ++i) {
                write(kTo, n, i, read(k, n, head * dim + i));
                write(vTo, n, i, read(v, n, head * dim + i));
            }
        }
    }
}

} // namespace inkstone::kernels::reference
