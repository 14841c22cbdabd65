#include "app/cli/model_options.h"

#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/hub/fetch.h"
#include "core/project/base_model.h"
#include "core/project/library_settings.h"

#include <charconv>

namespace inkstone::cli {

CLI::Option* addModelOption(CLI::App& app, std::string& model) {
    return app.add_option("--model", model, "GGUF file, Hugging Face folder, or a name of `model list`")
        ->required()
        ->type_name("MODEL");
}

CLI::Option* addAdapterOption(CLI::App& app, std::string& adapter) {
    return app
        .add_option("--adapter", adapter, "PEFT folder, a run of the project, or an adapter that was fetched")
        ->type_name("ADAPTER");
}

CLI::Option* addCacheOption(CLI::App& app, std::string& cacheType) {
    return app
        .add_option(
            "--kv-cache", cacheType,
            "What keys and values are kept in; q8_0 takes half of bf16's memory; auto: f32 with --compute "
            "f32, else bf16")
        ->check(CLI::IsMember({"auto", "f32", "bf16", "q8_0"}))
        ->capture_default_str();
}

CLI::Option* addOptimizerOption(CLI::App& app, Optimizer& optimizer) {
    const auto read = [&optimizer](const std::string& name) {
        const auto parsed = parseOptimizer(name);
        if (!parsed) throw CLI::ValidationError("--optimizer", parsed.error().str());
        optimizer = *parsed;
    };
    return app
        .add_option_function<std::string>("--optimizer", read,
                                          "adamw, or adamw_8bit: its moments take a quarter of the memory")
        ->default_str(name(optimizer));
}

void addModelOptions(CLI::App& app, ModelOptions& options) {
    addModelOption(app, options.model)
        ->required(false)
        ->description(
            "GGUF file, Hugging Face folder, or a name of `model list`; with a run's adapter it may "
            "be left out");
    addAdapterOption(app, options.adapter);
    app.parse_complete_callback([&options] {
        if (options.model.empty() && options.adapter.empty()) throw CLI::RequiredError("--model");
    });
}

Result<const kernels::Backend*> chooseBackend(const CommonOptions& options) {
    const kernels::Backend& best = kernels::defaultBackend();
    if (options.device == "auto") return &best;
    if (options.device == "cpu") {
        if (best.name != "cuda") return &best;
        for (const kernels::Backend& backend : kernels::backends())
            if (backend.name != "cuda") return &backend;
    }
    const kernels::Backend* cuda = kernels::findBackend("cuda");
    const bool first = options.device == "cuda" || options.device == "cuda:0";
    if (cuda && first) return cuda;
    return fail(ErrorCode::NotFound, "cannot use the device", options.device,
                cuda ? "there is no such CUDA device" : "this machine or build has no usable CUDA",
                "use --device cpu, or leave it out");
}

Result<Compute> chooseCompute(const CommonOptions& options, Compute fallback) {
    if (options.compute.empty()) return fallback;
    return parseCompute(options.compute);
}

int threadCount(const CommonOptions& options, const kernels::Backend& backend) {
    return options.threads > 0 ? options.threads : backend.maxThreads;
}

LibraryPlaces modelPlaces(const CommonOptions& options) {
    LibraryPlaces places = libraryPlaces(*Settings::open(nullptr, Settings::userFile()));
    std::error_code ignored;
    places.runs = {fs::absolute(options.project, ignored) / "runs"}; // without opening the project
    return places;
}

Result<ModelOnDisk> findNamedModel(const std::string& nameOrPath, const CommonOptions& options) {
    return findModel(nameOrPath, modelPlaces(options));
}

Result<std::shared_ptr<const Model>> openModel(const std::string& nameOrPath, const CommonOptions& options) {
    INK_TRY(found, findNamedModel(nameOrPath, options));
    return Model::open(found.path);
}

Result<fs::path> findAdapter(const std::string& nameOrPath, const CommonOptions& options) {
    const fs::path given = expandHome(nameOrPath);
    const fs::path run = fs::path(options.project) / "runs" / nameOrPath;
    std::error_code error;
    for (const fs::path& folder : {given, given / "adapter", run, run / "adapter"})
        if (fs::exists(folder / "adapter_config.json", error)) return folder;
    for (const fs::path& folder : listAdapters()) // "org/name" lies in "org--name"
        if (folder.filename() == nameOrPath || folder == hubFolder({}, {.id = nameOrPath})) return folder;
    return fail(
        ErrorCode::NotFound, "cannot find the adapter", escapeForDisplay(nameOrPath),
        "neither a folder with adapter_config.json, nor a run of the project, nor one that was fetched",
        "Give the adapter folder of a run, or --project with the project that holds the run");
}

Result<ModelPaths> findModelPaths(const ModelOptions& options, VerbContext& context) {
    ModelPaths paths;
    if (!options.adapter.empty()) {
        INK_TRY(folder, findAdapter(options.adapter, context.options));
        paths.adapter = folder;
    }
    if (options.model.empty()) {
        INK_TRY(base, readBaseModel(paths.adapter));
        INK_TRY(path, findBaseModel(base, {}, context.stop(), context.sink));
        paths.model = path;
    } else {
        INK_TRY(found, findNamedModel(options.model, context.options));
        paths.model = found.path;
    }
    return paths;
}

Result<LoadedModel> loadModel(const ModelOptions& options, Compute fallback, VerbContext& context) {
    INK_TRY(backend, chooseBackend(context.options));
    INK_TRY(compute, chooseCompute(context.options, fallback));
    INK_TRY(cacheType, parseCacheType(options.cacheType));
    INK_TRY(paths, findModelPaths(options, context));
    INK_TRY(model, Model::open(paths.model));
    LoadedModel loaded;
    loaded.cacheType = cacheType;
    // Before the packing: a wrong adapter should not cost the wait.
    if (!paths.adapter.empty()) {
        INK_TRY(adapter, LoraAdapter::load(paths.adapter, model->config()));
        loaded.adapter = std::make_shared<const LoraAdapter>(std::move(adapter));
    }
    const auto progress = [&](double done) {
        context.sink.emit(Progress{.done = done, .total = 1, .stage = "Preparing weights"});
    };
    INK_TRY(prepared, PreparedModel::make(std::move(model), {.backend = backend,
                                                             .compute = compute,
                                                             .threads = context.options.threads,
                                                             .progress = progress,
                                                             .stop = context.stop()}));
    loaded.prepared = std::move(prepared);
    return loaded;
}

Result<std::vector<TokenId>> parseIds(std::string_view text, const std::string& where) {
    std::vector<TokenId> ids;
    constexpr std::string_view between = ", \t\r\n[]";
    for (size_t i = text.find_first_not_of(between); i < text.size();
         i = text.find_first_not_of(between, i)) {
        const size_t end = std::min(text.find_first_of(between, i), text.size());
        TokenId id = 0;
        const auto [rest, status] = std::from_chars(text.data() + i, text.data() + end, id);
        if (status != std::errc() || rest != text.data() + end || id < 0)
            return fail(
                ErrorCode::InvalidArgument, "cannot read token ids", where,
                inkstone::text("'%1' is not a token id", escapeForDisplay(text.substr(i, end - i), 40)),
                "Give whole numbers with commas between them: 1,2,3");
        ids.push_back(id);
        i = end;
    }
    if (ids.empty())
        return fail(ErrorCode::InvalidArgument, "cannot read token ids", where, "there are none",
                    "Give whole numbers with commas between them: 1,2,3");
    return ids;
}

} // namespace inkstone::cli
