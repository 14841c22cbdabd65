#include "app/cli/record_json.h"

namespace inkstone::cli {

namespace {

Json turnsJson(const std::vector<Turn>& turns) {
    Json list = Json::array();
    for (size_t i = 0; const Message& message : toMessages(turns)) {
        Json one{{"role", turns[i++].role}, {"content", message.content}};
        if (message.extra.is_object())
            for (const auto& [key, value] : message.extra.items())
                if (!one.contains(key)) one[key] = value;
        list.push_back(std::move(one));
    }
    return list;
}

const char* stateName(LabelState state) {
    return state == LabelState::Labeled ? "labeled" : state == LabelState::Skipped ? "skipped" : "unlabeled";
}

const char* originName(Origin::Kind kind) {
    switch (kind) {
    case Origin::Kind::Manual:
        return "manual";
    case Origin::Kind::Import:
        return "import";
    case Origin::Kind::ChatAnswer:
        return "chat";
    case Origin::Kind::EvalCase:
        return "evaluation";
    }
    return "manual";
}

} // namespace

Json labelsJson(const Labels& labels) {
    Json json{{"state", stateName(labels.state)}, {"choices", labels.choices}, {"flagged", labels.flagged}};
    json["rating"] = labels.rating ? Json(labels.rating) : Json(nullptr);
    if (!labels.note.empty()) json["note"] = labels.note;
    return json;
}

Json recordJson(const Record& record) {
    Json json{{"id", record.id}};
    switch (record.kind) {
    case RecordKind::Chat:
        json["kind"] = "chat";
        json["messages"] = turnsJson(record.turns);
        break;
    case RecordKind::Text:
        json["kind"] = "text";
        json["text"] = record.text;
        break;
    case RecordKind::Preference:
        json["kind"] = "preference";
        json["prompt"] = turnsJson(record.turns);
        json["chosen"] = turnsJson(record.chosen);
        json["rejected"] = turnsJson(record.rejected);
        break;
    }
    if (!record.tools.empty()) json["tools"] = toolsJson(record);
    if (!record.extra.empty()) {
        Json extra = Json::object();
        for (const auto& [key, raw] : record.extra) {
            auto value = Json::parse(raw, nullptr, false);
            extra[key] = value.is_discarded() ? Json(raw) : std::move(value);
        }
        json["extra"] = std::move(extra);
    }
    json["split"] = record.split == Split::Train ? "train" : "validation";
    json["labels"] = labelsJson(record.labels);
    if (!record.draft.empty()) json["draft"] = record.draft;
    json["origin"] = {
        {"kind", originName(record.origin.kind)}, {"id", record.origin.id}, {"line", record.origin.line}};
    return json;
}

std::string recordText(const Record& record) {
    std::string out = Text::fill("#%1\n", {std::to_string(record.id)});
    const auto add = [&](const std::string& who, const std::string& what) {
        out += Text::fill("  %1: %2\n", {who, what});
    };
    if (!record.text.empty()) add("text", record.text);
    for (const Turn& turn : record.turns) add(turn.role, turn.content);
    for (const Turn& turn : record.chosen) add("chosen", turn.content);
    for (const Turn& turn : record.rejected) add("rejected", turn.content);
    if (!record.draft.empty()) add("draft", record.draft);
    return out;
}

} // namespace inkstone::cli
