#include "core/tokenizer/tokenizer_settings.h"

#include "core/base/json.h"

#include <charconv>

namespace inkstone {

namespace {

const Text what = "cannot read the tokenizer";

/// Empty when it is no string.
std::string stringOf(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// A special token is a string, or an object with its content.
std::string tokenText(const Json& config, const char* key) {
    const auto found = config.find(key);
    if (found == config.end()) return {};
    return found->is_object() ? stringOf(*found, "content") : stringOf(config, key);
}

std::optional<bool> flag(const Json& config, const char* key) {
    const auto found = config.find(key);
    return found != config.end() && found->is_boolean() ? std::optional<bool>(found->get<bool>())
                                                        : std::nullopt;
}

/// One template, or a list of named ones with "default" among them.
std::string templateText(const Json& config) {
    const auto found = config.find("chat_template");
    if (found == config.end()) return {};
    if (found->is_string()) return *found;
    if (!found->is_array()) return {};
    for (const Json& named : *found) {
        if (named.is_object() && stringOf(named, "name") == "default") return stringOf(named, "template");
    }
    return {};
}

Status readConfig(const Json& config, const std::string& where, TokenizerSettings& settings) {
    if (!config.is_object()) return fail(ErrorCode::Corrupt, what, where, "it is not an object");
    settings.bos = tokenText(config, "bos_token");
    settings.eos = tokenText(config, "eos_token");
    settings.unknown = tokenText(config, "unk_token");
    settings.padding = tokenText(config, "pad_token");
    settings.addBos = flag(config, "add_bos_token");
    settings.addEos = flag(config, "add_eos_token");
    settings.chatTemplate = templateText(config);
    const auto added = config.find("added_tokens_decoder");
    if (added == config.end() || !added->is_object()) return {};
    for (const auto& [name, token] : added->items()) {
        int64_t id = -1;
        const auto read = std::from_chars(name.data(), name.data() + name.size(), id);
        if (read.ec != std::errc() || read.ptr != name.data() + name.size())
            return fail(ErrorCode::Corrupt, what, where, text("added_tokens_decoder: \"%1\" is no id", name));
        INK_TRY(one, readAddedToken(token, id, where));
        settings.added.push_back(std::move(one));
    }
    return {};
}

void readEnds(const Json& config, TokenizerSettings& settings) {
    if (!config.is_object() || !config.contains("eos_token_id")) return;
    const Json& ids = config["eos_token_id"];
    const auto add = [&](const Json& id) {
        if (id.is_number_integer() && id.get<int64_t>() >= 0 && id.get<int64_t>() <= INT32_MAX)
            settings.ends.push_back(id.get<TokenId>());
    };
    if (!ids.is_array()) return add(ids);
    for (const Json& id : ids) add(id);
}

} // namespace

Result<AddedToken> readAddedToken(const nlohmann::ordered_json& json, int64_t id, const std::string& where) {
    const bool sound = json.is_object() && json.contains("content") && json["content"].is_string();
    if (!sound || id < 0 || id > INT32_MAX)
        return fail(ErrorCode::Corrupt, what, where,
                    text("the added token %1 has no content or no valid id", id));
    const auto is = [&](const char* key) {
        const auto found = json.find(key);
        return found != json.end() && found->is_boolean() && found->get<bool>();
    };
    return AddedToken{.content = json["content"].get<std::string>(),
                      .id = TokenId(id),
                      .special = is("special"),
                      .singleWord = is("single_word"),
                      .leftStrip = is("lstrip"),
                      .rightStrip = is("rstrip"),
                      .normalized = is("normalized")};
}

Result<TokenizerSettings> readTokenizerSettings(const std::filesystem::path& folder) {
    TokenizerSettings settings;
    std::error_code ignored;
    if (const auto file = folder / "tokenizer_config.json"; std::filesystem::exists(file, ignored)) {
        INK_TRY(config, readJson(file));
        INK_CHECK(readConfig(config, file.string(), settings));
    }
    if (const auto file = folder / "chat_template.jinja"; std::filesystem::exists(file, ignored)) {
        INK_TRY(source, readFile(file, 16 << 20));
        settings.chatTemplate = std::move(source);
    }
    if (const auto file = folder / "generation_config.json"; std::filesystem::exists(file, ignored)) {
        INK_TRY(config, readJson(file));
        readEnds(config, settings);
    }
    return settings;
}

} // namespace inkstone
