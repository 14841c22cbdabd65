#include "core/model/quantize.h"

#include "core/model/quantize_fit.h"
#include "core/model/quantize_k.h"

#include <cassert>
#include <cstring>

namespace inkstone {

using kernels::DType;

namespace {

constexpr int smallBlock = 32;

void put16(uint8_t* at, uint16_t bits) { std::memcpy(at, &bits, sizeof bits); }

/// Stores `value` as a half and gives what a reader will see.
float putHalf(uint8_t* at, float value) {
    const kernels::F16 half = kernels::toF16(value);
    put16(at, half.bits);
    return kernels::toFloat(half);
}

void q8_0(const float* x, uint8_t* block) {
    float largest = 0;
    for (int i = 0; i < smallBlock; ++i) largest = std::max(largest, std::abs(x[i]));
    const float scale = largest / 127, inverse = scale > 0 ? 1 / scale : 0;
    putHalf(block, scale);
    for (int i = 0; i < smallBlock; ++i) block[2 + i] = uint8_t(int8_t(std::round(x[i] * inverse)));
}

/// q + `zero` of each value, 0 to 2 * zero - 1.
std::array<int, smallBlock> symmetric(const float* x, int zero, uint8_t* scaleAt) {
    const float scale = putHalf(scaleAt, fitScale<smallBlock>(x, -zero, zero - 1));
    const float inverse = scale != 0 ? 1 / scale : 0;
    std::array<int, smallBlock> q;
    for (int i = 0; i < smallBlock; ++i)
        q[size_t(i)] = int(std::clamp(nearest(x[i] * inverse), float(-zero), float(zero - 1))) + zero;
    return q;
}

/// Low nibbles of value i and i + 16 share a byte; fifth bits come together in 32.
void putNibbles(const std::array<int, smallBlock>& q, uint8_t* nibbles, uint8_t* fifthBits) {
    uint32_t high = 0;
    for (int i = 0; i < smallBlock / 2; ++i) {
        const int a = q[size_t(i)], b = q[size_t(i) + 16];
        nibbles[i] = uint8_t((a & 15) | (b & 15) << 4);
        high |= uint32_t(a >> 4 & 1) << i | uint32_t(b >> 4 & 1) << (i + 16);
    }
    if (fifthBits) std::memcpy(fifthBits, &high, sizeof high);
}

void q4_0(const float* x, uint8_t* block) { putNibbles(symmetric(x, 8, block), block + 2, nullptr); }
void q5_0(const float* x, uint8_t* block) { putNibbles(symmetric(x, 16, block), block + 6, block + 2); }

void q5_1(const float* x, uint8_t* block) {
    const Affine fit = fitAffine<smallBlock>(x, 31, false);
    const float scale = putHalf(block, fit.scale), offset = putHalf(block + 2, fit.offset);
    const float inverse = scale > 0 ? 1 / scale : 0;
    std::array<int, smallBlock> q;
    for (int i = 0; i < smallBlock; ++i)
        q[size_t(i)] = int(std::clamp(nearest((x[i] - offset) * inverse), 0.f, 31.f));
    putNibbles(q, block + 8, block + 4);
}

using BlockFunction = void (*)(const float*, uint8_t*);

BlockFunction blockFunction(DType type) {
    switch (type) {
    case DType::F32:
        return [](const float* x, uint8_t* out) { std::memcpy(out, x, sizeof *x); };
    case DType::F16:
        return [](const float* x, uint8_t* out) { put16(out, kernels::toF16(*x).bits); };
    case DType::BF16:
        return [](const float* x, uint8_t* out) { put16(out, kernels::toBf16(*x).bits); };
    case DType::Q8_0:
        return q8_0;
    case DType::Q4_0:
        return q4_0;
    case DType::Q5_0:
        return q5_0;
    case DType::Q5_1:
        return q5_1;
    case DType::Q4_K:
        return quantizeQ4K;
    case DType::Q5_K:
        return quantizeQ5K;
    case DType::Q6_K:
        return quantizeQ6K;
    default:
        return nullptr;
    }
}

} // namespace

void quantizeRow(DType type, std::span<const float> row, std::byte* out) {
    const kernels::DTypeInfo* info = kernels::dtypeInfo(type);
    const BlockFunction block = blockFunction(type);
    assert(block && row.size() % size_t(info->blockElements) == 0);
    auto* to = reinterpret_cast<uint8_t*>(out);
    for (size_t i = 0; i < row.size(); i += size_t(info->blockElements), to += info->blockBytes)
        block(row.data() + i, to);
}

} // namespace inkstone
