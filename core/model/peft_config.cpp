#include "core/model/peft_config.h"

#include "core/base/phrase.h"
#include "core/base/utf8.h"
#include "core/model/architecture.h"

#include <algorithm>
#include <cmath>

namespace inkstone {

namespace {

const Text what = "cannot open the adapter";
constexpr int64_t largestRank = 1024;

tl::unexpected<Error> unsupported(const JsonReader& config, const char* key, Text why) {
    return fail(ErrorCode::Unsupported, what, config.where() + ": " + key, std::move(why),
                "merge it into its base with peft, or train it again here");
}

/// A regular expression of the file over a whole name.
Result<Regex> wholeName(const JsonReader& config, const char* key, const std::string& pattern) {
    auto regex = Regex::compile("^(?:" + pattern + ")$");
    if (!regex)
        return fail(ErrorCode::Unsupported, what, config.where() + ": " + key,
                    text("the pattern %1 is not understood: %2", pattern, phrase(regex.error().why)));
    return regex;
}

Result<bool> matches(const Regex& regex, const std::string& name) {
    Regex::Matcher matcher(regex);
    size_t begin = 0, end = 0;
    const bool found = matcher.find(name, 0, begin, end);
    if (matcher.failed())
        return fail(ErrorCode::Unsupported, what, name,
                    text("the pattern %1 takes too many steps", regex.pattern()));
    return found;
}

bool isSuffix(const std::string& name, const std::string& module) {
    return module == name || module.ends_with("." + name);
}

bool isEmpty(const Json& value) {
    return value.is_null() || value == false || ((value.is_array() || value.is_object()) && value.empty());
}

/// Keys that describe the training or the file, or that are read below.
bool isKnown(const std::string& key) {
    static constexpr const char* keys[] = {"alpha_pattern",
                                           "auto_mapping",
                                           "base_model_name_or_path",
                                           "bias",
                                           "corda_config",
                                           "ensure_weight_tying",
                                           "eva_config",
                                           "exclude_modules",
                                           "inference_mode",
                                           "init_lora_weights",
                                           "layers_pattern",
                                           "layers_to_transform",
                                           "loftq_config",
                                           "lora_alpha",
                                           "lora_dropout",
                                           "megatron_core",
                                           "modules_to_save",
                                           "peft_type",
                                           "peft_version",
                                           "qalora_group_size",
                                           "r",
                                           "rank_pattern",
                                           "revision",
                                           "runtime_config",
                                           "target_modules",
                                           "task_type",
                                           "use_rslora"};
    return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
}

/// Starts that take a part out of the base's weights, which a reader of the adapter alone cannot know.
Status refuseChangedBase(const Json& json, const JsonReader& config) {
    if (!config.has("init_lora_weights") || json["init_lora_weights"].is_boolean()) return {};
    INK_TRY(start, config.string("init_lora_weights"));
    for (const char* harmless : {"gaussian", "eva", "orthogonal"})
        if (start == harmless) return {};
    return unsupported(config, "init_lora_weights",
                       text("its start (%1) changed the weights of the base as well", start));
}

Status refuseUnknown(const Json& json, const JsonReader& config) {
    INK_TRY(type, config.string("peft_type"));
    if (type != "LORA")
        return unsupported(config, "peft_type", text("its method is %1, expected LORA", type));
    INK_TRY(bias, config.string("bias", "none"));
    if (bias != "none")
        return unsupported(config, "bias", text("trained biases (%1) are not supported yet", bias));
    if (config.has("modules_to_save") && !isEmpty(json["modules_to_save"]))
        return unsupported(
            config, "modules_to_save",
            text("beside its low ranks it holds whole trained modules (%1)", json["modules_to_save"].dump()));
    for (const auto& [key, value] : json.items())
        if (!isKnown(key) && !isEmpty(value))
            return unsupported(config, escapeForDisplay(key).c_str(),
                               text("%1 is not supported yet", escapeForDisplay(key)));
    return refuseChangedBase(json, config);
}

/// A list of strings, or one string alone.
Result<std::vector<std::string>> oneOrMore(const Json& json, const JsonReader& config, const char* key) {
    if (!config.has(key)) return std::vector<std::string>{};
    if (!json[key].is_string()) return config.strings(key);
    INK_TRY(single, config.string(key));
    return std::vector<std::string>{single};
}

/// target_modules, exclude_modules, layers_to_transform: which names peft would wrap.
class Selection {
public:
    static Result<Selection> read(const Json& json, const JsonReader& config) {
        Selection s;
        if (config.has("exclude_modules") && json["exclude_modules"].is_string()) {
            INK_TRY(regex, wholeName(config, "exclude_modules", json["exclude_modules"].get<std::string>()));
            s.m_excluded.emplace(std::move(regex));
        } else if (config.has("exclude_modules")) {
            INK_TRY(names, config.strings("exclude_modules"));
            s.m_excludedNames = std::move(names);
        }
        INK_CHECK(s.readLayers(json, config));
        if (config.has("target_modules") && json["target_modules"].is_string()) {
            INK_TRY(pattern, config.string("target_modules"));
            s.m_all = pattern == "all-linear";
            if (s.m_all) return s;
            INK_TRY(regex, wholeName(config, "target_modules", pattern));
            s.m_targets.emplace(std::move(regex));
            return s;
        }
        INK_TRY(names, config.strings("target_modules"));
        s.m_targetNames = std::move(names);
        return s;
    }

    /// Whether one of the names of a matrix in `layer` is wrapped: that name, or null.
    Result<const std::string*> choose(const std::vector<std::string>& modules, int64_t layer) const {
        for (const std::string& module : modules) {
            INK_TRY(excluded, isExcluded(module));
            if (excluded) continue;
            INK_TRY(targeted, isTargeted(module, layer));
            if (targeted) return &module;
        }
        return nullptr;
    }

    const std::vector<std::string>& targetNames() const { return m_targetNames; }

private:
    Status readLayers(const Json& json, const JsonReader& config) {
        INK_TRY(patterns, oneOrMore(json, config, "layers_pattern"));
        const bool here = std::find(patterns.begin(), patterns.end(), "layers") != patterns.end();
        if (!patterns.empty() && !here)
            return unsupported(config, "layers_pattern",
                               text("its layers are called %1, expected layers", patterns.front()));
        if (!config.has("layers_to_transform")) return {};
        const Json& value = json["layers_to_transform"];
        if (value.is_array() && value.empty()) return {};
        m_layers.emplace();
        for (const Json& layer : value.is_array() ? value : Json::array({value})) {
            if (!layer.is_number_integer())
                return unsupported(config, "layers_to_transform", text("%1 is no layer", layer.dump()));
            m_layers->push_back(layer.get<int64_t>());
        }
        return {};
    }

    Result<bool> isExcluded(const std::string& module) const {
        if (m_excluded) return matches(*m_excluded, module);
        return std::any_of(m_excludedNames.begin(), m_excludedNames.end(),
                           [&](const std::string& name) { return isSuffix(name, module); });
    }

    Result<bool> isTargeted(const std::string& module, int64_t layer) const {
        if (m_targets) return matches(*m_targets, module); // layers_to_transform is for lists only
        bool found = m_all, whole = false;
        for (const std::string& name : m_targetNames) {
            whole = whole || name == module;
            found = found || isSuffix(name, module);
        }
        if (whole || !found || !m_layers) return found;
        return std::find(m_layers->begin(), m_layers->end(), layer) != m_layers->end();
    }

    bool m_all = false;
    std::optional<Regex> m_targets, m_excluded;
    std::vector<std::string> m_targetNames, m_excludedNames;
    std::optional<std::vector<int64_t>> m_layers;
};

/// Fills config.modules, or nothing where every layer is as config.rank, alpha and targets say.
Status readModules(const Json& json, const JsonReader& reader, const ModelConfig& model, LoraConfig& config) {
    INK_TRY(selection, Selection::read(json, reader));
    INK_TRY(ranks, PeftPattern::read(reader, "rank_pattern"));
    INK_TRY(alphas, PeftPattern::read(reader, "alpha_pattern"));
    std::vector<LoraModule> modules;
    std::vector<bool> used(selection.targetNames().size());
    config.targets.fill(false);
    for (int64_t layer = 0; layer < model.layers; ++layer)
        for (Linear linear : allLinears) {
            const std::vector<std::string> names = peftModules(model, layer, linear);
            INK_TRY(chosen, selection.choose(names, layer));
            LoraModule& module = modules.emplace_back();
            for (size_t i = 0; i < used.size(); ++i)
                for (const std::string& name : names)
                    if (isSuffix(selection.targetNames()[i], name)) used[i] = true;
            if (!chosen) continue;
            INK_TRY(rank, ranks.find(*chosen));
            INK_TRY(alpha, alphas.find(*chosen));
            const double wanted = rank.value_or(double(config.rank));
            if (!(wanted >= 1 && wanted <= double(largestRank)) || wanted != std::floor(wanted))
                return unsupported(reader, "rank_pattern", text("%1 is no rank", wanted));
            module = {int(wanted), float(alpha.value_or(double(config.alpha)))};
            config.targets[size_t(linear)] = true;
        }
    for (size_t i = 0; i < used.size(); ++i)
        if (!used[i])
            return unsupported(
                reader, "target_modules",
                text("the module %1 is not known", escapeForDisplay(selection.targetNames()[i])));
    for (size_t i = 0; i < modules.size(); ++i)
        if (modules[i] != config.module(int64_t(i / linearCount), Linear(i % linearCount))) {
            config.modules = std::move(modules);
            break;
        }
    return {};
}

} // namespace

Result<LoraConfig> readPeftConfig(const Json& json, const std::string& where, const ModelConfig& model) {
    const JsonReader config(json, where);
    INK_CHECK(refuseUnknown(json, config));
    LoraConfig lora;
    INK_TRY(rank, config.integerOr("r", 8, 1, largestRank));
    INK_TRY(alpha, config.number("lora_alpha", 8.0));
    INK_TRY(dropout, config.number("lora_dropout", 0.0));
    INK_TRY(stabilised, config.boolean("use_rslora", false));
    INK_TRY(base, config.string("base_model_name_or_path", std::string()));
    lora.rank = int(rank);
    lora.alpha = float(alpha);
    lora.dropout = float(dropout);
    lora.rankStabilised = stabilised;
    lora.baseModel = base;
    INK_CHECK(readModules(json, config, model, lora));
    return lora;
}

std::vector<std::string> peftModules(const ModelConfig& model, int64_t layer, Linear linear) {
    const std::string block = "model.layers." + std::to_string(layer) + ".";
    std::vector<std::string> names{block + modulePath(linear)};
    const Architecture* row = architectureNamed(model.architecture);
    if (!row) return names;
    const bool fused = row->hf->fusedQkv && linear <= Linear::V;
    std::string own = block + (fused ? row->hf->fusedQkv : row->hf->linears[size_t(linear)]);
    if (own != names.front()) names.push_back(std::move(own));
    return names;
}

Result<PeftPattern> PeftPattern::read(const JsonReader& config, const char* key) {
    PeftPattern pattern;
    if (!config.has(key)) return pattern;
    INK_TRY(object, config.object(key));
    for (const auto& [name, value] : object->items()) {
        if (!value.is_number())
            return unsupported(config, key, text("%1 is no number", escapeForDisplay(value.dump())));
        INK_TRY(regex, wholeName(config, key, "(?:.*\\.)?(?:" + name + ")"));
        pattern.m_rows.emplace_back(std::move(regex), value.get<double>());
    }
    return pattern;
}

Result<std::optional<double>> PeftPattern::find(const std::string& module) const {
    for (const auto& [regex, value] : m_rows) {
        INK_TRY(found, matches(regex, module));
        if (found) return std::optional(value);
    }
    return std::optional<double>();
}

} // namespace inkstone
