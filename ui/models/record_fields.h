#pragma once
// The texts of a record that a person reads and edits, whatever its kind: a conversation's turns, a plain
// text, a prompt with a better and a worse answer.

#include "core/data/record.h"

#include <QString>
#include <vector>

namespace inkstone {

/// One editable text of a record; `value` points into it.
struct RecordField {
    QString role; ///< "system", "user", "assistant", "text", "chosen", "rejected"...
    std::string* value = nullptr;
};
std::vector<RecordField> fieldsOf(Record& record);
/// "system" as a person reads it; unknown roles stay as they are.
QString roleWord(const QString& role);

/// The last thing asked, and the answer to it. A plain text is a prompt without an answer.
std::string promptOf(const Record& record);
std::string answerOf(const Record& record);
/// Both add the turn when the record has none.
void setPrompt(Record& record, const std::string& text);
void setAnswer(Record& record, const std::string& text);

} // namespace inkstone
