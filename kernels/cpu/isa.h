#pragma once
// The CPU backends: one op table per instruction set, made of the files in this folder compiled once for
// each. Every such file puts its code into namespace INK_ISA, asks the compiler's own macros for what the set
// has (__AVX512F__: vectors of 512 bits, else 256; __AVX512BF16__; __AVXVNNI__), keeps std containers and
// inline templates out, and sums without contraction: what the compiler writes for AVX-512 must never be
// linked into AVX2 code.
//
// Sets, best first:
// - avx512: 512 bits, products of int8 (VNNI) and of bf16. Zen 4, Sapphire Rapids and later.
// - avx512vnni: 512 bits, products of int8. Cascade Lake, Ice Lake, Tiger Lake, Rocket Lake.
// - avxvnni: 256 bits, products of int8 (AVX-VNNI). Alder Lake and later desktops.
// - avx2: 256 bits (with FMA and F16C).

#include "kernels/ops.h"

#include <vector>

namespace inkstone::kernels {

struct InstructionSet {
    const char* name;
    bool bf16; ///< multiplies bf16
    Ops ops;
};

/// Those this processor has, best first.
const std::vector<InstructionSet>& instructionSets();

/// Each overrides its rows; the others stay the reference's.
namespace avx2 {
void setInferenceRows(Ops&);
void setTrainingRows(Ops&);
} // namespace avx2
namespace avxvnni {
void setInferenceRows(Ops&);
void setTrainingRows(Ops&);
} // namespace avxvnni
namespace avx512vnni {
void setInferenceRows(Ops&);
void setTrainingRows(Ops&);
} // namespace avx512vnni
namespace avx512 {
void setInferenceRows(Ops&);
void setTrainingRows(Ops&);
} // namespace avx512

} // namespace inkstone::kernels
