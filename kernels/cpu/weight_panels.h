#pragma once
// The panels of bf16 (tile.h) of a packed weight: 64 rows of W wide (the last one 16, 32, 48 or 64) and as
// deep as W has columns. Packing::Bf16 keeps them; from Packing::Int8, whose numbers are those of the file,
// and from Packing::Panels, F32, pieces of them are made on the way, so that training needs no second copy.

#include "kernels/cpu/panels.h"
#include "kernels/ops.h"

namespace inkstone::kernels::INK_ISA {

/// `blocks` blocks of 32 columns from block `first` on, of one group of 16 rows of a matrix in Packing::Int8,
/// become pairs of bf16: row r, column c after the first at to + c / 2 * stride + 2 r + c % 2. What is beyond
/// the matrix is not written.
using UnpackGroup = void (*)(const std::byte* weights, int64_t columns, int64_t group, int64_t first,
                             int64_t blocks, Bf16* to, int64_t stride);
UnpackGroup unpackGroup(DType type);

/// `rows` (up to 64) rows of F32, `stride` apart, become a panel of them: their columns are its depth. It is
/// `wide` columns wide (16, 32, 48 or 64); those beyond the rows, and an odd last step's partner, are zeros.
void panelOfFloats(const float* from, int64_t stride, int64_t rows, int64_t depth, Bf16* to, int64_t wide);
/// The other way round: `depth` rows of F32 as the depth of a panel of 64 columns, of which `columns` are
/// there.
void panelOfTurnedFloats(const float* from, int64_t stride, int64_t depth, int64_t columns, Bf16* to);

class WeightPanels {
public:
    explicit WeightPanels(const PackedWeight& w)
        : m_data(w.data), m_rows(w.source.rows), m_columns(w.source.columns) {
        if (w.packing == Packing::Int8) m_unpack = unpackGroup(w.source.dtype);
        if (w.packing == Packing::Panels) m_floats = reinterpret_cast<const float*>(w.source.data);
    }

    int64_t rows() const { return m_rows; }
    int64_t columns() const { return m_columns; }
    bool made() const { return m_unpack || m_floats; } ///< on the way
    const float* floats() const { return m_floats; }   ///< W itself, with Packing::Panels
    /// Columns of the panel that starts at `row`, a multiple of 64.
    int64_t wide(int64_t row) const {
        const int64_t left = roundUp(m_rows - row, 16);
        return left < PanelColumns ? left : PanelColumns;
    }
    /// Columns [column, column + depth) of W in the panel that starts at `row`: [depth / 2][wide(row)][2].
    /// `column` is a multiple of 32. `scratch` holds 64 times the depth, rounded up to 32.
    const Bf16* piece(int64_t row, int64_t column, int64_t depth, Bf16* scratch) const {
        const int64_t width = wide(row);
        if (m_floats) {
            const int64_t rows = m_rows - row < width ? m_rows - row : width;
            panelOfFloats(m_floats + row * m_columns + column, m_columns, rows, depth, scratch, width);
            return scratch;
        }
        if (!m_unpack)
            return reinterpret_cast<const Bf16*>(m_data) + row * roundUp(m_columns, 2) + column * width;
        for (int64_t r = 0; r < width; r += 16)
            m_unpack(m_data, m_columns, (row + r) / 16, column / 32, (depth + 31) / 32, scratch + 2 * r,
                     2 * width);
        return scratch;
    }

private:
    const std::byte* m_data;
    int64_t m_rows, m_columns;
    UnpackGroup m_unpack = nullptr;
    const float* m_floats = nullptr;
};

} // namespace inkstone::kernels::INK_ISA
