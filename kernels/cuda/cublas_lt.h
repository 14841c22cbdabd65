#pragma once
// cuBLASLt, opened at run time so that the program starts without it.

#include "kernels/tensor_view.h"

#include <cublasLt.h>

namespace inkstone::kernels::cuda {

/// c [m, n] = alpha op(a) op(b) + beta c, row-major, strides in elements.
struct ProductCall {
    TensorView a, b, c;
    bool transposeA = false, transposeB = false;
    float alpha = 1, beta = 0;
};

class CublasLt {
public:
    /// Whether the library is on this machine; opens it once.
    static bool available();

    CublasLt();
    ~CublasLt();
    CublasLt(const CublasLt&) = delete;
    CublasLt& operator=(const CublasLt&) = delete;

    /// a and b of one type, F32 or BF16; sums in F32 (never TF32: F32 is the exact path).
    void product(cudaStream_t stream, const ProductCall& call);

private:
    cublasLtHandle_t m_handle = nullptr;
};

} // namespace inkstone::kernels::cuda
