#pragma once
// How Adam's moments are kept in 8 bits: small floats beside a scale for every 256 of them (the blocks of
// Dettmers et al. 2022, "8-bit Optimizers via Block-wise Quantization"), both with 3 bits of fraction: the
// first moment a sign and 4 bits of exponent, the second 5 bits of exponent. The largest exponent is 0; code
// 0 is zero.
//
// Rounded to nearest, an average that moves by a thousandth a step would never leave its code: values are
// rounded up or down by chance, with the exact value as the mean. (The second moment itself, not its root:
// the mean of a square is not the square of the mean.) The chance is drawn from (step, block, element), so
// that the same run gives the same bits.

#include "kernels/counter_random.h"

#include <bit>

namespace inkstone::kernels {

constexpr int MomentBlock = 256;
constexpr int MomentFraction = 3;                ///< bits
constexpr float largestMoment = 1.875f;          ///< of both, with a scale of 1
constexpr int ExponentOf1 = 4, ExponentOf2 = 5;  ///< bits
constexpr int DroppedBits = 23 - MomentFraction; ///< of a float's fraction

/// What a float's bits have more than a code, shifted to their place.
template <int exponent> constexpr int32_t smallFloatBias = (127 - ((1 << exponent) - 1)) << 23;
template <int exponent> constexpr int32_t largestCode = (1 << (exponent + MomentFraction)) - 1;

INK_ANYWHERE inline int32_t bitsOfFloat(float a) {
#ifdef __CUDA_ARCH__
    return __float_as_int(a);
#else
    return std::bit_cast<int32_t>(a);
#endif
}
INK_ANYWHERE inline float floatOfBits(int32_t bits) {
#ifdef __CUDA_ARCH__
    return __int_as_float(bits);
#else
    return std::bit_cast<float>(bits);
#endif
}

/// The code of `a`, 0 .. the largest; `random` has 32 even bits. What is below the smallest code becomes
/// `least`.
template <int exponent> INK_ANYWHERE inline int32_t smallFloat(float a, uint32_t random, int32_t least) {
    const int32_t chance = int32_t(random >> (32 - DroppedBits));
    const int32_t code = (bitsOfFloat(a) - smallFloatBias<exponent> + chance) >> DroppedBits;
    return code < least ? least : code > largestCode<exponent> ? largestCode<exponent> : code;
}
template <int exponent> INK_ANYWHERE inline float ofSmallFloat(int32_t code) {
    return code ? floatOfBits((code << DroppedBits) + smallFloatBias<exponent>) : 0.f;
}

/// A sign and seven bits.
INK_ANYWHERE inline uint8_t encodeMoment1(float scaled, uint32_t random) {
    const int32_t sign = scaled < 0 ? 0x80 : 0;
    return uint8_t(sign | smallFloat<ExponentOf1>(scaled < 0 ? -scaled : scaled, random, 0));
}
INK_ANYWHERE inline float decodeMoment1(uint8_t code) {
    const float a = ofSmallFloat<ExponentOf1>(code & 0x7f);
    return code & 0x80 ? -a : a;
}
/// Never 0 for what is not: its root divides.
INK_ANYWHERE inline uint8_t encodeMoment2(float scaled, uint32_t random) {
    return uint8_t(smallFloat<ExponentOf2>(scaled, random, scaled > 0 ? 1 : 0));
}
INK_ANYWHERE inline float decodeMoment2(uint8_t code) { return ofSmallFloat<ExponentOf2>(code); }

} // namespace inkstone::kernels
