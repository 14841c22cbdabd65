#include "core/model/kv_cache.h"

#include <algorithm>
#include <new>
#include <sys/mman.h>

namespace inkstone {

using kernels::DType;

Result<CacheType> parseCacheType(const std::string& name) {
    if (name == "auto") return CacheType();
    if (name == "f32") return CacheType(DType::F32);
    if (name == "bf16") return CacheType(DType::BF16);
    if (name == "q8_0") return CacheType(DType::Q8_0);
    return fail(ErrorCode::InvalidArgument, "cannot set the type of the KV cache", name,
                "there is no such type", "use auto, f32, bf16 or q8_0");
}

Status checkCacheType(const ModelConfig& config, DType type) {
    const int64_t block = kernels::dtypeInfo(type)->blockElements;
    if (config.headDim % block == 0) return {};
    return fail(ErrorCode::Unsupported, "cannot keep keys and values in 8 bits", config.name,
                text("its heads are %1 wide, which is not a multiple of %2", config.headDim, block),
                "use a KV cache of bf16");
}

size_t cacheBytesPerToken(const ModelConfig& config, DType type) {
    return size_t(2 * config.layers * config.kvHeads) * kernels::rowBytes(type, config.headDim);
}

KvCache::KvCache(const ModelConfig& config, int64_t capacity, kernels::DType dtype)
    : m_capacity(capacity), m_layers(config.layers), m_kvHeads(config.kvHeads), m_headDim(config.headDim),
      m_dtype(dtype) {
    m_bytes = cacheBytesPerToken(config, dtype) * size_t(capacity);
    void* memory =
        mmap(nullptr, m_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    m_data = static_cast<std::byte*>(memory);
}

KvCache::~KvCache() { munmap(m_data, m_bytes); }

void KvCache::truncate(int64_t length) { m_length = std::clamp<int64_t>(length, 0, m_length); }

kernels::KvView KvCache::layer(int64_t index, int64_t length) const {
    // Layout: layer, then k before v, then head, then token: a head's keys are contiguous.
    const size_t half = size_t(m_kvHeads * m_capacity) * kernels::rowBytes(m_dtype, m_headDim);
    std::byte* base = m_data + size_t(index) * 2 * half;
    return {.k = base,
            .v = base + half,
            .dtype = m_dtype,
            .headStride = m_capacity * m_headDim,
            .tokenStride = m_headDim,
            .length = length};
}

} // namespace inkstone
