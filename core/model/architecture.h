#pragma once
// Which models we know, as data: a row for each architecture, and the names its tensors carry in files.

#include "core/model/config.h"

#include <span>
#include <string>
#include <string_view>

namespace inkstone {

struct Architecture {
    const char* name;                ///< GGUF's general.architecture
    const char* modelType;           ///< config.json's model_type
    kernels::RowOrder queryKeyOrder; ///< of q and k rows in GGUF files
};

std::span<const Architecture> architectures();
const Architecture* findArchitecture(std::string_view ggufName);
const Architecture* findModelType(std::string_view modelType);
/// "llama, qwen2": for messages.
std::string knownArchitectures();

/// Names of a block's tensors: "blk.3.attn_q.weight" and "model.layers.3.self_attn.q_proj.weight".
std::string ggufName(int64_t layer, Linear linear);
std::string hfName(int64_t layer, Linear linear);

} // namespace inkstone
