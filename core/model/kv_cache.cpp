#include "core/model/kv_cache.h"

#include <algorithm>
#include <new>
#include <sys/mman.h>

namespace inkstone {

KvCache::KvCache(const ModelConfig& config, int64_t capacity, kernels::DType dtype)
    : m_capacity(capacity), m_layers(config.layers), m_kvHeads(config.kvHeads), m_headDim(config.headDim),
      m_dtype(dtype) {
    m_bytes = bytesPerToken() * size_t(capacity);
    void* memory =
        mmap(nullptr, m_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    m_data = static_cast<std::byte*>(memory);
}

KvCache::~KvCache() { munmap(m_data, m_bytes); }

void KvCache::truncate(int64_t length) { m_length = std::clamp<int64_t>(length, 0, m_length); }

size_t KvCache::bytesPerToken() const {
    return size_t(2 * m_layers * m_kvHeads * m_headDim) * size_t(kernels::dtypeInfo(m_dtype)->blockBytes);
}

kernels::KvView KvCache::layer(int64_t index, int64_t length) const {
    // Layout: layer, then k before v, then head, then token: a head's keys are contiguous.
    const size_t half =
        size_t(m_kvHeads * m_capacity * m_headDim) * size_t(kernels::dtypeInfo(m_dtype)->blockBytes);
    std::byte* base = m_data + size_t(index) * 2 * half;
    return {.k = base,
            .v = base + half,
            .dtype = m_dtype,
            .headStride = m_capacity * m_headDim,
            .tokenStride = m_headDim,
            .length = length};
}

} // namespace inkstone
