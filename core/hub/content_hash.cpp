#include "core/hub/content_hash.h"

#include <openssl/evp.h>
#include <stdexcept>

namespace inkstone {

struct ContentHash::GitBlob {
    EVP_MD_CTX* evp = EVP_MD_CTX_new();
    ~GitBlob() { EVP_MD_CTX_free(evp); }
};

ContentHash::ContentHash(uint64_t bytes) : m_gitBlob(std::make_unique<GitBlob>()) {
    if (!m_gitBlob->evp || EVP_DigestInit_ex(m_gitBlob->evp, EVP_sha1(), nullptr) != 1)
        throw std::runtime_error("OpenSSL offers no SHA-1");
    const std::string head = "blob " + std::to_string(bytes);
    EVP_DigestUpdate(m_gitBlob->evp, head.c_str(), head.size() + 1);
}
ContentHash::~ContentHash() = default;
ContentHash::ContentHash(ContentHash&&) noexcept = default;
ContentHash& ContentHash::operator=(ContentHash&&) noexcept = default;

void ContentHash::update(std::string_view bytes) {
    m_sha256.update(bytes);
    EVP_DigestUpdate(m_gitBlob->evp, bytes.data(), bytes.size());
}

ContentHash::Names ContentHash::finish() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(m_gitBlob->evp, digest, &size);
    Names names{.sha256 = m_sha256.hex(), .gitSha1 = {}};
    for (unsigned i = 0; i < size; ++i) {
        names.gitSha1 += "0123456789abcdef"[digest[i] >> 4];
        names.gitSha1 += "0123456789abcdef"[digest[i] & 15];
    }
    return names;
}

} // namespace inkstone
