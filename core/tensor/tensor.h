#pragma once
// A tensor that owns its memory: 64-byte aligned, row-major, rank 1 to 4. Short-lived tensors of a step come
// from an Arena instead.

#include "kernels/tensor_view.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace inkstone {

class Tensor {
public:
    Tensor() = default;
    /// Zero-filled. Throws std::bad_alloc. The last dimension must be a multiple of the type's block.
    Tensor(kernels::DType dtype, std::span<const int64_t> shape);
    static Tensor vector(kernels::DType dtype, int64_t n);
    static Tensor matrix(kernels::DType dtype, int64_t rows, int64_t columns);
    /// A copy of what `view` (contiguous) looks at.
    static Tensor copyOf(const kernels::TensorView& view);

    const kernels::TensorView& view() const { return m_view; }
    operator const kernels::TensorView&() const { return m_view; }
    kernels::DType dtype() const { return m_view.dtype; }
    int64_t rows() const { return m_view.rows(); }
    int64_t columns() const { return m_view.columns(); }
    bool empty() const { return m_view.data == nullptr; }

    /// Size of the contents.
    size_t byteCount() const { return m_byteCount; }
    std::span<std::byte> bytes() { return {static_cast<std::byte*>(m_view.data), m_byteCount}; }
    std::span<const std::byte> bytes() const {
        return {static_cast<const std::byte*>(m_view.data), m_byteCount};
    }
    /// All values of a plain type, row after row.
    template <class T> std::span<T> values() {
        assert(sizeof(T) == size_t(kernels::dtypeInfo(m_view.dtype)->blockBytes));
        return {static_cast<T*>(m_view.data), size_t(m_view.count())};
    }
    template <class T> std::span<const T> values() const {
        assert(sizeof(T) == size_t(kernels::dtypeInfo(m_view.dtype)->blockBytes));
        return {static_cast<const T*>(m_view.data), size_t(m_view.count())};
    }

private:
    struct Free {
        void operator()(std::byte* memory) const;
    };
    std::unique_ptr<std::byte, Free> m_memory;
    kernels::TensorView m_view;
    size_t m_byteCount = 0;
};

/// Bytes of a contiguous tensor of this type and shape. False when a dimension is negative, the last one no
/// multiple of the block, or the size does not fit; for numbers that come from a file.
bool tensorBytes(kernels::DType dtype, std::span<const int64_t> shape, size_t& bytes);

} // namespace inkstone
