// y = x Wᵀ with Packing::Int8 for many tokens: the multipliers are the limit, so nothing but products goes on
// in the inner loop. A task takes four groups of 16 rows, unpacks up to 2048 of their columns to bytes and
// floats once, into memory that stays in the second-level cache, and lets every tile of 16 tokens pass. Sums
// of 32 products stay integers, then take both scales; some tokens go at a time, so that one's additions
// never wait for the other's.
#include "kernels/cpu/int8_activations.h"
#include "kernels/cpu/int8_product.h"
#include "kernels/cpu/linear.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {
namespace {

using namespace rows16;

constexpr int64_t TaskGroups = 4, ChunkBlocks = 64;

/// An unpacked block of a group: 8 steps of bytes, then scales and minima, each once or for both halves.
constexpr size_t StepBytes = 8 * 64;
constexpr size_t unpackedBytes(Int8Format format) {
    return StepBytes + 64 * size_t(isHalved(format.scales) ? 2 : 1) * (hasMinimum(format.scales) ? 2 : 1);
}
constexpr size_t MostUnpacked = size_t(TaskGroups * ChunkBlocks) * (StepBytes + 256);

inline void storeBytes(uint8_t* p, I x) {
#if __AVX512F__
    _mm512_storeu_si512(p, x);
#else
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), x.a);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p) + 1, x.b);
#endif
}
inline F floatsAt(const uint8_t* p) { return load(reinterpret_cast<const float*>(p)); }
inline void storeFloats(uint8_t* p, F x) { store(reinterpret_cast<float*>(p), x); }

/// Blocks [first, first + blocks) of one group; `first` is where a super-block begins.
template <Int8Format format>
void unpackGroup(const Product& p, int64_t group, int64_t first, int64_t blocks, uint8_t* to) {
    constexpr size_t quantBytes = quantBytesPerBlock(format.planes);
    constexpr int halves2 = isHalved(format.scales) ? 2 : 1;
    const uint8_t* start = reinterpret_cast<const uint8_t*>(p.weights) + size_t(group) * p.layout.bytes;
    F d = zero(), dmin = zero();
    for (int64_t block = first; block < first + blocks; ++block, to += unpackedBytes(format)) {
        const uint8_t* at = start + p.layout.blockAt(block);
        if constexpr (hasSupers(format.scales)) {
            if (block % 8 == 0) {
                const uint8_t* super = at - superBytes(format.scales);
                d = halves(super);
                // A minimum of the K types is subtracted.
                if constexpr (hasMinimum(format.scales)) dmin = negative(halves(super + 32));
            }
        }
        I steps[8];
        unpack<format.planes>(at, steps);
        for (int s = 0; s < 8; ++s) storeBytes(to + 64 * s, steps[s]);
        const BlockScales s = blockScales<format.scales>(at + quantBytes, d, dmin);
        for (int i = 0; i < halves2; ++i) {
            storeFloats(to + StepBytes + 64 * i, s.scale[i]);
            if constexpr (hasMinimum(format.scales))
                storeFloats(to + StepBytes + 64 * (halves2 + i), s.minimum[i]);
        }
    }
}

#if __AVX512F__
/// Steps of a block: in registers,
struct BlockSteps {
    I steps[8];
    explicit BlockSteps(const uint8_t* block) {
        for (int s = 0; s < 8; ++s) steps[s] = loadInts(block + 64 * s);
    }
    const I* from(int step) const { return steps + step; }
};
/// where every two tokens find them.
constexpr int tokensTogether(int tile) { return tile < 2 ? 1 : 2; }
#else
/// Steps of a block: where they are, as eight of them and the sums would not fit the registers.
struct BlockSteps {
    const uint8_t* block;
    explicit BlockSteps(const uint8_t* block) : block(block) {
        asm volatile("" ::: "memory"); // or the compiler would read copies of them from the stack
    }
    BlockSteps from(int step) const { return BlockSteps(block + 64 * step); }
    I operator[](int step) const { return loadInts(block + 64 * step); }
};
/// All of a tile, so that a step is read once for them.
constexpr int tokensTogether(int tile) { return tile; }
#endif

/// sums[t .. t + n) += one block of 16 rows times the block of n tokens at `panel` (laid out for T).
template <Int8Format format, int T, int n>
[[gnu::always_inline]] inline void addTokens(const uint8_t* weights, const BlockSteps& steps,
                                             const uint8_t* panel, int t, F (&sums)[T]) {
    constexpr int most = maxQuant(format.planes), halfSteps = isHalved(format.scales) ? 4 : 8;
    constexpr bool corrects = format.offset && !takesOffset(most);
    static_assert(!takesOffset(most) || format.offset == 128);
    const uint8_t* scales = panel + T * BlockColumns;
    const uint8_t* extra[2] = {scales + 4 * T, scales + 8 * T};
    F total[n];
#pragma GCC unroll 2
    for (int half = 0; half < 8 / halfSteps; ++half) {
        I products[n];
#pragma GCC unroll 4
        for (int i = 0; i < n; ++i) products[i] = splatInt(corrects ? wordAt(extra[half] + 4 * (t + i)) : 0);
        dots<most, halfSteps>(products, steps.from(half * halfSteps),
                              panel + t * BlockColumns + 4 * half * halfSteps, BlockColumns);
        const F scale = floatsAt(weights + StepBytes + 64 * half);
#pragma GCC unroll 4
        for (int i = 0; i < n; ++i)
            total[i] = half ? fma(toFloats(products[i]), scale, total[i]) : mul(toFloats(products[i]), scale);
    }
#pragma GCC unroll 4
    for (int i = 0; i < n; ++i) {
        sums[t + i] = fma(total[i], splat(floatAt(scales + 4 * (t + i))), sums[t + i]);
        if constexpr (hasMinimum(format.scales)) {
#pragma GCC unroll 2
            for (int half = 0; half < 8 / halfSteps; ++half) {
                const F minimum = floatsAt(weights + StepBytes + 64 * (8 / halfSteps + half));
                sums[t + i] = fma(minimum, splat(floatAt(extra[half] + 4 * (t + i))), sums[t + i]);
            }
        }
    }
}

/// One unpacked group times one tile of T tokens: rows of y.
template <Int8Format format, int T>
void groupTimesTile(const uint8_t* weights, const uint8_t* panel, int64_t blocks, F (&out)[T]) {
    constexpr int together = tokensTogether(T);
    F sums[T];
#pragma GCC unroll 16
    for (int t = 0; t < T; ++t) sums[t] = zero();
    for (int64_t block = 0; block < blocks; ++block) {
        const BlockSteps steps(weights);
#pragma GCC unroll 16
        for (int t = 0; t < T; t += together) addTokens<format, T, together>(weights, steps, panel, t, sums);
        weights += unpackedBytes(format);
        panel += panelBlockBytes(T, isHalved(format.scales));
    }
#pragma GCC unroll 16
    for (int t = 0; t < T; ++t) out[t] = sums[t];
}

/// A chunk of columns of some groups, unpacked.
struct Chunk {
    const uint8_t* weights;
    size_t groupBytes;
    int64_t firstGroup, groups, firstBlock, blocks;
};

template <Int8Format format, int T>
void chunkTimesTile(const Product& p, const Chunk& c, int64_t token, const std::byte* tile) {
    const uint8_t* panel = reinterpret_cast<const uint8_t*>(tile) +
                           size_t(c.firstBlock) * panelBlockBytes(T, isHalved(format.scales));
    for (int64_t g = 0; g < c.groups; ++g) {
        F sums[T];
        groupTimesTile<format, T>(c.weights + size_t(g) * c.groupBytes, panel, c.blocks, sums);
        for (int t = 0; t < T && token + t < p.tokens; ++t)
            putRows(p, token + t, (c.firstGroup + g) * RowsPerGroup, sums[t]);
    }
}

template <Int8Format format>
void chunkTimesTiles(const Product& p, const Chunk& c, int64_t begin, int64_t end) {
    for (int64_t tile = begin; tile < end; ++tile) {
        const int64_t token = tile * p.tileTokens;
        const std::byte* panel = p.panels + size_t(tile) * p.tileBytes;
        switch (tileFor(p.tokens - token)) {
        case 1:
            chunkTimesTile<format, 1>(p, c, token, panel);
            break;
        case 2:
            chunkTimesTile<format, 2>(p, c, token, panel);
            break;
        case 4:
            chunkTimesTile<format, 4>(p, c, token, panel);
            break;
#if __AVX512F__
        case 8:
            chunkTimesTile<format, 8>(p, c, token, panel);
            break;
        default:
            chunkTimesTile<format, 16>(p, c, token, panel);
            break;
#endif
        }
    }
}

/// Some groups times some tiles; columns beyond the first chunk are added to what the first wrote.
template <Int8Format format>
void multiplyTask(Product p, int64_t firstGroup, int64_t groups, int64_t beginTile, int64_t endTile,
                  uint8_t* memory) {
    for (int64_t block = 0; block < p.layout.blocks; block += ChunkBlocks) {
        const int64_t left = p.layout.blocks - block, blocks = left < ChunkBlocks ? left : ChunkBlocks;
        const Chunk chunk{memory, size_t(blocks) * unpackedBytes(format), firstGroup, groups, block, blocks};
        for (int64_t g = 0; g < groups; ++g)
            unpackGroup<format>(p, firstGroup + g, block, blocks, memory + size_t(g) * chunk.groupBytes);
        chunkTimesTiles<format>(p, chunk, beginTile, endTile);
        p.bias = nullptr;
        p.accumulate = true;
    }
}

/// Tokens are shared out too where the groups alone would leave a thread idle at the end.
int64_t tokenShares(const Stream& stream, int64_t groupTasks, int64_t tiles) {
    int64_t shares = 1;
    while (groupTasks * shares < 8 * int64_t(stream.threads) && shares * 8 <= tiles) shares *= 2;
    return stream.threads > 1 ? shares : 1;
}

template <Int8Format format> void multiplyPass(Stream& stream, const Product& p) {
    const int64_t groups = (p.rows + RowsPerGroup - 1) / RowsPerGroup;
    const int64_t tiles = (p.tokens + p.tileTokens - 1) / p.tileTokens;
    const int64_t groupTasks = (groups + TaskGroups - 1) / TaskGroups;
    const int64_t shares = tokenShares(stream, groupTasks, tiles);
    parallelFor(stream, groupTasks * shares, 1, [&](int64_t task, int64_t, int worker) {
        const int64_t first = task / shares * TaskGroups, share = task % shares;
        uint8_t* memory =
            reinterpret_cast<uint8_t*>(workerScratch(stream, worker) + stream.scratchBytes) - MostUnpacked;
        multiplyTask<format>(p, first, groups - first < TaskGroups ? groups - first : TaskGroups,
                             share * tiles / shares, (share + 1) * tiles / shares, memory);
    });
}

/// Tiles of the first worker's scratch hold the activations; the end of each worker's is for weights.
template <Int8Format format> void multiply(Stream& stream, TensorView x, Product p, int64_t columns) {
    const ActivationSums sums{hasMinimum(format.scales), isHalved(format.scales), format.offset};
    const size_t room = stream.scratchBytes - MostUnpacked;
    const auto bytesOf = [&](int tile) {
        return size_t(p.layout.blocks) * panelBlockBytes(tile, sums.halved);
    };
    p.tileTokens = LargestTile;
    while (p.tileTokens > 1 && bytesOf(p.tileTokens) > room) p.tileTokens /= 2;
    p.tileBytes = bytesOf(p.tileTokens);
    p.panels = stream.scratch;
    const int64_t tokens = rowCount(x), tiles = (tokens + p.tileTokens - 1) / p.tileTokens;
    const int64_t passes = (tiles + int64_t(room / p.tileBytes) - 1) / int64_t(room / p.tileBytes);
    const Rows<const float> rows = rowsOf<const float>(x);
    float* y = p.y;
    for (int64_t pass = 0; pass < passes; ++pass) {
        const int64_t start = pass * tiles / passes * p.tileTokens;
        const int64_t end = (pass + 1) * tiles / passes * p.tileTokens;
        p.tokens = (end < tokens ? end : tokens) - start;
        p.y = y + start * p.yStride;
        parallelFor(stream, p.tokens, p.tileTokens, [&](int64_t token, int64_t last, int) {
            quantizeTile(rows[start + token], rows.stride, last - token, columns, tileFor(last - token), sums,
                         stream.scratch + size_t(token / p.tileTokens) * p.tileBytes);
        });
        multiplyPass<format>(stream, p);
    }
}

} // namespace

void tilesInt8(Stream& stream, TensorView x, const PackedWeight& w, TensorView bias, TensorView y,
               bool accumulate) {
    withInt8Format(w.source.dtype, [&](auto constant) {
        constexpr Int8Format format = constant();
        multiply<format>(stream, x, productOf(w, format, bias, y, accumulate), w.source.columns);
    });
}

} // namespace inkstone::kernels::INK_ISA
