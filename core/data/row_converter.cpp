#include "core/data/row_converter.h"

#include "core/data/label_json.h"

#include <algorithm>

namespace inkstone {

namespace {

using Problem = std::optional<Text>;

bool isBlank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

/// Texts as they are; numbers and truth values as written; nothing for null.
std::optional<std::string> scalar(const JsonValue& value) {
    if (value.isString()) return value.text;
    if (value.type == JsonValue::Type::Number || value.type == JsonValue::Type::Bool)
        return std::string(value.raw);
    return {};
}

std::string roleOf(std::string_view source) {
    if (source == "human" || source == "user") return "user";
    if (source == "gpt" || source == "assistant" || source == "bot" || source == "model" ||
        source == "chatgpt" || source == "bing" || source == "bard")
        return "assistant";
    if (source == "observation" || source == "tool" || source == "function_response" || source == "function")
        return "tool";
    if (source == "developer") return "system";
    return std::string(source);
}

bool isKnownRole(std::string_view role) {
    return role == "system" || role == "user" || role == "assistant" || role == "tool" ||
           role == "function_call";
}

/// The content of an OpenAI message: text, parts, or null beside tool calls.
Problem readContent(const JsonValue& value, Turn& turn, bool& keep) {
    if (value.type == JsonValue::Type::Null) return {};
    if (value.isString()) {
        turn.content = value.text;
        return {};
    }
    if (!value.isArray()) return Text("the content of a message is not text");
    keep = true; // the parts as they came
    for (const JsonValue& part : value.items) {
        if (part.isString()) turn.content += part.text;
        if (part.isObject()) turn.content += part.string("text");
    }
    return {};
}

void appendMember(std::string& object, std::string_view key, std::string_view raw) {
    object += object.empty() ? "{" : ",";
    appendJsonString(object, key);
    object.append(":").append(raw);
}

/// {role, content} or {from, value}, and whatever else is in it.
Problem readTurn(const JsonValue& value, size_t number, Turn& turn) {
    if (!value.isObject()) return text("turn %1 is not an object", number);
    const bool share = value.find("from") != nullptr;
    const char* roleKey = share ? "from" : "role";
    const char* textKey = share ? "value" : "content";
    const auto source = value.string(roleKey);
    if (source.empty()) return text("turn %1 has no %2", number, roleKey);
    turn.role = roleOf(source);
    if (!isKnownRole(turn.role)) return text("turn %1 has the unknown role %2", number, std::string(source));
    const JsonValue* content = value.find(textKey);
    const bool calls = value.find("tool_calls") || value.find("function_call");
    if (!content && !calls) return text("turn %1 has no %2", number, textKey);
    bool keep = false;
    if (content)
        if (auto problem = readContent(*content, turn, keep)) return problem;
    for (const auto& [key, member] : value.members)
        if (key != roleKey && (key != textKey || keep)) appendMember(turn.extra, key, member.raw);
    if (!turn.extra.empty()) turn.extra += '}';
    return {};
}

Problem readTurns(const JsonValue& list, std::vector<Turn>& turns) {
    if (!list.isArray()) return Text("the conversation is not a list");
    for (size_t i = 0; i < list.items.size(); ++i)
        if (auto problem = readTurn(list.items[i], i + 1, turns.emplace_back())) return problem;
    return {};
}

/// ShareGPT: after a system turn, person and model take turns.
Problem checkOrder(const std::vector<Turn>& turns) {
    size_t number = 0;
    for (size_t i = 0; i < turns.size(); ++i) {
        if (turns[i].role == "system" && i == 0) continue;
        const bool asks = turns[i].role == "user" || turns[i].role == "tool";
        if (asks != (number % 2 == 0))
            return text("turn %1 is of %2 where the other side should speak", i + 1, turns[i].role);
        ++number;
    }
    return {};
}

Problem checkConversation(const std::vector<Turn>& turns) {
    const auto isUser = [](const Turn& turn) { return turn.role == "user"; };
    const auto isAnswer = [](const Turn& turn) {
        return turn.role == "assistant" || turn.role == "function_call";
    };
    if (turns.empty()) return Text("the conversation is empty");
    const auto user = std::find_if(turns.begin(), turns.end(), isUser);
    if (user == turns.end() && std::none_of(turns.begin(), turns.end(), isAnswer))
        return Text("nobody speaks but the system");
    if (user != turns.end() && isBlank(user->content) && user->extra.empty())
        return Text("the prompt is empty");
    bool answers = false, said = false;
    for (const Turn& turn : turns) {
        if (!isAnswer(turn)) continue;
        answers = true;
        said |= !isBlank(turn.content) || !turn.extra.empty();
    }
    if (answers && !said) return Text("the answer is empty");
    return {};
}

/// One row on its way.
class Conversion {
public:
    Conversion(const JsonValue& row, const FormatGuess& guess, Record& out)
        : m_row(row), m_guess(guess), m_out(out) {}

    Problem run() {
        Problem problem;
        switch (m_guess.format) {
        case DataFormat::Auto:
            return Text("its format is unknown: no column is like a prompt, an answer or a text");
        case DataFormat::Alpaca:
        case DataFormat::PromptCompletion:
            problem = alpaca();
            break;
        case DataFormat::ShareGpt:
            problem = conversation("conversations", true);
            break;
        case DataFormat::OpenAi:
            problem = conversation("messages", false);
            break;
        case DataFormat::TextLabel:
        case DataFormat::Text:
            problem = plain();
            break;
        case DataFormat::Preference:
            problem = preference();
            break;
        }
        if (!problem) problem = ours();
        if (!problem) keepExtra();
        return problem;
    }

private:
    const JsonValue* cell(const char* role) const {
        const auto name = m_guess.mapping.find(role);
        if (name == m_guess.mapping.end()) return nullptr;
        if (name->second.empty()) return &m_row; // a bare list of messages
        return m_row.find(name->second);
    }
    std::string columnOf(const char* role) const {
        const auto name = m_guess.mapping.find(role);
        return name == m_guess.mapping.end() ? role : name->second;
    }
    Text missing(const char* role) const { return text("field %1 is missing", columnOf(role)); }

    /// A text of a role that may be absent.
    Problem optional(const char* role, std::string& out) const {
        const JsonValue* value = cell(role);
        if (!value || value->type == JsonValue::Type::Null) return {};
        auto found = scalar(*value);
        if (!found) return text("field %1 is not text", columnOf(role));
        out = std::move(*found);
        return {};
    }
    Problem required(const char* role, std::string& out) const {
        const JsonValue* value = cell(role);
        if (!value || value->type == JsonValue::Type::Null) return missing(role);
        return optional(role, out);
    }

    void system() {
        std::string text;
        if (!optional("system", text) && !text.empty() &&
            (m_out.turns.empty() || m_out.turns[0].role != "system"))
            m_out.turns.insert(m_out.turns.begin(), Turn{"system", std::move(text), {}});
    }

    Problem history() {
        const JsonValue* list = cell("history");
        if (!list || !list->isArray()) return {};
        for (const JsonValue& pair : list->items) {
            if (!pair.isArray() || pair.items.size() != 2 || !pair.items[0].isString() ||
                !pair.items[1].isString())
                return Text("the history is not a list of pairs [question, answer]");
            m_out.turns.push_back({"user", pair.items[0].text, {}});
            m_out.turns.push_back({"assistant", pair.items[1].text, {}});
        }
        return {};
    }

    Problem alpaca() {
        std::string prompt, input, answer;
        const JsonValue* list = cell("instruction");
        if (list && list->isArray()) { // prompt: a list of messages
            if (auto problem = readTurns(*list, m_out.turns)) return problem;
        } else {
            if (auto problem = required("instruction", prompt)) return problem;
            if (auto problem = optional("input", input)) return problem;
            if (auto problem = history()) return problem;
            if (!input.empty()) prompt += (prompt.empty() ? "" : "\n") + input;
            if (isBlank(prompt)) return Text("the prompt is empty");
            m_out.turns.push_back({"user", std::move(prompt), {}});
        }
        system();
        if (!m_guess.mapping.contains("output")) return {}; // prompts alone: to be answered by hand
        const JsonValue* turns = cell("output");
        if (turns && turns->isArray()) {
            if (auto problem = readTurns(*turns, m_out.turns)) return problem;
            return checkConversation(m_out.turns);
        }
        if (auto problem = required("output", answer)) return problem;
        if (isBlank(answer)) return Text("the answer is empty");
        if (answer == "<nooutput>") return Text("the answer is <nooutput>");
        m_out.turns.push_back({"assistant", std::move(answer), {}});
        return {};
    }

    Problem conversation(const char* role, bool ordered) {
        const JsonValue* list = cell(role);
        if (!list || list->type == JsonValue::Type::Null) return missing(role);
        if (auto problem = readTurns(*list, m_out.turns)) return problem;
        system();
        if (auto problem = checkConversation(m_out.turns)) return problem;
        if (ordered)
            if (auto problem = checkOrder(m_out.turns)) return problem;
        return tools();
    }

    /// A list, or the text of one.
    Problem tools() {
        const JsonValue* value = cell("tools");
        if (!value || value->type == JsonValue::Type::Null || (value->isString() && isBlank(value->text)))
            return {};
        if (value->isArray()) {
            m_out.tools = value->raw;
            return {};
        }
        JsonValue inner;
        if (!value->isString() || parseJsonValue(value->text, inner) || !inner.isArray())
            return Text("the tools are not a JSON list");
        m_out.tools = value->text;
        return {};
    }

    Problem plain() {
        m_out.kind = RecordKind::Text;
        if (auto problem = required("text", m_out.text)) return problem;
        if (isBlank(m_out.text)) return Text("the text is empty");
        std::string label;
        if (m_guess.format != DataFormat::TextLabel) return {};
        if (auto problem = required("label", label)) return problem;
        m_out.labels.choices = {label};
        m_out.labels.state = LabelState::Labeled;
        return {};
    }

    Problem answerTurns(const char* role, std::vector<Turn>& turns) const {
        const JsonValue* value = cell(role);
        if (!value || value->type == JsonValue::Type::Null) return missing(role);
        Problem problem;
        if (value->isArray())
            problem = readTurns(*value, turns);
        else if (value->isObject())
            problem = readTurn(*value, 1, turns.emplace_back());
        else if (auto found = scalar(*value))
            turns.push_back({"assistant", std::move(*found), {}});
        else
            problem = text("field %1 is not text", columnOf(role));
        return problem;
    }

    Problem preference() {
        m_out.kind = RecordKind::Preference;
        if (auto problem = answerTurns("chosen", m_out.chosen)) return problem;
        if (auto problem = answerTurns("rejected", m_out.rejected)) return problem;
        if (auto problem = preferencePrompt()) return problem;
        if (m_out.turns.empty()) commonPrompt();
        system();
        if (m_out.turns.empty()) return Text("the prompt is empty");
        if (auto problem = checkConversation(m_out.turns)) return problem;
        if (m_out.chosen.empty() || m_out.rejected.empty()) return Text("an answer is empty");
        if (isBlank(m_out.chosen.back().content) || isBlank(m_out.rejected.back().content))
            return Text("an answer is empty");
        if (m_out.chosen == m_out.rejected) return Text("the chosen and the rejected answer are the same");
        return {};
    }

    Problem preferencePrompt() {
        for (const char* role : {"conversations", "messages", "prompt"}) {
            const JsonValue* value = cell(role);
            if (!value || value->type == JsonValue::Type::Null) continue;
            if (value->isArray()) return readTurns(*value, m_out.turns);
            std::string prompt, input;
            if (auto problem = optional(role, prompt)) return problem;
            if (auto problem = optional("input", input)) return problem;
            if (!input.empty()) prompt += "\n" + input;
            if (isBlank(prompt)) return Text("the prompt is empty");
            m_out.turns.push_back({"user", std::move(prompt), {}});
            return {};
        }
        return {};
    }

    /// Whole conversations on both sides: what they begin with alike is the prompt.
    void commonPrompt() {
        size_t same = 0;
        while (same + 1 < m_out.chosen.size() && same + 1 < m_out.rejected.size() &&
               m_out.chosen[same] == m_out.rejected[same])
            ++same;
        const auto count = std::ptrdiff_t(same);
        m_out.turns.assign(m_out.chosen.begin(), m_out.chosen.begin() + count);
        m_out.chosen.erase(m_out.chosen.begin(), m_out.chosen.begin() + count);
        m_out.rejected.erase(m_out.rejected.begin(), m_out.rejected.begin() + count);
    }

    /// Key "inkstone", written by our exports: split, labels, draft.
    Problem ours() {
        const JsonValue* value = m_row.find("inkstone");
        if (!value) return {};
        JsonValue inner;
        if (value->isString()) { // a cell of a table
            if (isBlank(value->text)) return {};
            if (parseJsonValue(value->text, inner)) return Text("the field inkstone cannot be read");
            value = &inner;
        }
        if (value->string("split") == "validation") m_out.split = Split::Validation;
        m_out.draft = value->string("draft");
        if (const JsonValue* labels = value->find("labels")) {
            auto read = labelsFromJson(*labels);
            if (!read) return Text("the labels in the field inkstone cannot be read");
            m_out.labels = std::move(*read);
        }
        return {};
    }

    void keepExtra() {
        for (const auto& member : m_row.members) {
            const std::string& key = member.first;
            const bool used =
                key == "inkstone" || std::any_of(m_guess.mapping.begin(), m_guess.mapping.end(),
                                                 [&](const auto& role) { return role.second == key; });
            if (!used) m_out.extra.emplace_back(key, std::string(member.second.raw));
        }
    }

    const JsonValue& m_row;
    const FormatGuess& m_guess;
    Record& m_out;
};

/// Such a row may be whole in another format: exports of mixed data sets hold several.
bool lacksMainColumn(const JsonValue& row, const FormatGuess& guess) {
    if (guess.format != DataFormat::Preference && row.find("chosen") && row.find("rejected")) return true;
    for (const char* role : {"chosen", "messages", "conversations", "instruction", "text"}) {
        const auto column = guess.mapping.find(role);
        if (column == guess.mapping.end()) continue;
        return column->second.empty() ? !row.isArray() : !row.find(column->second);
    }
    return true;
}

std::vector<std::string*> textsOf(Record& record) {
    std::vector<std::string*> texts{&record.text};
    for (auto* turns : {&record.turns, &record.chosen, &record.rejected})
        for (Turn& turn : *turns) texts.push_back(&turn.content);
    return texts;
}

bool isNameSign(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The name of the placeholder that begins at `at` ({{name}}), "" when none does.
std::string_view placeholderAt(std::string_view text, size_t at) {
    size_t end = at + 2;
    while (end < text.size() && isNameSign(text[end])) ++end;
    return text.substr(end, 2) == "}}" ? text.substr(at + 2, end - at - 2) : std::string_view();
}

} // namespace

std::optional<Text> RowConverter::convert(const JsonValue& row, Record& out) const {
    out = Record{};
    const FormatGuess own = lacksMainColumn(row, m_guess) ? guessRow(row) : FormatGuess{};
    const bool other = own.confidence >= 0.9 && own.format != m_guess.format;
    auto problem = Conversion(row, other ? own : m_guess, out).run();
    if (!problem && !m_placeholders.empty()) fillPlaceholders(out, m_placeholders);
    return problem;
}

void collectPlaceholders(const Record& record, std::vector<std::string>& names) {
    for (const std::string* text : textsOf(const_cast<Record&>(record)))
        for (size_t at = text->find("{{"); at != std::string::npos; at = text->find("{{", at + 2)) {
            const auto name = placeholderAt(*text, at);
            if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
                names.emplace_back(name);
        }
}

void fillPlaceholders(Record& record, const std::map<std::string, std::string>& values) {
    for (std::string* text : textsOf(record)) {
        for (size_t at = text->find("{{"); at != std::string::npos; at = text->find("{{", at)) {
            const auto value = values.find(std::string(placeholderAt(*text, at)));
            if (value == values.end()) {
                at += 2;
                continue;
            }
            text->replace(at, value->first.size() + 4, value->second);
            at += value->second.size();
        }
    }
}

} // namespace inkstone
