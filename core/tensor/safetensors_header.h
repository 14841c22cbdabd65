#pragma once
// Reads the header of a safetensors file out of bytes that may be anything. Used inside core/tensor and by
// the fuzzer.

#include "core/tensor/safetensors.h"

namespace inkstone {

std::optional<SafeType> safeTypeNamed(std::string_view name);

namespace safetensors {

constexpr uint64_t maxHeaderBytes = 100'000'000; ///< as in the reference

struct Header {
    std::vector<SafeTensor> tensors; ///< in the order of their bytes, `data` set
    std::map<std::string, std::string> metadata;
};

/// `bytes` is the whole file. Names are not yet known to be unique. `name` names the file in messages.
Result<Header> parseHeader(std::string_view bytes, const std::string& name, std::stop_token stop = {});

} // namespace safetensors
} // namespace inkstone
