#pragma once
// --model, --adapter, --device, --compute: what they mean, and the way from them to something that computes.

#include "app/cli/verb.h"
#include "core/model/kv_cache.h"
#include "core/model/library.h"
#include "core/model/lora.h"
#include "core/model/prepared_model.h"
#include "core/train/train_config.h"

namespace inkstone::cli {

struct ModelOptions {
    std::string model, adapter;
    std::string cacheType = "auto";
};

CLI::Option* addModelOption(CLI::App& app, std::string& model);
CLI::Option* addAdapterOption(CLI::App& app, std::string& adapter);
CLI::Option* addCacheOption(CLI::App& app, std::string& cacheType);
CLI::Option* addOptimizerOption(CLI::App& app, Optimizer& optimizer);
/// Both; a run's adapter knows its base, so one of the two is enough.
void addModelOptions(CLI::App& app, ModelOptions& options);

/// "auto": the best there is; "cpu": the best of the processor. NotFound for a device this machine lacks.
Result<const kernels::Backend*> chooseBackend(const CommonOptions& options);
/// --compute, or the verb's own default.
Result<Compute> chooseCompute(const CommonOptions& options, Compute fallback);
/// The threads that will work, never 0.
int threadCount(const CommonOptions& options, const kernels::Backend& backend);

/// The models of this machine, and those that runs of the project made of all weights.
LibraryPlaces modelPlaces(const CommonOptions& options);
/// A path, or what `model list` calls so.
Result<ModelOnDisk> findNamedModel(const std::string& nameOrPath, const CommonOptions& options);
/// Opens what findNamedModel() finds.
Result<std::shared_ptr<const Model>> openModel(const std::string& nameOrPath, const CommonOptions& options);
/// A PEFT folder, a run's folder, the name of a run in the project, or one that `model fetch` got.
Result<fs::path> findAdapter(const std::string& nameOrPath, const CommonOptions& options);

struct ModelPaths {
    fs::path model;
    fs::path adapter; ///< PEFT folder; empty without --adapter
};
/// What --model and --adapter name; without --model the base of the run that the adapter is of.
Result<ModelPaths> findModelPaths(const ModelOptions& options, VerbContext& context);

struct LoadedModel {
    std::shared_ptr<const PreparedModel> prepared;
    std::shared_ptr<const LoraAdapter> adapter; ///< null without --adapter
    CacheType cacheType;
};
/// Opens, packs (with progress) and loads the adapter.
Result<LoadedModel> loadModel(const ModelOptions& options, Compute fallback, VerbContext& context);

/// "1,2,3", with commas, spaces, line ends or brackets between; at least one.
Result<std::vector<TokenId>> parseIds(std::string_view text, const std::string& where);

} // namespace inkstone::cli
