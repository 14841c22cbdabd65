#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {

void gemm(Stream& stream, TensorView a, bool transposeA, TensorView b, bool transposeB, TensorView c,
          float alpha, float beta) {
    if (c.count() == 0) return;
    DeviceStream& device = deviceOf(stream);
    device.products.product(device.stream.get(), {a, b, c, transposeA, transposeB, alpha, beta});
    finish(stream, "gemm");
}

} // namespace inkstone::kernels::cuda
