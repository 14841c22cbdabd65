#pragma once
// Activations of the Int8 products: each token's 32 columns become int8 with one float scale. Tiles of
// `tokens` tokens are packed together, block by block, so that a group of rows reads them in one stream:
//   int8 [tokens][32], float scale [tokens], then 4 bytes [tokens] once, or twice where scales change every
//   16 columns: the quants' sum times scale (float), for formats with a minimum, or times -offset (int32),
//   for the others.

#include "kernels/cpu/int8_format.h"

#include <cstddef>
#include <cstdint>

namespace inkstone::kernels::INK_ISA {

struct ActivationSums {
    bool minimum; ///< sums as floats, for formats with a minimum
    bool halved;  ///< two sums, one for each 16 columns
    int offset;
};

inline size_t panelBlockBytes(int tokens, bool halved) { return size_t(tokens) * (halved ? 44 : 40); }

/// Quantises `rows` tokens at x (F32, `stride` floats apart) into a tile of `tokens` >= rows; the rest is 0.
void quantizeTile(const float* x, int64_t stride, int64_t rows, int64_t columns, int tokens,
                  ActivationSums sums, std::byte* panel);

} // namespace inkstone::kernels::INK_ISA
