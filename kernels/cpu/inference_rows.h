#pragma once
// The inference half of this instruction set's table; products are in linear.h. Meanings stand in
// kernels/ops.h.

#include "kernels/ops.h"

namespace inkstone::kernels::INK_ISA {

void dequantize(Stream&, const WeightSource& w, int64_t firstRow, TensorView out);
void convert(Stream&, TensorView src, TensorView dst);
void embed(Stream&, const WeightSource& w, std::span<const int32_t> ids, TensorView out);

void rmsNorm(Stream&, TensorView x, TensorView weight, float epsilon, TensorView y, TensorView rstd);
void rope(Stream&, TensorView x, int headDim, std::span<const int32_t> positions, TensorView cosSin,
          bool inverse);
void gatedActivation(Stream&, Activation act, TensorView gate, TensorView up, TensorView out);
void addScaled(Stream&, TensorView x, float scale, TensorView y);
void gatherRows(Stream&, TensorView x, std::span<const int32_t> ids, TensorView y);

void appendKv(Stream&, TensorView k, TensorView v, int64_t position, const AttentionShape&, KvView cache);
void attentionCached(Stream&, TensorView q, KvView cache, const AttentionShape&, TensorView out);

/// attentionCached for many new tokens: blocks of 64 queries.
void attentionBlocks(Stream&, TensorView q, const KvView& cache, const AttentionShape&, TensorView out);

void logSumExp(Stream&, TensorView x, TensorView out);
void softcap(Stream&, TensorView x, float cap);
void softcapBackward(Stream&, TensorView y, float cap, TensorView dx);

} // namespace inkstone::kernels::INK_ISA
