#pragma once
// Where Inkstone keeps its own things, by the XDG base directory rules (a relative value counts as unset).

#include <filesystem>

namespace inkstone {

std::filesystem::path homeFolder();
std::filesystem::path dataFolder();   ///< $XDG_DATA_HOME/inkstone: models, samples
std::filesystem::path cacheFolder();  ///< $XDG_CACHE_HOME/inkstone: may be deleted at any time
std::filesystem::path configFolder(); ///< $XDG_CONFIG_HOME/inkstone: settings
std::filesystem::path stateFolder();  ///< $XDG_STATE_HOME/inkstone: logs
std::filesystem::path modelsFolder(); ///< dataFolder()/models

/// "~" and "~/..." of a path somebody typed.
std::filesystem::path expandHome(const std::filesystem::path& path);

} // namespace inkstone
