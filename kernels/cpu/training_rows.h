#pragma once
// The training half of this instruction set's table. Meanings stand in kernels/ops.h.

#include "kernels/ops.h"

namespace inkstone::kernels::INK_ISA {

void gemm(Stream&, TensorView a, bool transposeA, TensorView b, bool transposeB, TensorView c, float alpha,
          float beta);
void rmsNormBackward(Stream&, TensorView dy, TensorView x, TensorView weight, TensorView rstd, TensorView dx,
                     TensorView dweight);
void gatedActivationBackward(Stream&, Activation act, TensorView gate, TensorView up, TensorView dout,
                             TensorView dgate, TensorView dup);
void dropout(Stream&, TensorView x, float p, uint64_t seed, TensorView y);
void scatterAddRows(Stream&, TensorView x, std::span<const int32_t> ids, TensorView y);
void attention(Stream&, TensorView q, TensorView k, TensorView v, std::span<const int32_t> cuSeqlens,
               const AttentionShape&, TensorView out, TensorView lse);
void attentionBackward(Stream&, TensorView q, TensorView k, TensorView v, TensorView out, TensorView lse,
                       TensorView dout, std::span<const int32_t> cuSeqlens, const AttentionShape&,
                       TensorView dq, TensorView dk, TensorView dv);
void crossEntropy(Stream&, TensorView logits, std::span<const int32_t> targets, float scale,
                  TensorView losses);
double sumOfSquares(Stream&, TensorView x);
void adamw(Stream&, TensorView params, TensorView grads, TensorView moment1, TensorView moment2,
           const AdamW&);
void adamw8(Stream&, TensorView params, TensorView grads, const Moments8& moments, const AdamW&);

} // namespace inkstone::kernels::INK_ISA
