#pragma once
// The device's half of a Stream: where kernels are launched, the products' library, and scratch.

#include "kernels/cuda/cublas_lt.h"
#include "kernels/cuda/handle.h"
#include "kernels/ops.h"

namespace inkstone::kernels {

struct DeviceStream {
    cuda::StreamHandle stream;
    cuda::CublasLt products;
    cuda::DeviceBuffer scratch, indices;
};

namespace cuda {

inline DeviceStream& deviceOf(Stream& stream) {
    if (!stream.device) throw DeviceError("CUDA: this stream was made for another backend");
    return *stream.device;
}

/// A copy of `values` on the device, good until the next one.
inline const int32_t* uploaded(Stream& stream, std::span<const int32_t> values) {
    DeviceStream& device = deviceOf(stream);
    std::byte* to = device.indices.atLeast(values.size_bytes());
    check(
        cudaMemcpyAsync(to, values.data(), values.size_bytes(), cudaMemcpyHostToDevice, device.stream.get()),
        "copying indices");
    return reinterpret_cast<const int32_t*>(to);
}

/// After a launch. The caller's memory is still shared with the host, so an operation ends when its results
/// are there.
inline void finish(Stream& stream, const char* operation) {
    check(cudaGetLastError(), operation);
    check(cudaStreamSynchronize(deviceOf(stream).stream.get()), operation);
}

} // namespace cuda
} // namespace inkstone::kernels
