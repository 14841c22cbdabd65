#pragma once
// Keys and values of one conversation, for every layer. The address space for the whole context is reserved
// at once; memory comes page by page as the conversation grows.

#include "core/base/result.h"
#include "core/model/config.h"
#include "kernels/ops.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace inkstone {

/// What keys and values are kept in; none: F32 beside Compute::F32, else BF16. Q8_0 halves BF16's memory.
using CacheType = std::optional<kernels::DType>;
/// "auto" (none), "f32", "bf16" or "q8_0".
Result<CacheType> parseCacheType(const std::string& name);
/// Whether heads of this model can be kept so.
Status checkCacheType(const ModelConfig& config, kernels::DType type);

/// Bytes of one token's keys and values in all layers.
size_t cacheBytesPerToken(const ModelConfig& config, kernels::DType type);

class KvCache {
public:
    /// Room for `capacity` tokens of F32, F16, BF16 or Q8_0 (heads of whole blocks) elements. Throws
    /// std::bad_alloc.
    KvCache(const ModelConfig& config, int64_t capacity, kernels::DType dtype);
    ~KvCache();
    KvCache(const KvCache&) = delete;
    KvCache& operator=(const KvCache&) = delete;

    int64_t length() const { return m_length; }
    int64_t capacity() const { return m_capacity; }
    /// Forgets everything from token `length` on.
    void truncate(int64_t length);
    /// Counts `n` tokens whose keys and values were written to every layer.
    void advance(int64_t n) { m_length += n; }

    /// One layer, seen with `length` tokens.
    kernels::KvView layer(int64_t index, int64_t length) const;

private:
    std::byte* m_data = nullptr;
    size_t m_bytes = 0;
    int64_t m_capacity = 0, m_length = 0, m_layers = 0, m_kvHeads = 0, m_headDim = 0;
    kernels::DType m_dtype;
};

} // namespace inkstone
