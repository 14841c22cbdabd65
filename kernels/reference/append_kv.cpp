#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace inkstone::kernels::reference {
namespace {

/// Quantises `from` (element i of the row) to Q8_0 blocks: scale max|x| / 127, rounded to F16.
template <class From> void writeBlocks(std::byte* to, int64_t dim, From from) {
    for (int64_t c = 0; c < dim; c += 32, to += 34) {
        float most = 0;
        for (int64_t i = c; i < c + 32; ++i) most = std::max(most, std::abs(from(i)));
        const F16 half = toF16(most / 127);
        const float scale = toFloat(half), inverse = scale > 0 ? 1 / scale : 0;
        std::memcpy(to, &half, sizeof half);
        for (int64_t i = 0; i < 32; ++i) {
            const float quant = std::nearbyint(std::clamp(from(c + i) * inverse, -127.f, 127.f));
            to[2 + i] = std::byte(int8_t(quant));
        }
    }
}

/// `token` begins there in a head's keys or values.
std::byte* rowAt(void* data, const KvView& cache, int64_t head, int64_t token) {
    return static_cast<std::byte*>(data) +
           rowBytes(cache.dtype, head * cache.headStride + token * cache.tokenStride);
}

} // namespace

void appendKv(Stream&, TensorView k, TensorView v, int64_t position, const AttentionShape& shape,
              KvView cache) {
    const int64_t dim = shape.headDim;
    const auto append = [&](const TensorView& from, void* data, int64_t head, int64_t n) {
        std::byte* to = rowAt(data, cache, head, position + n);
        const auto element = [&](int64_t i) { return float(read(from, n, head * dim + i)); };
        if (cache.dtype == DType::Q8_0) return writeBlocks(to, dim, element);
        const TensorView row = TensorView::matrix(to, cache.dtype, 1, dim);
        for (int64_t i = 0; i < dim; ++i) write(row, 0, i, read(from, n, head * dim + i));
    };
    for (int64_t head = 0; head < shape.kvHeads; ++head) {
        for (int64_t n = 0; n < k.rows(); ++n) {
            append(k, cache.k, head, n);
            append(v, cache.v, head, n);
        }
    }
}

} // namespace inkstone::kernels::reference
