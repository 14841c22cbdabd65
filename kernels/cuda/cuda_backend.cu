#include "kernels/cuda/cuda_backend.h"

#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/rows.h"
#include "kernels/reference/reference.h"

namespace inkstone::kernels {
namespace {

/// A device the rows can run on: it answers, its code is in this build, and it reads the host's memory (the
/// arena and the mapped weights live there).
bool usable(int device, cudaDeviceProp& properties) {
    int readsHost = 0;
    return cudaGetDeviceProperties(&properties, device) == cudaSuccess && properties.major >= 8 &&
           cudaDeviceGetAttribute(&readsHost, cudaDevAttrPageableMemoryAccess, device) == cudaSuccess &&
           readsHost;
}

} // namespace

const Ops& cudaOps() {
    static const Ops table = [] {
        Ops ops = referenceOps(); // the rows of the cache (appendKv, attentionCached) run on the host for now
        ops.dequantize = cuda::dequantize;
        ops.convert = cuda::convert;
        ops.embed = cuda::embed;
        ops.packedBytes = cuda::packedBytes;
        ops.pack = cuda::pack;
        ops.linear = cuda::linear;
        ops.linearBackward = cuda::linearBackward;
        ops.gemm = cuda::gemm;
        ops.rmsNorm = cuda::rmsNorm;
        ops.rmsNormBackward = cuda::rmsNormBackward;
        ops.rope = cuda::rope;
        ops.gatedActivation = cuda::gatedActivation;
        ops.gatedActivationBackward = cuda::gatedActivationBackward;
        ops.addScaled = cuda::addScaled;
        ops.dropout = cuda::dropout;
        ops.gatherRows = cuda::gatherRows;
        ops.scatterAddRows = cuda::scatterAddRows;
        ops.attention = cuda::attention;
        ops.attentionBackward = cuda::attentionBackward;
        ops.crossEntropy = cuda::crossEntropy;
        ops.logSumExp = cuda::logSumExp;
        ops.softcap = cuda::softcap;
        ops.softcapBackward = cuda::softcapBackward;
        ops.sumOfSquares = cuda::sumOfSquares;
        ops.adamw = cuda::adamw;
        ops.adamw8 = cuda::adamw8;
        return ops;
    }();
    return table;
}

std::shared_ptr<DeviceStream> makeDeviceStream() { return std::make_shared<DeviceStream>(); }

void addCudaBackends(std::vector<Backend>& found) {
    int devices = 0;
    cudaDeviceProp properties{};
    if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0 || !usable(0, properties)) return;
    if (!cuda::CublasLt::available()) return;
    found.push_back({.name = "cuda",
                     .device = properties.name,
                     .ops = &cudaOps(),
                     .maxThreads = 1,
                     .fastInt8 = false,
                     .fastBf16 = true,
                     .makeDevice = makeDeviceStream});
}

} // namespace inkstone::kernels
