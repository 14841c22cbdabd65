#pragma once
// Owners of what CUDA hands out.

#include "kernels/cuda/check.h"

#include <cstddef>
#include <utility>

namespace inkstone::kernels::cuda {

class StreamHandle {
public:
    StreamHandle() { check(cudaStreamCreateWithFlags(&m_stream, cudaStreamNonBlocking), "making a stream"); }
    ~StreamHandle() { cudaStreamDestroy(m_stream); }
    StreamHandle(const StreamHandle&) = delete;
    StreamHandle& operator=(const StreamHandle&) = delete;
    cudaStream_t get() const { return m_stream; }

private:
    cudaStream_t m_stream = nullptr;
};

/// Device memory that only grows: an operation asks for what it needs, and after the first step nothing is
/// allocated.
class DeviceBuffer {
public:
    DeviceBuffer() = default;
    ~DeviceBuffer() { cudaFree(m_data); }
    DeviceBuffer(const DeviceBuffer&) = delete;
    DeviceBuffer& operator=(const DeviceBuffer&) = delete;

    std::byte* atLeast(size_t bytes) {
        if (bytes <= m_bytes) return m_data;
        check(cudaFree(std::exchange(m_data, nullptr)), "freeing scratch");
        m_bytes = 0;
        void* fresh = nullptr;
        check(cudaMalloc(&fresh, bytes), "allocating scratch");
        m_data = static_cast<std::byte*>(fresh);
        m_bytes = bytes;
        return m_data;
    }
    size_t bytes() const { return m_bytes; }

private:
    std::byte* m_data = nullptr;
    size_t m_bytes = 0;
};

} // namespace inkstone::kernels::cuda
