#pragma once
// One token's attention to a bf16 cache where vdpbf16ps adds two products at once: scores and weighted values
// of up to 64 keys for a few query heads. Queries and weights are rounded to bf16, as the blocks of
// attention.cpp do. Heads are multiples of 32 wide.

#include "kernels/cpu/simd.h"

#if __AVX512BF16__
namespace inkstone::kernels::INK_ISA {

constexpr int64_t PairColumns = 32; ///< bf16 of a vector
/// Rows are asked for so far ahead, one while another is worked on: a long cache lies in memory, and keys and
/// values by turns are no stream the processor follows by itself.
constexpr int64_t KeysAhead = 32;

inline __m512bh loadPairs512(const Bf16* p) { return (__m512bh)_mm512_loadu_si512(p); }
/// Two neighbours, in every lane.
inline __m512bh pairEverywhere(const Bf16* p) {
    int32_t pair;
    std::memcpy(&pair, p, sizeof pair);
    return (__m512bh)_mm512_set1_epi32(pair);
}

/// Lane j becomes the sum of r[j's bits reversed].
inline Vec sumsOfReversed(const Vec (&r)[16]) {
    Vec a[8], b[4], c[2];
    for (int i = 0; i < 8; ++i)
        a[i] = add(_mm512_unpacklo_ps(r[i], r[i + 8]), _mm512_unpackhi_ps(r[i], r[i + 8]));
    for (int i = 0; i < 4; ++i)
        b[i] = add(_mm512_shuffle_ps(a[i], a[i + 4], 0x44), _mm512_shuffle_ps(a[i], a[i + 4], 0xee));
    for (int i = 0; i < 2; ++i)
        c[i] = add(_mm512_shuffle_f32x4(b[i], b[i + 2], 0x88), _mm512_shuffle_f32x4(b[i], b[i + 2], 0xdd));
    return add(_mm512_shuffle_f32x4(c[0], c[1], 0x88), _mm512_shuffle_f32x4(c[0], c[1], 0xdd));
}
constexpr int reversedBits(int i) { return (i & 1) << 3 | (i & 2) << 1 | (i & 4) >> 1 | (i & 8) >> 3; }

/// scores[h * scoreStride + j] = q[h] · key j, for `keys` keys that begin `stride` apart; q [heads][dim].
template <int Heads>
void scorePairs(const Bf16* q, int64_t dim, const Bf16* k, int64_t stride, int64_t keys, float* scores,
                int64_t scoreStride) {
    for (int64_t first = 0; first < keys; first += Lanes) {
        Vec parts[Heads][Lanes];
        for (int j = 0; j < Lanes; ++j) {
            const int row = reversedBits(j);
            // Past the last key its scores are computed again; nobody reads them.
            const int64_t key = first + j < keys ? first + j : keys - 1;
            for (int h = 0; h < Heads; ++h) parts[h][row] = zero();
            for (int64_t c = 0; c < dim; c += PairColumns) {
                const __m512bh pairs = loadPairs512(k + key * stride + c);
                __builtin_prefetch(k + (key + KeysAhead) * stride + c);
                for (int h = 0; h < Heads; ++h)
                    parts[h][row] = _mm512_dpbf16_ps(parts[h][row], loadPairs512(q + h * dim + c), pairs);
            }
        }
        for (int h = 0; h < Heads; ++h) store(scores + h * scoreStride + first, sumsOfReversed(parts[h]));
    }
}

/// sums[h] [dim] += weights[h] · values, for `keys` rows of values that begin `stride` apart. Weights are
/// padded with a 0 to an even count.
template <int Heads>
void addPairs(const Bf16* weights, int64_t weightStride, int64_t dim, const Bf16* v, int64_t stride,
              int64_t keys, float* const (&sums)[Heads]) {
    for (int64_t c = 0; c < dim; c += PairColumns) {
        // Interleaving two rows splits the columns: the first and the last four of every eight.
        Vec low[Heads], high[Heads];
        for (int h = 0; h < Heads; ++h) {
            const Vec first = load(sums[h] + c), second = load(sums[h] + c + Lanes);
            low[h] = _mm512_shuffle_f32x4(first, second, 0x88);
            high[h] = _mm512_shuffle_f32x4(first, second, 0xdd);
        }
        for (int64_t j = 0; j < keys; j += 2) {
            const Bf16* row = v + j * stride + c;
            const __m512i even = _mm512_loadu_si512(row);
            __builtin_prefetch(row + KeysAhead * stride);
            __builtin_prefetch(row + (KeysAhead + 1) * stride);
            const __m512i odd = j + 1 < keys ? _mm512_loadu_si512(row + stride) : _mm512_setzero_si512();
            const auto lowPairs = (__m512bh)_mm512_unpacklo_epi16(even, odd);
            const auto highPairs = (__m512bh)_mm512_unpackhi_epi16(even, odd);
            for (int h = 0; h < Heads; ++h) {
                const __m512bh weight = pairEverywhere(weights + h * weightStride + j);
                low[h] = _mm512_dpbf16_ps(low[h], weight, lowPairs);
                high[h] = _mm512_dpbf16_ps(high[h], weight, highPairs);
            }
        }
        for (int h = 0; h < Heads; ++h) {
            const Vec first = _mm512_shuffle_f32x4(low[h], high[h], 0x44);
            const Vec second = _mm512_shuffle_f32x4(low[h], high[h], 0xee);
            store(sums[h] + c, _mm512_shuffle_f32x4(first, first, 0xd8));
            store(sums[h] + c + Lanes, _mm512_shuffle_f32x4(second, second, 0xd8));
        }
    }
}

} // namespace inkstone::kernels::INK_ISA
#endif
