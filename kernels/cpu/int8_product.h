#pragma once
// What the two ways of an Int8 product share: int8_linear.cpp for a few tokens (waits for memory),
// int8_tiles.cpp for many (waits for the multipliers).

#include "kernels/cpu/int8_format.h"
#include "kernels/cpu/rows.h"
#include "kernels/cpu/rows16.h"
#include "kernels/ops.h"

namespace inkstone::kernels::INK_ISA::rows16 {
namespace {

#if __AVX512F__
constexpr int LargestTile = 16;
#else
constexpr int LargestTile = 4; // two registers for each token's sums
#endif

/// Scales of one block for 16 rows, for the low and the high 16 columns where they differ.
struct BlockScales {
    F scale[2], minimum[2];
};

template <Scales scales> inline BlockScales blockScales(const uint8_t* at, F d, F dmin) {
    const auto bytes = [&](int i) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16 * i)); };
    BlockScales s;
    if constexpr (scales == Scales::Half) {
        s.scale[0] = halves(at);
    } else if constexpr (scales == Scales::HalfMin) {
        s.scale[0] = halves(at);
        s.minimum[0] = halves(at + 32);
    } else if constexpr (scales == Scales::ByteMin) {
        s.scale[0] = mul(d, unsignedBytes(bytes(0)));
        s.minimum[0] = mul(dmin, unsignedBytes(bytes(1)));
    } else if constexpr (scales == Scales::SignedByte) {
        s.scale[0] = mul(d, signedBytes(bytes(0)));
    } else if constexpr (scales == Scales::SignedHalves) {
        s.scale[0] = mul(d, signedBytes(bytes(0)));
        s.scale[1] = mul(d, signedBytes(bytes(1)));
    } else {
        const __m128i low = _mm_set1_epi8(15);
        for (int i = 0; i < 2; ++i) {
            s.scale[i] = mul(d, unsignedBytes(_mm_and_si128(bytes(i), low)));
            s.minimum[i] = mul(dmin, unsignedBytes(_mm_and_si128(_mm_srli_epi16(bytes(i), 4), low)));
        }
    }
    return s;
}

inline float floatAt(const uint8_t* p) {
    float value;
    std::memcpy(&value, p, 4);
    return value;
}

/// One call's work: the matrix, its tiles of activations, and where results go.
struct Product {
    const std::byte* weights;
    GroupLayout layout;
    int64_t rows;
    const std::byte* panels;
    size_t tileBytes; ///< of a full tile; only the last may be smaller
    int64_t tokens;
    int tileTokens;
    const float* bias;
    float* y;
    int64_t yStride;
    bool accumulate;
};

inline void putRows(const Product& p, int64_t token, int64_t row, F value) {
    const int64_t count = p.rows - row < RowsPerGroup ? p.rows - row : RowsPerGroup;
    float* y = p.y + token * p.yStride + row;
    if (count == RowsPerGroup) {
        if (p.bias) value = add(value, load(p.bias + row));
        store(y, p.accumulate ? add(value, load(y)) : value);
    } else {
        if (p.bias) value = add(value, load(p.bias + row, count));
        store(y, p.accumulate ? add(value, load(y, count)) : value, count);
    }
}

inline Product productOf(const PackedWeight& w, Int8Format format, TensorView bias, TensorView y,
                         bool accumulate) {
    const Rows<float> out = rowsOf<float>(y);
    Product p{};
    p.weights = w.data;
    p.layout = groupLayout(format, w.source.columns);
    p.rows = w.source.rows;
    p.bias = vectorOf(bias);
    p.y = out.data;
    p.yStride = out.stride;
    p.accumulate = accumulate;
    return p;
}

/// The smallest tile that holds `tokens`.
constexpr int tileFor(int64_t tokens) {
    int tile = 1;
    while (tile < tokens && tile < LargestTile) tile *= 2;
    return tile;
}

} // namespace
} // namespace inkstone::kernels::INK_ISA::rows16
