#pragma once
// Sixteen rows side by side: one 512-bit register, or two of 256 bits. The vectors of the Int8 products;
// everything else uses simd.h.

#include "kernels/cpu/int8_format.h"

#include <cstring>
#include <immintrin.h>

namespace inkstone::kernels::INK_ISA::rows16 {

inline int32_t wordAt(const void* p) {
    int32_t word;
    std::memcpy(&word, p, 4);
    return word;
}

#if __AVX512F__

using F = __m512;
using I = __m512i;

inline F zero() { return _mm512_setzero_ps(); }
inline F splat(float x) { return _mm512_set1_ps(x); }
inline F load(const float* p) { return _mm512_loadu_ps(p); }
inline F load(const float* p, int64_t n) { return _mm512_maskz_loadu_ps(__mmask16((1u << n) - 1), p); }
inline void store(float* p, F x) { _mm512_storeu_ps(p, x); }
inline void store(float* p, F x, int64_t n) { _mm512_mask_storeu_ps(p, __mmask16((1u << n) - 1), x); }
inline F add(F a, F b) { return _mm512_add_ps(a, b); }
inline F mul(F a, F b) { return _mm512_mul_ps(a, b); }
inline F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
inline F negative(F a) { return _mm512_sub_ps(_mm512_setzero_ps(), a); }
inline F toFloats(I a) { return _mm512_cvtepi32_ps(a); }
inline F halves(const uint8_t* p) {
    return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
}
inline F unsignedBytes(__m128i bytes) { return toFloats(_mm512_cvtepu8_epi32(bytes)); }
inline F signedBytes(__m128i bytes) { return toFloats(_mm512_cvtepi8_epi32(bytes)); }

inline I loadInts(const uint8_t* p) { return _mm512_loadu_si512(p); }
inline I splatInt(int32_t x) { return _mm512_set1_epi32(x); }
inline I both(I a, I b) { return _mm512_and_si512(a, b); }
inline I either(I a, I b) { return _mm512_or_si512(a, b); }
template <int n> inline I shiftRight(I a) { return n == 0 ? a : _mm512_srli_epi16(a, n); }
template <int n> inline I shiftLeft(I a) { return n == 0 ? a : _mm512_slli_epi16(a, n); }
inline I lookUp(__m128i table, I index) { return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(table), index); }

/// acc += the sum of four products in each lane: quants unsigned, `word` four signed activations.
inline I dot(I acc, I quants, int32_t word) {
    return _mm512_dpbusd_epi32(acc, quants, _mm512_set1_epi32(word));
}
/// The same with the four activations in memory. Written out, because the compiler spends an instruction on
/// the broadcast that the product does for nothing, and puts one chain of products behind another.
inline I dotAt(I acc, I quants, const uint8_t* activations) {
    using Word [[gnu::may_alias]] = int32_t;
    asm volatile("vpdpbusd %2%{1to16%}, %1, %0"
                 : "+v"(acc)
                 : "v"(quants), "m"(*reinterpret_cast<const Word*>(activations)));
    return acc;
}

#else

struct F {
    __m256 a, b;
};
struct I {
    __m256i a, b;
};

inline F zero() { return {_mm256_setzero_ps(), _mm256_setzero_ps()}; }
inline F splat(float x) { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
inline F load(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
inline __m256i first(int64_t n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(int(n)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
inline F load(const float* p, int64_t n) {
    return {_mm256_maskload_ps(p, first(n)), _mm256_maskload_ps(p + 8, first(n - 8))};
}
inline void store(float* p, F x) {
    _mm256_storeu_ps(p, x.a);
    _mm256_storeu_ps(p + 8, x.b);
}
inline void store(float* p, F x, int64_t n) {
    _mm256_maskstore_ps(p, first(n), x.a);
    _mm256_maskstore_ps(p + 8, first(n - 8), x.b);
}
inline F add(F x, F y) { return {_mm256_add_ps(x.a, y.a), _mm256_add_ps(x.b, y.b)}; }
inline F mul(F x, F y) { return {_mm256_mul_ps(x.a, y.a), _mm256_mul_ps(x.b, y.b)}; }
inline F fma(F x, F y, F z) { return {_mm256_fmadd_ps(x.a, y.a, z.a), _mm256_fmadd_ps(x.b, y.b, z.b)}; }
inline F negative(F x) {
    return {_mm256_sub_ps(_mm256_setzero_ps(), x.a), _mm256_sub_ps(_mm256_setzero_ps(), x.b)};
}
inline F toFloats(I x) { return {_mm256_cvtepi32_ps(x.a), _mm256_cvtepi32_ps(x.b)}; }
inline __m128i load128(const uint8_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }
inline F halves(const uint8_t* p) { return {_mm256_cvtph_ps(load128(p)), _mm256_cvtph_ps(load128(p + 16))}; }
inline F unsignedBytes(__m128i x) {
    return toFloats({_mm256_cvtepu8_epi32(x), _mm256_cvtepu8_epi32(_mm_srli_si128(x, 8))});
}
inline F signedBytes(__m128i x) {
    return toFloats({_mm256_cvtepi8_epi32(x), _mm256_cvtepi8_epi32(_mm_srli_si128(x, 8))});
}

inline I loadInts(const uint8_t* p) {
    const __m256i* words = reinterpret_cast<const __m256i*>(p);
    return {_mm256_loadu_si256(words), _mm256_loadu_si256(words + 1)};
}
inline I splatInt(int32_t x) { return {_mm256_set1_epi32(x), _mm256_set1_epi32(x)}; }
inline I both(I x, I y) { return {_mm256_and_si256(x.a, y.a), _mm256_and_si256(x.b, y.b)}; }
inline I either(I x, I y) { return {_mm256_or_si256(x.a, y.a), _mm256_or_si256(x.b, y.b)}; }
template <int n> inline I shiftRight(I x) {
    return n == 0 ? x : I{_mm256_srli_epi16(x.a, n), _mm256_srli_epi16(x.b, n)};
}
template <int n> inline I shiftLeft(I x) {
    return n == 0 ? x : I{_mm256_slli_epi16(x.a, n), _mm256_slli_epi16(x.b, n)};
}
inline I lookUp(__m128i table, I index) {
    const __m256i wide = _mm256_broadcastsi128_si256(table);
    return {_mm256_shuffle_epi8(wide, index.a), _mm256_shuffle_epi8(wide, index.b)};
}

#if __AVXVNNI__
inline __m256i dotHalf(__m256i acc, __m256i quants, __m256i activations) {
#ifdef INK_EVEX_VNNI
    asm("%{evex%} vpdpbusd %2, %1, %0" : "+x"(acc) : "x"(quants), "x"(activations));
    return acc;
#else
    return _mm256_dpbusd_avx_epi32(acc, quants, activations);
#endif
}
inline I dot(I acc, I quants, int32_t word) {
    const __m256i activations = _mm256_set1_epi32(word);
    return {dotHalf(acc.a, quants.a, activations), dotHalf(acc.b, quants.b, activations)};
}
inline I dotAt(I acc, I quants, const uint8_t* activations) { return dot(acc, quants, wordAt(activations)); }
#endif

#endif

constexpr int maxQuant(Planes planes) {
    switch (planes) {
    case Planes::Nibbles:
        return 15;
    case Planes::NibblesAndBit:
        return 31;
    case Planes::NibblesAndPair:
        return 63;
    case Planes::Pair:
        return 3;
    case Planes::PairAndBit:
        return 7;
    case Planes::Table:
    case Planes::Bytes:
        return 255;
    }
    return 255;
}

/// The eight steps of a block, quants as unsigned bytes.
template <Planes planes> inline void unpack(const uint8_t* block, I (&steps)[8]) {
    const I low = splatInt(0x0f0f0f0f);
    if constexpr (planes == Planes::Bytes) {
        for (int s = 0; s < 8; ++s) steps[s] = loadInts(block + 64 * s);
    } else if constexpr (planes == Planes::Pair || planes == Planes::PairAndBit) {
        const I pair = splatInt(0x03030303);
        for (int v = 0; v < 2; ++v) {
            const I bits = loadInts(block + 64 * v);
            steps[4 * v] = both(bits, pair);
            steps[4 * v + 1] = both(shiftRight<2>(bits), pair);
            steps[4 * v + 2] = both(shiftRight<4>(bits), pair);
            steps[4 * v + 3] = both(shiftRight<6>(bits), pair);
        }
    } else {
        for (int v = 0; v < 4; ++v) {
            const I bits = loadInts(block + 64 * v);
            steps[v] = both(bits, low);
            steps[v + 4] = both(shiftRight<4>(bits), low);
        }
    }
    if constexpr (planes == Planes::Table) {
        // IQ4's values + 128.
        const __m128i table = _mm_setr_epi8(1, 24, 45, 63, 79, 93, 106, 118, char(129), char(141), char(153),
                                            char(166), char(181), char(197), char(217), char(241));
        for (int s = 0; s < 8; ++s) steps[s] = lookUp(table, steps[s]);
    }
    if constexpr (planes == Planes::NibblesAndPair) {
        const I place = splatInt(0x30303030);
        for (int v = 0; v < 2; ++v) {
            const I bits = loadInts(block + 256 + 64 * v);
            steps[4 * v] = either(steps[4 * v], both(shiftLeft<4>(bits), place));
            steps[4 * v + 1] = either(steps[4 * v + 1], both(shiftLeft<2>(bits), place));
            steps[4 * v + 2] = either(steps[4 * v + 2], both(bits, place));
            steps[4 * v + 3] = either(steps[4 * v + 3], both(shiftRight<2>(bits), place));
        }
    }
    if constexpr (planes == Planes::NibblesAndBit) {
        const I place = splatInt(0x10101010), bits = loadInts(block + 256);
        steps[0] = either(steps[0], both(shiftLeft<4>(bits), place));
        steps[1] = either(steps[1], both(shiftLeft<3>(bits), place));
        steps[2] = either(steps[2], both(shiftLeft<2>(bits), place));
        steps[3] = either(steps[3], both(shiftLeft<1>(bits), place));
        steps[4] = either(steps[4], both(bits, place));
        steps[5] = either(steps[5], both(shiftRight<1>(bits), place));
        steps[6] = either(steps[6], both(shiftRight<2>(bits), place));
        steps[7] = either(steps[7], both(shiftRight<3>(bits), place));
    }
    if constexpr (planes == Planes::PairAndBit) {
        const I place = splatInt(0x04040404), bits = loadInts(block + 128);
        steps[0] = either(steps[0], both(shiftLeft<2>(bits), place));
        steps[1] = either(steps[1], both(shiftLeft<1>(bits), place));
        steps[2] = either(steps[2], both(bits, place));
        steps[3] = either(steps[3], both(shiftRight<1>(bits), place));
        steps[4] = either(steps[4], both(shiftRight<2>(bits), place));
        steps[5] = either(steps[5], both(shiftRight<3>(bits), place));
        steps[6] = either(steps[6], both(shiftRight<4>(bits), place));
        steps[7] = either(steps[7], both(shiftRight<5>(bits), place));
    }
}

// Products of a block's steps. takesOffset: whether they take the offset of 8-bit quants (128) off by
// themselves.
#if __AVX512F__ || __AVXVNNI__

constexpr bool takesOffset(int) { return false; }

/// acc += `count` steps of quants times as many words of activations; quants are at most `most`.
template <int most, int count> [[gnu::always_inline]] inline I dots(I acc, const I* steps, const uint8_t* a) {
#pragma GCC unroll 8
    for (int k = 0; k < count; ++k) acc = dot(acc, steps[k], wordAt(a + 4 * k));
    return acc;
}
/// The same for n tokens whose words are `stride` bytes apart, woven together. Steps: something that has [k].
template <int most, int count, int n, class Steps>
[[gnu::always_inline]] inline void dots(I (&acc)[n], Steps steps, const uint8_t* a, int stride) {
#pragma GCC unroll 8
    for (int k = 0; k < count; ++k) {
#pragma GCC unroll 4
        for (int i = 0; i < n; ++i) acc[i] = dotAt(acc[i], steps[k], a + i * stride + 4 * k);
    }
}

#else

constexpr bool takesOffset(int most) { return most > 128; }

/// Sums of neighbouring products in 16 bits. Quants of 8 bits are less 128 and give their sign to the
/// activation.
template <int most> inline __m256i pairSums(__m256i quants, __m256i activations) {
    if constexpr (!takesOffset(most)) return _mm256_maddubs_epi16(quants, activations);
    const __m256i values = _mm256_xor_si256(quants, _mm256_set1_epi8(char(0x80)));
    return _mm256_maddubs_epi16(_mm256_abs_epi8(values), _mm256_sign_epi8(activations, values));
}

template <int most, int count, int n, class Steps>
[[gnu::always_inline]] inline void dots(I (&acc)[n], Steps steps, const uint8_t* a, int stride) {
    const __m256i ones = _mm256_set1_epi16(1);
    // As many as fit 16 bits together: most * 127 * 2 * together < 32768.
    constexpr int fitting = most <= 15 ? 8 : most <= 31 ? 4 : most <= 63 ? 2 : 1;
    constexpr int together = fitting < count ? fitting : count;
#pragma GCC unroll 8
    for (int k = 0; k < count; k += together) {
        I sums[n];
#pragma GCC unroll 8
        for (int j = k; j < k + together; ++j) {
            const I quants = steps[j];
#pragma GCC unroll 4
            for (int i = 0; i < n; ++i) {
                const __m256i activations = _mm256_set1_epi32(wordAt(a + i * stride + 4 * j));
                const I pairs{pairSums<most>(quants.a, activations), pairSums<most>(quants.b, activations)};
                sums[i] = j == k
                              ? pairs
                              : I{_mm256_add_epi16(sums[i].a, pairs.a), _mm256_add_epi16(sums[i].b, pairs.b)};
                // Else the compiler takes all products first, to add them in pairs, and runs out of
                // registers.
                asm("" : "+x"(sums[i].a), "+x"(sums[i].b));
            }
        }
#pragma GCC unroll 4
        for (int i = 0; i < n; ++i) {
            acc[i].a = _mm256_add_epi32(acc[i].a, _mm256_madd_epi16(sums[i].a, ones));
            acc[i].b = _mm256_add_epi32(acc[i].b, _mm256_madd_epi16(sums[i].b, ones));
        }
    }
}
template <int most, int count> [[gnu::always_inline]] inline I dots(I acc, const I* steps, const uint8_t* a) {
    I one[1] = {acc};
    dots<most, count>(one, steps, a, 0);
    return one[0];
}

#endif

} // namespace inkstone::kernels::INK_ISA::rows16
