#pragma once
// The device's rows of the op table. Meanings stand in kernels/ops.h.

#include "kernels/ops.h"

namespace inkstone::kernels::cuda {

void dequantize(Stream&, const WeightSource& w, int64_t firstRow, TensorView out);
void convert(Stream&, TensorView src, TensorView dst);
void embed(Stream&, const WeightSource& w, std::span<const int32_t> ids, TensorView out);
size_t packedBytes(Packing packing, const WeightSource& w);
void pack(Stream&, Packing packing, const WeightSource& w, std::byte* dst);
void linear(Stream&, TensorView x, const PackedWeight& w, TensorView bias, TensorView y, bool accumulate);
void linearBackward(Stream&, TensorView dy, const PackedWeight& w, TensorView dx, bool accumulate);
void gemm(Stream&, TensorView a, bool transposeA, TensorView b, bool transposeB, TensorView c, float alpha,
          float beta);
void rmsNorm(Stream&, TensorView x, TensorView weight, float epsilon, TensorView y, TensorView rstd);
void rmsNormBackward(Stream&, TensorView dy, TensorView x, TensorView weight, TensorView rstd, TensorView dx,
                     TensorView dweight);
void rope(Stream&, TensorView x, int headDim, std::span<const int32_t> positions, TensorView cosSin,
          bool inverse);
void gatedActivation(Stream&, Activation act, TensorView gate, TensorView up, TensorView out);
void gatedActivationBackward(Stream&, Activation act, TensorView gate, TensorView up, TensorView dout,
                             TensorView dgate, TensorView dup);
void addScaled(Stream&, TensorView x, float scale, TensorView y);
void dropout(Stream&, TensorView x, float p, uint64_t seed, TensorView y);
void gatherRows(Stream&, TensorView x, std::span<const int32_t> ids, TensorView y);
void scatterAddRows(Stream&, TensorView x, std::span<const int32_t> ids, TensorView y);
void attention(Stream&, TensorView q, TensorView k, TensorView v, std::span<const int32_t> cuSeqlens,
               const AttentionShape&, TensorView out, TensorView lse);
void attentionBackward(Stream&, TensorView q, TensorView k, TensorView v, TensorView out, TensorView lse,
                       TensorView dout, std::span<const int32_t> cuSeqlens, const AttentionShape&,
                       TensorView dq, TensorView dk, TensorView dv);
void crossEntropy(Stream&, TensorView logits, std::span<const int32_t> targets, float scale,
                  TensorView losses);
void logSumExp(Stream&, TensorView x, TensorView out);
void softcap(Stream&, TensorView x, float cap);
void softcapBackward(Stream&, TensorView y, float cap, TensorView dx);
double sumOfSquares(Stream&, TensorView x);
void adamw(Stream&, TensorView params, TensorView grads, TensorView moment1, TensorView moment2,
           const AdamW&);
void adamw8(Stream&, TensorView params, TensorView grads, const Moments8& moments, const AdamW&);

} // namespace inkstone::kernels::cuda
