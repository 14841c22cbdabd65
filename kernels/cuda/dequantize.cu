#include "kernels/block_formats.h"
#include "kernels/cuda/device_stream.h"
#include "kernels/cuda/element.cuh"
#include "kernels/cuda/rows.h"

namespace inkstone::kernels::cuda {
namespace {

/// One thread for each block of a row: canonical row `ids[r]`, or `firstRow + r`.
template <class Out>
__global__ void dequantizeBlocks(WeightSource w, int64_t rowSize, int blockElements, int blockSize,
                                 const int32_t* ids, int64_t firstRow, Matrix<Out> out) {
    const int64_t blocks = out.columns / blockElements, i = threadIndex();
    if (i >= out.rows * blocks) return;
    const int64_t r = i / blocks, block = i % blocks;
    const int64_t stored = storedRowOf(w, ids ? ids[r] : firstRow + r);
    float values[256];
    blocksToFloat(w.dtype, bytesOf(w.data) + stored * rowSize + block * blockSize, blockElements, values,
                  [](uint16_t bits) { return get(F16{bits}); });
    for (int c = 0; c < blockElements; ++c) put(out.row(r)[block * blockElements + c], values[c]);
}

void launch(Stream& stream, const WeightSource& w, const int32_t* ids, int64_t firstRow, TensorView out) {
    const DTypeInfo* info = dtypeInfo(w.dtype);
    const int64_t blocks = out.rows() * (w.columns / info->blockElements);
    if (blocks == 0) return;
    withType(out, [&](auto type) {
        dequantizeBlocks<<<blocksFor(blocks), Threads, 0, deviceOf(stream).stream.get()>>>(
            w, int64_t(rowBytes(w.dtype, w.columns)), info->blockElements, info->blockBytes, ids, firstRow,
            matrixOf<decltype(type)>(out));
    });
    finish(stream, "dequantize");
}

} // namespace

void dequantize(Stream& stream, const WeightSource& w, int64_t firstRow, TensorView out) {
    launch(stream, w, nullptr, firstRow, out);
}

void embed(Stream& stream, const WeightSource& w, std::span<const int32_t> ids, TensorView out) {
    launch(stream, w, uploaded(stream, ids), 0, out);
}

} // namespace inkstone::kernels::cuda
