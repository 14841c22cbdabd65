#pragma once

#include "kernels/backend.h"

namespace inkstone::kernels {

/// Appends a backend named "cuda" when a usable device is present; the stub no_cuda.cpp appends nothing.
void addCudaBackends(std::vector<Backend>& found);

} // namespace inkstone::kernels
