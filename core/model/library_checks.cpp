#include "core/model/library_checks.h"

#include "core/base/json.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <set>
#include <sys/stat.h>

namespace inkstone {
namespace {

const Text cannotUse = text("cannot open the model");

/// "x-00001-of-00005.gguf" -> 5; 0 when it is no part of a set. `part` becomes 1..5.
int partsOf(const std::string& stem, int& part) {
    const size_t mark = stem.rfind("-of-");
    if (mark == std::string::npos || mark < 6 || stem.size() != mark + 9 || stem[mark - 6] != '-') return 0;
    int count = 0;
    std::from_chars(stem.data() + mark - 5, stem.data() + mark, part);
    std::from_chars(stem.data() + mark + 4, stem.data() + stem.size(), count);
    return count;
}

std::vector<fs::path> partFiles(const fs::path& file) {
    int part = 0;
    const std::string stem = file.stem().string();
    const int count = file.extension() == ".gguf" ? partsOf(stem, part) : 0;
    if (count <= 1 || part != 1) return {file};
    std::vector<fs::path> files;
    for (int i = 1; i <= count; ++i) {
        char words[32];
        std::snprintf(words, sizeof words, "-%05d-of-%05d.gguf", i, count);
        files.push_back(file.parent_path() / (stem.substr(0, stem.rfind("-of-") - 6) + words));
    }
    return files;
}

/// Whether `path`, links followed, lies in `root`.
bool staysInside(const fs::path& path, const fs::path& root) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (error) return true; // nothing is there: that is said elsewhere
    const fs::path place = fs::canonical(root, error);
    return !error && std::mismatch(place.begin(), place.end(), real.begin(), real.end()).first == place.end();
}

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

std::vector<fs::path> filesOf(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        if (!it->is_directory(ignored)) files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

Error outside(const fs::path& link) {
    return brokenModel(link, text("it is a link that leads out of its cache"),
                       text("open the file it leads to by its own path"));
}

Error missing(const fs::path& folder, const std::string& name) {
    return brokenModel(folder, text("%1 is not there: its download was not finished", name),
                       text("let the program that got it finish, or get it again"));
}

/// The shards that an index names.
std::set<std::string> shardsOf(const fs::path& index) {
    std::set<std::string> shards;
    const auto json = readJson(index);
    if (!json || !json->is_object()) return shards;
    const auto map = json->find("weight_map");
    if (map == json->end() || !map->is_object()) return shards;
    for (const auto& [tensor, file] : map->items())
        if (file.is_string() && file.get<std::string>().find('/') == std::string::npos)
            shards.insert(file.get<std::string>());
    return shards;
}

bool isPickle(const fs::path& file) {
    const fs::path kind = file.extension();
    const std::string name = file.filename().string();
    return (kind == ".bin" && name.starts_with("pytorch_model")) || kind == ".pt" || kind == ".pth";
}

} // namespace

Error brokenModel(const fs::path& path, Text why, Text hint) {
    return {ErrorCode::Corrupt, cannotUse, path.string(), std::move(why), std::move(hint)};
}

bool isModelGguf(const fs::path& path) {
    if (path.extension() != ".gguf") return false;
    int part = 0;
    const std::string stem = path.stem().string();
    return (partsOf(stem, part) == 0 || part == 1) && stem.find("mmproj") == std::string::npos;
}

uint64_t bytesOfModel(const fs::path& path) {
    std::error_code error;
    uint64_t total = 0;
    for (const fs::path& file : fs::is_directory(path, error) ? filesOf(path) : partFiles(path)) {
        const uint64_t bytes = fs::file_size(file, error);
        if (!error) total += bytes;
    }
    return total;
}

std::string identityOf(const fs::path& path) {
    std::error_code error;
    std::vector<fs::path> files{path};
    if (fs::is_directory(path, error)) {
        files = filesOf(path);
        std::erase_if(files, [](const fs::path& file) {
            return file.extension() != ".safetensors" && file.filename() != "config.json";
        });
    }
    std::string identity;
    for (const fs::path& file : files) {
        struct stat info {};
        if (::stat(file.c_str(), &info) == 0)
            identity += std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino) + " ";
    }
    return identity;
}

Error problemOfGguf(const fs::path& file, const fs::path& root) {
    for (const fs::path& part : partFiles(file)) {
        if (!isFile(part)) return missing(file, part.filename().string());
        if (!root.empty() && !staysInside(part, root)) return outside(part);
    }
    std::FILE* opened = std::fopen(file.c_str(), "rb");
    char magic[4] = {};
    const bool read = opened && std::fread(magic, 1, 4, opened) == 4;
    if (opened) std::fclose(opened);
    if (read && std::memcmp(magic, "GGUF", 4) == 0) return {};
    return brokenModel(file, opened ? text("it is not a GGUF file") : text("it cannot be read"), {});
}

Error problemOfFolder(const fs::path& folder, const fs::path& root) {
    const std::vector<fs::path> files = filesOf(folder);
    bool weights = false, pickles = false;
    for (const fs::path& file : files) {
        if (!isFile(file)) return missing(folder, file.filename().string());
        if (!root.empty() && !staysInside(file, root)) return outside(file);
        weights = weights || file.extension() == ".safetensors";
        pickles = pickles || isPickle(file);
    }
    for (const std::string& shard : shardsOf(folder / "model.safetensors.index.json"))
        if (!isFile(folder / shard)) return missing(folder, shard);
    if (weights) return {};
    if (pickles)
        return brokenModel(folder, text("its weights are pickles, and opening a pickle runs the code in it"),
                           text("convert it to safetensors where you trust it, or get another copy"));
    return brokenModel(folder, text("it holds a configuration but no weights"),
                       text("get its safetensors files, too"));
}

Result<fs::path> weightsOfManifest(const fs::path& manifest, const fs::path& blobs) {
    INK_TRY(json, readJson(manifest, {.maxBytes = 1 << 20, .maxDepth = 16}));
    const JsonReader reader(json, manifest.filename().string());
    INK_TRY(layers, reader.array("layers"));
    for (const Json& layer : *layers) {
        if (!layer.is_object()) continue;
        const JsonReader facts(layer, manifest.string());
        INK_TRY(type, facts.string("mediaType", ""));
        if (type != "application/vnd.ollama.image.model") continue;
        INK_TRY(digest, facts.string("digest"));
        const std::string hex = digest.starts_with("sha256:") ? digest.substr(7) : "";
        const bool valid = hex.size() == 64 && hex.find_first_not_of("0123456789abcdef") == std::string::npos;
        // Only digits may become a part of a path.
        if (!valid)
            return fail(
                brokenModel(manifest, text("its digest is none: %1", escapeForDisplay(digest, 80)), {}));
        const fs::path blob = blobs / ("sha256-" + hex);
        std::error_code error;
        const uint64_t bytes = fs::file_size(blob, error);
        if (error) return fail(missing(manifest, blob.filename().string().substr(0, 19)));
        INK_TRY(size, facts.integerOr("size", int64_t(bytes), 0));
        if (uint64_t(size) != bytes)
            return fail(brokenModel(blob, text("it has %1 bytes, %2 are expected", bytes, size),
                                    text("let Ollama pull it again")));
        return blob;
    }
    return fs::path();
}

} // namespace inkstone
