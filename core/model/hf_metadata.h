#pragma once
// config.json for a model that comes from elsewhere: the way back from hf_config.h, in the keys that
// transformers 4 and 5 both read.

#include "core/base/json.h"
#include "core/model/architecture.h"
#include "core/model/export_type.h"

namespace inkstone {

/// The class of transformers that computes such a model: Llama for InternLM2 and Baichuan, which transformers lacks; Qwen2
/// for a Llama whose q, k and v alone have biases; Mistral for one with a window. Unsupported names the part
/// that no class has.
Result<const Architecture*> huggingFaceClass(const ModelConfig& config, const Architecture& row);

/// `type` is plain. Unsupported: rotary divisors that Llama 3's scaling does not explain.
Result<Json> hfConfigJson(const ModelConfig& config, const Architecture& target, ExportType type);

/// "float32", "float16", "bfloat16".
const char* torchName(ExportType type);

/// Llama 3's scaling that gives these divisors to pairs of base `theta`.
std::optional<Rope> llama3Of(const std::vector<float>& divisors, float theta, int64_t headDim);

} // namespace inkstone
