// y = x Wᵀ with Packing::Int8: groups of 16 rows times tiles of up to 16 tokens. A block of weights is
// unpacked once into registers and meets every token of the tile; sums of 32 products stay integers, then
// take both scales.
#include "kernels/cpu/int8_activations.h"
#include "kernels/cpu/int8_product.h"
#include "kernels/cpu/linear.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {
namespace {

using namespace rows16;

/// Quantised activations of one pass stay in half of a core's second-level cache.
constexpr size_t PassBytes = size_t(512) << 10;

/// From here on unpacking a group of rows for all tokens pays.
constexpr int64_t ManyTokens = 9;

/// sums[t] += one block of 16 rows times one block of each token.
template <Int8Format format, int T>
[[gnu::always_inline]] inline void addBlock(const uint8_t* quants, const BlockScales& s, const uint8_t* panel,
                                            F (&sums)[T]) {
    constexpr int most = maxQuant(format.planes);
    constexpr bool corrects = format.offset && !takesOffset(most);
    static_assert(!takesOffset(most) || format.offset == 128);
    I steps[8];
    unpack<format.planes>(quants, steps);
    const uint8_t* scales = panel + T * BlockColumns;
    const uint8_t* first = scales + 4 * T;
    const uint8_t* second = first + 4 * T;
#pragma GCC unroll 16
    for (int t = 0; t < T; ++t) {
        const uint8_t* a = panel + t * BlockColumns;
        const F scale = splat(floatAt(scales + 4 * t));
        I low = splatInt(corrects ? wordAt(first + 4 * t) : 0);
        if constexpr (isHalved(format.scales)) {
            I high = splatInt(corrects ? wordAt(second + 4 * t) : 0);
            low = dots<most, 4>(low, steps, a);
            high = dots<most, 4>(high, steps + 4, a + 16);
            const F both = fma(toFloats(low), s.scale[0], mul(toFloats(high), s.scale[1]));
            sums[t] = fma(both, scale, sums[t]);
        } else {
            low = dots<most, 8>(low, steps, a);
            sums[t] = fma(mul(toFloats(low), scale), s.scale[0], sums[t]);
        }
        if constexpr (hasMinimum(format.scales)) {
            sums[t] = fma(s.minimum[0], splat(floatAt(first + 4 * t)), sums[t]);
            if constexpr (isHalved(format.scales))
                sums[t] = fma(s.minimum[1], splat(floatAt(second + 4 * t)), sums[t]);
        }
    }
}

/// Sums of one group of 16 rows for one tile of T tokens.
template <Int8Format format, int T>
void groupTimesTile(const std::byte* group, const GroupLayout& layout, const std::byte* tile, F (&out)[T]) {
    constexpr size_t quantBytes = quantBytesPerBlock(format.planes);
    constexpr size_t blockBytes = quantBytes + scaleBytesPerBlock(format.scales);
    const size_t panelBytes = panelBlockBytes(T, isHalved(format.scales));
    const uint8_t* weights = reinterpret_cast<const uint8_t*>(group);
    const uint8_t* panel = reinterpret_cast<const uint8_t*>(tile);
    F sums[T];
#pragma GCC unroll 16
    for (int t = 0; t < T; ++t) sums[t] = zero();
    F d = zero(), dmin = zero();
    for (int64_t block = 0; block < layout.blocks; ++block) {
        if constexpr (hasSupers(format.scales)) {
            if (block % 8 == 0) {
                d = halves(weights);
                // A minimum of the K types is subtracted.
                if constexpr (hasMinimum(format.scales)) dmin = negative(halves(weights + 32));
                weights += superBytes(format.scales);
            }
        }
        addBlock<format, T>(weights, blockScales<format.scales>(weights + quantBytes, d, dmin), panel, sums);
        weights += blockBytes;
        panel += panelBytes;
    }
#pragma GCC unroll 16
    for (int t = 0; t < T; ++t) out[t] = sums[t];
}

template <Int8Format format, int T>
void tileOf(const Product& p, int64_t group, int64_t token, const std::byte* tile) {
    F sums[T];
    groupTimesTile<format, T>(p.weights + size_t(group) * p.layout.bytes, p.layout, tile, sums);
    for (int t = 0; t < T && token + t < p.tokens; ++t) putRows(p, token + t, group * RowsPerGroup, sums[t]);
}

template <Int8Format format> void multiplyGroups(const Product& p, int64_t begin, int64_t end) {
    for (int64_t group = begin; group < end; ++group) {
        for (int64_t token = 0; token < p.tokens; token += p.tileTokens) {
            const std::byte* tile = p.panels + size_t(token / p.tileTokens) * p.tileBytes;
            const int64_t left = p.tokens - token < p.tileTokens ? p.tokens - token : p.tileTokens;
            switch (tileFor(left)) {
            case 1:
                tileOf<format, 1>(p, group, token, tile);
                break;
            case 2:
                tileOf<format, 2>(p, group, token, tile);
                break;
            case 4:
                tileOf<format, 4>(p, group, token, tile);
                break;
#if __AVX512F__
            case 8:
                tileOf<format, 8>(p, group, token, tile);
                break;
            default:
                tileOf<format, 16>(p, group, token, tile);
                break;
#else
            default:
                break;
#endif
            }
        }
    }
}

/// Pieces of a product: one for each thread when there is little to read, up to four when there is more, so
/// that a late thread costs little.
int64_t piecesOf(const Stream& stream, size_t weightBytes, int64_t tokens) {
    const size_t each = weightBytes / size_t(stream.threads) * (tokens > 4 ? 16 : 1) / (size_t(192) << 10);
    return int64_t(stream.threads) * int64_t(each < 1 ? 1 : each > 4 ? 4 : each);
}

template <Int8Format format>
void multiply(Stream& stream, TensorView x, const WeightSource& w, Product p, int64_t tokens) {
    const ActivationSums sums{hasMinimum(format.scales), isHalved(format.scales), format.offset};
    const size_t scratch = stream.scratchBytes * size_t(stream.threads);
    const auto bytesOf = [&](int tile) {
        return size_t(p.layout.blocks) * panelBlockBytes(tile, sums.halved);
    };
    p.tileTokens = tileFor(tokens);
    while (p.tileTokens > 1 && bytesOf(p.tileTokens) > scratch) p.tileTokens /= 2;
    p.tileBytes = bytesOf(p.tileTokens);
    const size_t room = scratch < PassBytes ? scratch : PassBytes;
    const int64_t tilesPerPass = room / p.tileBytes > 1 ? int64_t(room / p.tileBytes) : 1;
    const int64_t passTokens = tilesPerPass * p.tileTokens;
    const int64_t groups = (w.rows + RowsPerGroup - 1) / RowsPerGroup;
    std::byte* panels = stream.scratch;
    const Rows<const float> rows = rowsOf<const float>(x);
    float* y = p.y;
    for (int64_t start = 0; start < tokens; start += passTokens) {
        p.tokens = tokens - start < passTokens ? tokens - start : passTokens;
        const int64_t tiles = (p.tokens + p.tileTokens - 1) / p.tileTokens;
        parallelFor(stream, tiles, 1, [&](int64_t tile, int64_t, int) {
            const int64_t token = tile * p.tileTokens;
            const int64_t count = p.tokens - token < p.tileTokens ? p.tokens - token : p.tileTokens;
            quantizeTile(rows[start + token], rows.stride, count, w.columns, tileFor(count), sums,
                         panels + size_t(tile) * p.tileBytes);
        });
        p.panels = panels;
        p.y = y + start * p.yStride;
        parallelPieces(stream, groups, piecesOf(stream, size_t(groups) * p.layout.bytes, p.tokens),
                       [&](int64_t begin, int64_t end, int) { multiplyGroups<format>(p, begin, end); });
    }
}

} // namespace

void linearInt8(Stream& stream, TensorView x, const PackedWeight& w, TensorView bias, TensorView y,
                bool accumulate) {
    if (rowCount(x) >= ManyTokens) return tilesInt8(stream, x, w, bias, y, accumulate);
    withInt8Format(w.source.dtype, [&](auto constant) {
        constexpr Int8Format format = constant();
        multiply<format>(stream, x, w.source, productOf(w, format, bias, y, accumulate), rowCount(x));
    });
}

} // namespace inkstone::kernels::INK_ISA
