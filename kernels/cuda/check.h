#pragma once
// A CUDA call that fails ends the job: there is no half a training step. The job queue turns the exception
// into the job's error.

#include <cuda_runtime_api.h>
#include <stdexcept>
#include <string>

namespace inkstone::kernels::cuda {

class DeviceError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

inline void check(cudaError_t status, const char* what) {
    if (status == cudaSuccess) return;
    throw DeviceError(std::string("CUDA: ") + what + ": " + cudaGetErrorString(status));
}

} // namespace inkstone::kernels::cuda
