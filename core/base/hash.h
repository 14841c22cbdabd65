#pragma once
// SHA-256 names files and models; xxh3 is the fast one for deduplication and change detection.

#include "core/base/file.h"

#include <cstdint>
#include <memory>
#include <stop_token>

namespace inkstone {

/// SHA-256 over pieces.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void update(std::span<const std::byte> bytes);
    void update(std::string_view text);
    /// 64 lower-case hex digits; ends the hash.
    std::string hex();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

std::string sha256(std::span<const std::byte> bytes);
std::string sha256(std::string_view text);

/// Bytes done and in all; called a few times a second at most.
using ByteProgress = std::function<void(uint64_t done, uint64_t total)>;
/// Of the whole file, in hex. A stop request gives ErrorCode::Cancelled.
Result<std::string> sha256OfFile(const fs::path& path, std::stop_token stop = {},
                                 const ByteProgress& progress = {});

uint64_t xxh3(std::span<const std::byte> bytes, uint64_t seed = 0);
uint64_t xxh3(std::string_view text, uint64_t seed = 0);

} // namespace inkstone
