#include "core/tensor/tensor.h"

#include "core/tensor/arena.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>

namespace inkstone {

bool tensorBytes(kernels::DType dtype, std::span<const int64_t> shape, size_t& bytes) {
    const kernels::DTypeInfo* info = kernels::dtypeInfo(dtype);
    const int64_t columns = shape.empty() ? 1 : shape.back();
    if (!info || columns < 0 || columns % info->blockElements != 0) return false;
    size_t total = size_t(info->blockBytes);
    if (__builtin_mul_overflow(total, size_t(columns / info->blockElements), &total)) return false;
    for (size_t i = 0; i + 1 < shape.size(); ++i)
        if (shape[i] < 0 || __builtin_mul_overflow(total, size_t(shape[i]), &total)) return false;
    if (total > size_t(PTRDIFF_MAX)) return false;
    bytes = total;
    return true;
}

void Tensor::Free::operator()(std::byte* memory) const { std::free(memory); }

Tensor::Tensor(kernels::DType dtype, std::span<const int64_t> shape) {
    assert(!shape.empty() && shape.size() <= 4);
    if (!tensorBytes(dtype, shape, m_byteCount)) throw std::bad_alloc();
    const size_t padded = std::max(m_byteCount, size_t(1)) + Arena::alignment - 1;
    const size_t allocated = padded / Arena::alignment * Arena::alignment;
    m_memory.reset(static_cast<std::byte*>(std::aligned_alloc(Arena::alignment, allocated)));
    if (!m_memory) throw std::bad_alloc();
    std::memset(m_memory.get(), 0, allocated);

    m_view.data = m_memory.get();
    m_view.dtype = dtype;
    m_view.rank = int(shape.size());
    std::copy(shape.begin(), shape.end(), m_view.shape.begin());
    int64_t stride = 1;
    for (size_t i = shape.size(); i-- > 0; stride *= shape[i]) m_view.strides[i] = stride;
}

Tensor Tensor::vector(kernels::DType dtype, int64_t n) { return Tensor(dtype, std::array{n}); }

Tensor Tensor::matrix(kernels::DType dtype, int64_t rows, int64_t columns) {
    return Tensor(dtype, std::array{rows, columns});
}

Tensor Tensor::copyOf(const kernels::TensorView& view) {
    assert(view.contiguous());
    Tensor copy(view.dtype, std::span(view.shape).first(size_t(view.rank)));
    std::memcpy(copy.m_view.data, view.data, copy.m_byteCount);
    return copy;
}

} // namespace inkstone
