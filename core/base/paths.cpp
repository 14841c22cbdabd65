#include "core/base/paths.h"

#include <cstdlib>
#include <pwd.h>
#include <unistd.h>
#include <vector>

namespace inkstone {

namespace fs = std::filesystem;

namespace {

fs::path absoluteVariable(const char* name) {
    const char* value = std::getenv(name);
    fs::path path = value ? value : "";
    return path.is_absolute() ? path : fs::path();
}

fs::path xdgFolder(const char* variable, const char* standard) {
    fs::path base = absoluteVariable(variable);
    if (base.empty()) base = homeFolder() / standard;
    return base / "inkstone";
}

} // namespace

fs::path homeFolder() {
    fs::path home = absoluteVariable("HOME");
    if (!home.empty()) return home;
    std::vector<char> buffer(16384);
    passwd entry{};
    passwd* found = nullptr;
    if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found)
        return found->pw_dir;
    return "/";
}

fs::path dataFolder() { return xdgFolder("XDG_DATA_HOME", ".local/share"); }
fs::path cacheFolder() { return xdgFolder("XDG_CACHE_HOME", ".cache"); }
fs::path configFolder() { return xdgFolder("XDG_CONFIG_HOME", ".config"); }
fs::path stateFolder() { return xdgFolder("XDG_STATE_HOME", ".local/state"); }
fs::path modelsFolder() { return dataFolder() / "models"; }

fs::path expandHome(const fs::path& path) {
    const std::string text = path.string();
    if (text == "~") return homeFolder();
    if (text.starts_with("~/")) return homeFolder() / text.substr(2);
    return path;
}

} // namespace inkstone
