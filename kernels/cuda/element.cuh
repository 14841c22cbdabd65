#pragma once
// What device code sees of a TensorView, and the arithmetic all kernels share.

#include "kernels/tensor_view.h"

namespace inkstone::kernels::cuda {

/// Threads of a block; one warp is 32.
constexpr int Threads = 256, Warp = 32;

template <class T> struct Matrix {
    T* data;
    int64_t rows, columns, stride;
    __device__ T* row(int64_t r) const { return data + r * stride; }
};

template <class T> inline Matrix<T> matrixOf(const TensorView& view) {
    return {static_cast<T*>(view.data), view.rows(), view.columns(), view.rowStride()};
}

/// Calls body(T{}) with the view's element type.
template <class Body> inline void withType(const TensorView& view, Body&& body) {
    if (view.dtype == DType::BF16)
        body(Bf16{});
    else
        body(float{});
}

__device__ inline float get(float value) { return value; }
__device__ inline float get(Bf16 value) { return __uint_as_float(uint32_t(value.bits) << 16); }
__device__ inline float get(F16 value) {
    float wide;
    asm("cvt.f32.f16 %0, %1;" : "=f"(wide) : "h"(value.bits));
    return wide;
}
__device__ inline void put(float& to, float value) { to = value; }
__device__ inline void put(Bf16& to, float value) { // to nearest even; NaN stays NaN
    const uint32_t bits = __float_as_uint(value);
    const bool nan = (bits & 0x7fffffffu) > 0x7f800000u;
    to.bits = uint16_t(nan ? (bits >> 16) | 0x40 : (bits + 0x7fffu + ((bits >> 16) & 1)) >> 16);
}
__device__ inline void put(F16& to, float value) {
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(to.bits) : "f"(value));
}

__device__ inline float warpSum(float value) {
    for (int offset = Warp / 2; offset > 0; offset /= 2) value += __shfl_xor_sync(0xffffffffu, value, offset);
    return value;
}
__device__ inline float warpMax(float value) {
    for (int offset = Warp / 2; offset > 0; offset /= 2)
        value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, offset));
    return value;
}

/// Over a block of `Threads`; every thread gets the result, in a fixed order.
__device__ inline float blockSum(float value) {
    __shared__ float parts[Threads / Warp];
    value = warpSum(value);
    __syncthreads(); // the previous use is over
    if (threadIdx.x % Warp == 0) parts[threadIdx.x / Warp] = value;
    __syncthreads();
    float total = 0;
    for (float part : parts) total += part;
    return total;
}
__device__ inline float blockMax(float value) {
    __shared__ float parts[Threads / Warp];
    value = warpMax(value);
    __syncthreads();
    if (threadIdx.x % Warp == 0) parts[threadIdx.x / Warp] = value;
    __syncthreads();
    float most = parts[0];
    for (float part : parts) most = fmaxf(most, part);
    return most;
}

/// Blocks of `Threads` that cover n elements.
inline unsigned blocksFor(int64_t n) { return unsigned((n + Threads - 1) / Threads); }

__device__ inline int64_t threadIndex() { return int64_t(blockIdx.x) * Threads + threadIdx.x; }

} // namespace inkstone::kernels::cuda
