// LoRA adapters as PEFT folders: adapter_config.json and adapter_model.safetensors, exactly as peft reads
// them.

#include "core/base/utf8.h"
#include "core/model/architecture.h"
#include "core/model/peft_config.h"
#include "core/tensor/safetensors.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

namespace inkstone {

namespace {

const char* const configFile = "adapter_config.json";
const char* const weightsFile = "adapter_model.safetensors";

std::string moduleOf(int64_t layer, Linear linear) {
    return "model.layers." + std::to_string(layer) + "." + modulePath(linear);
}

Result<LoraConfig> readConfig(const fs::path& folder, const ModelConfig& model) {
    std::error_code ignored;
    if (!fs::exists(folder / configFile, ignored))
        return fail(ErrorCode::NotFound, "cannot open the adapter", folder.string(),
                    text("there is no %1 in it", configFile),
                    "choose the folder that peft or Inkstone wrote");
    if (!fs::exists(folder / weightsFile, ignored)) {
        const bool pickle = fs::exists(folder / "adapter_model.bin", ignored);
        return fail(pickle ? ErrorCode::Unsupported : ErrorCode::NotFound, "cannot open the adapter",
                    folder.string(),
                    pickle ? Text("it holds only adapter_model.bin, a pickle, which can run code when read")
                           : text("there is no %1 in it", weightsFile),
                    pickle ? Text("save it again as safetensors") : Text());
    }
    INK_TRY(json, readJson(folder / configFile));
    return readPeftConfig(json, folder.filename().string() + "/" + configFile, model);
}

/// "…default.weight" of an unstripped save becomes "….weight"; a missing "base_model.model." is added.
std::string canonical(std::string name) {
    if (const size_t at = name.find(".default.weight"); at != std::string::npos)
        name.replace(at, 15, ".weight");
    if (!name.starts_with("base_model.model.")) name = "base_model.model." + name;
    return name;
}

float element(const SafeTensor& tensor, int64_t i) {
    uint16_t half = 0;
    float value = 0;
    if (tensor.type == SafeType::F32) {
        std::memcpy(&value, tensor.data + i * 4, 4);
        return value;
    }
    std::memcpy(&half, tensor.data + i * 2, 2);
    return tensor.type == SafeType::F16 ? kernels::toFloat(kernels::F16{half})
                                        : kernels::toFloat(kernels::Bf16{half});
}

Status copyTensor(const SafeTensor& from, const StoredRows& rows, kernels::TensorView to,
                  const std::string& where) {
    if (from.shape != std::vector<int64_t>{rows.stored, to.columns()})
        return fail(ErrorCode::Corrupt, "the adapter does not fit the model", where + ": tensor " + from.name,
                    text("it has %1 values, expected [%2, %3]", from.count(), rows.stored, to.columns()),
                    "choose the base model it was trained on");
    if (from.type != SafeType::F32 && from.type != SafeType::F16 && from.type != SafeType::BF16)
        return fail(ErrorCode::Unsupported, "cannot open the adapter", where + ": tensor " + from.name,
                    text("its type %1 is not supported", toString(from.type)), "use F32, F16 or BF16");
    for (int64_t row = 0; row < to.rows(); ++row)
        for (int64_t i = 0; i < to.columns(); ++i)
            to.row<float>(row)[i] = element(from, rows.of(row) * to.columns() + i);
    return {};
}

Json configJson(const LoraConfig& lora, int64_t layers) {
    std::vector<std::string> targets;
    std::vector<NamedLora> modules;
    for (Linear linear : allLinears)
        if (lora.targeted(linear)) targets.push_back(moduleName(linear));
    if (lora.modules.empty()) return peftConfigJson(lora, targets);
    for (int64_t layer = 0; layer < layers; ++layer)
        for (Linear linear : allLinears)
            if (lora.targeted(layer, linear))
                modules.push_back({moduleOf(layer, linear), lora.module(layer, linear)});
    return peftConfigJson(lora, modules);
}

} // namespace

StoredRows fusedRows(const ModelConfig& c, bool byGroup, Linear linear) {
    StoredRows rows{.stored = c.queryWidth() + 2 * c.kvWidth(), .groups = byGroup ? c.kvHeads : 1};
    rows.each = c.rows(linear) / rows.groups;
    if (linear != Linear::Q) rows.first = c.queryWidth() / rows.groups;
    if (linear == Linear::V) rows.first += c.kvWidth() / rows.groups;
    return rows;
}

std::string peftTensorName(const std::string& module, char matrix) {
    return "base_model.model." + module + ".lora_" + matrix + ".weight";
}

Json peftConfigJson(const LoraConfig& lora, const std::vector<std::string>& targets) {
    return {{"peft_type", "LORA"},
            {"task_type", "CAUSAL_LM"},
            {"base_model_name_or_path", lora.baseModel},
            {"r", lora.rank},
            {"lora_alpha", lora.alpha},
            {"lora_dropout", lora.dropout},
            {"use_rslora", lora.rankStabilised},
            {"target_modules", targets},
            {"bias", "none"},
            {"fan_in_fan_out", false},
            {"init_lora_weights", true},
            {"inference_mode", true}};
}

Json peftConfigJson(const LoraConfig& lora, std::span<const NamedLora> modules) {
    std::vector<std::string> targets;
    Json ranks = Json::object(), alphas = Json::object();
    for (const auto& [name, module] : modules) {
        targets.push_back(name);
        if (module.rank != lora.rank) ranks[Regex::escape(name)] = module.rank;
        if (module.alpha != lora.alpha) alphas[Regex::escape(name)] = module.alpha;
    }
    Json json = peftConfigJson(lora, targets);
    json["rank_pattern"] = std::move(ranks);
    json["alpha_pattern"] = std::move(alphas);
    return json;
}

Result<LoraAdapter> LoraAdapter::load(const fs::path& folder, const ModelConfig& model) {
    INK_TRY(config, readConfig(folder, model));
    INK_TRY(adapter, LoraAdapter::make(model, config, 0));
    INK_CHECK(adapter.read(folder));
    return adapter;
}

namespace {

/// Fills an adapter from the tensors of a file, each of which must have its place.
class TensorReader {
public:
    TensorReader(const SafetensorsFile& file, const ModelConfig& model, std::string where)
        : m_model(model), m_where(std::move(where)) {
        for (const SafeTensor& tensor : file.tensors()) m_tensors[canonical(tensor.name)] = &tensor;
    }

    Status read(int64_t layer, Linear linear, char matrix, kernels::TensorView to) {
        const std::vector<std::string> modules = peftModules(m_model, layer, linear);
        for (const std::string& module : modules) {
            const auto found = m_tensors.find(peftTensorName(module, matrix));
            if (found == m_tensors.end()) continue;
            m_used.insert(found->first);
            StoredRows rows{.stored = to.rows(), .each = to.rows()};
            const Architecture* row = architectureNamed(m_model.architecture);
            const bool own = row && module != modules.front();
            if (own && matrix == 'B' && linear <= Linear::V && row->hf->fusedQkv)
                rows = fusedRows(m_model, row->hf->fusedByGroup, linear);
            return copyTensor(*found->second, rows, to, m_where);
        }
        return fail(ErrorCode::Corrupt, "the adapter does not fit the model", m_where,
                    text("tensor %1 is missing", peftTensorName(modules.front(), matrix)),
                    "choose the base model it was trained on");
    }

    Status allUsed() const {
        for (const auto& [name, tensor] : m_tensors)
            if (!m_used.contains(name))
                return fail(ErrorCode::Corrupt, "the adapter does not fit the model", m_where,
                            text("tensor %1 has no place in the model", escapeForDisplay(name)),
                            "choose the base model it was trained on");
        return {};
    }

private:
    const ModelConfig& m_model;
    std::string m_where;
    std::map<std::string, const SafeTensor*> m_tensors;
    std::set<std::string> m_used;
};

} // namespace

Status LoraAdapter::read(const fs::path& folder) {
    std::fill(m_parameters.begin(), m_parameters.end(), 0.f);
    INK_TRY(file, SafetensorsFile::open(folder / weightsFile));
    TensorReader reader(*file, m_model, folder.filename().string() + "/" + weightsFile);
    for (int64_t layer = 0; layer < m_model.layers; ++layer)
        for (Linear linear : allLinears) {
            if (!m_config.targeted(layer, linear)) continue;
            INK_CHECK(reader.read(layer, linear, 'A', a(layer, linear)));
            INK_CHECK(reader.read(layer, linear, 'B', b(layer, linear)));
        }
    INK_CHECK(reader.allUsed());
    return file->checkIntact();
}

Status LoraAdapter::save(const fs::path& folder) const {
    // The views are only read; a() and b() hand out writable ones.
    auto& self = const_cast<LoraAdapter&>(*this);
    std::vector<SafeTensorToWrite> tensors;
    for (int64_t layer = 0; layer < m_model.layers; ++layer)
        for (Linear linear : allLinears) {
            if (!m_config.targeted(layer, linear)) continue;
            const std::string module = moduleOf(layer, linear);
            tensors.push_back(SafeTensorToWrite::of(peftTensorName(module, 'A'), self.a(layer, linear)));
            tensors.push_back(SafeTensorToWrite::of(peftTensorName(module, 'B'), self.b(layer, linear)));
        }
    INK_CHECK(writeSafetensors(folder / weightsFile, std::move(tensors)));
    return writeJson(folder / configFile, configJson(m_config, m_model.layers));
}

} // namespace inkstone
