#pragma once
// What a GGUF file has to say about a model besides its weights, in llama.cpp's keys: the way back from
// gguf_config.h.

#include "core/model/architecture.h"
#include "core/tensor/gguf_writer.h"

namespace inkstone {

/// Adds the keys of `row`'s architecture. A part that no key can hold is refused by its name; parts that only
/// Inkstone reads go into keys of our own, and `warnings` says so.
Status writeGgufConfig(const ModelConfig& config, const Architecture& row, GgufWriter& writer,
                       std::vector<Text>& warnings);

/// What each rotary step is divided by (tensor rope_freqs.weight), [headDim/2]; empty when by nothing.
std::vector<float> ropeDivisors(const ModelConfig& config);

/// Key of the factor of dynamic NTK, which llama.cpp does not have: only Inkstone reads it.
constexpr const char* dynamicFactorKey = "inkstone.rope.dynamic_factor";

} // namespace inkstone
