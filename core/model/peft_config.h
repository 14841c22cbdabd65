#pragma once
// adapter_config.json as peft reads it: which modules an adapter has, and the rank and alpha of each. What
// would change the arithmetic in a way not computed here is refused by its key.

#include "core/base/json.h"
#include "core/model/lora.h"
#include "core/tokenizer/regex.h"

namespace inkstone {

/// `where` names the file in messages. `config.modules` stays empty where all layers are alike.
Result<LoraConfig> readPeftConfig(const Json& json, const std::string& where, const ModelConfig& model);

/// The names a matrix has in adapters of this model, without "base_model.model.": Llama's first, which
/// Inkstone writes, then those of the architecture's own class. Of a fused matrix q, k and v share the last.
std::vector<std::string> peftModules(const ModelConfig& model, int64_t layer, Linear linear);

/// rank_pattern and alpha_pattern: numbers by regular expressions of module names.
class PeftPattern {
public:
    /// Absent, null and {} give a pattern without rows.
    static Result<PeftPattern> read(const JsonReader& config, const char* key);
    /// Of the first row that matches the name's end, from a point on; as peft's get_pattern_key.
    Result<std::optional<double>> find(const std::string& module) const;
    bool empty() const { return m_rows.empty(); }

private:
    std::vector<std::pair<Regex, double>> m_rows;
};

} // namespace inkstone
