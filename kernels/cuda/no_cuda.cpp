// Built instead of the .cu files where CUDA is absent.
#include "kernels/cuda/cuda_backend.h"

namespace inkstone::kernels {

void addCudaBackends(std::vector<Backend>&) {}

} // namespace inkstone::kernels
