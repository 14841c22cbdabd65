#pragma once
// How GGUF's block types spell their numbers, shared by every backend: one function per type turns a block
// into floats, in the order of operations of the `gguf` package (bit-equal to its dequantize). `Half`
// converts the 16 bits of an IEEE half.
//
// Everything is in an unnamed namespace on purpose: each file, whatever instruction set it is compiled for,
// gets its own copy.

#include "kernels/ops.h"

#include <cstring>

#ifdef __CUDACC__
#define INK_ANYWHERE __host__ __device__
#else
#define INK_ANYWHERE
#endif

namespace inkstone::kernels {
namespace {

INK_ANYWHERE inline int8_t iq4Value(int index) {
    constexpr int8_t values[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
    return values[index];
}

INK_ANYWHERE inline const uint8_t* bytesOf(const std::byte* p) { return reinterpret_cast<const uint8_t*>(p); }

INK_ANYWHERE inline uint16_t u16At(const uint8_t* p) { return uint16_t(p[0] | p[1] << 8); }
INK_ANYWHERE inline uint32_t u32At(const uint8_t* p) {
    return uint32_t(u16At(p)) | uint32_t(u16At(p + 2)) << 16;
}

/// Scale and minimum number j (0..7) of a Q4_K or Q5_K block: 6 bits each in 12 bytes.
INK_ANYWHERE inline void scaleMinOf(const uint8_t* scales, int j, int& scale, int& minimum) {
    if (j < 4) {
        scale = scales[j] & 63;
        minimum = scales[j + 4] & 63;
    } else {
        scale = (scales[j + 4] & 15) | (scales[j - 4] >> 2 & 0x30);
        minimum = (scales[j + 4] >> 4) | (scales[j] >> 2 & 0x30);
    }
}

/// Scale number j (0..15) of a Q3_K block: 6 bits, minus 32.
INK_ANYWHERE inline int q3Scale(const uint8_t* scales, int j) {
    const int low = j < 8 ? scales[j] & 15 : scales[j - 8] >> 4;
    const int high = scales[8 + j % 4] >> 2 * (j / 4) & 3;
    return (low | high << 4) - 32;
}

template <class Half> INK_ANYWHERE inline void q4_0Block(const uint8_t* b, float* out, Half half) {
    const float d = half(u16At(b));
    for (int i = 0; i < 16; ++i) {
        out[i] = d * float((b[2 + i] & 15) - 8);
        out[i + 16] = d * float((b[2 + i] >> 4) - 8);
    }
}

template <class Half> INK_ANYWHERE inline void q4_1Block(const uint8_t* b, float* out, Half half) {
    const float d = half(u16At(b)), m = half(u16At(b + 2));
    for (int i = 0; i < 16; ++i) {
        out[i] = d * float(b[4 + i] & 15) + m;
        out[i + 16] = d * float(b[4 + i] >> 4) + m;
    }
}

template <class Half> INK_ANYWHERE inline void q5_0Block(const uint8_t* b, float* out, Half half) {
    const float d = half(u16At(b));
    const uint32_t high = u32At(b + 2);
    for (int i = 0; i < 16; ++i) {
        out[i] = d * float(int((b[6 + i] & 15) | (high >> i & 1) << 4) - 16);
        out[i + 16] = d * float(int((b[6 + i] >> 4) | (high >> (i + 16) & 1) << 4) - 16);
    }
}

template <class Half> INK_ANYWHERE inline void q5_1Block(const uint8_t* b, float* out, Half half) {
    const float d = half(u16At(b)), m = half(u16At(b + 2));
    const uint32_t high = u32At(b + 4);
    for (int i = 0; i < 16; ++i) {
        out[i] = d * float((b[8 + i] & 15) | (high >> i & 1) << 4) + m;
        out[i + 16] = d * float((b[8 + i] >> 4) | (high >> (i + 16) & 1) << 4) + m;
    }
}

template <class Half> INK_ANYWHERE inline void q8_0Block(const uint8_t* b, float* out, Half half) {
    const float d = half(u16At(b));
    for (int i = 0; i < 32; ++i) out[i] = float(int8_t(b[2 + i])) * d;
}

template <class Half> INK_ANYWHERE inline void q2_KBlock(const uint8_t* b, float* out, Half half) {
    const uint8_t* quants = b + 16;
    const float d = half(u16At(b + 80)), minimum = half(u16At(b + 82));
    for (int i = 0; i < 256; ++i) {
        const int group = i / 16; // of 16 values; quants: 2 halves of 32 bytes, 4 shifts each
        const int q = quants[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3;
        out[i] = d * float(b[group] & 15) * float(q) - minimum * float(b[group] >> 4);
    }
}

template <class Half> INK_ANYWHERE inline void q3_KBlock(const uint8_t* b, float* out, Half half) {
    const uint8_t *mask = b, *quants = b + 32, *scales = b + 96;
    const float d = half(u16At(b + 108));
    for (int i = 0; i < 256; ++i) {
        const int low = quants[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3;
        const int high = mask[i % 32] >> (i / 32) & 1; // set: no offset
        out[i] = d * float(q3Scale(scales, i / 16)) * float(low - (high ? 0 : 4));
    }
}

template <class Half> INK_ANYWHERE inline void q4_KBlock(const uint8_t* b, float* out, Half half) {
    const float d = half(u16At(b)), minimum = half(u16At(b + 2));
    for (int group = 0; group < 8; ++group) {
        int scale, low;
        scaleMinOf(b + 4, group, scale, low);
        const float ds = d * float(scale), dm = minimum * float(low);
        const uint8_t* quants = b + 16 + group / 2 * 32;
        for (int i = 0; i < 32; ++i) out[group * 32 + i] = ds * float(quants[i] >> (group % 2 * 4) & 15) - dm;
    }
}

template <class Half> INK_ANYWHERE inline void q5_KBlock(const uint8_t* b, float* out, Half half) {
    const float d = half(u16At(b)), minimum = half(u16At(b + 2));
    const uint8_t* high = b + 16;
    for (int group = 0; group < 8; ++group) {
        int scale, low;
        scaleMinOf(b + 4, group, scale, low);
        const float ds = d * float(scale), dm = minimum * float(low);
        const uint8_t* quants = b + 48 + group / 2 * 32;
        for (int i = 0; i < 32; ++i) {
            const int q = (quants[i] >> (group % 2 * 4) & 15) | (high[i] >> group & 1) << 4;
            out[group * 32 + i] = ds * float(q) - dm;
        }
    }
}

/// Value i of a Q6_K block, -32..31. Two halves of 128: 64 bytes of low nibbles, 32 bytes of high bit pairs.
INK_ANYWHERE inline int q6Value(const uint8_t* b, int i) {
    const int part = i / 128, group = i % 128 / 32, lane = i % 32;
    const int low = b[part * 64 + group % 2 * 32 + lane] >> (group / 2 * 4) & 15;
    const int high = b[128 + part * 32 + lane] >> (group * 2) & 3;
    return (low | high << 4) - 32;
}

template <class Half> INK_ANYWHERE inline void q6_KBlock(const uint8_t* b, float* out, Half half) {
    const float d = half(u16At(b + 208));
    for (int i = 0; i < 256; ++i) out[i] = d * float(int8_t(b[192 + i / 16])) * float(q6Value(b, i));
}

template <class Half> INK_ANYWHERE inline void iq4_NLBlock(const uint8_t* b, float* out, Half half) {
    const float d = half(u16At(b));
    for (int i = 0; i < 16; ++i) {
        out[i] = d * float(iq4Value(b[2 + i] & 15));
        out[i + 16] = d * float(iq4Value(b[2 + i] >> 4));
    }
}

/// Scale number j (0..7) of an IQ4_XS block.
INK_ANYWHERE inline int iq4XsScale(const uint8_t* b, int j) {
    const int low = b[4 + j / 2] >> (j % 2 * 4) & 15, high = u16At(b + 2) >> 2 * j & 3;
    return (low | high << 4) - 32;
}

template <class Half> INK_ANYWHERE inline void iq4_XSBlock(const uint8_t* b, float* out, Half half) {
    const float d = half(u16At(b));
    for (int group = 0; group < 8; ++group) {
        const float scale = d * float(iq4XsScale(b, group));
        const uint8_t* quants = b + 8 + group * 16;
        for (int i = 0; i < 16; ++i) {
            out[group * 32 + i] = scale * float(iq4Value(quants[i] & 15));
            out[group * 32 + i + 16] = scale * float(iq4Value(quants[i] >> 4));
        }
    }
}

/// `count` values (a multiple of the block) of a row that starts at `row`.
template <class Half>
INK_ANYWHERE inline void blocksToFloat(DType type, const uint8_t* row, int64_t count, float* out, Half half) {
    const auto each = [&](int elements, int bytes, auto&& block) {
        for (int64_t i = 0; i < count; i += elements, row += bytes) block(row, out + i, half);
    };
    switch (type) {
    case DType::F32:
        std::memcpy(out, row, size_t(count) * 4);
        return;
    case DType::F16:
        return each(1, 2, [](const uint8_t* b, float* o, Half h) { *o = h(u16At(b)); });
    case DType::BF16:
        return each(1, 2, [](const uint8_t* b, float* o, Half) {
            const uint32_t bits = uint32_t(u16At(b)) << 16;
            std::memcpy(o, &bits, 4);
        });
    case DType::Q4_0:
        return each(32, 18, q4_0Block<Half>);
    case DType::Q4_1:
        return each(32, 20, q4_1Block<Half>);
    case DType::Q5_0:
        return each(32, 22, q5_0Block<Half>);
    case DType::Q5_1:
        return each(32, 24, q5_1Block<Half>);
    case DType::Q8_0:
        return each(32, 34, q8_0Block<Half>);
    case DType::Q2_K:
        return each(256, 84, q2_KBlock<Half>);
    case DType::Q3_K:
        return each(256, 110, q3_KBlock<Half>);
    case DType::Q4_K:
        return each(256, 144, q4_KBlock<Half>);
    case DType::Q5_K:
        return each(256, 176, q5_KBlock<Half>);
    case DType::Q6_K:
        return each(256, 210, q6_KBlock<Half>);
    case DType::IQ4_NL:
        return each(32, 18, iq4_NLBlock<Half>);
    case DType::IQ4_XS:
        return each(256, 136, iq4_XSBlock<Half>);
    default:
        return;
    }
}

/// Where canonical row `row` lies in the file: the two halves of a head may be interleaved.
INK_ANYWHERE inline int64_t storedRowOf(const WeightSource& w, int64_t row) {
    if (w.order == RowOrder::Plain) return row;
    if (w.order == RowOrder::Grouped) return row / w.groupRows * w.groupStride + row % w.groupRows;
    const int64_t head = row / w.headDim, i = row % w.headDim, half = w.headDim / 2;
    return head * w.headDim + (i < half ? 2 * i : 2 * (i - half) + 1);
}

} // namespace
} // namespace inkstone::kernels
