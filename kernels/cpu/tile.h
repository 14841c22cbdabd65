#pragma once
// The inner loops of every matrix product: a tile of up to 8 x 64 sums held in registers while the whole
// depth streams by. The right operand lies in panels of 64 columns, one depth step after the other; the left
// one is read where it is, one broadcast per row and step, so rows of activations need no packing.
//
// A step is one index of the depth in F32 and a pair of them in bf16 (vdpbf16ps, where it is there, adds two
// products at once).
// Each sum runs over the depth in order whatever the tile's height, so a row's result does not depend on its
// neighbours.

#include "kernels/cpu/simd.h"

namespace inkstone::kernels::INK_ISA {

constexpr int PanelColumns = 64;

/// Left operand: row r, step s at data + r * rowStride + s * stepStride.
template <class T> struct Left {
    const T* data;
    int64_t rowStride, stepStride;
    Left from(int64_t row) const { return {data + row * rowStride, rowStride, stepStride}; }
};

template <class A, class B>
using TileFunction = void (*)(Left<A> a, const B* panel, int64_t panelStride, int64_t steps, float* tile);

#if __AVX512BF16__
using WeightLeft = Bf16; ///< what rows of activations must be to meet a bf16 panel
#else
using WeightLeft = float; ///< widened: bf16 is stored and F32 computed
#endif

/// 24 sums of 16 lanes fit beside their operands in 32 registers, 12 of 8 lanes in 16.
constexpr bool Wide = Lanes == 16;
constexpr int MostVecs = Wide ? 4 : 2;
constexpr int MostRows = Wide ? 8 : 6;
constexpr int tileHeight(int vecs) { return Wide && vecs < 4 ? 8 : 6; }

/// Panel: [depth][stride] floats.
TileFunction<float, float> f32Tile(int height, int vecs);
/// Panel: [depth / 2][stride / 2][2] bf16, sums in F32.
TileFunction<WeightLeft, Bf16> bf16Tile(int height, int vecs);

inline TileFunction<float, float> tileFor(const float*, const float*, int height, int vecs) {
    return f32Tile(height, vecs);
}
inline TileFunction<WeightLeft, Bf16> tileFor(const WeightLeft*, const Bf16*, int height, int vecs) {
    return bf16Tile(height, vecs);
}

/// Elements of a panel per column and step.
template <class B> constexpr int StepOf = sizeof(B) == sizeof(float) ? 1 : 2;

/// Multiplies `rows` rows by one panel of `columns` (a multiple of Lanes, at most 64) columns that lie
/// `panelStride` elements apart from step to step. finish(row, height, column, columns, tile) receives each
/// tile of sums, 64 floats between its rows.
template <class A, class B, class Finish>
inline void multiplyPanel(Left<A> a, int64_t rows, const B* panel, int columns, int64_t panelStride,
                          int64_t steps, Finish&& finish) {
    alignas(64) float tile[MostRows * PanelColumns];
    for (int c = 0; c < columns; c += MostVecs * Lanes) {
        const int left = (columns - c) / Lanes, vecs = left < MostVecs ? left : MostVecs;
        const int height = tileHeight(vecs);
        for (int64_t r = 0; r < rows; r += height) {
            const int n = rows - r < height ? int(rows - r) : height;
            tileFor(a.data, panel, n, vecs)(a.from(r), panel + c * StepOf<B>, panelStride, steps, tile);
            finish(r, n, c, vecs * Lanes, static_cast<const float*>(tile));
        }
    }
}

} // namespace inkstone::kernels::INK_ISA
