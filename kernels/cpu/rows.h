#pragma once
// How the CPU rows see a TensorView: a typed pointer and the distance between rows. (TensorView's own inline
// members stay out of the per-ISA files.)

#include "kernels/tensor_view.h"

namespace inkstone::kernels::INK_ISA {

template <class T> struct Rows {
    T* data;
    int64_t stride;
    T* operator[](int64_t row) const { return data + row * stride; }
};

template <class T> inline Rows<T> rowsOf(const TensorView& view) {
    return {static_cast<T*>(view.data), view.rank >= 2 ? view.strides[view.rank - 2] : 0};
}
inline int64_t rowCount(const TensorView& view) { return view.rank >= 2 ? view.shape[view.rank - 2] : 1; }
inline int64_t width(const TensorView& view) { return view.rank >= 1 ? view.shape[view.rank - 1] : 1; }
inline float* vectorOf(const TensorView& view) { return static_cast<float*>(view.data); }

/// Asks for `columns` elements of a row that will be written soon: blocks of results are narrow, so the
/// hardware does not see the next one coming.
template <class T> inline void expectWrite(const T* at, int64_t columns) {
    const char* byte = reinterpret_cast<const char*>(at);
    for (int64_t i = 0; i < columns * int64_t(sizeof(T)); i += 64) __builtin_prefetch(byte + i, 1);
}

/// Calls body(T{}) with T the view's element type, F32 or BF16.
template <class Body> inline void withType(const TensorView& view, Body&& body) {
    if (view.dtype == DType::BF16)
        body(Bf16{});
    else
        body(float{});
}

} // namespace inkstone::kernels::INK_ISA
