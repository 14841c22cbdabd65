#include "core/data/record.h"

#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/data/json_value.h"
#include "core/data/label_json.h"

#include <algorithm>

namespace inkstone {

namespace {

void appendTurns(std::string& out, const char* key, const std::vector<Turn>& turns) {
    out.append(out.back() == '{' ? "\"" : ",\"").append(key).append("\":[");
    for (size_t i = 0; i < turns.size(); ++i) {
        out += i ? ",{\"role\":" : "{\"role\":";
        appendJsonString(out, turns[i].role);
        out += ",\"content\":";
        appendJsonString(out, turns[i].content);
        if (!turns[i].extra.empty()) out.append(",\"extra\":").append(turns[i].extra);
        out += '}';
    }
    out += ']';
}

void appendExtra(std::string& out, const std::vector<ExtraField>& extra) {
    out += ",\"extra\":{";
    for (size_t i = 0; i < extra.size(); ++i) {
        if (i) out += ',';
        appendJsonString(out, extra[i].first);
        out.append(":").append(extra[i].second);
    }
    out += '}';
}

std::vector<Turn> turnsOf(const JsonValue* list) {
    std::vector<Turn> turns;
    if (!list) return turns;
    for (const JsonValue& item : list->items) {
        Turn& turn = turns.emplace_back();
        turn.role = item.string("role");
        turn.content = item.string("content");
        if (const JsonValue* extra = item.find("extra")) turn.extra = extra->raw;
    }
    return turns;
}

/// Numbers beyond double, which the JSON library cannot hold, become text.
OrderedJson toOrdered(const JsonValue& value) {
    switch (value.type) {
    case JsonValue::Type::Null:
        return nullptr;
    case JsonValue::Type::Bool:
        return value.raw == "true";
    case JsonValue::Type::String:
        return value.text;
    case JsonValue::Type::Number: {
        auto number = OrderedJson::parse(value.raw, nullptr, false);
        return number.is_discarded() ? OrderedJson(std::string(value.raw)) : number;
    }
    case JsonValue::Type::Array: {
        auto list = OrderedJson::array();
        for (const auto& item : value.items) list.push_back(toOrdered(item));
        return list;
    }
    case JsonValue::Type::Object: {
        auto object = OrderedJson::object();
        for (const auto& [key, member] : value.members) object[key] = toOrdered(member);
        return object;
    }
    }
    return nullptr;
}

OrderedJson orderedFrom(std::string_view json) {
    JsonValue value;
    if (json.empty() || parseJsonValue(json, value)) return nullptr;
    return toOrdered(value);
}

std::string oneLine(std::string_view text, size_t maxBytes) {
    std::string line(cutUtf8(text, maxBytes));
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return line.size() < text.size() ? line + "…" : line;
}

const Turn* lastTurn(const std::vector<Turn>& turns, std::string_view role) {
    for (auto turn = turns.rbegin(); turn != turns.rend(); ++turn)
        if (turn->role == role) return &*turn;
    return nullptr;
}

} // namespace

bool sameContent(const Record& a, const Record& b) {
    return a.kind == b.kind && a.turns == b.turns && a.text == b.text && a.chosen == b.chosen &&
           a.rejected == b.rejected && a.tools == b.tools && a.extra == b.extra && a.draft == b.draft &&
           a.split == b.split && a.labels == b.labels;
}

std::string recordBody(const Record& record) {
    std::string out = "{";
    if (record.kind == RecordKind::Text) {
        out += "\"text\":";
        appendJsonString(out, record.text);
    } else {
        appendTurns(out, "turns", record.turns);
    }
    if (record.kind == RecordKind::Preference) {
        appendTurns(out, "chosen", record.chosen);
        appendTurns(out, "rejected", record.rejected);
    }
    if (!record.tools.empty()) out.append(",\"tools\":").append(record.tools);
    if (!record.extra.empty()) appendExtra(out, record.extra);
    if (!record.draft.empty()) {
        out += ",\"draft\":";
        appendJsonString(out, record.draft);
    }
    return out + "}";
}

Result<Record> parseRecordBody(std::string_view body) {
    JsonValue json;
    if (auto problem = parseJsonValue(body, json))
        return fail(ErrorCode::Corrupt, "a record cannot be read", {}, *problem);
    if (!json.isObject())
        return fail(ErrorCode::Corrupt, "a record cannot be read", {}, "it is not an object");
    Record record;
    record.turns = turnsOf(json.find("turns"));
    if (const JsonValue* text = json.find("text")) {
        record.kind = RecordKind::Text;
        record.text = text->text;
    } else if (const JsonValue* chosen = json.find("chosen")) {
        record.kind = RecordKind::Preference;
        record.chosen = turnsOf(chosen);
        record.rejected = turnsOf(json.find("rejected"));
    }
    if (const JsonValue* tools = json.find("tools")) record.tools = tools->raw;
    if (const JsonValue* extra = json.find("extra"))
        for (const auto& [key, value] : extra->members)
            record.extra.emplace_back(key, std::string(value.raw));
    record.draft = json.string("draft");
    return record;
}

uint64_t recordChecksum(std::string_view body, const Labels& labels) {
    return xxh3(body, labels == Labels{} ? 0 : xxh3(labelsJson(labels)));
}

std::vector<Message> toMessages(const std::vector<Turn>& turns) {
    std::vector<Message> messages;
    messages.reserve(turns.size());
    for (const Turn& turn : turns) {
        // ShareGPT writes calls and results of tools as turns of their own.
        std::string role = turn.role == "function_call" ? "assistant" : turn.role;
        messages.push_back({std::move(role), turn.content, orderedFrom(turn.extra)});
    }
    return messages;
}

std::vector<Message> trainingMessages(const Record& record) {
    if (record.kind == RecordKind::Text) return {};
    auto messages = toMessages(record.turns);
    if (record.kind == RecordKind::Preference)
        for (auto& message : toMessages(record.chosen)) messages.push_back(std::move(message));
    return messages;
}

OrderedJson toolsJson(const Record& record) { return orderedFrom(record.tools); }

bool isTrainable(const Turn& turn) {
    if (turn.role != "assistant" && turn.role != "function_call") return false;
    JsonValue extra;
    if (!turn.extra.empty() && !parseJsonValue(turn.extra, extra)) {
        const JsonValue* loss = extra.find("loss");
        const JsonValue* weight = extra.find("weight");
        if (loss && (loss->raw == "false" || loss->text == "false" || loss->text == "False")) return false;
        if (weight && (weight->raw == "0" || weight->raw == "0.0")) return false;
        if (extra.find("tool_calls")) return true;
    }
    return turn.content.find_first_not_of(" \t\r\n") != std::string::npos;
}

bool isTrainable(const Record& record) {
    if (record.kind == RecordKind::Text) return !record.text.empty();
    const auto& answers = record.kind == RecordKind::Preference ? record.chosen : record.turns;
    return std::any_of(answers.begin(), answers.end(), [](const Turn& turn) { return isTrainable(turn); });
}

std::string promptPreview(const Record& record, size_t maxBytes) {
    if (record.kind == RecordKind::Text) return oneLine(record.text, maxBytes);
    const Turn* turn = lastTurn(record.turns, "user");
    if (!turn && !record.turns.empty()) turn = &record.turns.front();
    return turn ? oneLine(turn->content, maxBytes) : std::string();
}

std::string answerPreview(const Record& record, size_t maxBytes) {
    const Turn* turn = record.kind == RecordKind::Preference ? lastTurn(record.chosen, "assistant")
                                                             : lastTurn(record.turns, "assistant");
    return turn ? oneLine(turn->content, maxBytes) : std::string();
}

std::string searchableText(const Record& record) {
    std::string out = record.text;
    for (const auto* turns : {&record.turns, &record.chosen, &record.rejected})
        for (const Turn& turn : *turns) out.append(out.empty() ? "" : "\n").append(turn.content);
    if (!record.draft.empty()) out.append("\n").append(record.draft);
    if (!record.labels.note.empty()) out.append("\n").append(record.labels.note);
    return out;
}

} // namespace inkstone
