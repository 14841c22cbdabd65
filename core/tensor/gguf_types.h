#pragma once
// The numbers of the GGUF format: sizes of metadata values and of every tensor type there is or was, also
// those we only describe. Used inside core/tensor.

#include "core/tensor/gguf.h"

namespace inkstone::gguf {

constexpr std::string_view magic = "GGUF";
constexpr uint32_t defaultAlignment = 32;
constexpr uint32_t maxAlignment = 1u << 20;
constexpr size_t maxKeyBytes = 65535;
constexpr size_t maxTensorName = 63;
constexpr uint32_t maxDimensions = 4;

/// Bytes of one value; 0 for strings, arrays and numbers that are no type.
size_t valueBytes(GgufType type);
bool isKnown(GgufType type);

struct TensorType {
    int32_t number;
    const char* name;
    int64_t blockElements;
    int64_t blockBytes;
};
/// Null when no current type has this number.
const TensorType* tensorType(int32_t number);
/// Numbers that once were types; no current program writes or reads them.
bool wasRemoved(int32_t number);

/// Rounds up to a multiple of `alignment`; false on overflow.
inline bool padTo(uint64_t value, uint64_t alignment, uint64_t& padded) {
    if (__builtin_add_overflow(value, alignment - 1, &padded)) return false;
    padded -= padded % alignment;
    return true;
}

} // namespace inkstone::gguf
