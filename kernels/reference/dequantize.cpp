#include "kernels/block_formats.h"
#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

#include <vector>

namespace inkstone::kernels::reference {

void dequantizeRow(const WeightSource& w, int64_t row, float* out) {
    assert(row >= 0 && row < w.rows);
    const int64_t stored = storedRowOf(w, row);
    const uint8_t* bytes = bytesOf(w.data) + size_t(stored) * rowBytes(w.dtype, w.columns);
    blocksToFloat(w.dtype, bytes, w.columns, out, [](uint16_t bits) { return toFloat(F16{bits}); });
}

void dequantize(Stream&, const WeightSource& w, int64_t firstRow, TensorView out) {
    std::vector<float> row(static_cast<size_t>(w.columns));
    for (int64_t r = 0; r < out.rows(); ++r) {
        dequantizeRow(w, firstRow + r, row.data());
        for (int64_t c = 0; c < w.columns; ++c) write(out, r, c, row[size_t(c)]);
    }
}

} // namespace inkstone::kernels::reference
