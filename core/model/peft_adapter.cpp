// LoRA adapters as PEFT folders: adapter_config.json and adapter_model.safetensors, exactly as peft reads
// them.

#include "core/base/json.h"
#include "core/model/lora.h"
#include "core/tensor/safetensors.h"

#include <algorithm>
#include <cstring>

namespace inkstone {

namespace {

const char* const configFile = "adapter_config.json";
const char* const weightsFile = "adapter_model.safetensors";

std::string tensorName(int64_t layer, Linear linear, char matrix) {
    return "base_model.model.model.layers." + std::to_string(layer) + "." + modulePath(linear) + ".lora_" +
           matrix + ".weight";
}

tl::unexpected<Error> unsupported(const JsonReader& config, const char* key, Text why) {
    return fail(ErrorCode::Unsupported, "cannot open the adapter", config.where() + ": " + key,
                std::move(why), "merge it into its base with peft, or train it again here");
}

/// Settings that change the arithmetic in ways we do not compute are refused by their key.
Status refuseUnknown(const Json& json, const JsonReader& config) {
    INK_TRY(type, config.string("peft_type"));
    if (type != "LORA")
        return unsupported(config, "peft_type", text("its method is %1, expected LORA", type));
    for (const char* key : {"use_dora", "fan_in_fan_out", "lora_bias"}) {
        INK_TRY(on, config.boolean(key, false));
        if (on) return unsupported(config, key, text("%1 is not supported yet", key));
    }
    INK_TRY(bias, config.string("bias", "none"));
    if (bias != "none")
        return unsupported(config, "bias", text("trained biases (%1) are not supported yet", bias));
    for (const char* key : {"rank_pattern", "alpha_pattern", "modules_to_save", "layers_to_transform",
                            "target_parameters", "layer_replication"})
        if (config.has(key) && !json[key].empty())
            return unsupported(config, key, text("%1 is not supported yet", key));
    return {};
}

Result<std::array<bool, linearCount>> readTargets(const Json& json, const JsonReader& config) {
    std::array<bool, linearCount> targets{};
    if (json.contains("target_modules") && json["target_modules"].is_string()) {
        INK_TRY(pattern, config.string("target_modules"));
        if (pattern != "all-linear")
            return unsupported(config, "target_modules",
                               text("the pattern %1 is not supported yet", pattern));
        targets.fill(true);
        return targets;
    }
    INK_TRY(names, config.strings("target_modules"));
    for (const std::string& name : names) {
        const std::string last = name.substr(name.rfind('.') + 1);
        const auto found = std::find_if(allLinears.begin(), allLinears.end(),
                                        [&](Linear linear) { return last == moduleName(linear); });
        if (found == allLinears.end())
            return unsupported(config, "target_modules", text("the module %1 is not known", name));
        targets[size_t(*found)] = true;
    }
    return targets;
}

Result<LoraConfig> readConfig(const fs::path& folder) {
    if (!fs::exists(folder / configFile))
        return fail(ErrorCode::NotFound, "cannot open the adapter", folder.string(),
                    text("there is no %1 in it", configFile),
                    "choose the folder that peft or Inkstone wrote");
    if (!fs::exists(folder / weightsFile)) {
        const bool pickle = fs::exists(folder / "adapter_model.bin");
        return fail(pickle ? ErrorCode::Unsupported : ErrorCode::NotFound, "cannot open the adapter",
                    folder.string(),
                    pickle ? Text("it holds only adapter_model.bin, a pickle, which can run code when read")
                           : text("there is no %1 in it", weightsFile),
                    pickle ? Text("save it again as safetensors") : Text());
    }
    INK_TRY(json, readJson(folder / configFile));
    const JsonReader config(json, folder.filename().string() + "/" + configFile);
    INK_CHECK(refuseUnknown(json, config));
    LoraConfig lora;
    INK_TRY(rank, config.integerOr("r", 8, 1, 1024));
    INK_TRY(alpha, config.number("lora_alpha", 8.0));
    INK_TRY(dropout, config.number("lora_dropout", 0.0));
    INK_TRY(stabilised, config.boolean("use_rslora", false));
    INK_TRY(base, config.string("base_model_name_or_path", std::string()));
    INK_TRY(targets, readTargets(json, config));
    lora.rank = int(rank);
    lora.alpha = float(alpha);
    lora.dropout = float(dropout);
    lora.rankStabilised = stabilised;
    lora.baseModel = base;
    lora.targets = targets;
    return lora;
}

/// "…default.weight" of an unstripped save becomes "….weight"; a missing "base_model.model." is added.
std::string canonical(std::string name) {
    if (const size_t at = name.find(".default.weight"); at != std::string::npos)
        name.replace(at, 15, ".weight");
    if (!name.starts_with("base_model.model.")) name = "base_model.model." + name;
    return name;
}

Status copyTensor(const SafeTensor& from, kernels::TensorView to, const std::string& where) {
    if (from.shape != std::vector<int64_t>{to.rows(), to.columns()})
        return fail(ErrorCode::Corrupt, "the adapter does not fit the model", where + ": tensor " + from.name,
                    text("it has %1 values, expected [%2, %3]", from.count(), to.rows(), to.columns()),
                    "choose the base model it was trained on");
    for (int64_t i = 0; i < to.count(); ++i) {
        uint16_t half;
        switch (from.type) {
        case SafeType::F32:
            std::memcpy(to.f32() + i, from.data + i * 4, 4);
            break;
        case SafeType::F16:
            std::memcpy(&half, from.data + i * 2, 2);
            to.f32()[i] = kernels::toFloat(kernels::F16{half});
            break;
        case SafeType::BF16:
            std::memcpy(&half, from.data + i * 2, 2);
            to.f32()[i] = kernels::toFloat(kernels::Bf16{half});
            break;
        default:
            return fail(ErrorCode::Unsupported, "cannot open the adapter", where + ": tensor " + from.name,
                        text("its type %1 is not supported", toString(from.type)), "use F32, F16 or BF16");
        }
    }
    return {};
}

Json configJson(const LoraConfig& lora) {
    Json targets = Json::array();
    for (Linear linear : allLinears)
        if (lora.targeted(linear)) targets.push_back(moduleName(linear));
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

} // namespace

Result<LoraAdapter> LoraAdapter::load(const fs::path& folder, const ModelConfig& model) {
    INK_TRY(config, readConfig(folder));
    INK_TRY(adapter, LoraAdapter::make(model, config, 0));
    INK_CHECK(adapter.read(folder));
    return adapter;
}

Status LoraAdapter::read(const fs::path& folder) {
    std::fill(m_parameters.begin(), m_parameters.end(), 0.f);
    INK_TRY(file, SafetensorsFile::open(folder / weightsFile));
    const std::string where = folder.filename().string() + "/" + weightsFile;

    std::map<std::string, const SafeTensor*> tensors;
    for (const SafeTensor& tensor : file->tensors()) tensors[canonical(tensor.name)] = &tensor;
    for (int64_t layer = 0; layer < m_layers; ++layer)
        for (Linear linear : allLinears) {
            if (!m_config.targeted(linear)) continue;
            for (const char matrix : {'A', 'B'}) {
                const auto found = tensors.find(tensorName(layer, linear, matrix));
                if (found == tensors.end())
                    return fail(ErrorCode::Corrupt, "the adapter does not fit the model", where,
                                text("tensor %1 is missing", tensorName(layer, linear, matrix)),
                                "choose the base model it was trained on");
                INK_CHECK(
                    copyTensor(*found->second, matrix == 'A' ? a(layer, linear) : b(layer, linear), where));
                tensors.erase(found);
            }
        }
    if (!tensors.empty())
        return fail(ErrorCode::Corrupt, "the adapter does not fit the model", where,
                    text("tensor %1 has no place in the model", tensors.begin()->first),
                    "choose the base model it was trained on");
    return file->checkIntact();
}

Status LoraAdapter::save(const fs::path& folder) const {
    // The views are only read; a() and b() hand out writable ones.
    auto& self = const_cast<LoraAdapter&>(*this);
    std::vector<SafeTensorToWrite> tensors;
    for (int64_t layer = 0; layer < m_layers; ++layer)
        for (Linear linear : allLinears)
            if (m_config.targeted(linear)) {
                tensors.push_back(
                    SafeTensorToWrite::of(tensorName(layer, linear, 'A'), self.a(layer, linear)));
                tensors.push_back(
                    SafeTensorToWrite::of(tensorName(layer, linear, 'B'), self.b(layer, linear)));
            }
    INK_CHECK(writeSafetensors(folder / weightsFile, std::move(tensors)));
    return writeJson(folder / configFile, configJson(m_config));
}

} // namespace inkstone
