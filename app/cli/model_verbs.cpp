// model list, model info, model tiny.
#include "app/cli/model_options.h"
#include "app/cli/verbs.h"
#include "core/base/paths.h"
#include "core/base/units.h"
#include "core/base/utf8.h"
#include "core/hub/fetch.h"

namespace inkstone::cli {

namespace {

Json factsOf(const std::string& name, const Model& model) {
    const ModelConfig& c = model.config();
    return {{"name", name},
            {"path", fs::absolute(model.path()).string()},
            {"arch", c.architecture},
            {"parameters", c.parameters()},
            {"layers", c.layers},
            {"hidden", c.hidden},
            {"heads", c.heads},
            {"kv_heads", c.kvHeads},
            {"head_dim", c.headDim},
            {"ffn", c.ffn},
            {"vocab", c.vocabulary},
            {"context", c.context},
            {"rope_theta", c.rope.theta},
            {"rope_scaling", inkstone::name(c.rope.scaling)},
            {"sliding_window", c.window ? Json(c.window) : Json()},
            {"tied", c.tiedHead},
            {"quantization", model.quantization()},
            {"file_bytes", model.fileBytes()},
            {"licence", model.licence()},
            {"chat_template", model.hasOwnChatTemplate() ? Json(model.chatTemplate()->source()) : Json()}};
}

std::string shown(const Json& value) {
    if (value.is_string()) return escapeForDisplay(value.get<std::string>(), 100);
    if (value.is_null()) return "none";
    return value.is_number_integer() ? formatCount(value.get<int64_t>()) : value.dump();
}

struct ListedModel {
    std::string name, state;
    Json json;
};

std::string sourceOf(const ModelOnDisk& entry) {
    return entry.source == ModelSource::Inkstone ? "Inkstone" : name(entry.source);
}

ListedModel describe(const ModelOnDisk& entry) {
    const auto model = entry.sound() ? Model::open(entry.path) : fail(entry.problem);
    if (model) {
        Json facts = factsOf(entry.name, **model);
        facts.erase("chat_template");
        facts["present"] = true;
        facts["source"] = sourceOf(entry);
        std::string state = (*model)->quantization() + ", " + formatBytes(entry.bytes);
        if (entry.source != ModelSource::Inkstone) state.append(", ").append(name(entry.source));
        return {entry.name, std::move(state), std::move(facts)};
    }
    return {entry.name,
            "cannot be used: " + model.error().str(),
            {{"name", entry.name},
             {"path", entry.path.string()},
             {"file_bytes", entry.bytes},
             {"present", true},
             {"source", sourceOf(entry)},
             {"error", model.error().str()}}};
}

/// Downloads that were begun and not finished.
void addHalfFetched(std::vector<ListedModel>& models) {
    for (const HalfFetched& half : listHalfFetched())
        models.push_back({half.reference,
                          "not finished, " + formatBytes(half.bytes) + " are here; `model fetch` goes on",
                          {{"name", half.reference},
                           {"path", half.folder.string()},
                           {"file_bytes", half.bytes},
                           {"present", false}}});
}

Status list(VerbContext& context) {
    std::vector<ListedModel> models;
    std::vector<fs::path> present;
    for (const ModelOnDisk& entry : findLibrary(modelPlaces(context.options), context.stop())) {
        present.push_back(entry.path.filename());
        models.push_back(describe(entry));
    }
    for (const CatalogueEntry& entry : modelCatalogue())
        if (std::find(present.begin(), present.end(), fs::path(entry.file)) == present.end())
            models.push_back({entry.name,
                              "not on this machine; packaging/run.sh gets it",
                              {{"name", entry.name},
                               {"file_bytes", entry.bytes},
                               {"licence", entry.licence},
                               {"present", false}}});
    addHalfFetched(models);
    Json result{{"folder", modelsFolder().string()}, {"models", Json::array()}};
    for (const ListedModel& model : models) {
        context.console.print(model.name + "  (" + model.state + ")\n");
        result["models"].push_back(model.json);
    }
    context.console.result(result);
    return {};
}

Status info(const std::string& name, VerbContext& context) {
    INK_TRY(found, findNamedModel(name, context.options));
    INK_TRY(model, Model::open(found.path));
    const Json facts = factsOf(found.name, *model);
    context.console.result(facts);
    for (const auto& [key, value] : facts.items()) {
        std::string line = key;
        line.resize(std::max<size_t>(line.size() + 1, 16), ' ');
        context.console.print(line + shown(value) + "\n");
    }
    if (!model->tokenizer()) context.console.note("no tokenizer: " + model->tokenizerError().str());
    return {};
}

Status tiny(const std::string& path, VerbContext& context) {
    INK_CHECK(makeTinyRandomModel(path, {.seed = context.options.seed}));
    std::error_code error;
    const uint64_t bytes = fs::file_size(path, error);
    context.console.result({{"path", fs::absolute(path).string()}, {"bytes", bytes}});
    context.console.print("wrote " + path + " (" + formatBytes(bytes) +
                          "): a random model, it makes no sense\n");
    return {};
}

} // namespace

void addModelVerbs(VerbTable& verbs) {
    verbs.describeGroup("model", "Known models, one model's facts");
    verbs.add("model list", "Models on this machine, and those we know how to get", list);

    const auto name = std::make_shared<std::string>();
    verbs
        .add("model info", "One model's facts", [name](VerbContext& context) { return info(*name, context); })
        .add_option("MODEL", *name, "GGUF file, Hugging Face folder, or a name of `model list`")
        ->required();

    const auto path = std::make_shared<std::string>();
    verbs
        .add("model tiny", "Write a small random model, for trying things without a real one",
             [path](VerbContext& context) { return tiny(*path, context); })
        .add_option("PATH", *path, "The GGUF file to write")
        ->required();
}

} // namespace inkstone::cli
