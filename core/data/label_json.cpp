#include "core/data/label_json.h"

#include <array>

namespace inkstone {

namespace {
constexpr std::array<const char*, 3> stateNames{"unlabeled", "labeled", "skipped"};
}

std::string stringListJson(const std::vector<std::string>& list) {
    std::string out = "[";
    for (size_t i = 0; i < list.size(); ++i) {
        if (i) out += ',';
        appendJsonString(out, list[i]);
    }
    return out + "]";
}

std::vector<std::string> stringListFromJson(std::string_view json) {
    JsonValue value;
    std::vector<std::string> list;
    if (json.empty() || parseJsonValue(json, value)) return list;
    for (auto& item : value.items)
        if (item.isString()) list.push_back(std::move(item.text));
    return list;
}

std::string labelsJson(const Labels& labels) {
    std::string out = std::string("{\"state\":\"") + stateNames[size_t(labels.state)] + "\"";
    if (labels.flagged) out += ",\"flagged\":true";
    if (!labels.choices.empty()) out += ",\"choices\":" + stringListJson(labels.choices);
    if (labels.rating) out += ",\"rating\":" + std::to_string(labels.rating);
    if (!labels.note.empty()) out += ",\"note\":" + jsonString(labels.note);
    return out + "}";
}

std::optional<Labels> labelsFromJson(const JsonValue& json) {
    if (!json.isObject()) return {};
    Labels labels;
    const auto state = json.string("state");
    size_t index = 0;
    while (index < stateNames.size() && state != stateNames[index]) ++index;
    if (index == stateNames.size()) return {};
    labels.state = LabelState(index);
    if (const JsonValue* flagged = json.find("flagged")) labels.flagged = flagged->raw == "true";
    if (const JsonValue* choices = json.find("choices")) labels.choices = stringListFromJson(choices->raw);
    if (const JsonValue* rating = json.find("rating")) {
        if (rating->raw.size() != 1 || rating->raw[0] < '0' || rating->raw[0] > '5') return {};
        labels.rating = rating->raw[0] - '0';
    }
    labels.note = json.string("note");
    return labels;
}

} // namespace inkstone
