#include "core/tokenizer/fingerprint.h"

#include <cstdint>
#include <cstdio>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace inkstone {

struct Fingerprint::State {
    XXH3_state_t hash;
};

Fingerprint::Fingerprint() : m_state(std::make_unique<State>()) { XXH3_128bits_reset(&m_state->hash); }
Fingerprint::~Fingerprint() = default;

void Fingerprint::add(std::string_view part) {
    const uint64_t size = part.size();
    XXH3_128bits_update(&m_state->hash, &size, sizeof size);
    XXH3_128bits_update(&m_state->hash, part.data(), part.size());
}

std::string Fingerprint::hex() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(&m_state->hash);
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                  static_cast<unsigned long long>(hash.low64));
    return text;
}

} // namespace inkstone
