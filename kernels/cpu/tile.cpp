#include "kernels/cpu/tile.h"

namespace inkstone::kernels::INK_ISA {
namespace {

/// F32 by F32. Panel: [depth][stride] floats.
template <int Height, int Vecs>
void tileF32(Left<float> a, const float* panel, int64_t panelStride, int64_t steps, float* tile) {
    Vec sums[Height][Vecs];
    for (auto& row : sums)
        for (Vec& s : row) s = zero();
    for (int64_t k = 0; k < steps; ++k) {
        Vec b[Vecs];
        for (int v = 0; v < Vecs; ++v) b[v] = load(panel + v * Lanes);
        for (int r = 0; r < Height; ++r) {
            const Vec x = set1(a.data[r * a.rowStride]);
            for (int v = 0; v < Vecs; ++v) sums[r][v] = fma(x, b[v], sums[r][v]);
        }
        a.data += a.stepStride;
        panel += panelStride;
    }
    for (int r = 0; r < Height; ++r)
        for (int v = 0; v < Vecs; ++v) store(tile + r * PanelColumns + v * Lanes, sums[r][v]);
}

#if __AVX512BF16__

/// bf16 by bf16, sums in F32. Panel: [depth / 2][stride / 2][2].
template <int Height, int Vecs>
void tileBf16(Left<Bf16> a, const Bf16* panel, int64_t panelStride, int64_t steps, float* tile) {
    Vec sums[Height][Vecs];
    for (auto& row : sums)
        for (Vec& s : row) s = zero();
    for (int64_t k = 0; k < steps; ++k) {
        __m512i b[Vecs];
        for (int v = 0; v < Vecs; ++v) b[v] = _mm512_loadu_si512(panel + v * 2 * Lanes);
        for (int r = 0; r < Height; ++r) {
            int32_t pair;
            std::memcpy(&pair, a.data + r * a.rowStride, sizeof pair);
            const __m512bh x = (__m512bh)_mm512_set1_epi32(pair);
            for (int v = 0; v < Vecs; ++v) sums[r][v] = _mm512_dpbf16_ps(sums[r][v], x, (__m512bh)b[v]);
        }
        a.data += a.stepStride;
        panel += panelStride;
    }
    for (int r = 0; r < Height; ++r)
        for (int v = 0; v < Vecs; ++v) store(tile + r * PanelColumns + v * Lanes, sums[r][v]);
}

#else

/// F32 by a panel of bf16 pairs, widened on the way; a step takes two of the row's values, one after the
/// other: all sums and half the panel's pairs fit the registers.
template <int Height, int Vecs>
void tileBf16(Left<float> a, const Bf16* panel, int64_t panelStride, int64_t steps, float* tile) {
    Vec sums[Height][Vecs];
    for (auto& row : sums)
        for (Vec& s : row) s = zero();
    const IntVec upper = intSet1(0xffff0000u);
    for (int64_t k = 0; k < steps; ++k) {
        Vec even[Vecs], odd[Vecs];
        for (int v = 0; v < Vecs; ++v) even[v] = floatsOf(shiftLeft<16>(intLoad(panel + v * 2 * Lanes)));
        for (int r = 0; r < Height; ++r) {
            const Vec first = set1(a.data[r * a.rowStride]);
            for (int v = 0; v < Vecs; ++v) sums[r][v] = fma(first, even[v], sums[r][v]);
        }
        for (int v = 0; v < Vecs; ++v) odd[v] = floatsOf(intAnd(intLoad(panel + v * 2 * Lanes), upper));
        for (int r = 0; r < Height; ++r) {
            const Vec second = set1(a.data[r * a.rowStride + 1]);
            for (int v = 0; v < Vecs; ++v) sums[r][v] = fma(second, odd[v], sums[r][v]);
        }
        a.data += a.stepStride;
        panel += panelStride;
    }
    for (int r = 0; r < Height; ++r)
        for (int v = 0; v < Vecs; ++v) store(tile + r * PanelColumns + v * Lanes, sums[r][v]);
}

#endif

/// Row v - 1 of a table: heights 1 .. 8 with v vectors.
#define HEIGHTS(tile, v)                                                                                     \
    { tile<1, v>, tile<2, v>, tile<3, v>, tile<4, v>, tile<5, v>, tile<6, v>, tile<7, v>, tile<8, v> }

} // namespace

TileFunction<float, float> f32Tile(int height, int vecs) {
    static constexpr TileFunction<float, float> table[4][8] = {HEIGHTS(tileF32, 1), HEIGHTS(tileF32, 2),
                                                               HEIGHTS(tileF32, 3), HEIGHTS(tileF32, 4)};
    return table[vecs - 1][height - 1];
}

TileFunction<WeightLeft, Bf16> bf16Tile(int height, int vecs) {
    static constexpr TileFunction<WeightLeft, Bf16> table[4][8] = {
        HEIGHTS(tileBf16, 1), HEIGHTS(tileBf16, 2), HEIGHTS(tileBf16, 3), HEIGHTS(tileBf16, 4)};
    return table[vecs - 1][height - 1];
}

} // namespace inkstone::kernels::INK_ISA
