#pragma once
// What a hub knows a file's content by: SHA-256, or the name of its git blob (SHA-1 over "blob SIZE\0" and
// the bytes). Takes both at once, because our own records go by SHA-256.

#include "core/base/hash.h"

namespace inkstone {

class ContentHash {
public:
    /// `bytes` is the size of the whole content.
    explicit ContentHash(uint64_t bytes);
    ~ContentHash();
    ContentHash(ContentHash&&) noexcept;
    ContentHash& operator=(ContentHash&&) noexcept;

    void update(std::string_view bytes);

    struct Names {
        std::string sha256, gitSha1;
    };
    Names finish(); ///< ends the hash

private:
    struct GitBlob;
    Sha256 m_sha256;
    std::unique_ptr<GitBlob> m_gitBlob;
};

} // namespace inkstone
