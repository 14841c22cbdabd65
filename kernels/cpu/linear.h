#pragma once
// The packings a weight can have on the CPU, one file each; linear.cpp picks by PackedWeight::packing.

#include "kernels/ops.h"

namespace inkstone::kernels::INK_ISA {

size_t packedBytes(Packing packing, const WeightSource& w);
bool joinable(Packing packing, const WeightSource& a, const WeightSource& b);
void pack(Stream&, Packing packing, const WeightSource& w, std::byte* dst);
void linear(Stream&, TensorView x, const PackedWeight& w, TensorView bias, TensorView y, bool accumulate);
void linearBackward(Stream&, TensorView dy, const PackedWeight& w, TensorView dx, bool accumulate);

// ---- Source: source_linear.cpp
void linearSource(Stream&, TensorView x, const WeightSource& w, TensorView bias, TensorView y,
                  bool accumulate);
void linearBackwardSource(Stream&, TensorView dy, const WeightSource& w, TensorView dx, bool accumulate);

// ---- Int8: int8_pack.cpp, int8_linear.cpp for a few tokens, int8_tiles.cpp for many
size_t packedBytesInt8(const WeightSource& w);
bool joinableInt8(const WeightSource& a, const WeightSource& b);
void packInt8(Stream&, const WeightSource& w, std::byte* dst);
void linearInt8(Stream&, TensorView x, const PackedWeight& w, TensorView bias, TensorView y, bool accumulate);
void tilesInt8(Stream&, TensorView x, const PackedWeight& w, TensorView bias, TensorView y, bool accumulate);

// ---- Bf16, and Int8 beside activations of bf16: bf16_linear.cpp
size_t packedBytesBf16(const WeightSource& w);
bool joinableBf16(const WeightSource& a, const WeightSource& b);
void packBf16(Stream&, const WeightSource& w, std::byte* dst);
void linearBf16(Stream&, TensorView x, const PackedWeight& w, TensorView bias, TensorView y, bool accumulate);
void linearBackwardBf16(Stream&, TensorView dy, const PackedWeight& w, TensorView dx, bool accumulate);

} // namespace inkstone::kernels::INK_ISA
