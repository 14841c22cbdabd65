#include "core/base/kept_error.h"

namespace inkstone {

namespace {

Json partJson(const Text& text) {
    Json list = Json::array();
    if (text.empty()) return list;
    list.push_back(text.pattern);
    for (const std::string& argument : text.args) list.push_back(argument);
    return list;
}

Text partFrom(const Json& object, const char* key) {
    const auto parts = JsonReader(object, key).strings(key);
    if (!parts || parts->empty()) return {};
    return {parts->front(), std::vector<std::string>(parts->begin() + 1, parts->end())};
}

} // namespace

Json errorJson(const Error& error) {
    return {{"what", partJson(error.what)},
            {"where", error.where},
            {"why", partJson(error.why)},
            {"hint", partJson(error.hint)}};
}

Error errorFrom(const Json& json) {
    Error error;
    if (json.is_string()) error.what = json.get<std::string>();
    if (!json.is_object()) return error;
    error.what = partFrom(json, "what");
    error.where = JsonReader(json, "where").string("where", "").value_or("");
    error.why = partFrom(json, "why");
    error.hint = partFrom(json, "hint");
    return error;
}

std::string errorLine(const Error& error) { return dumpJson(errorJson(error), -1); }

Error errorFromLine(const std::string& line) { return errorFrom(parseJson(line, {}).value_or(Json(line))); }

} // namespace inkstone
