#pragma once
// What the metadata of a GGUF file says about the model, in the key names of llama.cpp.

#include "core/model/architecture.h"
#include "core/tensor/gguf.h"

namespace inkstone {

struct GgufConfig {
    const Architecture* architecture = nullptr;
    ModelConfig model; ///< checked
};

/// What would change the numbers and is not computed here is refused by its key.
Result<GgufConfig> readGgufConfig(const GgufFile& file);

} // namespace inkstone
