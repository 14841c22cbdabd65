#pragma once
// Rows of a weight matrix as floats, read where they lie in the file.

#include "kernels/block_formats.h"
#include "kernels/cpu/simd.h"
#include "kernels/ops.h"

namespace inkstone::kernels::INK_ISA {

/// Columns dequantised at a time: a multiple of every block.
constexpr int64_t WeightColumns = 512;

/// Values [column, column + count) of canonical row `row`; both multiples of the type's block.
inline void weightValues(const WeightSource& w, int64_t row, int64_t column, int64_t count, float* out) {
    const int64_t stored = storedRowOf(w, row);
    const DTypeInfo* info = dtypeInfo(w.dtype);
    const size_t at =
        size_t(stored) * size_t(w.columns / info->blockElements) + size_t(column / info->blockElements);
    blocksToFloat(w.dtype, bytesOf(w.data) + at * size_t(info->blockBytes), count, out,
                  [](uint16_t bits) { return _cvtsh_ss(bits); });
}

} // namespace inkstone::kernels::INK_ISA
