#pragma once
// Random bits as a pure function of (seed, row, column), in 32-bit integer steps so that every backend,
// whatever its vector width, draws the same: dropout's mask, rounding up or down by chance.

#include <cstdint>

#ifdef __CUDACC__
#define INK_ANYWHERE __host__ __device__
#else
#define INK_ANYWHERE
#endif

namespace inkstone::kernels {

struct CounterRow {
    uint32_t low, high;
};

/// The two words that stand for a row (splitmix64 of seed and row).
INK_ANYWHERE inline CounterRow counterRow(uint64_t seed, int64_t row) {
    uint64_t z = seed + 0x9e3779b97f4a7c15u * (uint64_t(row) + 1);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return {uint32_t(z), uint32_t(z >> 32)};
}

/// 32 even bits for one element.
INK_ANYWHERE inline uint32_t counterBits(CounterRow row, uint32_t column) {
    uint32_t h = column * 0x9e3779b9u + row.low;
    h = (h ^ (h >> 16)) * 0x7feb352du;
    h = (h ^ (h >> 15)) + row.high;
    h = h * 0x846ca68bu;
    h ^= h >> 16;
    h = h * 0x9e3779b1u;
    return h ^ (h >> 15);
}

/// An element is dropped when its bits are below this.
inline uint32_t dropoutThreshold(float p) {
    const double bound = double(p) * 4294967296.0;
    return bound <= 0 ? 0u : bound >= 4294967295.0 ? 4294967295u : uint32_t(bound);
}

} // namespace inkstone::kernels
