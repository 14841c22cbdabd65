#pragma once
// The CPU backends: one op table per instruction set, made of the files in this folder compiled once for
// each. Every such file puts its code into namespace INK_ISA (avx2 or avx512), keeps std containers and
// inline templates out, and sums without contraction: what the compiler writes for AVX-512 must never be
// linked into AVX2 code.

#include "kernels/ops.h"

namespace inkstone::kernels {

bool cpuHasAvx2();       ///< AVX2, FMA, F16C
bool cpuHasAvx512();     ///< and F, BW, VL, DQ, VNNI
bool cpuHasAvx512Bf16(); ///< and BF16

const Ops& avx2Ops();
const Ops& avx512Ops();

/// Each overrides its rows; the others stay the reference's.
namespace avx2 {
void setInferenceRows(Ops&);
void setTrainingRows(Ops&);
} // namespace avx2
namespace avx512 {
void setInferenceRows(Ops&);
void setTrainingRows(Ops&);
} // namespace avx512

} // namespace inkstone::kernels
