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

/// Which rows of a stored matrix belong to one of ours: all; or those of q, k or v in a fused one, for each
/// of `groups` some (architecture.h).
struct StoredRows {
    int64_t stored = 0, groups = 1, first = 0, each = 0;
    int64_t of(int64_t row) const { return row / each * (stored / groups) + first + row % each; }
};
/// `linear` is q, k or v. `byGroup`: for each key/value head its q, k, v.
StoredRows fusedRows(const ModelConfig& model, bool byGroup, Linear linear);

/// A module as a file has it: "model.layers.0.attention.wqkv".
struct NamedLora {
    std::string name;
    LoraModule lora;
};
/// "base_model.model.NAME.lora_A.weight"
std::string peftTensorName(const std::string& module, char matrix);
/// adapter_config.json with these modules under their whole names.
Json peftConfigJson(const LoraConfig& lora, std::span<const NamedLora> modules);
/// The same with short names ("q_proj"), for modules that are alike in every layer.
Json peftConfigJson(const LoraConfig& lora, const std::vector<std::string>& targets);

/// Saves an adapter of `model` under the module names of the architecture's own class, so that q, k and v
/// are one module where that class fuses them (InternLM2's wqkv, Baichuan's W_pack): its rank is the sum of
/// theirs, or theirs when they share one A. It computes the same; LoraAdapter::load() reads both. `folder`
/// exists.
Status saveWithOwnNames(const LoraAdapter& adapter, const ModelConfig& model,
                        const std::filesystem::path& folder);

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
