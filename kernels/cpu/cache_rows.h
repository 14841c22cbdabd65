#pragma once
// Keys or values of one head, whatever the cache keeps them in: plain elements, or Q8_0 blocks (32 int8
// behind their F16 scale, 34 bytes).

#include "kernels/cpu/elementwise.h"

#include <type_traits>

namespace inkstone::kernels::INK_ISA {

/// Tag: Q8_0 blocks. A row is whole blocks, so a vector never reaches over the end of one.
struct Q8 {};
constexpr int64_t Q8Block = 32, Q8BlockBytes = 34;

/// Row (token) t begins at data + t * stride.
template <class K> struct CacheRows {
    K* data;
    int64_t stride;
    /// Lanes (or the n before the row's end) elements from c on.
    Vec at(int64_t token, int64_t c, int n) const { return loadSome(data + token * stride + c, n); }
    void set(int64_t token, int64_t dim, const float* from) const {
        eachVec(dim,
                [&](int64_t c, int n) { storeSome(data + token * stride + c, loadSome(from + c, n), n); });
    }
};

template <> struct CacheRows<Q8> {
    std::byte* data;
    int64_t stride; ///< bytes
    Vec at(int64_t token, int64_t c, int) const {
        const std::byte* block = data + token * stride + c / Q8Block * Q8BlockBytes;
        uint16_t half;
        std::memcpy(&half, block, sizeof half);
        const Vec scale = set1(_mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(half))));
        const std::byte* quants = block + 2 + c % Q8Block;
#if __AVX512F__
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(quants));
        return mul(_mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(bytes)), scale);
#else
        const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(quants));
        return mul(_mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes)), scale);
#endif
    }
    /// x = scale * quant with scale = max|x| / 127, rounded to F16.
    void set(int64_t token, int64_t dim, const float* from) const {
        for (int64_t c = 0; c < dim; c += Q8Block) {
            std::byte* block = data + token * stride + c / Q8Block * Q8BlockBytes;
            Vec most = zero();
            for (int64_t i = 0; i < Q8Block; i += Lanes) {
                const Vec x = load(from + c + i);
                most = max(max(x, sub(zero(), x)), most);
            }
            const __m128i half = _mm_cvtps_ph(_mm_set_ss(largest(most) / 127), _MM_FROUND_TO_NEAREST_INT);
            const uint16_t bits = uint16_t(_mm_cvtsi128_si32(half));
            const float scale = _mm_cvtss_f32(_mm_cvtph_ps(half));
            std::memcpy(block, &bits, sizeof bits);
            const Vec inverse = set1(scale > 0 ? 1 / scale : 0);
            for (int64_t i = 0; i < Q8Block; i += Lanes) {
                const Vec scaled = mul(load(from + c + i), inverse);
                const Vec quants = round(min(max(scaled, set1(-127)), set1(127)));
                alignas(64) float lanes[Lanes];
                store(lanes, quants);
                for (int j = 0; j < Lanes; ++j) block[2 + i + j] = std::byte(int8_t(lanes[j]));
            }
        }
    }
};

/// Rows from element `first` on, `stride` elements apart.
template <class K> inline CacheRows<K> cacheRows(void* data, int64_t first, int64_t stride) {
    if constexpr (std::is_same_v<K, Q8>)
        return {static_cast<std::byte*>(data) + first / Q8Block * Q8BlockBytes,
                stride / Q8Block * Q8BlockBytes};
    else
        return {static_cast<K*>(data) + first, stride};
}

/// Calls body(K{}) with what a cache of this type keeps.
template <class Body> inline void withCacheType(DType dtype, Body&& body) {
    if (dtype == DType::Q8_0)
        body(Q8{});
    else
        withStorage(dtype, body);
}

} // namespace inkstone::kernels::INK_ISA
