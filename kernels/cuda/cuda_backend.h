#pragma once

#include "kernels/backend.h"

namespace inkstone::kernels {

/// The device's rows and its part of a stream; the stub has neither.
const Ops& cudaOps();
std::shared_ptr<DeviceStream> makeDeviceStream();

/// Appends a backend named "cuda" when a usable device is present; the stub no_cuda.cpp appends nothing.
void addCudaBackends(std::vector<Backend>& found);

} // namespace inkstone::kernels
