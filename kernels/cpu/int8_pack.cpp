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

void nibbles(const uint8_t* b, uint8_t* quants) {
    for (int i = 0; i < 16; ++i) {
        quants[i] = b[i] & 15;
        quants[i + 16] = b[i] >> 4;
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

/// Block `block` (of 32 columns) of the row that starts at `row`.
void takeApart(DType type, const uint8_t* row, int64_t block, int64_t columns, BlockParts& parts) {
    const int64_t in = block % 8; // inside a super-block
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
        const uint8_t* quants = b + (five ? 48 : 16) + in / 2 * 32;
        for (int i = 0; i < 32; ++i) parts.quants[i] = quants[i] >> (in % 2 * 4) & 15;
        if (!five) return;
        for (int i = 0; i < 32; ++i) parts.quants[i] = uint8_t(parts.quants[i] | (b[16 + i] >> in & 1) << 4);
        return;
    }
    case DType::Q6_K: {
        const uint8_t* b = row + block / 8 * 210;
        parts.scaleByte[0] = b[192 + 2 * in];
        parts.scaleByte[1] = b[192 + 2 * in + 1];
        for (int i = 0; i < 32; ++i) parts.quants[i] = uint8_t(q6Value(b, int(in * 32 + i)) + 32);
        return;
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
void takeSuper(DType type, const uint8_t* row, int64_t super, uint16_t& d, uint16_t& minimum) {
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

uint32_t wordAt(const uint8_t* p) {
    uint32_t word;
    std::memcpy(&word, p, 4);
    return word;
}

/// Writes a row's quants of one block into the 16-row planes at `to`.
void putQuants(Planes planes, const uint8_t* quants, int row, uint8_t* to) {
    const auto put = [&](int vector, uint32_t word) {
        uint8_t* at = to + vector * 64 + row * 4;
        word |= wordAt(at);
        std::memcpy(at, &word, 4);
    };
    const auto step = [&](int s, uint32_t mask) { return wordAt(quants + 4 * s) & mask * 0x01010101u; };
    const bool low = planes == Planes::Nibbles || planes == Planes::Table ||
                     planes == Planes::NibblesAndBit || planes == Planes::NibblesAndPair;
    for (int s = 0; s < 8; ++s) {
        if (planes == Planes::Bytes) put(s, step(s, 255));
        if (low) put(s % 4, step(s, 15) << (s / 4 * 4));
        if (planes == Planes::NibblesAndBit) put(4, step(s, 16) >> 4 << s);
        if (planes == Planes::NibblesAndPair) put(4 + s / 4, step(s, 48) >> 4 << (s % 4 * 2));
        if (planes == Planes::Pair || planes == Planes::PairAndBit) put(s / 4, step(s, 3) << (s % 4 * 2));
        if (planes == Planes::PairAndBit) put(2, step(s, 4) >> 2 << s);
    }
}

/// Writes a row's scales of one block into the 16-row arrays at `to`.
void putScales(Scales scales, const BlockParts& parts, int row, std::byte* to) {
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

void packRow(const Int8Format& format, const GroupLayout& layout, const WeightSource& w, int64_t row,
             std::byte* group) {
    const uint8_t* source = bytesOf(w.data) + size_t(storedRowOf(w, row)) * rowBytes(w.dtype, w.columns);
    const int lane = int(row % RowsPerGroup);
    BlockParts parts;
    for (int64_t block = 0; block < layout.blocks; ++block) {
        takeApart(w.dtype, source, block, w.columns, parts);
        std::byte* at = group + layout.blockAt(block);
        putQuants(format.planes, parts.quants, lane, reinterpret_cast<uint8_t*>(at));
        putScales(format.scales, parts, lane, at + quantBytesPerBlock(format.planes));
    }
    if (!hasSupers(format.scales)) return;
    for (int64_t super = 0; super < w.columns / SuperColumns; ++super) {
        uint16_t d = 0, minimum = 0;
        takeSuper(w.dtype, source, super, d, minimum);
        std::byte* to = group + layout.blockAt(super * 8) - layout.superBytes;
        std::memcpy(to + 2 * lane, &d, 2);
        if (superBytes(format.scales) == 64) std::memcpy(to + 32 + 2 * lane, &minimum, 2);
    }
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
    withInt8Format(w.dtype, [&](auto constant) {
        constexpr Int8Format format = constant();
        const GroupLayout layout = groupLayout(format, w.columns);
        const int64_t groups = (w.rows + RowsPerGroup - 1) / RowsPerGroup;
        parallelFor(stream, groups, 4, [&](int64_t begin, int64_t end, int) {
            for (int64_t group = begin; group < end; ++group) {
                std::byte* to = dst + size_t(group) * layout.bytes;
                std::memset(to, 0, layout.bytes);
                const int64_t last =
                    (group + 1) * RowsPerGroup < w.rows ? (group + 1) * RowsPerGroup : w.rows;
                for (int64_t row = group * RowsPerGroup; row < last; ++row)
                    packRow(format, layout, w, row, to);
            }
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
