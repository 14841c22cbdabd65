#pragma once
// A TensorView looks at memory somebody else owns: pointer, type, shape (<= 4), strides in elements.
// It never owns and never allocates. Rows are the second-last dimension; the last one is contiguous.

#include "kernels/dtype.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>

namespace inkstone::kernels {

struct TensorView {
    void* data = nullptr;
    DType dtype = DType::F32;
    int rank = 0;
    std::array<int64_t, 4> shape{1, 1, 1, 1};
    std::array<int64_t, 4> strides{0, 0, 0, 0};

    /// A contiguous [n] vector.
    static TensorView vector(void* data, DType dtype, int64_t n) {
        return {data, dtype, 1, {n, 1, 1, 1}, {1, 0, 0, 0}};
    }
    /// A [rows, columns] matrix; `stride` elements between rows (0: columns).
    static TensorView matrix(void* data, DType dtype, int64_t rows, int64_t columns, int64_t stride = 0) {
        return {data, dtype, 2, {rows, columns, 1, 1}, {stride ? stride : columns, 1, 0, 0}};
    }

    int64_t rows() const { return rank >= 2 ? shape[rank - 2] : 1; }
    int64_t columns() const { return rank >= 1 ? shape[rank - 1] : 1; }
    int64_t rowStride() const { return rank >= 2 ? strides[rank - 2] : shape[0]; }
    int64_t count() const { return shape[0] * shape[1] * shape[2] * shape[3]; }
    bool empty() const { return data == nullptr; }
    bool contiguous() const { return rowStride() == columns(); }

    template <class T> T* as() const { return static_cast<T*>(data); }
    float* f32() const {
        assert(dtype == DType::F32);
        return static_cast<float*>(data);
    }
    Bf16* bf16() const {
        assert(dtype == DType::BF16);
        return static_cast<Bf16*>(data);
    }
    /// Start of row `r` as T.
    template <class T> T* row(int64_t r) const {
        assert(r >= 0 && r < rows());
        return static_cast<T*>(data) + r * rowStride();
    }
    /// Rows [first, first + n) of a matrix of plain elements.
    TensorView rowsFrom(int64_t first, int64_t n) const {
        assert(rank == 2 && first >= 0 && n >= 0 && first + n <= shape[0]);
        TensorView view = *this;
        view.data =
            static_cast<std::byte*>(data) + size_t(first * strides[0]) * size_t(dtypeInfo(dtype)->blockBytes);
        view.shape[0] = n;
        return view;
    }
    /// Columns [first, first + n) of a matrix of plain elements.
    TensorView columnsFrom(int64_t first, int64_t n) const {
        assert(rank == 2 && first >= 0 && n >= 0 && first + n <= shape[1]);
        TensorView view = *this;
        view.data = static_cast<std::byte*>(data) + size_t(first) * size_t(dtypeInfo(dtype)->blockBytes);
        view.shape[1] = n;
        return view;
    }
};

} // namespace inkstone::kernels
