#pragma once
// A record is one training example: a conversation, a plain text, or a prompt with a better and a worse
// answer.

#include "core/base/result.h"
#include "core/tokenizer/chat_template.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inkstone {

using DatasetId = int64_t;
using RecordId = int64_t;

enum class RecordKind : uint8_t { Chat, Text, Preference };
enum class Split : uint8_t { Train, Validation };
enum class LabelState : uint8_t { Unlabeled, Labeled, Skipped };

/// One turn. Roles: "system", "user", "assistant", "tool" (others are kept as they came).
struct Turn {
    std::string role;
    std::string content; ///< UTF-8
    std::string
        extra; ///< JSON object with the turn's further keys as they came (tool_calls...), "" when none

    bool operator==(const Turn&) const = default;
};

/// A further field of the source row: its name and its JSON text, letter by letter ("1e999" stays "1e999").
using ExtraField = std::pair<std::string, std::string>;

struct Labels {
    LabelState state = LabelState::Unlabeled;
    bool flagged = false;
    std::vector<std::string> choices; ///< names of the schema's choices, in the order chosen
    int rating = 0;                   ///< 1..5, 0: none
    std::string note;

    bool operator==(const Labels&) const = default;
};

/// Where a record came from.
struct Origin {
    enum class Kind : uint8_t {
        Manual,     ///< typed in
        Import,     ///< id: import, line: line in its file
        ChatAnswer, ///< id: chat message
        EvalCase,   ///< id: evaluation case
    };
    Kind kind = Kind::Manual;
    int64_t id = 0;
    int64_t line = 0; ///< from 1; 0: unknown

    bool operator==(const Origin&) const = default;
};

struct Record {
    RecordId id = 0; ///< 0: not stored yet
    DatasetId dataset = 0;
    int64_t position = 0; ///< order within the data set; unique, with gaps
    int64_t version = 0;  ///< counts this record's edits; a stale one is refused on save

    RecordKind kind = RecordKind::Chat;
    std::vector<Turn> turns;            ///< Chat: all; Preference: the prompt
    std::string text;                   ///< Text
    std::vector<Turn> chosen, rejected; ///< Preference
    std::string tools;                  ///< JSON list of tool descriptions, "" when none
    std::vector<ExtraField> extra;      ///< further fields of the source row
    /// What a model answered, waiting to be rewritten (corrections); "" when none. Never trained on.
    std::string draft;

    Split split = Split::Train;
    Labels labels;
    Origin origin;
};

/// Equal in everything a person sees: content, labels, split; not id, position, version, origin.
bool sameContent(const Record& a, const Record& b);

/// Content as one canonical JSON object (without id, labels, split), the form kept in the store.
std::string recordBody(const Record& record);
/// Corrupt when `body` is not such an object.
Result<Record> parseRecordBody(std::string_view body);
/// XXH3-64 of body and labels: tells a flipped bit, and whether two records are the same.
uint64_t recordChecksum(std::string_view body, const Labels& labels);

/// The turns as the chat template wants them: extra keys become JSON (numbers beyond double become text).
std::vector<Message> toMessages(const std::vector<Turn>& turns);
/// The conversation to learn from. Chat: all turns; Preference: prompt + chosen; Text: none.
std::vector<Message> trainingMessages(const Record& record);
OrderedJson toolsJson(const Record& record); ///< null when none

/// An assistant turn that is to be learned: not empty, not switched off by "loss": false or "weight": 0.
bool isTrainable(const Turn& turn);
/// Text that is not empty, or at least one trainable turn.
bool isTrainable(const Record& record);

/// One line for lists: the last user turn, or the text; cut to `maxBytes` at a character.
std::string promptPreview(const Record& record, size_t maxBytes = 200);
std::string answerPreview(const Record& record, size_t maxBytes = 200);
/// Everything searchable, line by line.
std::string searchableText(const Record& record);

} // namespace inkstone
