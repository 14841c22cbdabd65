#pragma once
// config.json of a Hugging Face folder, as transformers 4 wrote it (rope_theta, rope_scaling) and as 5 writes
// it (rope_parameters, layer_types).

#include "core/base/json.h"
#include "core/model/architecture.h"

namespace inkstone {

struct HfConfig {
    const Architecture* architecture = nullptr;
    ModelConfig model;           ///< checked
    bool normalizedHead = false; ///< the head is to be used with rows of length 1
};

/// What would change the numbers and is not computed here is refused by its key. `where` names the file.
Result<HfConfig> readHfConfig(const Json& json, const std::string& where);

} // namespace inkstone
