#pragma once
// A vector of floats as wide as the instruction set this file is compiled for: 16 lanes where it has 512
// bits, else 8. Loads and stores take F32, BF16 or F16 memory, whole or only the first n lanes (the rest read
// as 0 and stay unwritten).

#include "kernels/dtype.h"

#include <cstdint>
#include <cstring>
#include <immintrin.h>

namespace inkstone::kernels::INK_ISA {

#if __AVX512F__

using Vec = __m512;
constexpr int Lanes = 16;

inline Vec zero() { return _mm512_setzero_ps(); }
inline Vec set1(float x) { return _mm512_set1_ps(x); }
inline Vec add(Vec a, Vec b) { return _mm512_add_ps(a, b); }
inline Vec sub(Vec a, Vec b) { return _mm512_sub_ps(a, b); }
inline Vec mul(Vec a, Vec b) { return _mm512_mul_ps(a, b); }
inline Vec div(Vec a, Vec b) { return _mm512_div_ps(a, b); }
inline Vec sqrt(Vec a) { return _mm512_sqrt_ps(a); }
inline Vec min(Vec a, Vec b) { return _mm512_min_ps(a, b); }
inline Vec max(Vec a, Vec b) { return _mm512_max_ps(a, b); }
inline Vec fma(Vec a, Vec b, Vec c) { return _mm512_fmadd_ps(a, b, c); }   ///< a b + c
inline Vec fnma(Vec a, Vec b, Vec c) { return _mm512_fnmadd_ps(a, b, c); } ///< c - a b
inline Vec fms(Vec a, Vec b, Vec c) { return _mm512_fmsub_ps(a, b, c); }   ///< a b - c
inline float sum(Vec a) { return _mm512_reduce_add_ps(a); }
inline float largest(Vec a) { return _mm512_reduce_max_ps(a); }

inline __mmask16 firstLanes(int n) { return __mmask16((1u << n) - 1); }
inline Vec load(const float* p) { return _mm512_loadu_ps(p); }
inline Vec load(const float* p, int n) { return _mm512_maskz_loadu_ps(firstLanes(n), p); }
inline void store(float* p, Vec a) { _mm512_storeu_ps(p, a); }
inline void store(float* p, Vec a, int n) { _mm512_mask_storeu_ps(p, firstLanes(n), a); }
inline Vec widen(__m256i bf16) {
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bf16), 16));
}
/// To nearest even; NaN stays NaN.
inline __m256i narrow(Vec a) {
#if __AVX512BF16__
    return (__m256i)_mm512_cvtneps_pbh(a);
#else
    const __m512i bits = _mm512_castps_si512(a);
    const __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    const __m512i rounded = _mm512_add_epi32(bits, _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff)));
    const __mmask16 isNan = _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q);
    const __m512i words = _mm512_mask_or_epi32(rounded, isNan, bits, _mm512_set1_epi32(0x400000));
    return _mm512_cvtepi32_epi16(_mm512_srli_epi32(words, 16));
#endif
}
inline Vec load(const Bf16* p) { return widen(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))); }
inline Vec load(const Bf16* p, int n) { return widen(_mm256_maskz_loadu_epi16(firstLanes(n), p)); }
inline void store(Bf16* p, Vec a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), narrow(a)); }
inline void store(Bf16* p, Vec a, int n) { _mm256_mask_storeu_epi16(p, firstLanes(n), narrow(a)); }

/// a where keep's 32-bit lanes compare (unsigned) not below `threshold`, else 0.
inline Vec keepNotBelow(Vec a, __m512i bits, uint32_t threshold) {
    return _mm512_maskz_mov_ps(_mm512_cmpge_epu32_mask(bits, _mm512_set1_epi32(int(threshold))), a);
}
inline Vec scaleByPowerOf2(Vec a, Vec n) { return _mm512_scalef_ps(a, n); }
inline Vec round(Vec a) { return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

using IntVec = __m512i;
inline IntVec intSet1(uint32_t x) { return _mm512_set1_epi32(int(x)); }
inline IntVec intRamp() { return _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0); }
inline IntVec intAdd(IntVec a, IntVec b) { return _mm512_add_epi32(a, b); }
inline IntVec intMul(IntVec a, IntVec b) { return _mm512_mullo_epi32(a, b); }
inline IntVec intSub(IntVec a, IntVec b) { return _mm512_sub_epi32(a, b); }
inline IntVec intAnd(IntVec a, IntVec b) { return _mm512_and_si512(a, b); }
inline IntVec intOr(IntVec a, IntVec b) { return _mm512_or_si512(a, b); }
inline IntVec intMin(IntVec a, IntVec b) { return _mm512_min_epi32(a, b); } ///< signed, as intMax
inline IntVec intMax(IntVec a, IntVec b) { return _mm512_max_epi32(a, b); }
template <int n> inline IntVec shiftLeft(IntVec a) { return _mm512_slli_epi32(a, n); }
template <int n> inline IntVec shiftRight(IntVec a) { return _mm512_srli_epi32(a, n); }
template <int n> inline IntVec shiftRightSigned(IntVec a) { return _mm512_srai_epi32(a, n); }
template <int n> inline IntVec xorShift(IntVec a) { return _mm512_xor_si512(a, _mm512_srli_epi32(a, n)); }
inline IntVec bitsOf(Vec a) { return _mm512_castps_si512(a); }
inline Vec floatsOf(IntVec a) { return _mm512_castsi512_ps(a); }
/// a where `bits` is above 0 (signed), else 0.
inline IntVec whereAbove0(IntVec bits, IntVec a) {
    return _mm512_maskz_mov_epi32(_mm512_cmpgt_epi32_mask(bits, _mm512_setzero_si512()), a);
}
inline IntVec intLoad(const void* p) { return _mm512_loadu_si512(p); }
inline IntVec loadBytes(const uint8_t* p) {
    return _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
}
inline void storeBytes(uint8_t* p, IntVec a) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtepi32_epi8(a));
}

#else

using Vec = __m256;
constexpr int Lanes = 8;

inline Vec zero() { return _mm256_setzero_ps(); }
inline Vec set1(float x) { return _mm256_set1_ps(x); }
inline Vec add(Vec a, Vec b) { return _mm256_add_ps(a, b); }
inline Vec sub(Vec a, Vec b) { return _mm256_sub_ps(a, b); }
inline Vec mul(Vec a, Vec b) { return _mm256_mul_ps(a, b); }
inline Vec div(Vec a, Vec b) { return _mm256_div_ps(a, b); }
inline Vec sqrt(Vec a) { return _mm256_sqrt_ps(a); }
inline Vec min(Vec a, Vec b) { return _mm256_min_ps(a, b); }
inline Vec max(Vec a, Vec b) { return _mm256_max_ps(a, b); }
inline Vec fma(Vec a, Vec b, Vec c) { return _mm256_fmadd_ps(a, b, c); }
inline Vec fnma(Vec a, Vec b, Vec c) { return _mm256_fnmadd_ps(a, b, c); }
inline Vec fms(Vec a, Vec b, Vec c) { return _mm256_fmsub_ps(a, b, c); }
inline float sum(Vec a) {
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_shuffle_ps(half, half, 1)));
}
inline float largest(Vec a) {
    __m128 half = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    half = _mm_max_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_max_ss(half, _mm_shuffle_ps(half, half, 1)));
}

inline __m256i firstLanes(int n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(n), _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0));
}
inline Vec load(const float* p) { return _mm256_loadu_ps(p); }
inline Vec load(const float* p, int n) { return _mm256_maskload_ps(p, firstLanes(n)); }
inline void store(float* p, Vec a) { _mm256_storeu_ps(p, a); }
inline void store(float* p, Vec a, int n) { _mm256_maskstore_ps(p, firstLanes(n), a); }
inline Vec widen(__m128i bf16) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bf16), 16));
}
inline __m128i narrow(Vec a) {
    const __m256i bits = _mm256_castps_si256(a);
    const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    const __m256i rounded = _mm256_add_epi32(bits, _mm256_add_epi32(odd, _mm256_set1_epi32(0x7fff)));
    const __m256i quiet = _mm256_or_si256(bits, _mm256_set1_epi32(0x400000));
    const __m256i isNan = _mm256_castps_si256(_mm256_cmp_ps(a, a, _CMP_UNORD_Q));
    const __m256i words = _mm256_srli_epi32(_mm256_blendv_epi8(rounded, quiet, isNan), 16);
    return _mm_packus_epi32(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
}
inline Vec load(const Bf16* p) { return widen(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))); }
inline Vec load(const Bf16* p, int n) {
    alignas(16) Bf16 lanes[8] = {};
    std::memcpy(lanes, p, size_t(n) * sizeof(Bf16));
    return load(lanes);
}
inline void store(Bf16* p, Vec a) { _mm_storeu_si128(reinterpret_cast<__m128i*>(p), narrow(a)); }
inline void store(Bf16* p, Vec a, int n) {
    alignas(16) Bf16 lanes[8];
    store(lanes, a);
    std::memcpy(p, lanes, size_t(n) * sizeof(Bf16));
}

inline Vec keepNotBelow(Vec a, __m256i bits, uint32_t threshold) {
    const __m256i bound = _mm256_set1_epi32(int(threshold));
    return _mm256_and_ps(a, _mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_max_epu32(bits, bound), bits)));
}
/// For -252 <= n <= 254; below that the result is 0. In two steps, because 2^n alone may not be a normal
/// float.
inline Vec scaleByPowerOf2(Vec a, Vec n) {
    const __m256i whole = _mm256_cvtps_epi32(max(n, set1(-252.f)));
    const __m256i half = _mm256_srai_epi32(whole, 1), rest = _mm256_sub_epi32(whole, half);
    const __m256i bias = _mm256_set1_epi32(127);
    const Vec first = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(half, bias), 23));
    const Vec second = _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(rest, bias), 23));
    return mul(mul(a, first), second);
}
inline Vec round(Vec a) { return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

using IntVec = __m256i;
inline IntVec intSet1(uint32_t x) { return _mm256_set1_epi32(int(x)); }
inline IntVec intRamp() { return _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0); }
inline IntVec intAdd(IntVec a, IntVec b) { return _mm256_add_epi32(a, b); }
inline IntVec intMul(IntVec a, IntVec b) { return _mm256_mullo_epi32(a, b); }
inline IntVec intSub(IntVec a, IntVec b) { return _mm256_sub_epi32(a, b); }
inline IntVec intAnd(IntVec a, IntVec b) { return _mm256_and_si256(a, b); }
inline IntVec intOr(IntVec a, IntVec b) { return _mm256_or_si256(a, b); }
inline IntVec intMin(IntVec a, IntVec b) { return _mm256_min_epi32(a, b); }
inline IntVec intMax(IntVec a, IntVec b) { return _mm256_max_epi32(a, b); }
template <int n> inline IntVec shiftLeft(IntVec a) { return _mm256_slli_epi32(a, n); }
template <int n> inline IntVec shiftRight(IntVec a) { return _mm256_srli_epi32(a, n); }
template <int n> inline IntVec shiftRightSigned(IntVec a) { return _mm256_srai_epi32(a, n); }
template <int n> inline IntVec xorShift(IntVec a) { return _mm256_xor_si256(a, _mm256_srli_epi32(a, n)); }
inline IntVec bitsOf(Vec a) { return _mm256_castps_si256(a); }
inline Vec floatsOf(IntVec a) { return _mm256_castsi256_ps(a); }
inline IntVec whereAbove0(IntVec bits, IntVec a) {
    return _mm256_and_si256(_mm256_cmpgt_epi32(bits, _mm256_setzero_si256()), a);
}
inline IntVec intLoad(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
inline IntVec loadBytes(const uint8_t* p) {
    return _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)));
}
inline void storeBytes(uint8_t* p, IntVec a) {
    const __m128i words = _mm_packus_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(p), _mm_packus_epi16(words, words));
}

#endif

/// n (1..Lanes) 16-bit values, each in the low half of a 32-bit lane; the other lanes 0.
inline IntVec loadWords(const Bf16* p, int n) {
#if __AVX512F__
    return _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(firstLanes(n), p));
#else
    alignas(16) Bf16 lanes[8] = {};
    std::memcpy(lanes, p, size_t(n) * sizeof(Bf16));
    return _mm256_cvtepu16_epi32(_mm_load_si128(reinterpret_cast<const __m128i*>(lanes)));
#endif
}
/// `high`'s words above `low`'s, stored as Lanes pairs.
inline void storePairs(Bf16* p, IntVec low, IntVec high) {
#if __AVX512F__
    _mm512_storeu_si512(p, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
#else
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm256_or_si256(low, _mm256_slli_epi32(high, 16)));
#endif
}

/// Rows become columns, Lanes x Lanes of 32 bits.
inline void transpose(Vec (&r)[Lanes]) {
#if __AVX512F__
    __m512 a[16];
    for (int i = 0; i < 16; i += 2) {
        a[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
        a[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
    }
    __m512 b[16]; // b[4 g + j]: column j of each 128-bit lane, rows 4 g .. 4 g + 3
    for (int g = 0; g < 4; ++g) {
        b[4 * g] = _mm512_shuffle_ps(a[4 * g], a[4 * g + 2], 0x44);
        b[4 * g + 1] = _mm512_shuffle_ps(a[4 * g], a[4 * g + 2], 0xee);
        b[4 * g + 2] = _mm512_shuffle_ps(a[4 * g + 1], a[4 * g + 3], 0x44);
        b[4 * g + 3] = _mm512_shuffle_ps(a[4 * g + 1], a[4 * g + 3], 0xee);
    }
    for (int j = 0; j < 4; ++j) {
        const __m512 low01 = _mm512_shuffle_f32x4(b[j], b[4 + j], 0x44);
        const __m512 high01 = _mm512_shuffle_f32x4(b[j], b[4 + j], 0xee);
        const __m512 low23 = _mm512_shuffle_f32x4(b[8 + j], b[12 + j], 0x44);
        const __m512 high23 = _mm512_shuffle_f32x4(b[8 + j], b[12 + j], 0xee);
        r[j] = _mm512_shuffle_f32x4(low01, low23, 0x88);
        r[4 + j] = _mm512_shuffle_f32x4(low01, low23, 0xdd);
        r[8 + j] = _mm512_shuffle_f32x4(high01, high23, 0x88);
        r[12 + j] = _mm512_shuffle_f32x4(high01, high23, 0xdd);
    }
#else
    __m256 a[8], b[8];
    for (int i = 0; i < 8; i += 2) {
        a[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
        a[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
    }
    for (int g = 0; g < 2; ++g) {
        b[4 * g] = _mm256_shuffle_ps(a[4 * g], a[4 * g + 2], 0x44);
        b[4 * g + 1] = _mm256_shuffle_ps(a[4 * g], a[4 * g + 2], 0xee);
        b[4 * g + 2] = _mm256_shuffle_ps(a[4 * g + 1], a[4 * g + 3], 0x44);
        b[4 * g + 3] = _mm256_shuffle_ps(a[4 * g + 1], a[4 * g + 3], 0xee);
    }
    for (int j = 0; j < 4; ++j) {
        r[j] = _mm256_permute2f128_ps(b[j], b[4 + j], 0x20);
        r[4 + j] = _mm256_permute2f128_ps(b[j], b[4 + j], 0x31);
    }
#endif
}

/// e^x to about 1 ulp: x = n ln 2 + r, a polynomial on |r| <= ln 2 / 2, then 2^n. Below -104 it is 0.
inline Vec exp(Vec x) {
    x = min(max(x, set1(-200.f)), set1(88.72284f));
    const Vec n = round(mul(x, set1(1.44269504f)));
    Vec r = fnma(n, set1(0.693359375f), x);
    r = fnma(n, set1(-2.12194440e-4f), r);
    Vec p = set1(1.9875691500e-4f);
    p = fma(p, r, set1(1.3981999507e-3f));
    p = fma(p, r, set1(8.3334519073e-3f));
    p = fma(p, r, set1(4.1665795894e-2f));
    p = fma(p, r, set1(1.6666665459e-1f));
    p = fma(p, r, set1(5.0000001201e-1f));
    p = fma(mul(p, r), r, add(r, set1(1.f)));
    return scaleByPowerOf2(p, n);
}

constexpr float Log2e = 1.44269504f;

/// 2^y for y <= 0 to about 2^-14, for what will be rounded to bf16: y = n + r, |r| <= 1/2.
inline Vec roughExp2(Vec y) {
    const Vec n = round(y), r = sub(y, n);
    Vec p = set1(9.618129e-3f);
    p = fma(p, r, set1(5.550411e-2f));
    p = fma(p, r, set1(2.402265e-1f));
    p = fma(p, r, set1(6.931472e-1f));
    p = fma(p, r, set1(1.f));
    return scaleByPowerOf2(p, n);
}

inline Vec sigmoid(Vec x) { return div(set1(1.f), add(set1(1.f), exp(sub(zero(), x)))); }
inline Vec tanh(Vec x) { return sub(set1(1.f), div(set1(2.f), add(exp(add(x, x)), set1(1.f)))); }

#if __AVX512F__
inline Vec load(const F16* p) {
    return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
}
inline Vec load(const F16* p, int n) { return _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(firstLanes(n), p)); }
inline void store(F16* p, Vec a) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT));
}
inline void store(F16* p, Vec a, int n) {
    _mm256_mask_storeu_epi16(p, firstLanes(n), _mm512_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT));
}
#else
inline Vec load(const F16* p) {
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
}
inline Vec load(const F16* p, int n) {
    alignas(16) F16 lanes[8] = {};
    std::memcpy(lanes, p, size_t(n) * sizeof(F16));
    return load(lanes);
}
inline void store(F16* p, Vec a) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT));
}
inline void store(F16* p, Vec a, int n) {
    alignas(16) F16 lanes[8];
    store(lanes, a);
    std::memcpy(p, lanes, size_t(n) * sizeof(F16));
}
#endif

/// Calls body(column, lanes) over [0, columns): whole vectors, then the rest.
template <class Body> inline void eachVec(int64_t columns, Body&& body) {
    int64_t c = 0;
    for (; c + Lanes <= columns; c += Lanes) body(c, Lanes);
    if (c < columns) body(c, int(columns - c));
}

template <class T> inline Vec loadSome(const T* p, int n) { return n == Lanes ? load(p) : load(p, n); }
template <class T> inline void storeSome(T* p, Vec a, int n) { n == Lanes ? store(p, a) : store(p, a, n); }

} // namespace inkstone::kernels::INK_ISA
