#pragma once
// The inference half of the reference table. Meanings stand in kernels/ops.h; tensors may also be F64.

#include "kernels/ops.h"

namespace inkstone::kernels::reference {

void dequantize(Stream&, const WeightSource& w, int64_t firstRow, TensorView out);
void convert(Stream&, TensorView src, TensorView dst);
void embed(Stream&, const WeightSource& w, std::span<const int32_t> ids, TensorView out);

size_t packedBytes(Packing packing, const WeightSource& w);
bool joinable(Packing packing, const WeightSource& a, const WeightSource& b);
void pack(Stream&, Packing packing, const WeightSource& w, std::byte* dst);
void linear(Stream&, TensorView x, const PackedWeight& w, TensorView bias, TensorView y, bool accumulate);

void rmsNorm(Stream&, TensorView x, TensorView weight, float epsilon, TensorView y, TensorView rstd);
void rope(Stream&, TensorView x, int headDim, std::span<const int32_t> positions, TensorView cosSin,
          bool inverse);
void gatedActivation(Stream&, Activation act, TensorView gate, TensorView up, TensorView out);
void addScaled(Stream&, TensorView x, float scale, TensorView y);
void gatherRows(Stream&, TensorView x, std::span<const int32_t> ids, TensorView y);

void attention(Stream&, TensorView q, TensorView k, TensorView v, std::span<const int32_t> cuSeqlens,
               const AttentionShape&, TensorView out, TensorView lse);
void appendKv(Stream&, TensorView k, TensorView v, int64_t position, const AttentionShape&, KvView cache);
void attentionCached(Stream&, TensorView q, KvView cache, const AttentionShape&, TensorView out);

void logSumExp(Stream&, TensorView x, TensorView out);
void softcap(Stream&, TensorView x, float cap);
void softcapBackward(Stream&, TensorView y, float cap, TensorView dx);

/// Row `row`, in canonical order, as floats.
void dequantizeRow(const WeightSource& w, int64_t row, float* out);
/// Row `row` of a packed or unpacked weight as floats.
void weightRow(const PackedWeight& w, int64_t row, float* out);

} // namespace inkstone::kernels::reference
