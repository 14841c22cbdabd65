#include "core/project/base_model.h"

#include "core/project/library_settings.h"
#include "core/train/checkpoint.h"

#include <algorithm>

namespace inkstone {

namespace {

std::vector<fs::path> libraryPaths(std::stop_token stop) {
    std::vector<fs::path> paths;
    const LibraryPlaces places = libraryPlaces(*Settings::open(nullptr, Settings::userFile()));
    for (const ModelOnDisk& model : findLibrary(places, std::move(stop)))
        if (model.sound()) paths.push_back(model.path);
    return paths;
}

/// Cancelled, or whether the contents are the base's; what cannot be read is another model.
Result<bool> hasContents(const fs::path& model, const BaseModel& base, std::stop_token stop) {
    const auto hash = modelSha256(model, std::move(stop));
    if (hash) return *hash == base.sha256;
    if (hash.error().code == ErrorCode::Cancelled) return fail(hash.error());
    return false;
}

} // namespace

BaseModel baseModelOf(const RunInfo& run) {
    return {.run = run.name, .name = run.modelName, .sha256 = run.modelSha256, .path = run.modelPath};
}

Result<BaseModel> readBaseModel(const fs::path& runOrAdapter) {
    fs::path folder = fs::absolute(runOrAdapter).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    if (!RunFolder(folder).exists()) folder = folder.parent_path();
    if (!RunFolder(folder).exists())
        return fail(ErrorCode::NotFound, "cannot tell the base model", runOrAdapter.string(),
                    "the folder belongs to no run, so what it was trained on is not known",
                    "name its base model with --model");
    INK_TRY(facts, RunFolder(folder).readFacts());
    const std::string where = (folder / "run.json").string();
    INK_TRY(object, JsonReader(facts, where).object("model"));
    const JsonReader model(*object, where + ": model");
    BaseModel base{.run = folder.filename().string(), .name = {}, .sha256 = {}, .path = {}};
    INK_TRY(name, model.string("name"));
    INK_TRY(hash, model.string("sha256"));
    // Runs of earlier versions know the file's name only: it is found by its contents.
    INK_TRY(file, model.string("file"));
    INK_TRY(path, model.string("path", file));
    base.name = name;
    base.sha256 = hash;
    base.path = path;
    return base;
}

Result<fs::path> findBaseModel(const BaseModel& base, std::vector<fs::path> models, std::stop_token stop,
                               JobSink& sink) {
    std::error_code ignored;
    const bool there = fs::exists(base.path, ignored);
    if (there) {
        INK_TRY(same, hasContents(base.path, base, stop));
        if (same) return base.path;
    }
    if (models.empty()) models = libraryPaths(stop);
    // A file that was moved mostly keeps its name: the others are not read at all then.
    std::stable_partition(models.begin(), models.end(),
                          [&](const fs::path& path) { return path.filename() == base.path.filename(); });
    for (size_t i = 0; i < models.size(); ++i) {
        sink.emit(Progress{.done = double(i),
                           .total = double(models.size()),
                           .unit = "models",
                           .stage = "Looking for the base model"});
        INK_TRY(same, hasContents(models[i], base, stop));
        if (same) return models[i];
    }
    return fail(
        ErrorCode::NotFound, text("cannot find the base model of run %1", base.run), base.path.string(),
        there ? text("another model lies there now, and none here has the contents of %1 (SHA-256 %2)",
                     base.name, base.sha256)
              : text("%1 (SHA-256 %2) is gone from there, and no model here has its contents", base.name,
                     base.sha256),
        "add it on the Models page, or name it with --model; it is known by its contents, wherever it "
        "lies");
}

} // namespace inkstone
