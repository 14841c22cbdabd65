#pragma once
// The layouts behind Packing::Int8. A matrix is cut into groups of 16 rows; a group is one stream of
//   supers   for each 256 columns, where the source has scales of scales, 16 rows side by side,
//   quants   for each 32 columns ("block"): bit planes, 16 rows side by side,
//   scales   of that block, 16 rows side by side,
// padded to 64 bytes. Groups lie one behind another, so matrices of one format, the same columns and rows %
// 16 == 0 may be joined by laying them side by side in memory.
//
// A block is eight steps of four columns, because vpdpbusd sums four products into each of 16 lanes: byte 4r
// + i of step s is row r, column 4s + i. Quants are unsigned; value = scale * (quant - offset) [- minimum].
//   nibbles     4 x 64 bytes: vector v holds step v in its low halves, step v + 4 in its high halves
//   bit plane   1 x 64 bytes: bit s of a byte belongs to step s
//   pair plane  2 x 64 bytes: vector v, bits 2t and 2t + 1 of a byte belong to step 4v + t
//   bytes       8 x 64 bytes
// Every block type of GGUF keeps its own numbers exactly; F32, F16 and BF16 become Bytes with one scale
// per 32.

#include "kernels/dtype.h"

#include <cstddef>
#include <cstdint>

namespace inkstone::kernels {
namespace {

enum class Planes : uint8_t { Nibbles, NibblesAndBit, NibblesAndPair, Pair, PairAndBit, Table, Bytes };

enum class Scales : uint8_t {
    Half,         ///< f16 per block
    HalfMin,      ///< f16 scale and f16 minimum (added) per block
    ByteMin,      ///< u8 scale, u8 minimum per block; f16 d, f16 dmin per 256: value = d s q - dmin m
    SignedByte,   ///< s8 scale per block, f16 d per 256
    SignedHalves, ///< s8 scale per 16 columns, f16 d per 256
    NibbleHalves, ///< scale and minimum in the halves of a u8 per 16 columns, f16 d, f16 dmin per 256
};

struct Int8Format {
    Planes planes;
    Scales scales;
    int offset;
};

constexpr int RowsPerGroup = 16, BlockColumns = 32, SuperColumns = 256;

constexpr size_t quantBytesPerBlock(Planes planes) {
    switch (planes) {
    case Planes::Nibbles:
    case Planes::Table:
        return 256;
    case Planes::NibblesAndBit:
        return 320;
    case Planes::NibblesAndPair:
        return 384;
    case Planes::Pair:
        return 128;
    case Planes::PairAndBit:
        return 192;
    case Planes::Bytes:
        return 512;
    }
    return 0;
}

constexpr size_t scaleBytesPerBlock(Scales scales) {
    switch (scales) {
    case Scales::Half:
    case Scales::ByteMin:
    case Scales::SignedHalves:
    case Scales::NibbleHalves:
        return 32;
    case Scales::HalfMin:
        return 64;
    case Scales::SignedByte:
        return 16;
    }
    return 0;
}

constexpr bool hasSupers(Scales scales) { return scales != Scales::Half && scales != Scales::HalfMin; }
constexpr bool hasMinimum(Scales scales) {
    return scales == Scales::HalfMin || scales == Scales::ByteMin || scales == Scales::NibbleHalves;
}
/// Scales change every 16 columns.
constexpr bool isHalved(Scales scales) {
    return scales == Scales::SignedHalves || scales == Scales::NibbleHalves;
}

constexpr size_t superBytes(Scales scales) {
    return !hasSupers(scales) ? 0 : scales == Scales::ByteMin || scales == Scales::NibbleHalves ? 64 : 32;
}

constexpr Int8Format FormatQ4_0{Planes::Nibbles, Scales::Half, 8};
constexpr Int8Format FormatQ4_1{Planes::Nibbles, Scales::HalfMin, 0};
constexpr Int8Format FormatQ5_0{Planes::NibblesAndBit, Scales::Half, 16};
constexpr Int8Format FormatQ5_1{Planes::NibblesAndBit, Scales::HalfMin, 0};
constexpr Int8Format FormatQ8_0{Planes::Bytes, Scales::Half, 128};
constexpr Int8Format FormatQ2_K{Planes::Pair, Scales::NibbleHalves, 0};
constexpr Int8Format FormatQ3_K{Planes::PairAndBit, Scales::SignedHalves, 4};
constexpr Int8Format FormatQ4_K{Planes::Nibbles, Scales::ByteMin, 0};
constexpr Int8Format FormatQ5_K{Planes::NibblesAndBit, Scales::ByteMin, 0};
constexpr Int8Format FormatQ6_K{Planes::NibblesAndPair, Scales::SignedHalves, 32};
constexpr Int8Format FormatIQ4_NL{Planes::Table, Scales::Half, 128};
constexpr Int8Format FormatIQ4_XS{Planes::Table, Scales::SignedByte, 128};

/// Calls body(format) with the constant of `type`; false when there is none.
template <class Body> inline bool withInt8Format(DType type, Body&& body) {
#define INK_FORMAT(format)                                                                                   \
    body([] { return format; });                                                                             \
    return true
    switch (type) {
    case DType::Q4_0:
        INK_FORMAT(FormatQ4_0);
    case DType::Q4_1:
        INK_FORMAT(FormatQ4_1);
    case DType::Q5_0:
        INK_FORMAT(FormatQ5_0);
    case DType::Q5_1:
        INK_FORMAT(FormatQ5_1);
    case DType::Q2_K:
        INK_FORMAT(FormatQ2_K);
    case DType::Q3_K:
        INK_FORMAT(FormatQ3_K);
    case DType::Q4_K:
        INK_FORMAT(FormatQ4_K);
    case DType::Q5_K:
        INK_FORMAT(FormatQ5_K);
    case DType::Q6_K:
        INK_FORMAT(FormatQ6_K);
    case DType::IQ4_NL:
        INK_FORMAT(FormatIQ4_NL);
    case DType::IQ4_XS:
        INK_FORMAT(FormatIQ4_XS);
    case DType::Q8_0:
    case DType::F32:
    case DType::F16:
    case DType::BF16:
        INK_FORMAT(FormatQ8_0);
    default:
        return false;
    }
#undef INK_FORMAT
}

/// How one group of 16 rows lies in memory.
struct GroupLayout {
    int64_t blocks = 0;
    size_t blockBytes = 0, superBytes = 0, bytes = 0;

    /// Where the quants of a block begin; its scales follow them.
    constexpr size_t blockAt(int64_t block) const {
        return size_t(block) * blockBytes + size_t(block / 8 + 1) * superBytes;
    }
};

constexpr GroupLayout groupLayout(Int8Format format, int64_t columns) {
    GroupLayout layout;
    layout.blocks = (columns + BlockColumns - 1) / BlockColumns;
    layout.blockBytes = quantBytesPerBlock(format.planes) + scaleBytesPerBlock(format.scales);
    layout.superBytes = superBytes(format.scales);
    const size_t end =
        size_t(layout.blocks) * layout.blockBytes + size_t(columns / SuperColumns) * layout.superBytes;
    layout.bytes = (end + 63) / 64 * 64;
    return layout;
}

} // namespace
} // namespace inkstone::kernels
