#include "kernels/cpu/weight_panels.h"

#include "kernels/cpu/int8_product.h"

namespace inkstone::kernels::INK_ISA {
namespace rows16 {
namespace {

// byteOf: byte `i` of each lane as a float. storePairs: pairs of bf16, `even` below `odd`, rounded to
// nearest.
#if __AVX512F__

template <bool isSigned, int i> [[gnu::always_inline]] inline F byteOf(I lanes) {
    const I high = i == 3 ? lanes : _mm512_slli_epi32(lanes, 24 - 8 * i);
    return toFloats(isSigned ? _mm512_srai_epi32(high, 24) : _mm512_srli_epi32(high, 24));
}
inline I lessOffset(I lanes, int offset) { return _mm512_sub_epi8(lanes, _mm512_set1_epi8(char(offset))); }
#if __AVX512BF16__
inline void storePairs(Bf16* to, F even, F odd) {
    const I order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22,
                                     6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    _mm512_storeu_si512(to, _mm512_permutexvar_epi16(order, I(_mm512_cvtne2ps_pbh(odd, even))));
}
#else
inline I rounded(F x) {
    const I bits = _mm512_castps_si512(x);
    const I last = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    return _mm512_add_epi32(_mm512_add_epi32(bits, _mm512_set1_epi32(0x7fff)), last);
}
inline void storePairs(Bf16* to, F even, F odd) {
    const I low = _mm512_srli_epi32(rounded(even), 16);
    _mm512_storeu_si512(to, _mm512_mask_blend_epi16(0xaaaaaaaa, low, rounded(odd)));
}
#endif

#else

template <bool isSigned, int i> [[gnu::always_inline]] inline __m256 byteOfHalf(__m256i lanes) {
    const __m256i high = i == 3 ? lanes : _mm256_slli_epi32(lanes, 24 - 8 * i);
    return _mm256_cvtepi32_ps(isSigned ? _mm256_srai_epi32(high, 24) : _mm256_srli_epi32(high, 24));
}
template <bool isSigned, int i> [[gnu::always_inline]] inline F byteOf(I lanes) {
    return {byteOfHalf<isSigned, i>(lanes.a), byteOfHalf<isSigned, i>(lanes.b)};
}
inline I lessOffset(I lanes, int offset) {
    const __m256i all = _mm256_set1_epi8(char(offset));
    return {_mm256_sub_epi8(lanes.a, all), _mm256_sub_epi8(lanes.b, all)};
}
inline __m256i rounded(__m256 x) {
    const __m256i bits = _mm256_castps_si256(x);
    const __m256i last = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    return _mm256_add_epi32(_mm256_add_epi32(bits, _mm256_set1_epi32(0x7fff)), last);
}
inline __m256i pairs(__m256 even, __m256 odd) {
    return _mm256_blend_epi16(_mm256_srli_epi32(rounded(even), 16), rounded(odd), 0xaa);
}
inline void storePairs(Bf16* to, F even, F odd) {
    __m256i* at = reinterpret_cast<__m256i*>(to);
    _mm256_storeu_si256(at, pairs(even.a, odd.a));
    _mm256_storeu_si256(at + 1, pairs(even.b, odd.b));
}

#endif

/// Four columns of 16 rows: value = scale * (quant - offset) [+ minimum].
template <Int8Format format>
[[gnu::always_inline]] inline void unpackStep(I step, F scale, F minimum, Bf16* to, int64_t stride) {
    constexpr bool isSigned = format.offset != 0;
    if constexpr (isSigned) step = lessOffset(step, format.offset);
    const auto value = [&](F quant) {
        if constexpr (hasMinimum(format.scales)) return fma(quant, scale, minimum);
        return mul(quant, scale);
    };
    storePairs(to, value(byteOf<isSigned, 0>(step)), value(byteOf<isSigned, 1>(step)));
    storePairs(to + stride, value(byteOf<isSigned, 2>(step)), value(byteOf<isSigned, 3>(step)));
}

template <Int8Format format>
void unpackToBf16(const std::byte* weights, int64_t columns, int64_t group, int64_t first, int64_t blocks,
                  Bf16* to, int64_t stride) {
    const GroupLayout layout = groupLayout(format, columns);
    const uint8_t* start = reinterpret_cast<const uint8_t*>(weights) + size_t(group) * layout.bytes;
    const int64_t end = first + blocks < layout.blocks ? first + blocks : layout.blocks;
    F d = zero(), dmin = zero();
    for (int64_t block = first; block < end; ++block, to += BlockColumns / 2 * stride) {
        const uint8_t* at = start + layout.blockAt(block);
        if constexpr (hasSupers(format.scales)) {
            if (block % 8 == 0 || block == first) {
                const uint8_t* super = start + layout.blockAt(block / 8 * 8) - superBytes(format.scales);
                d = halves(super);
                // A minimum of the K types is subtracted.
                if constexpr (hasMinimum(format.scales)) dmin = negative(halves(super + 32));
            }
        }
        I steps[8];
        unpack<format.planes>(at, steps);
        const BlockScales s = blockScales<format.scales>(at + quantBytesPerBlock(format.planes), d, dmin);
#pragma GCC unroll 8
        for (int step = 0; step < 8; ++step) {
            const int half = isHalved(format.scales) && step > 3;
            unpackStep<format>(steps[step], s.scale[half], s.minimum[half], to + 2 * step * stride, stride);
        }
    }
}

} // namespace
} // namespace rows16

void panelOfFloats(const float* from, int64_t stride, int64_t rows, int64_t depth, Bf16* to, int64_t wide) {
    constexpr int64_t step = 128; // columns narrowed at a time
    alignas(64) Bf16 block[PanelColumns * step];
    for (int64_t k = 0; k < depth; k += step) {
        const int64_t some = depth - k < step ? depth - k : step;
        for (int64_t r = 0; r < rows; ++r)
            eachVec(some, [&](int64_t c, int n) {
                storeSome(block + r * step + c, loadSome(from + r * stride + k + c, n), n);
            });
        panelOfColumns(block, step, some, int(rows), to + k * wide, 2 * wide);
        for (int64_t p = k / 2; p < (k + some + 1) / 2; ++p)
            for (int64_t c = 2 * roundUp(rows, Lanes); c < 2 * wide; ++c) to[p * 2 * wide + c] = Bf16{};
    }
}

void panelOfTurnedFloats(const float* from, int64_t stride, int64_t depth, int64_t columns, Bf16* to) {
    constexpr int64_t width = 2 * PanelColumns;
    for (int64_t k = 0; k < depth; k += 2, to += width) {
        const float *even = from + k * stride, *odd = even + stride;
        for (int64_t c = 0; c < PanelColumns; c += 16) {
            const int64_t there = columns - c < 0 ? 0 : columns - c < 16 ? columns - c : 16;
            const rows16::F second = k + 1 < depth ? rows16::load(odd + c, there) : rows16::zero();
            rows16::storePairs(to + 2 * c, rows16::load(even + c, there), second);
        }
    }
}

UnpackGroup unpackGroup(DType type) {
    UnpackGroup found = nullptr;
    withInt8Format(type, [&](auto constant) {
        constexpr Int8Format format = constant();
        found = rows16::unpackToBf16<format>;
    });
    return found;
}

} // namespace inkstone::kernels::INK_ISA
