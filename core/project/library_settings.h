#pragma once
// What the person added to the library: folders, and single files or folders of models.

#include "core/model/library.h"
#include "core/project/project.h"

namespace inkstone {

namespace setting {
inline const Setting<std::string> addedModels{"models.added", "[]", SettingScope::User};    ///< JSON list
inline const Setting<std::string> modelFolders{"models.folders", "[]", SettingScope::User}; ///< JSON list
} // namespace setting

/// A setting that is a JSON list of paths; those that are gone are left out.
std::vector<fs::path> pathsOf(const Settings& settings, const Setting<std::string>& entry);
Status setPaths(Settings& settings, const Setting<std::string>& entry, const std::vector<fs::path>& paths);

/// libraryPlaces(), what the person added, and the runs of the open project; `project` may be null.
LibraryPlaces libraryPlaces(const Settings& settings, const Project* project = nullptr);

} // namespace inkstone
