#pragma once
// Laying a right operand out in panels (see tile.h): F32 as [depth][stride], bf16 as [depth / 2][stride /
// 2][2] with an odd last step padded by zero. Columns are filled up to a multiple of Lanes with zeros.

#include "kernels/cpu/tile.h"

#include <type_traits>

namespace inkstone::kernels::INK_ISA {

constexpr int64_t roundUp(int64_t n, int64_t to) { return (n + to - 1) / to * to; }

template <class In>
inline void panelOfRows(const In* src, int64_t srcStride, int64_t depth, int columns, float* dst,
                        int64_t dstStride) {
    for (int64_t k = 0; k < depth; ++k)
        eachVec(columns, [&](int64_t c, int n) {
            store(dst + k * dstStride + c, loadSome(src + k * srcStride + c, n));
        });
}

/// From a matrix stored the other way round, [columns, depth].
template <class In>
inline void panelOfColumns(const In* src, int64_t srcStride, int64_t depth, int columns, float* dst,
                           int64_t dstStride) {
    for (int c = 0; c < columns; c += Lanes) {
        for (int64_t k = 0; k < depth; k += Lanes) {
            const int steps = depth - k < Lanes ? int(depth - k) : Lanes;
            Vec block[Lanes];
            for (int i = 0; i < Lanes; ++i)
                block[i] = c + i < columns ? loadSome(src + (c + i) * srcStride + k, steps) : zero();
            transpose(block);
            for (int i = 0; i < steps; ++i) store(dst + (k + i) * dstStride + c, block[i]);
        }
    }
}

inline void panelOfRows(const Bf16* src, int64_t srcStride, int64_t depth, int columns, Bf16* dst,
                        int64_t dstStride) {
    for (int64_t k = 0; k < depth; k += 2) {
        const Bf16 *first = src + k * srcStride, *second = first + srcStride;
        eachVec(columns, [&](int64_t c, int n) {
            const IntVec high = k + 1 < depth ? loadWords(second + c, n) : intSet1(0);
            storePairs(dst + k / 2 * dstStride + 2 * c, loadWords(first + c, n), high);
        });
    }
}

/// `values` (1 .. 2 Lanes) bf16 as they lie, the rest 0.
inline Vec loadPairs(const Bf16* p, int64_t values) {
    if (values == 2 * Lanes) return load(reinterpret_cast<const float*>(p));
    alignas(64) Bf16 row[2 * Lanes] = {};
    std::memcpy(row, p, size_t(values) * sizeof(Bf16));
    return load(reinterpret_cast<const float*>(row));
}

inline void panelOfColumns(const Bf16* src, int64_t srcStride, int64_t depth, int columns, Bf16* dst,
                           int64_t dstStride) {
    const int64_t pairs = (depth + 1) / 2;
    for (int c = 0; c < columns; c += Lanes) {
        for (int64_t p = 0; p < pairs; p += Lanes) {
            const int steps = pairs - p < Lanes ? int(pairs - p) : Lanes;
            const int64_t values = depth - 2 * p < 2 * Lanes ? depth - 2 * p : 2 * Lanes;
            Vec block[Lanes];
            for (int i = 0; i < Lanes; ++i)
                block[i] = c + i < columns ? loadPairs(src + (c + i) * srcStride + 2 * p, values) : zero();
            transpose(block);
            for (int i = 0; i < steps; ++i)
                store(reinterpret_cast<float*>(dst + (p + i) * dstStride) + c, block[i]);
        }
    }
}

/// Rows of `src` as a left operand: where they lie when the type fits, else a copy in `scratch`
/// ([rows][depth rounded up to 2]).
template <class Unit, class In>
inline Left<Unit> leftOfRows(const In* src, int64_t stride, int64_t rows, int64_t depth, Unit* scratch) {
    if constexpr (std::is_same_v<std::remove_const_t<In>, Unit>) {
        if (depth % StepOf<Unit> == 0) return {src, stride, StepOf<Unit>};
    }
    const int64_t padded = roundUp(depth, 2);
    for (int64_t r = 0; r < rows; ++r) {
        Unit* to = scratch + r * padded;
        eachVec(depth, [&](int64_t c, int n) { storeSome(to + c, loadSome(src + r * stride + c, n), n); });
        if (depth % 2) to[depth] = Unit{};
    }
    return {scratch, padded, StepOf<Unit>};
}

/// The transpose of `src` [depth, rows] as a left operand, copied to `scratch`.
template <class Unit, class In>
inline Left<Unit> leftOfColumns(const In* src, int64_t stride, int64_t rows, int64_t depth, Unit* scratch) {
    const int64_t padded = roundUp(rows, Lanes);
    panelOfRows(src, stride, depth, int(rows), scratch, padded * StepOf<Unit>);
    return {scratch, StepOf<Unit>, padded * StepOf<Unit>};
}

/// A right operand in panels with room for `capacity` (even) depth each.
template <class Unit> struct Right {
    Unit* data;
    int64_t capacity;
    Unit* panel(int64_t column) const { return data + column * capacity; }
    /// Filled from `src` [depth, columns].
    template <class In> void setRows(const In* src, int64_t stride, int64_t depth, int64_t columns) const {
        for (int64_t c = 0; c < columns; c += PanelColumns) {
            const int wide = columns - c < PanelColumns ? int(columns - c) : PanelColumns;
            panelOfRows(src + c, stride, depth, wide, panel(c), PanelColumns * StepOf<Unit>);
        }
    }
    /// Filled from `src` [columns, depth].
    template <class In> void setColumns(const In* src, int64_t stride, int64_t depth, int64_t columns) const {
        for (int64_t c = 0; c < columns; c += PanelColumns) {
            const int wide = columns - c < PanelColumns ? int(columns - c) : PanelColumns;
            panelOfColumns(src + c * stride, stride, depth, wide, panel(c), PanelColumns * StepOf<Unit>);
        }
    }
};

/// finish(row, height, column, columns, tile) for each tile of the product.
template <class Unit, class Finish>
inline void multiply(Left<Unit> a, int64_t rows, const Right<Unit>& b, int64_t columns, int64_t depth,
                     Finish&& finish) {
    constexpr int step = StepOf<Unit>;
    for (int64_t c = 0; c < columns; c += PanelColumns) {
        const int wide = columns - c < PanelColumns ? int(columns - c) : PanelColumns;
        multiplyPanel(a, rows, b.panel(c), int(roundUp(wide, Lanes)), PanelColumns * step,
                      (depth + step - 1) / step,
                      [&](int64_t r, int height, int at, int some, const float* tile) {
                          finish(r, height, c + at, wide - at < some ? wide - at : some, tile);
                      });
    }
}

} // namespace inkstone::kernels::INK_ISA
