// Packing::Int8: from the file's blocks to groups of 16 rows side by side (int8_format.h).
#include "kernels/block_formats.h"
#include "kernels/cpu/int8_format.h"
#include "kernels/cpu/linear.h"
#include "kernels/thread_pool.h"

#include <immintrin.h>

namespace inkstone::kernels::INK_ISA {
namespace {

float halfToFloat(uint16_t bits) { return _cvtsh_ss(bits); }
uint16_t floatToHalf(float value) { return _cvtss_sh(value, _MM_FROUND_TO_NEAREST_INT); }

/// One block of one row, taken apart: quants with their offset in, and the scales' bits.
struct BlockParts {
    alignas(32) uint8_t quants[BlockColumns];
    uint16_t scale = 0, minimum = 0;     ///< f16, for Half and HalfMin
    uint8_t scaleByte[2]{}, minByte = 0; ///< for the scales of scales; [1] only where a block has two
};

__m128i load16(const uint8_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }
__m128i bits(__m128i x, int mask) { return _mm_and_si128(x, _mm_set1_epi8(char(mask))); }
void store16(uint8_t* p, __m128i x) { _mm_storeu_si128(reinterpret_cast<__m128i*>(p), x); }

void nibbles(const uint8_t* b, uint8_t* quants) {
    store16(quants, bits(load16(b), 15));
    store16(quants + 16, bits(_mm_srli_epi16(load16(b), 4), 15));
}

/// The low or the high halves of 32 bytes.
void halfBytes(const uint8_t* b, bool high, uint8_t* quants) {
    const __m128i shift = _mm_cvtsi32_si128(high ? 4 : 0);
    for (int i = 0; i < 32; i += 16) store16(quants + i, bits(_mm_srl_epi16(load16(b + i), shift), 15));
}

/// Q6_K's block `in` of a super-block: see q6Value.
void sixBits(const uint8_t* b, int in, uint8_t* quants) {
    const int part = in / 4, group = in % 4;
    const uint8_t *low = b + part * 64 + group % 2 * 32, *high = b + 128 + part * 32;
    const __m128i lowShift = _mm_cvtsi32_si128(group / 2 * 4), highShift = _mm_cvtsi32_si128(group * 2);
    for (int i = 0; i < 32; i += 16) {
        const __m128i upper = bits(_mm_srl_epi16(load16(high + i), highShift), 3);
        const __m128i lower = bits(_mm_srl_epi16(load16(low + i), lowShift), 15);
        store16(quants + i, _mm_or_si128(lower, _mm_slli_epi16(upper, 4)));
    }
}

void addHighBits(uint32_t bits, uint8_t* quants) {
    for (int i = 0; i < 32; ++i) quants[i] = uint8_t(quants[i] | (bits >> i & 1) << 4);
}

/// Rows of floats: the largest magnitude becomes 127.
void floatBlock(DType type, const uint8_t* row, int64_t column, int64_t count, BlockParts& parts) {
    float values[BlockColumns] = {};
    const int bytes = type == DType::F32 ? 4 : 2;
    blocksToFloat(type, row + column * bytes, count, values, halfToFloat);
    float largest = 0;
    for (float value : values) largest = largest > __builtin_fabsf(value) ? largest : __builtin_fabsf(value);
    parts.scale = floatToHalf(largest / 127.0f);
    const float scale = halfToFloat(parts.scale), inverse = scale > 0 ? 1.0f / scale : 0.0f;
    for (int i = 0; i < BlockColumns; ++i) {
        const float q = __builtin_nearbyintf(values[i] * inverse);
        parts.quants[i] = uint8_t(int(q < -127 ? -127 : q > 127 ? 127 : q) + 128);
    }
}

/// Block `block` (of 32 columns) of the row that starts at `row`, number `in` of its super-block. Inline, so
/// that only one type's case is left.
[[gnu::always_inline]] inline void takeApart(DType type, const uint8_t* row, int64_t block, int in,
                                             int64_t columns, BlockParts& parts) {
    switch (type) {
    case DType::Q4_0:
    case DType::IQ4_NL: {
        const uint8_t* b = row + block * 18;
        parts.scale = u16At(b);
        nibbles(b + 2, parts.quants);
        return;
    }
    case DType::Q4_1: {
        const uint8_t* b = row + block * 20;
        parts.scale = u16At(b);
        parts.minimum = u16At(b + 2);
        nibbles(b + 4, parts.quants);
        return;
    }
    case DType::Q5_0: {
        const uint8_t* b = row + block * 22;
        parts.scale = u16At(b);
        nibbles(b + 6, parts.quants);
        return addHighBits(u32At(b + 2), parts.quants);
    }
    case DType::Q5_1: {
        const uint8_t* b = row + block * 24;
        parts.scale = u16At(b);
        parts.minimum = u16At(b + 2);
        nibbles(b + 8, parts.quants);
        return addHighBits(u32At(b + 4), parts.quants);
    }
    case DType::Q8_0: {
        const uint8_t* b = row + block * 34;
        parts.scale = u16At(b);
        for (int i = 0; i < 32; ++i) parts.quants[i] = b[2 + i] ^ 0x80;
        return;
    }
    case DType::Q2_K: {
        const uint8_t* b = row + block / 8 * 84;
        parts.scaleByte[0] = b[2 * in];
        parts.scaleByte[1] = b[2 * in + 1];
        const uint8_t* quants = b + 16 + in / 4 * 32;
        for (int i = 0; i < 32; ++i) parts.quants[i] = quants[i] >> (in % 4 * 2) & 3;
        return;
    }
    case DType::Q3_K: {
        const uint8_t* b = row + block / 8 * 110;
        parts.scaleByte[0] = uint8_t(q3Scale(b + 96, int(2 * in)));
        parts.scaleByte[1] = uint8_t(q3Scale(b + 96, int(2 * in + 1)));
        const uint8_t* quants = b + 32 + in / 4 * 32;
        for (int i = 0; i < 32; ++i) {
            parts.quants[i] = uint8_t((quants[i] >> (in % 4 * 2) & 3) | (b[i] >> in & 1) << 2);
        }
        return;
    }
    case DType::Q4_K:
    case DType::Q5_K: {
        const bool five = type == DType::Q5_K;
        const uint8_t* b = row + block / 8 * (five ? 176 : 144);
        int scale, minimum;
        scaleMinOf(b + 4, int(in), scale, minimum);
        parts.scaleByte[0] = uint8_t(scale);
        parts.minByte = uint8_t(minimum);
        halfBytes(b + (five ? 48 : 16) + in / 2 * 32, in % 2, parts.quants);
        if (!five) return;
        for (int i = 0; i < 32; ++i) parts.quants[i] = uint8_t(parts.quants[i] | (b[16 + i] >> in & 1) << 4);
        return;
    }
    case DType::Q6_K: {
        const uint8_t* b = row + block / 8 * 210;
        parts.scaleByte[0] = b[192 + 2 * in];
        parts.scaleByte[1] = b[192 + 2 * in + 1];
        return sixBits(b, int(in), parts.quants);
    }
    case DType::IQ4_XS: {
        const uint8_t* b = row + block / 8 * 136;
        parts.scaleByte[0] = uint8_t(iq4XsScale(b, int(in)));
        nibbles(b + 8 + in * 16, parts.quants);
        return;
    }
    default: {
        const int64_t column = block * BlockColumns;
        const int64_t count = columns - column < BlockColumns ? columns - column : BlockColumns;
        return floatBlock(type, row, column, count, parts);
    }
    }
}

/// f16 d and dmin of a super-block: where they lie in the source's block.
[[gnu::always_inline]] inline void takeSuper(DType type, const uint8_t* row, int64_t super, uint16_t& d,
                                             uint16_t& minimum) {
    switch (type) {
    case DType::Q2_K:
        d = u16At(row + super * 84 + 80);
        minimum = u16At(row + super * 84 + 82);
        return;
    case DType::Q3_K:
        d = u16At(row + super * 110 + 108);
        return;
    case DType::Q4_K:
    case DType::Q5_K: {
        const uint8_t* b = row + super * (type == DType::Q5_K ? 176 : 144);
        d = u16At(b);
        minimum = u16At(b + 2);
        return;
    }
    case DType::Q6_K:
        d = u16At(row + super * 210 + 208);
        return;
    case DType::IQ4_XS:
        d = u16At(row + super * 136);
        return;
    default:
        return;
    }
}

/// The four words of x, each shifted left by its part of `shifts`, in one.
uint32_t folded(__m128i x, __m128i shifts) {
    x = _mm_sllv_epi32(x, shifts);
    x = _mm_or_si128(x, _mm_srli_si128(x, 8));
    return uint32_t(_mm_cvtsi128_si32(_mm_or_si128(x, _mm_srli_si128(x, 4))));
}

/// Writes a row's quants of one block into the 16-row planes at `to`: see int8_format.h.
template <Planes planes> void putQuants(const uint8_t* quants, int row, uint8_t* to) {
    const __m128i first = load16(quants), second = load16(quants + 16); // steps 0 .. 3 and 4 .. 7
    const auto put = [&](int vector, uint32_t word) { std::memcpy(to + vector * 64 + row * 4, &word, 4); };
    const auto putFour = [&](int vector, __m128i words) {
        alignas(16) uint32_t each[4];
        _mm_store_si128(reinterpret_cast<__m128i*>(each), words);
        for (int i = 0; i < 4; ++i) put(vector + i, each[i]);
    };
    const __m128i pairs = _mm_setr_epi32(0, 2, 4, 6), low = _mm_setr_epi32(0, 1, 2, 3);
    const auto bitOf = [&](int place) {
        const auto down = [&](__m128i x) { return bits(_mm_srli_epi16(x, place), 1); };
        return folded(down(first), low) | folded(down(second), low) << 4;
    };
    if constexpr (planes == Planes::Bytes) {
        putFour(0, first);
        putFour(4, second);
    } else if constexpr (planes == Planes::Pair || planes == Planes::PairAndBit) {
        put(0, folded(bits(first, 3), pairs));
        put(1, folded(bits(second, 3), pairs));
        if constexpr (planes == Planes::PairAndBit) put(2, bitOf(2));
    } else {
        putFour(0, _mm_or_si128(bits(first, 15), _mm_slli_epi16(bits(second, 15), 4)));
        if constexpr (planes == Planes::NibblesAndBit) put(4, bitOf(4));
        if constexpr (planes == Planes::NibblesAndPair) {
            put(4, folded(bits(_mm_srli_epi16(first, 4), 3), pairs));
            put(5, folded(bits(_mm_srli_epi16(second, 4), 3), pairs));
        }
    }
}

/// Writes a row's scales of one block into the 16-row arrays at `to`.
[[gnu::always_inline]] inline void putScales(Scales scales, const BlockParts& parts, int row, std::byte* to) {
    uint8_t* bytes = reinterpret_cast<uint8_t*>(to);
    switch (scales) {
    case Scales::HalfMin:
        std::memcpy(bytes + 32 + 2 * row, &parts.minimum, 2);
        [[fallthrough]];
    case Scales::Half:
        std::memcpy(bytes + 2 * row, &parts.scale, 2);
        return;
    case Scales::ByteMin:
        bytes[16 + row] = parts.minByte;
        [[fallthrough]];
    case Scales::SignedByte:
        bytes[row] = parts.scaleByte[0];
        return;
    case Scales::SignedHalves:
    case Scales::NibbleHalves:
        bytes[row] = parts.scaleByte[0];
        bytes[16 + row] = parts.scaleByte[1];
        return;
    }
}

/// Blocks [first, last) of one row, and the super-block they begin.
template <Int8Format format, DType type>
void packRow(const GroupLayout& layout, const WeightSource& w, int64_t row, int64_t first, int64_t last,
             std::byte* group) {
    const uint8_t* source = bytesOf(w.data) + size_t(storedRowOf(w, row)) * rowBytes(type, w.columns);
    const int lane = int(row % RowsPerGroup);
    BlockParts parts;
    std::byte* at = group + layout.blockAt(first);
    // Written out eight times: a block's place inside its super-block is then a constant.
#pragma GCC unroll 8
    for (int in = 0; in < 8; ++in) {
        if (first + in >= last) break;
        takeApart(type, source, first + in, in, w.columns, parts);
        putQuants<format.planes>(parts.quants, lane, reinterpret_cast<uint8_t*>(at));
        putScales(format.scales, parts, lane, at + quantBytesPerBlock(format.planes));
        at += layout.blockBytes;
    }
    if constexpr (hasSupers(format.scales)) {
        uint16_t d = 0, minimum = 0;
        takeSuper(type, source, first / 8, d, minimum);
        std::byte* to = group + layout.blockAt(first) - layout.superBytes;
        std::memcpy(to + 2 * lane, &d, 2);
        if (superBytes(format.scales) == 64) std::memcpy(to + 32 + 2 * lane, &minimum, 2);
    }
}

/// Rows [begin, end) of one group, eight blocks of all rows at a time: what is written stays in the first
/// cache.
template <Int8Format format, DType type>
void packGroup(const GroupLayout& layout, const WeightSource& w, int64_t begin, int64_t end, std::byte* to) {
    if (end - begin < RowsPerGroup) {
        std::memset(to, 0, layout.bytes);
    } else {
        std::memset(to + layout.bytes - 64, 0, 64);
    }
    for (int64_t block = 0; block < layout.blocks; block += 8) {
        const int64_t last = block + 8 < layout.blocks ? block + 8 : layout.blocks;
        for (int64_t row = begin; row < end; ++row) packRow<format, type>(layout, w, row, block, last, to);
    }
}

template <Int8Format format, DType type> void packAs(Stream& stream, const WeightSource& w, std::byte* dst) {
    const GroupLayout layout = groupLayout(format, w.columns);
    const int64_t groups = (w.rows + RowsPerGroup - 1) / RowsPerGroup;
    parallelFor(stream, groups, 4, [&](int64_t begin, int64_t end, int) {
        for (int64_t group = begin; group < end; ++group) {
            const int64_t last = (group + 1) * RowsPerGroup;
            packGroup<format, type>(layout, w, group * RowsPerGroup, last < w.rows ? last : w.rows,
                                    dst + size_t(group) * layout.bytes);
        }
    });
}

} // namespace

size_t packedBytesInt8(const WeightSource& w) {
    size_t bytes = 0;
    withInt8Format(w.dtype, [&](auto format) {
        bytes = size_t((w.rows + RowsPerGroup - 1) / RowsPerGroup) * groupLayout(format(), w.columns).bytes;
    });
    return bytes;
}

bool joinableInt8(const WeightSource& a, const WeightSource& b) {
    const auto formatOf = [](DType type) {
        Int8Format found{};
        withInt8Format(type, [&](auto format) { found = format(); });
        return found;
    };
    const Int8Format x = formatOf(a.dtype), y = formatOf(b.dtype);
    const bool same = x.planes == y.planes && x.scales == y.scales && x.offset == y.offset;
    return same && a.columns == b.columns && a.rows % RowsPerGroup == 0 && packedBytesInt8(a) > 0;
}

void packInt8(Stream& stream, const WeightSource& w, std::byte* dst) {
    switch (w.dtype) {
#define INK_PACK(type, format)                                                                               \
    case DType::type:                                                                                        \
        return packAs<format, DType::type>(stream, w, dst)
        INK_PACK(Q4_0, FormatQ4_0);
        INK_PACK(Q4_1, FormatQ4_1);
        INK_PACK(Q5_0, FormatQ5_0);
        INK_PACK(Q5_1, FormatQ5_1);
        INK_PACK(Q8_0, FormatQ8_0);
        INK_PACK(Q2_K, FormatQ2_K);
        INK_PACK(Q3_K, FormatQ3_K);
        INK_PACK(Q4_K, FormatQ4_K);
        INK_PACK(Q5_K, FormatQ5_K);
        INK_PACK(Q6_K, FormatQ6_K);
        INK_PACK(IQ4_NL, FormatIQ4_NL);
        INK_PACK(IQ4_XS, FormatIQ4_XS);
        INK_PACK(F32, FormatQ8_0);
        INK_PACK(F16, FormatQ8_0);
        INK_PACK(BF16, FormatQ8_0);
#undef INK_PACK
    default:
        return;
    }
}

} // namespace inkstone::kernels::INK_ISA
