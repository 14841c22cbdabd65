#include "core/project/library_settings.h"

#include "core/base/json.h"

namespace inkstone {

std::vector<fs::path> pathsOf(const Settings& settings, const Setting<std::string>& entry) {
    std::vector<fs::path> paths;
    const auto json = parseJson(settings.get(entry), entry.key);
    if (!json || !json->is_array()) return paths;
    for (const Json& item : *json) {
        std::error_code ignored;
        if (item.is_string() && fs::exists(item.get<std::string>(), ignored))
            paths.emplace_back(item.get<std::string>());
    }
    return paths;
}

Status setPaths(Settings& settings, const Setting<std::string>& entry, const std::vector<fs::path>& paths) {
    Json list = Json::array();
    for (const fs::path& path : paths) list.push_back(path.string());
    return settings.set(entry, dumpJson(list, -1));
}

LibraryPlaces libraryPlaces(const Settings& settings, const Project* project) {
    LibraryPlaces places = libraryPlaces();
    places.single = pathsOf(settings, setting::addedModels);
    places.folders = pathsOf(settings, setting::modelFolders);
    if (project) places.runs = {project->runsFolder()};
    return places;
}

} // namespace inkstone
