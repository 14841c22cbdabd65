#include "kernels/cpu/int8_activations.h"

#include "kernels/cpu/simd.h"

namespace inkstone::kernels::INK_ISA {
namespace {

constexpr int Vectors = BlockColumns / Lanes;

struct BlockSums {
    float scale;
    int32_t half[2];
};

#if __AVX512F__
Vec magnitude(Vec x) { return _mm512_abs_ps(x); }
/// Rounds, stores and adds up a block; products with ones add four neighbours at a time.
void quantizeVectors(const Vec (&x)[Vectors], Vec inverse, int8_t* q, int32_t (&half)[2]) {
    const __m128i low = _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(mul(x[0], inverse)));
    const __m128i high = _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(mul(x[1], inverse)));
    const __m256i both = _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(q), both);
    __m256i sums = _mm256_dpbusd_epi32(_mm256_setzero_si256(), _mm256_set1_epi8(1), both);
    sums = _mm256_add_epi32(sums, _mm256_shuffle_epi32(sums, 0x4e));
    sums = _mm256_add_epi32(sums, _mm256_shuffle_epi32(sums, 0xb1));
    half[0] = _mm256_cvtsi256_si32(sums);
    half[1] = _mm_cvtsi128_si32(_mm256_extracti128_si256(sums, 1));
}
#else
Vec magnitude(Vec x) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), x); }
void quantizeVectors(const Vec (&x)[Vectors], Vec inverse, int8_t* q, int32_t (&half)[2]) {
    for (int i = 0; i < Vectors; ++i) {
        const __m256i rounded = _mm256_cvtps_epi32(mul(x[i], inverse));
        const __m128i words =
            _mm_packs_epi32(_mm256_castsi256_si128(rounded), _mm256_extracti128_si256(rounded, 1));
        _mm_storel_epi64(reinterpret_cast<__m128i*>(q + i * Lanes), _mm_packs_epi16(words, words));
        __m128i total = _mm_madd_epi16(words, _mm_set1_epi16(1));
        total = _mm_add_epi32(total, _mm_unpackhi_epi64(total, total));
        half[i / 2] += _mm_cvtsi128_si32(total) + _mm_extract_epi32(total, 1);
    }
}
#endif

/// 32 floats to int8: the largest magnitude becomes 127. The last block of a row may be short.
BlockSums quantizeBlock(const float* x, int64_t count, int8_t* q) {
    Vec v[Vectors];
    for (int i = 0; i < Vectors; ++i) {
        const int64_t left = count - i * Lanes;
        v[i] = left >= Lanes ? load(x + i * Lanes) : left > 0 ? load(x + i * Lanes, int(left)) : zero();
    }
    Vec most = magnitude(v[0]);
    for (int i = 1; i < Vectors; ++i) most = max(most, magnitude(v[i]));
    const float amax = largest(most);
    BlockSums sums{amax / 127.0f, {0, 0}};
    quantizeVectors(v, set1(amax > 0 ? 127.0f / amax : 0.0f), q, sums.half);
    return sums;
}

void putSum(ActivationSums kind, float scale, int32_t sum, std::byte* to) {
    const float asFloat = scale * float(sum);
    const int32_t asInt = -kind.offset * sum;
    std::memcpy(to, kind.minimum ? static_cast<const void*>(&asFloat) : &asInt, 4);
}

} // namespace

void quantizeTile(const float* x, int64_t stride, int64_t rows, int64_t columns, int tokens,
                  ActivationSums kind, std::byte* panel) {
    const int64_t blocks = (columns + BlockColumns - 1) / BlockColumns;
    const size_t blockBytes = panelBlockBytes(tokens, kind.halved);
    if (rows < tokens) std::memset(panel, 0, size_t(blocks) * blockBytes);
    for (int64_t t = 0; t < rows; ++t) {
        for (int64_t b = 0; b < blocks; ++b) {
            std::byte* block = panel + size_t(b) * blockBytes;
            int8_t* q = reinterpret_cast<int8_t*>(block) + t * BlockColumns;
            const BlockSums sums =
                quantizeBlock(x + t * stride + b * BlockColumns, columns - b * BlockColumns, q);
            std::byte* numbers = block + size_t(tokens) * BlockColumns + size_t(t) * 4;
            std::memcpy(numbers, &sums.scale, 4);
            if (kind.halved) {
                putSum(kind, sums.scale, sums.half[0], numbers + size_t(tokens) * 4);
                putSum(kind, sums.scale, sums.half[1], numbers + size_t(tokens) * 8);
            } else {
                putSum(kind, sums.scale, sums.half[0] + sums.half[1], numbers + size_t(tokens) * 4);
            }
        }
    }
}

} // namespace inkstone::kernels::INK_ISA
