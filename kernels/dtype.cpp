#include "kernels/dtype.h"

#include <bit>

namespace inkstone::kernels {

const DTypeInfo* dtypeInfo(DType type) {
    switch (type) {
#define ROW(t, elements, bytes, readable)                                                                    \
    case DType::t: {                                                                                         \
        static constexpr DTypeInfo info{#t, elements, bytes, readable};                                      \
        return &info;                                                                                        \
    }
        ROW(F32, 1, 4, true)
        ROW(F16, 1, 2, true)
        ROW(BF16, 1, 2, true)
        ROW(F64, 1, 8, false)
        ROW(I8, 1, 1, false)
        ROW(I16, 1, 2, false)
        ROW(I32, 1, 4, false)
        ROW(I64, 1, 8, false)
        ROW(Q4_0, 32, 18, true)
        ROW(Q4_1, 32, 20, true)
        ROW(Q5_0, 32, 22, true)
        ROW(Q5_1, 32, 24, true)
        ROW(Q8_0, 32, 34, true)
        ROW(Q2_K, 256, 84, true)
        ROW(Q3_K, 256, 110, true)
        ROW(Q4_K, 256, 144, true)
        ROW(Q5_K, 256, 176, true)
        ROW(Q6_K, 256, 210, true)
        ROW(IQ4_NL, 32, 18, true)
        ROW(IQ4_XS, 256, 136, true)
#undef ROW
    }
    return nullptr;
}

float toFloat(Bf16 value) { return std::bit_cast<float>(uint32_t(value.bits) << 16); }

Bf16 toBf16(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    if ((bits & 0x7fffffffu) > 0x7f800000u) return {uint16_t((bits >> 16) | 0x40)};
    return {uint16_t((bits + 0x7fffu + ((bits >> 16) & 1)) >> 16)};
}

float toFloat(F16 value) {
    const uint32_t sign = uint32_t(value.bits & 0x8000) << 16;
    const uint32_t exponent = (value.bits >> 10) & 31, mantissa = value.bits & 1023;
    if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | (mantissa << 13));
    if (exponent) return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (mantissa << 13));
    const float magnitude = float(mantissa) * 0x1p-24f;
    return sign ? -magnitude : magnitude;
}

F16 toF16(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    const uint16_t sign = uint16_t((bits >> 16) & 0x8000);
    const uint32_t magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u) return {uint16_t(sign | 0x7e00 | ((magnitude >> 13) & 0x3ff))};
    if (magnitude >= 0x477ff000u) return {uint16_t(sign | 0x7c00)};
    if (magnitude < 0x38800000u) { // subnormal half: adding 0.5 rounds to multiples of 2^-24, ties to even
        const float rounded = std::bit_cast<float>(magnitude) + 0.5f;
        return {uint16_t(sign | (std::bit_cast<uint32_t>(rounded) - 0x3f000000u))};
    }
    const uint32_t odd = (magnitude >> 13) & 1;
    return {uint16_t(sign | ((magnitude + 0xc8000fffu + odd) >> 13))};
}

} // namespace inkstone::kernels
