#pragma once
// Floats into GGUF's storage types: the way back from Ops::dequantize. Every block's scale (and offset) is
// the one of least squared error among a few that nearly fill its range, each fitted to the numbers it gives.

#include "kernels/dtype.h"

#include <cstddef>
#include <span>

namespace inkstone {

/// F32, F16, BF16, Q8_0, Q4_0, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K.

/// Writes rowBytes(type, row.size()) bytes. `row` holds finite values, a multiple of the type's block.
/// Deterministic; may be called from any thread. Values beyond F16 become infinite there.
void quantizeRow(kernels::DType type, std::span<const float> row, std::byte* out);

} // namespace inkstone
