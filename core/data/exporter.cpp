#include "core/data/exporter.h"

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/data/json_value.h"
#include "core/data/label_json.h"

#include <algorithm>
#include <cstring>

namespace inkstone {

namespace {

/// Builds one JSON object, keys in order.
class ObjectWriter {
public:
    void text(std::string_view key, std::string_view value) {
        open(key);
        appendJsonString(m_out, value);
    }
    void raw(std::string_view key, std::string_view json) {
        open(key);
        m_out += json;
    }
    std::string finish() { return (m_out.empty() ? "{" : std::move(m_out)) + "}"; }
    bool empty() const { return m_out.empty(); }
    bool has(std::string_view key) const {
        return std::find(m_keys.begin(), m_keys.end(), key) != m_keys.end();
    }

private:
    void open(std::string_view key) {
        m_out += m_out.empty() ? "{" : ", ";
        appendJsonString(m_out, key);
        m_out += ": ";
        m_keys.emplace_back(key);
    }
    std::string m_out;
    std::vector<std::string> m_keys;
};

/// The members of a JSON object, without its braces; `without` is left out.
void addMembers(ObjectWriter& object, const std::string& json, std::string_view without = {}) {
    JsonValue value;
    if (json.empty() || parseJsonValue(json, value)) return;
    for (const auto& [key, member] : value.members)
        if (key != without) object.raw(key, member.raw);
}

std::string openAiTurn(const Turn& turn) {
    ObjectWriter object;
    JsonValue extra;
    const bool parts = !turn.extra.empty() && !parseJsonValue(turn.extra, extra) && extra.find("content");
    object.text("role", turn.role);
    if (parts)
        object.raw("content", extra.find("content")->raw);
    else
        object.text("content", turn.content);
    addMembers(object, turn.extra, "content");
    return object.finish();
}

std::string shareGptTurn(const Turn& turn) {
    ObjectWriter object;
    object.text("from", turn.role == "user"        ? "human"
                        : turn.role == "assistant" ? "gpt"
                        : turn.role == "tool"      ? "observation"
                                                   : turn.role);
    object.text("value", turn.content);
    addMembers(object, turn.extra, "value");
    return object.finish();
}

using TurnWriter = std::string (*)(const Turn&);
std::string turnList(const std::vector<Turn>& turns, TurnWriter write) {
    std::string out = "[";
    for (size_t i = 0; i < turns.size(); ++i) out.append(i ? ", " : "").append(write(turns[i]));
    return out + "]";
}

/// Split, labels and draft, where there are any.
std::string ourField(const Record& record) {
    ObjectWriter object;
    if (record.split == Split::Validation) object.text("split", "validation");
    if (record.labels != Labels{}) object.raw("labels", labelsJson(record.labels));
    if (!record.draft.empty()) object.text("draft", record.draft);
    return object.empty() ? std::string() : object.finish();
}

/// The finished row; nothing when a field that is carried along would stand beside one of the format's own:
/// which of the two a reader takes is anybody's guess.
std::optional<std::string> withRest(ObjectWriter object, const Record& record, const ExportOptions& options) {
    for (const auto& [key, json] : record.extra) {
        if (object.has(key)) return {};
        object.raw(key, json);
    }
    const std::string ours = options.labels ? ourField(record) : std::string();
    if (ours.empty()) return object.finish();
    if (object.has("inkstone")) return {};
    object.raw("inkstone", ours);
    return object.finish();
}

std::optional<std::string> conversationRow(const Record& record, const ExportOptions& options,
                                           const char* key, TurnWriter write) {
    ObjectWriter object;
    if (record.kind == RecordKind::Text) object.text("text", record.text);
    if (record.kind == RecordKind::Chat) object.raw(key, turnList(record.turns, write));
    if (record.kind == RecordKind::Preference) {
        object.raw(strcmp(key, "messages") == 0 ? "prompt" : key, turnList(record.turns, write));
        object.raw("chosen", turnList(record.chosen, write));
        object.raw("rejected", turnList(record.rejected, write));
    }
    if (!record.tools.empty()) object.raw("tools", record.tools);
    return withRest(std::move(object), record, options);
}

/// The conversation as Alpaca's fields, when it fits: [system], (user, assistant)..., user, assistant, plain
/// turns.
struct AlpacaFields {
    std::string instruction, output, system;
    std::vector<std::pair<std::string, std::string>> history;
    bool answered = false;
};
std::optional<AlpacaFields> alpacaFields(const Record& record) {
    if (record.kind != RecordKind::Chat || !record.tools.empty()) return {};
    AlpacaFields fields;
    auto turn = record.turns.begin();
    const auto plain = [&](std::string_view role) {
        return turn != record.turns.end() && turn->role == role && turn->extra.empty();
    };
    if (plain("system")) fields.system = (turn++)->content;
    while (plain("user")) {
        if (fields.answered)
            fields.history.emplace_back(std::move(fields.instruction), std::move(fields.output));
        fields.instruction = (turn++)->content;
        fields.answered = plain("assistant");
        if (!fields.answered) break;
        fields.output = (turn++)->content;
    }
    // What an import would refuse or change is not written.
    const bool system = fields.system.empty() != (!record.turns.empty() && record.turns[0].role == "system");
    if (turn != record.turns.end() || !fields.answered || !system) return {};
    return fields;
}

std::optional<std::string> alpacaRow(const Record& record, const ExportOptions& options) {
    const auto fields = alpacaFields(record);
    if (!fields) return {};
    for (const auto& [key, json] : record.extra)
        if (key == "system" || key == "history") return {}; // would be taken for the conversation's
    ObjectWriter object;
    object.text("instruction", fields->instruction);
    object.text("input", "");
    object.text("output", fields->output);
    if (!fields->system.empty()) object.text("system", fields->system);
    if (!fields->history.empty()) {
        std::string list = "[";
        for (const auto& [question, answer] : fields->history)
            list.append(list.size() > 1 ? ", [" : "[")
                .append(jsonString(question))
                .append(", ")
                .append(jsonString(answer)) += ']';
        object.raw("history", list + "]");
    }
    return withRest(std::move(object), record, options);
}

std::string csvCell(std::string text, bool neutralize) {
    if (neutralize && !text.empty() && std::strchr("=+-@\t\r", text[0])) text.insert(text.begin(), '\'');
    if (text.find_first_of(",\"\r\n") == std::string::npos && !text.empty() && text[0] != ' ' &&
        text.back() != ' ')
        return text;
    std::string out = "\"";
    for (const char c : text) {
        out += c;
        if (c == '"') out += '"';
    }
    return out + "\"";
}

/// A table is of conversations (prompt, completion) or of texts, as its first record is.
class CsvWriter {
public:
    CsvWriter(RecordKind kind, bool system, const ExportOptions& options)
        : m_kind(kind), m_system(system), m_options(options) {}

    std::string header() const {
        std::string line = m_kind == RecordKind::Text ? "text"
                           : m_system                 ? "prompt,completion,system"
                                                      : "prompt,completion";
        return line + (m_options.labels ? ",inkstone\n" : "\n");
    }
    std::optional<std::string> row(const Record& record) const {
        if (record.kind != m_kind || !record.extra.empty()) return {};
        std::vector<std::string> cells{record.text};
        if (m_kind != RecordKind::Text) {
            const auto fields = alpacaFields(record);
            if (!fields || !fields->history.empty()) return {};
            cells = {fields->instruction, fields->output};
            if (m_system) cells.push_back(fields->system);
        }
        if (m_options.labels) cells.push_back(ourField(record));
        std::string line;
        for (size_t i = 0; i < cells.size(); ++i)
            line.append(i ? "," : "").append(csvCell(std::move(cells[i]), m_options.neutralizeFormulas));
        return line + "\n";
    }

private:
    RecordKind m_kind;
    bool m_system;
    const ExportOptions& m_options;
};

/// Rows of one export into one file.
class ExportRun {
public:
    ExportRun(DatasetRepository& repository, DatasetId id, const fs::path& file, const ExportOptions& options,
              std::stop_token stop, JobSink& sink)
        : m_repository(repository), m_id(id), m_options(options), m_stop(std::move(stop)), m_sink(sink) {
        m_ending = file.extension().string();
    }

    Status write(FileWriter& out, ExportReport& report) {
        INK_TRY(info, m_repository.info(m_id));
        INK_CHECK(chooseTable());
        const bool list = m_options.format == ExportFormat::Alpaca && m_ending != ".jsonl";
        if (list) INK_CHECK(out.write("[\n"));
        if (m_table) INK_CHECK(out.write(m_table->header()));
        Status written;
        const double begin = monotonicSeconds();
        auto read = m_repository.forEach(m_id, m_options.rows, [&](const Record& record) {
            auto line = rowOf(record);
            if (!line) {
                ++report.skipped;
                return true;
            }
            if (report.records++) written = out.write(separator(list));
            if (written) written = out.write(*line);
            if (report.records % 500 == 0) progress(report, info.records, begin);
            return written.has_value() && !m_stop.stop_requested();
        });
        INK_CHECK(std::move(read));
        INK_CHECK(std::move(written));
        if (m_stop.stop_requested()) return fail(ErrorCode::Cancelled, "the export was stopped");
        if (!m_table && report.records) INK_CHECK(out.write("\n"));
        if (list) INK_CHECK(out.write("]\n"));
        INK_CHECK(out.flush());
        report.bytes = out.written();
        return {};
    }

private:
    Status chooseTable() {
        if (m_options.format != ExportFormat::Csv) return {};
        RecordKind kind = RecordKind::Chat;
        bool system = false, first = true;
        INK_CHECK(m_repository.forEach(m_id, m_options.rows, [&](const Record& record) {
            if (first) kind = record.kind;
            first = false;
            system |= !record.turns.empty() && record.turns[0].role == "system";
            return !system && kind != RecordKind::Text;
        }));
        m_table.emplace(kind, system, m_options);
        return {};
    }

    std::string_view separator(bool list) const {
        if (m_table) return "";
        if (list) return ",\n";
        return isProse() ? "\n\n" : "\n";
    }
    bool isProse() const {
        return m_options.format == ExportFormat::Text && m_ending != ".jsonl" && m_ending != ".json";
    }

    std::optional<std::string> rowOf(const Record& record) const {
        switch (m_options.format) {
        case ExportFormat::Alpaca:
            return alpacaRow(record, m_options);
        case ExportFormat::OpenAi:
            return conversationRow(record, m_options, "messages", openAiTurn);
        case ExportFormat::ShareGpt:
            return conversationRow(record, m_options, "conversations", shareGptTurn);
        case ExportFormat::Csv:
            return m_table->row(record);
        case ExportFormat::Text:
            break;
        }
        if (record.kind != RecordKind::Text) return {};
        if (isProse()) return record.text;
        return conversationRow(record, m_options, "messages", openAiTurn);
    }

    void progress(const ExportReport& report, int64_t total, double begin) {
        const double rate = double(report.records) / std::max(monotonicSeconds() - begin, 1e-3);
        const double left = std::max(double(total - report.records), 0.0);
        m_sink.emit(
            Progress{double(report.records), double(total), "rows", rate, left / rate, "Writing rows"});
    }

    DatasetRepository& m_repository;
    DatasetId m_id;
    const ExportOptions& m_options;
    std::stop_token m_stop;
    JobSink& m_sink;
    std::string m_ending;
    std::optional<CsvWriter> m_table;
};

} // namespace

std::optional<ExportFormat> exportFormatFromName(std::string_view name) {
    if (name == "alpaca") return ExportFormat::Alpaca;
    if (name == "sharegpt") return ExportFormat::ShareGpt;
    if (name == "openai") return ExportFormat::OpenAi;
    if (name == "text") return ExportFormat::Text;
    if (name == "csv") return ExportFormat::Csv;
    return {};
}

Result<ExportOutcome> exportDataset(DatasetRepository& repository, DatasetId id, const fs::path& file,
                                    const ExportOptions& options, std::stop_token stop, JobSink& sink) {
    ExportOutcome outcome;
    outcome.report.path = std::filesystem::absolute(file);
    ExportRun run(repository, id, file, options, std::move(stop), sink);
    auto written = writeFileAtomically(file, [&](FileWriter& out) { return run.write(out, outcome.report); });
    if (written) return outcome;
    if (written.error().code != ErrorCode::Cancelled) return fail(std::move(written).error());
    outcome.outcome = Outcome::Cancelled;
    return outcome;
}

} // namespace inkstone
