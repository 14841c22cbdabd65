#pragma once
// Random numbers that are the same on every machine, compiler and thread count. The standard library's
// distributions are not.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace inkstone {

/// Counter based: 64 bits that depend on nothing but these three numbers, for work in any order (dropout,
/// initialisation). SplitMix64's finalizer over each of them in turn.
uint64_t randomBits(uint64_t seed, uint64_t stream, uint64_t counter);
/// [0, 1), 24 bits.
float randomUniform(uint64_t seed, uint64_t stream, uint64_t counter);

/// A sequence: xoshiro256++ (Blackman, Vigna), seeded by SplitMix64. Its state can be saved and restored.
class Random {
public:
    using State = std::array<uint64_t, 4>;

    explicit Random(uint64_t seed = 0);
    explicit Random(const State& state) : m_state(state) {}
    const State& state() const { return m_state; }

    uint64_t bits();
    /// 0 <= result < n without bias (Lemire); n > 0.
    uint64_t below(uint64_t n);
    /// [0, 1), 53 bits.
    double uniform();
    /// Mean 0, deviation 1 (Box-Muller; takes two numbers of the sequence).
    double normal();

private:
    State m_state{};
};

/// Fisher-Yates from the end.
template <class T> void shuffle(std::span<T> items, Random& random) {
    for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.below(i)]);
}
/// 0..n-1 in the order of `seed`.
std::vector<int64_t> permutation(int64_t n, uint64_t seed);

} // namespace inkstone
