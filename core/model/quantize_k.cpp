#include "core/model/quantize_k.h"

#include "core/model/quantize_fit.h"
#include "kernels/dtype.h"

#include <cstring>

namespace inkstone {

namespace {

float putHalf(uint8_t* at, float value) {
    const kernels::F16 half = kernels::toF16(value);
    std::memcpy(at, &half.bits, sizeof half.bits);
    return kernels::toFloat(half);
}

constexpr int affineGroups = 8, affineGroup = 32, highestScale = 63;

/// Eight groups of 32: x ~ d * scale * q - m * minimum, scale and minimum 0..63.
struct AffineBlock {
    std::array<int, affineGroups> scales{}, minimums{};
    std::array<uint8_t, superBlock> q{};
};

/// Which of the whole numbers around `scale` and `minimum` together err least.
void refine(const float* x, float d, float m, float most, int& scale, int& minimum) {
    const int scale0 = scale, minimum0 = minimum;
    float best = -1;
    for (int s = std::max(scale0 - 1, 0); s <= std::min(scale0 + 1, highestScale); ++s)
        for (int low = std::max(minimum0 - 1, 0); low <= std::min(minimum0 + 1, highestScale); ++low) {
            const Affine fit{d * float(s), -m * float(low)};
            const float error = affineError<affineGroup>(x, fit, most);
            if (best >= 0 && error >= best) continue;
            best = error;
            scale = s;
            minimum = low;
        }
}

/// Stores d and m at `halves`.
AffineBlock fitBlock(const float* x, int most, uint8_t* halves) {
    std::array<Affine, affineGroups> fits;
    float largestScale = 0, largestMinimum = 0;
    for (int g = 0; g < affineGroups; ++g) {
        Affine& fit = fits[size_t(g)];
        fit = fitAffine<affineGroup>(x + g * affineGroup, most, true);
        largestScale = std::max(largestScale, fit.scale);
        largestMinimum = std::max(largestMinimum, -fit.offset);
    }
    const float d = putHalf(halves, largestScale / highestScale);
    const float m = putHalf(halves + 2, largestMinimum / highestScale);
    AffineBlock block;
    for (int g = 0; g < affineGroups; ++g) {
        const float* values = x + g * affineGroup;
        int& scale = block.scales[size_t(g)];
        int& minimum = block.minimums[size_t(g)];
        const auto whole = [](float part, float unit) {
            return unit > 0 ? int(std::clamp(nearest(part / unit), 0.f, float(highestScale))) : 0;
        };
        scale = whole(fits[size_t(g)].scale, d);
        minimum = whole(-fits[size_t(g)].offset, m);
        refine(values, d, m, float(most), scale, minimum);
        const float step = d * float(scale), low = m * float(minimum), inverse = step > 0 ? 1 / step : 0;
        for (int i = 0; i < affineGroup; ++i)
            block.q[size_t(g * affineGroup + i)] =
                uint8_t(std::clamp(nearest((values[i] + low) * inverse), 0.f, float(most)));
    }
    return block;
}

/// 6 bits each in 12 bytes, as scaleMinOf (kernels/block_formats.h) reads them.
void putScales(const AffineBlock& block, uint8_t* to) {
    for (size_t j = 0; j < 4; ++j) {
        const int scale = block.scales[j + 4], minimum = block.minimums[j + 4];
        to[j] = uint8_t(block.scales[j] | (scale >> 4) << 6);
        to[j + 4] = uint8_t(block.minimums[j] | (minimum >> 4) << 6);
        to[j + 8] = uint8_t((scale & 15) | (minimum & 15) << 4);
    }
}

/// Low nibbles: two groups share 32 bytes.
void putNibbles(const AffineBlock& block, uint8_t* to) {
    for (size_t pair = 0; pair < affineGroups / 2; ++pair)
        for (size_t i = 0; i < affineGroup; ++i) {
            const size_t at = pair * 2 * affineGroup + i;
            to[pair * affineGroup + i] = uint8_t((block.q[at] & 15) | (block.q[at + affineGroup] & 15) << 4);
        }
}

constexpr int smallGroups = 16, smallGroup = 16;

} // namespace

void quantizeQ4K(const float* x, uint8_t* block) {
    const AffineBlock fitted = fitBlock(x, 15, block);
    putScales(fitted, block + 4);
    putNibbles(fitted, block + 16);
}

void quantizeQ5K(const float* x, uint8_t* block) {
    const AffineBlock fitted = fitBlock(x, 31, block);
    putScales(fitted, block + 4);
    std::memset(block + 16, 0, affineGroup);
    for (size_t g = 0; g < affineGroups; ++g)
        for (size_t i = 0; i < affineGroup; ++i)
            block[16 + i] = uint8_t(block[16 + i] | (fitted.q[g * affineGroup + i] >> 4) << g);
    putNibbles(fitted, block + 48);
}

void quantizeQ6K(const float* x, uint8_t* block) {
    std::array<float, smallGroups> scales;
    float extreme = 0;
    for (int g = 0; g < smallGroups; ++g) {
        scales[size_t(g)] = fitScale<smallGroup>(x + g * smallGroup, -32, 31);
        if (std::abs(scales[size_t(g)]) > std::abs(extreme)) extreme = scales[size_t(g)];
    }
    const float d = putHalf(block + 208, extreme / -128);
    std::memset(block, 0, 192);
    for (int g = 0; g < smallGroups; ++g) {
        const float whole = d != 0 ? std::clamp(nearest(scales[size_t(g)] / d), -128.f, 127.f) : 0;
        block[192 + g] = uint8_t(int8_t(whole));
        const float step = d * whole, inverse = step != 0 ? 1 / step : 0;
        for (int i = 0; i < smallGroup; ++i) {
            const int at = g * smallGroup + i;
            const int q = int(std::clamp(nearest(x[at] * inverse), -32.f, 31.f)) + 32;
            // As q6Value (kernels/block_formats.h) reads it.
            const int part = at / 128, quarter = at % 128 / 32, lane = at % 32;
            uint8_t& low = block[part * 64 + quarter % 2 * 32 + lane];
            uint8_t& high = block[128 + part * 32 + lane];
            low = uint8_t(low | (q & 15) << (quarter / 2 * 4));
            high = uint8_t(high | (q >> 4) << (quarter * 2));
        }
    }
}

} // namespace inkstone
