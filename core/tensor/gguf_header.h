#pragma once
// Reads the header of one GGUF file out of bytes that may be anything. Used inside core/tensor and by the
// fuzzer.

#include "core/tensor/gguf.h"

namespace inkstone::gguf {

struct Header {
    uint32_t version = 0;
    std::vector<GgufEntry> entries;  ///< look into the parsed bytes
    std::vector<GgufTensor> tensors; ///< `data` is null still
    std::vector<uint64_t> offsets;   ///< of the tensors, from dataStart
    uint64_t headerBytes = 0;        ///< up to the end of the last tensor's description
    uint64_t dataStart = 0;
};

/// `bytes` begins with the header; `fileBytes` is the size of the whole file, which must hold every tensor.
/// `name` names the file in messages.
Result<Header> parseHeader(std::string_view bytes, uint64_t fileBytes, const std::string& name);

} // namespace inkstone::gguf
