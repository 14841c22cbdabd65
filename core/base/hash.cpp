#include "core/base/hash.h"

#include <algorithm>
#include <chrono>
#include <openssl/evp.h>
#include <stdexcept>
#include <xxhash.h>

namespace inkstone {
namespace {

constexpr size_t hashChunkBytes = size_t(4) << 20;

std::string toHex(std::span<const unsigned char> bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) {
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

} // namespace

struct Sha256::Context {
    EVP_MD_CTX* evp = EVP_MD_CTX_new();
    ~Context() { EVP_MD_CTX_free(evp); }
};

Sha256::Sha256() : m_context(std::make_unique<Context>()) {
    if (!m_context->evp || EVP_DigestInit_ex(m_context->evp, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("OpenSSL offers no SHA-256");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::byte> bytes) {
    EVP_DigestUpdate(m_context->evp, bytes.data(), bytes.size());
}

void Sha256::update(std::string_view text) { update(std::as_bytes(std::span(text))); }

std::string Sha256::hex() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(m_context->evp, digest, &size);
    return toHex({digest, size});
}

std::string sha256(std::span<const std::byte> bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.hex();
}

std::string sha256(std::string_view text) { return sha256(std::as_bytes(std::span(text))); }

Result<std::string> sha256OfFile(const fs::path& path, std::stop_token stop, const ByteProgress& progress) {
    using namespace std::chrono;
    INK_TRY(file, MappedFile::open(path));
    file->adviseSequential();
    Sha256 hash;
    auto lastReport = steady_clock::now();
    for (std::span<const std::byte> rest = file->bytes(); !rest.empty();) {
        if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "hashing was stopped", path.string());
        const auto chunk = rest.first(std::min(rest.size(), hashChunkBytes));
        hash.update(chunk);
        file->adviseDontNeed(chunk); // a checkpoint of gigabytes shall not fill the memory of its training
        rest = rest.subspan(chunk.size());
        if (progress && (rest.empty() || steady_clock::now() - lastReport > milliseconds(200))) {
            progress(file->size() - rest.size(), file->size());
            lastReport = steady_clock::now();
        }
    }
    INK_CHECK(file->checkIntact());
    return hash.hex();
}

uint64_t xxh3(std::span<const std::byte> bytes, uint64_t seed) {
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

uint64_t xxh3(std::string_view text, uint64_t seed) { return xxh3(std::as_bytes(std::span(text)), seed); }

} // namespace inkstone
