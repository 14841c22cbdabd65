#pragma once
// The reference rows read and write single elements as double, whatever the tensor holds (F64 too, which is
// how the gradient checks run them in full precision).

#include "kernels/tensor_view.h"

namespace inkstone::kernels::reference {

inline double read(const TensorView& view, int64_t row, int64_t column) {
    assert(row >= 0 && row < view.rows() && column >= 0 && column < view.columns());
    const int64_t at = row * view.rowStride() + column;
    switch (view.dtype) {
    case DType::F32:
        return view.as<const float>()[at];
    case DType::F64:
        return view.as<const double>()[at];
    case DType::BF16:
        return toFloat(view.as<const Bf16>()[at]);
    case DType::F16:
        return toFloat(view.as<const F16>()[at]);
    default:
        assert(false);
        return 0;
    }
}

inline void write(const TensorView& view, int64_t row, int64_t column, double value) {
    assert(row >= 0 && row < view.rows() && column >= 0 && column < view.columns());
    const int64_t at = row * view.rowStride() + column;
    switch (view.dtype) {
    case DType::F32:
        view.as<float>()[at] = float(value);
        return;
    case DType::F64:
        view.as<double>()[at] = value;
        return;
    case DType::BF16:
        view.as<Bf16>()[at] = toBf16(float(value));
        return;
    case DType::F16:
        view.as<F16>()[at] = toF16(float(value));
        return;
    default:
        assert(false);
    }
}

inline void add(const TensorView& view, int64_t row, int64_t column, double value) {
    write(view, row, column, read(view, row, column) + value);
}

} // namespace inkstone::kernels::reference
