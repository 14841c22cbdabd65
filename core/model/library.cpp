#include "core/model/library.h"

#include "core/base/json.h"
#include "core/base/paths.h"
#include "core/model/library_checks.h"
#include "core/model/same_name.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

namespace inkstone {
namespace {

constexpr size_t mostEntries = 20'000; ///< looked at in one place
constexpr int deepest = 4;             ///< folders below a place

fs::path variable(const char* name) {
    const char* value = std::getenv(name);
    return value && *value ? expandHome(value) : fs::path();
}

fs::path cacheHome() {
    const fs::path xdg = variable("XDG_CACHE_HOME");
    return xdg.is_absolute() ? xdg : homeFolder() / ".cache";
}

/// What is in a folder, by name; nothing when it cannot be read.
std::vector<fs::path> entriesOf(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        if (entries.size() >= mostEntries) break;
        entries.push_back(it->path());
    }
    std::sort(entries.begin(), entries.end());
    return entries;
}

bool isFolder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// Collects what the places hold.
class Search {
public:
    explicit Search(std::stop_token stop) : m_stop(std::move(stop)) {}

    void ownFolder(const fs::path& root);
    void huggingFace(const fs::path& root);
    void modelScope(const fs::path& root);
    void ollama(const fs::path& root);
    void walk(const fs::path& root, ModelSource source);
    void runs(const fs::path& root);
    void single(const fs::path& path);
    std::vector<ModelOnDisk> take() { return std::move(m_models); }

private:
    struct Place {
        fs::path root; ///< links must stay inside; empty: the person's own folder, links are theirs
        ModelSource source;
    };
    void addFolder(const fs::path& folder, const std::string& name, const Place& place);
    void addGguf(const fs::path& file, const std::string& name, const Place& place);
    bool addContents(const fs::path& folder, const std::string& name, const Place& place);
    void descend(const fs::path& folder, const Place& place, int depth);
    void cachedRepo(const fs::path& repo, const fs::path& root);
    void manifest(const fs::path& file, const fs::path& root);
    void add(ModelOnDisk model);
    bool stopped() const { return m_stop.stop_requested(); }

    std::stop_token m_stop;
    std::vector<ModelOnDisk> m_models;
    std::set<std::string> m_seen; ///< identities of files
};

void Search::add(ModelOnDisk model) {
    // What cannot be told apart by its files is told apart by its path.
    const std::string identity = identityOf(model.path);
    if (m_seen.insert(identity.empty() ? model.path.string() : identity).second)
        m_models.push_back(std::move(model));
}

void Search::addFolder(const fs::path& folder, const std::string& name, const Place& place) {
    ModelOnDisk model{name, folder, ModelKind::HuggingFace, bytesOfModel(folder), place.source};
    model.problem = problemOfFolder(folder, place.root);
    add(std::move(model));
}

void Search::addGguf(const fs::path& file, const std::string& name, const Place& place) {
    ModelOnDisk model{name, file, ModelKind::Gguf, bytesOfModel(file), place.source};
    for (const CatalogueEntry& entry : modelCatalogue())
        if (entry.file == file.filename()) model.name = entry.name;
    model.problem = problemOfGguf(file, place.root);
    add(std::move(model));
}

/// The models directly in a folder; false when there are none.
bool Search::addContents(const fs::path& folder, const std::string& name, const Place& place) {
    bool any = false;
    for (const fs::path& path : entriesOf(folder)) {
        if (!isModelGguf(path)) continue;
        addGguf(path, path.stem().string(), place);
        any = true;
    }
    if (!isThere(folder / "config.json")) return any;
    addFolder(folder, name, place);
    return true;
}

void Search::descend(const fs::path& folder, const Place& place, int depth) {
    if (stopped()) return;
    addContents(folder, replaced(folder.filename().string(), "--", "/"), place);
    // What lies below a whole model belongs to it.
    if (depth == 0 || isThere(folder / "config.json")) return;
    for (const fs::path& path : entriesOf(folder)) {
        const std::string name = path.filename().string();
        std::error_code ignored;
        const bool link = fs::is_symlink(path, ignored); // a link to a folder may lead in circles
        const bool passed = name.starts_with('.') || name.ends_with(".part") || (link && depth < deepest);
        if (!passed && isFolder(path)) descend(path, place, depth - 1);
    }
}

void Search::ownFolder(const fs::path& root) {
    const Place place{{}, ModelSource::Inkstone};
    for (const ModelOnDisk& model : listModels(root))
        if (model.kind == ModelKind::Gguf) addGguf(model.path, model.name, place);
    for (const fs::path& path : entriesOf(root))
        if (isFolder(path) && path.extension() != ".part") descend(path, place, 2);
}

void Search::walk(const fs::path& root, ModelSource source) {
    descend(root, {source == ModelSource::Folder ? fs::path() : root, source}, deepest);
}

/// Named after their runs, since all of them lie in a folder "model".
void Search::runs(const fs::path& root) {
    for (const fs::path& run : entriesOf(root))
        if (!stopped() && isThere(run / "model" / "config.json"))
            addFolder(run / "model", run.filename().string(), {root, ModelSource::Run});
}

void Search::single(const fs::path& path) {
    const Place place{{}, ModelSource::Folder};
    if (isFolder(path))
        addContents(path, path.filename().string(), place);
    else if (isThere(path))
        addGguf(path, path.stem().string(), place);
}

/// "models--org--name": refs name revisions, snapshots hold links into blobs.
void Search::cachedRepo(const fs::path& repo, const fs::path& root) {
    const Place place{root, ModelSource::HuggingFace};
    const std::string name = replaced(repo.filename().string().substr(8), "--", "/");
    std::vector<fs::path> snapshots = entriesOf(repo / "snapshots");
    const auto head = readFile(repo / "refs" / "main", 256);
    std::stable_partition(snapshots.begin(), snapshots.end(),
                          [&](const fs::path& path) { return head && path.filename() == fs::path(*head); });
    bool any = false;
    for (const fs::path& snapshot : snapshots) {
        const std::string revision = snapshot.filename().string().substr(0, 7);
        any = addContents(snapshot, any ? name + "@" + revision : name, place) || any;
        for (const fs::path& path : entriesOf(snapshot)) // repositories of GGUF files often sort them by type
            if (isFolder(path) && !isThere(path / "config.json")) any = addContents(path, name, place) || any;
    }
    if (any) return;
    const std::vector<fs::path> blobs = entriesOf(repo / "blobs");
    const bool half = std::any_of(blobs.begin(), blobs.end(),
                                  [](const fs::path& blob) { return blob.extension() == ".incomplete"; });
    if (!half) return;
    ModelOnDisk model{name, repo, ModelKind::HuggingFace, 0, ModelSource::HuggingFace};
    model.problem = brokenModel(repo, text("its download was not finished"),
                                text("get it again; what is here is kept by its program"));
    add(std::move(model));
}

void Search::huggingFace(const fs::path& root) {
    for (const fs::path& repo : entriesOf(root))
        if (!stopped() && repo.filename().string().starts_with("models--") && isFolder(repo))
            cachedRepo(repo, root);
}

void Search::modelScope(const fs::path& root) {
    const Place place{root, ModelSource::ModelScope};
    for (const fs::path& owner : entriesOf(root)) {
        const std::string word = owner.filename().string();
        if (word.starts_with('.') || word == "models" || word == "hub" || word == "datasets" ||
            !isFolder(owner))
            continue;
        for (const fs::path& repo : entriesOf(owner)) {
            const std::string name = replaced(repo.filename().string(), "___", ".");
            if (!stopped() && !name.starts_with('.') && isFolder(repo))
                addContents(repo, word + "/" + name, place);
        }
    }
}

/// A tag of Ollama: its layer of weights is a GGUF file among the blobs.
void Search::manifest(const fs::path& file, const fs::path& root) {
    const fs::path relative = file.lexically_relative(root / "manifests");
    std::vector<std::string> words;
    for (const fs::path& word : relative) words.push_back(word.string());
    if (words.size() < 3) return;
    // registry.ollama.ai/library/qwen:7b is called qwen:7b there.
    std::string name;
    for (size_t i = words[1] == "library" ? 2 : 1; i + 1 < words.size(); ++i) name += words[i] + "/";
    name.back() = ':';
    name += words.back();
    const auto weights = weightsOfManifest(file, root / "blobs");
    if (!weights) {
        ModelOnDisk model{name, file, ModelKind::Gguf, 0, ModelSource::Ollama};
        model.problem = weights.error();
        return add(std::move(model));
    }
    if (!weights->empty()) addGguf(*weights, name, {root, ModelSource::Ollama});
}

void Search::ollama(const fs::path& root) {
    std::error_code error;
    size_t looked = 0;
    fs::recursive_directory_iterator it(root / "manifests", fs::directory_options::skip_permission_denied,
                                        error),
        end;
    std::vector<fs::path> files;
    for (; !error && it != end && ++looked < mostEntries && !stopped(); it.increment(error)) {
        if (it.depth() > 5) it.disable_recursion_pending();
        std::error_code ignored;
        if (it->is_regular_file(ignored)) files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) manifest(file, root);
}

/// LM Studio writes where it lives when that is not ~/.lmstudio.
fs::path lmStudioHome() {
    const auto pointer = readFile(homeFolder() / ".lmstudio-home-pointer", 4096);
    if (!pointer) return homeFolder() / ".lmstudio";
    std::string path = *pointer;
    while (!path.empty() && (path.back() == '\n' || path.back() == '\r' || path.back() == ' '))
        path.pop_back();
    return fs::path(path).is_absolute() ? fs::path(path) : homeFolder() / ".lmstudio";
}

} // namespace

LibraryPlaces libraryPlaces() {
    LibraryPlaces places{.models = modelsFolder()};
    fs::path cache = variable("HF_HUB_CACHE");
    if (cache.empty()) cache = variable("HUGGINGFACE_HUB_CACHE");
    if (cache.empty()) {
        const fs::path home = variable("HF_HOME");
        cache = (home.empty() ? cacheHome() / "huggingface" : home) / "hub";
    }
    places.huggingFace = {cache};
    fs::path scope = variable("MODELSCOPE_CACHE");
    if (scope.empty()) scope = homeFolder() / ".cache" / "modelscope";
    // Its releases put models at different depths.
    places.modelScope = {scope, scope / "models", scope / "hub", scope / "hub" / "models"};
    const fs::path store = variable("OLLAMA_MODELS");
    if (store.empty())
        places.ollama = {homeFolder() / ".ollama" / "models", "/usr/share/ollama/.ollama/models"};
    else
        places.ollama = {store};
    places.lmStudio = {lmStudioHome() / "models", homeFolder() / ".cache" / "lm-studio" / "models"};
    return places;
}

std::vector<ModelOnDisk> findLibrary(const LibraryPlaces& places, std::stop_token stop) {
    Search search(std::move(stop));
    if (!places.models.empty()) search.ownFolder(places.models);
    for (const fs::path& root : places.runs) search.runs(root);
    for (const fs::path& path : places.single) search.single(path);
    for (const fs::path& root : places.folders) search.walk(root, ModelSource::Folder);
    for (const fs::path& root : places.huggingFace) search.huggingFace(root);
    for (const fs::path& root : places.modelScope) search.modelScope(root);
    for (const fs::path& root : places.ollama) search.ollama(root);
    for (const fs::path& root : places.lmStudio) search.walk(root, ModelSource::LmStudio);
    std::vector<ModelOnDisk> models = search.take();
    std::stable_sort(models.begin(), models.end(), [](const ModelOnDisk& a, const ModelOnDisk& b) {
        return std::pair(a.source, a.name) < std::pair(b.source, b.name);
    });
    return models;
}

Result<ModelOnDisk> findModel(const std::string& nameOrPath, const LibraryPlaces& places) {
    auto found = findModel(nameOrPath, places.models);
    std::error_code ignored;
    if (found || found.error().code != ErrorCode::NotFound || fs::exists(expandHome(nameOrPath), ignored))
        return found;
    for (ModelOnDisk& model : findLibrary(places)) {
        const bool ofRun = model.source == ModelSource::Run; // its folder is always called "model"
        if (!sameName(model.name, nameOrPath) &&
            (ofRun || !sameName(model.path.filename().string(), nameOrPath)))
            continue;
        if (!model.sound()) return fail(std::move(model.problem));
        return std::move(model);
    }
    return found;
}

std::vector<fs::path> listAdapters(const fs::path& folder) {
    std::vector<fs::path> found;
    for (const fs::path& path : entriesOf(folder.empty() ? modelsFolder() : folder)) {
        const bool whole =
            isThere(path / "adapter_config.json") && isThere(path / "adapter_model.safetensors");
        if (whole && path.extension() != ".part") found.push_back(path);
    }
    return found;
}

const char* name(ModelSource source) {
    switch (source) {
    case ModelSource::HuggingFace:
        return "Hugging Face";
    case ModelSource::ModelScope:
        return "ModelScope";
    case ModelSource::Ollama:
        return "Ollama";
    case ModelSource::LmStudio:
        return "LM Studio";
    case ModelSource::Folder:
        return "Folder";
    case ModelSource::Run:
        return "Run";
    case ModelSource::Inkstone:
        break;
    }
    return "";
}

} // namespace inkstone
