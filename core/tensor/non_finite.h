#pragma once
// NaN and infinity in stored weights. Both look through the whole file, so they belong into a job.

#include "core/tensor/gguf.h"
#include "core/tensor/safetensors.h"

namespace inkstone {

struct NonFinite {
    int64_t count = 0;       ///< values; in block types: blocks with such a scale
    std::string firstTensor; ///< empty when all are finite
};

Result<NonFinite> countNonFinite(const SafetensorsFile& file, std::stop_token stop = {});
Result<NonFinite> countNonFinite(const GgufFile& file, std::stop_token stop = {});

/// In one tensor of any DType; `bytes` is a multiple of its block.
int64_t countNonFinite(kernels::DType dtype, std::span<const std::byte> bytes);

} // namespace inkstone
