#include "ui/models/record_fields.h"

#include <QCoreApplication>
#include <algorithm>

namespace inkstone {

namespace {
Turn* lastTurn(std::vector<Turn>& turns, const char* role) {
    const auto found =
        std::find_if(turns.rbegin(), turns.rend(), [&](const Turn& turn) { return turn.role == role; });
    return found == turns.rend() ? nullptr : &*found;
}

std::string lastText(const std::vector<Turn>& turns, const char* role) {
    const auto found =
        std::find_if(turns.rbegin(), turns.rend(), [&](const Turn& turn) { return turn.role == role; });
    return found == turns.rend() ? std::string() : found->content;
}

void setLast(std::vector<Turn>& turns, const char* role, const std::string& text) {
    if (Turn* turn = lastTurn(turns, role))
        turn->content = text;
    else
        turns.push_back({.role = role, .content = text, .extra = {}});
}

void addTurns(std::vector<RecordField>& fields, std::vector<Turn>& turns, const QString& role = {}) {
    for (Turn& turn : turns)
        fields.push_back({role.isEmpty() ? QString::fromStdString(turn.role) : role, &turn.content});
}
} // namespace

std::vector<RecordField> fieldsOf(Record& record) {
    std::vector<RecordField> fields;
    if (record.kind == RecordKind::Text) {
        fields.push_back({QStringLiteral("text"), &record.text});
        return fields;
    }
    addTurns(fields, record.turns);
    if (record.kind == RecordKind::Preference) {
        addTurns(fields, record.chosen, QStringLiteral("chosen"));
        addTurns(fields, record.rejected, QStringLiteral("rejected"));
    }
    return fields;
}

QString roleWord(const QString& role) {
    static const struct {
        const char *role, *word;
    } kWords[] = {{"system", QT_TRANSLATE_NOOP("RecordFields", "System")},
                  {"user", QT_TRANSLATE_NOOP("RecordFields", "Prompt")},
                  {"assistant", QT_TRANSLATE_NOOP("RecordFields", "Answer")},
                  {"tool", QT_TRANSLATE_NOOP("RecordFields", "Tool")},
                  {"text", QT_TRANSLATE_NOOP("RecordFields", "Text")},
                  {"chosen", QT_TRANSLATE_NOOP("RecordFields", "Better answer")},
                  {"rejected", QT_TRANSLATE_NOOP("RecordFields", "Worse answer")}};
    for (const auto& entry : kWords)
        if (role == QLatin1String(entry.role)) return QCoreApplication::translate("RecordFields", entry.word);
    return role;
}

std::string promptOf(const Record& record) {
    return record.kind == RecordKind::Text ? record.text : lastText(record.turns, "user");
}

std::string answerOf(const Record& record) {
    if (record.kind == RecordKind::Text) return {};
    return lastText(record.kind == RecordKind::Preference ? record.chosen : record.turns, "assistant");
}

void setPrompt(Record& record, const std::string& text) {
    if (record.kind == RecordKind::Text)
        record.text = text;
    else
        setLast(record.turns, "user", text);
}

void setAnswer(Record& record, const std::string& text) {
    if (record.kind == RecordKind::Text) return;
    setLast(record.kind == RecordKind::Preference ? record.chosen : record.turns, "assistant", text);
}

} // namespace inkstone
