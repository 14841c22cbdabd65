#include "core/project/settings.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/base/paths.h"

namespace inkstone {

namespace {

template <class T> SettingRow row(const Setting<T>& entry) {
    return {entry.key, entry.fallback, entry.scope};
}

Json toJson(const SettingValue& value) {
    return std::visit([](const auto& one) { return Json(one); }, value);
}

std::optional<SettingValue> fromJson(const Json& json) {
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer()) return json.get<int64_t>();
    if (json.is_number()) return json.get<double>();
    if (json.is_string()) return json.get<std::string>();
    return {};
}

std::map<std::string, SettingValue> readUserFile(const std::filesystem::path& file) {
    std::map<std::string, SettingValue> values;
    std::error_code unknown;
    if (const auto status = std::filesystem::status(file, unknown);
        status.type() == std::filesystem::file_type::not_found)
        return values;
    const auto json = readJson(file);
    if (!json || !json->is_object()) {
        std::error_code ignored;
        std::filesystem::rename(file, file.string() + ".bad", ignored);
        logWarning("settings", "the settings begin anew; what could not be used is kept as " + file.string() +
                                   ".bad: " + (json ? "it is no object" : forLog(json.error())));
        return values;
    }
    for (const auto& [key, value] : json->items())
        if (auto one = fromJson(value)) values[key] = std::move(*one);
    return values;
}

std::map<std::string, SettingValue> readProject(Store& store) {
    std::map<std::string, SettingValue> values;
    auto rows = store.prepare("SELECT key, value FROM setting");
    while (rows) {
        const auto more = rows->step();
        if (!more || !*more) break;
        const auto json = parseJson(rows->text(1), "setting");
        if (!json) continue;
        if (auto one = fromJson(*json)) values[rows->text(0)] = std::move(*one);
    }
    return values;
}

} // namespace

std::span<const SettingRow> settingTable() {
    using namespace setting;
    static const std::vector<SettingRow> table{row(language),
                                               row(theme),
                                               row(recentProjects),
                                               row(threads),
                                               row(chatModel),
                                               row(chatAdapter),
                                               row(chatConversation),
                                               row(systemPrompt),
                                               row(temperature),
                                               row(topP),
                                               row(topK),
                                               row(minP),
                                               row(repetitionPenalty),
                                               row(maxTokens),
                                               row(kvCache),
                                               row(trainModel),
                                               row(trainData),
                                               row(trainMethod),
                                               row(trainAdvanced),
                                               row(lengthCut)};
    return table;
}

std::filesystem::path Settings::userFile() { return configFolder() / "settings.json"; }

std::shared_ptr<Settings> Settings::open(std::shared_ptr<Store> store,
                                         const std::filesystem::path& userFile) {
    std::shared_ptr<Settings> settings(new Settings);
    settings->m_userFile = userFile;
    settings->m_user = readUserFile(userFile);
    if (store) settings->m_project = readProject(*store);
    settings->m_store = std::move(store);
    return settings;
}

std::optional<SettingValue> Settings::read(const std::string& key, SettingScope scope) const {
    const std::lock_guard guard(m_mutex);
    const auto& values = scope == SettingScope::User ? m_user : m_project;
    const auto found = values.find(key);
    if (found == values.end()) return {};
    return found->second;
}

Status Settings::write(const std::string& key, SettingScope scope, std::optional<SettingValue> value) {
    const std::lock_guard guard(m_mutex);
    if (scope == SettingScope::Project) {
        if (!m_store)
            return fail(ErrorCode::InvalidArgument, "the setting was not kept", key, "no project is open");
        if (value)
            INK_CHECK(m_store->run("INSERT OR REPLACE INTO setting(key, value) VALUES(?1, ?2)", key,
                                   dumpJson(toJson(*value), -1)));
        else
            INK_CHECK(m_store->run("DELETE FROM setting WHERE key = ?1", key));
    }
    auto values = scope == SettingScope::User ? m_user : m_project;
    if (value)
        values[key] = std::move(*value);
    else
        values.erase(key);
    if (scope == SettingScope::User) {
        Json json = Json::object();
        for (const auto& [name, one] : values) json[name] = toJson(one);
        INK_CHECK(makeFolder(m_userFile.parent_path()));
        INK_CHECK(writeJson(m_userFile, json));
    }
    (scope == SettingScope::User ? m_user : m_project) = std::move(values);
    return {};
}

} // namespace inkstone
