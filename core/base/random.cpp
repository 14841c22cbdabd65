#include "core/base/random.h"

#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>

namespace inkstone {
namespace {

constexpr uint64_t goldenGamma = 0x9e3779b97f4a7c15u;

uint64_t finalize(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

} // namespace

uint64_t randomBits(uint64_t seed, uint64_t stream, uint64_t counter) {
    const uint64_t key = finalize(finalize(seed + goldenGamma) ^ (stream + goldenGamma));
    return finalize(key + counter * goldenGamma);
}

float randomUniform(uint64_t seed, uint64_t stream, uint64_t counter) {
    return float(randomBits(seed, stream, counter) >> 40) * 0x1p-24f;
}

Random::Random(uint64_t seed) {
    for (uint64_t& word : m_state) word = finalize(seed += goldenGamma);
}

uint64_t Random::bits() {
    auto& s = m_state;
    const uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
    const uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = std::rotl(s[3], 45);
    return result;
}

uint64_t Random::below(uint64_t n) {
    __extension__ using Wide = unsigned __int128;
    Wide product = Wide(bits()) * n;
    if (uint64_t(product) < n) {
        const uint64_t threshold = (0 - n) % n;
        while (uint64_t(product) < threshold) product = Wide(bits()) * n;
    }
    return uint64_t(product >> 64);
}

double Random::uniform() { return double(bits() >> 11) * 0x1p-53; }

double Random::normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

std::vector<int64_t> permutation(int64_t n, uint64_t seed) {
    std::vector<int64_t> order(static_cast<size_t>(n));
    std::iota(order.begin(), order.end(), int64_t(0));
    Random random(seed);
    shuffle(std::span(order), random);
    return order;
}

} // namespace inkstone
