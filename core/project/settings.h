#pragma once
// One table of settings {key, type, default, scope}. Pages bind to entries (setting::theme) and never spell
// keys. User settings live in $XDG_CONFIG_HOME/inkstone/settings.json, project settings in the project.

#include "core/store/store.h"

#include <filesystem>
#include <map>
#include <mutex>
#include <variant>

namespace inkstone {

enum class SettingScope : uint8_t { User, Project };
using SettingValue = std::variant<bool, int64_t, double, std::string>;

template <class T> struct Setting {
    const char* key;
    T fallback;
    SettingScope scope;
};

namespace setting {
inline const Setting<std::string> language{"ui.language", "system",
                                           SettingScope::User}; ///< "system", "en", "zh_CN"
inline const Setting<std::string> theme{"ui.theme", "system",
                                        SettingScope::User}; ///< "system", "light", "dark"
inline const Setting<std::string> recentProjects{"app.recent_projects", "[]",
                                                 SettingScope::User}; ///< JSON list
inline const Setting<int64_t> threads{"engine.threads", 0, SettingScope::User}; ///< 0: all cores
inline const Setting<std::string> chatModel{"chat.model", "", SettingScope::Project};
inline const Setting<std::string> chatAdapter{"chat.adapter", "", SettingScope::Project};
inline const Setting<int64_t> chatConversation{"chat.conversation", 0,
                                               SettingScope::Project}; ///< shown last; 0: a new one
inline const Setting<std::string> systemPrompt{"chat.system_prompt", "", SettingScope::Project};
inline const Setting<double> temperature{"chat.temperature", 0.7, SettingScope::Project};
inline const Setting<double> topP{"chat.top_p", 0.95, SettingScope::Project};
inline const Setting<int64_t> topK{"chat.top_k", 40, SettingScope::Project};
inline const Setting<double> minP{"chat.min_p", 0.0, SettingScope::Project};
inline const Setting<double> repetitionPenalty{"chat.repetition_penalty", 1.0, SettingScope::Project};
inline const Setting<int64_t> maxTokens{"chat.max_tokens", 512, SettingScope::Project};
inline const Setting<std::string> kvCache{"chat.kv_cache", "auto",
                                          SettingScope::Project}; ///< parseCacheType()
inline const Setting<std::string> trainModel{"train.model", "", SettingScope::Project};
inline const Setting<std::string> trainData{"train.data", "", SettingScope::Project};
inline const Setting<std::string> trainMethod{"train.method", "lora", SettingScope::Project};
inline const Setting<std::string> trainAdvanced{"train.advanced", "{}", SettingScope::Project}; ///< JSON
inline const Setting<int64_t> lengthCut{"data.length_cut", 1024, SettingScope::Project}; ///< tokens
} // namespace setting

/// One row of the table, for a settings page and the command palette.
struct SettingRow {
    const char* key;
    SettingValue fallback;
    SettingScope scope;
};
std::span<const SettingRow> settingTable();

class Settings {
public:
    /// `store` may be null (no project open): project settings then read as their defaults and cannot be set.
    /// A damaged user file is set aside as settings.json.bad and starts anew.
    static std::shared_ptr<Settings> open(std::shared_ptr<Store> store,
                                          const std::filesystem::path& userFile);
    static std::filesystem::path userFile(); ///< by XDG_CONFIG_HOME

    template <class T> T get(const Setting<T>& entry) const {
        auto value = read(entry.key, entry.scope);
        if (auto* typed = value ? std::get_if<T>(&*value) : nullptr) return *typed;
        return entry.fallback;
    }
    /// On disk when it returns.
    template <class T> Status set(const Setting<T>& entry, T value) {
        return write(entry.key, entry.scope, SettingValue(std::move(value)));
    }
    template <class T> Status reset(const Setting<T>& entry) { return write(entry.key, entry.scope, {}); }

    std::optional<SettingValue> read(const std::string& key, SettingScope scope) const;
    Status write(const std::string& key, SettingScope scope, std::optional<SettingValue> value);

private:
    Settings() = default;
    mutable std::mutex m_mutex;
    std::shared_ptr<Store> m_store;
    std::filesystem::path m_userFile;
    std::map<std::string, SettingValue> m_user;
    std::map<std::string, SettingValue> m_project;
};

} // namespace inkstone
