#include "core/data/row_converter.h"

#include <algorithm>
#include <array>

namespace inkstone {

namespace {

struct Pair {
    const char* prompt;
    const char* answer;
};
constexpr std::array<Pair, 17> pairs{{{"prompt", "completion"},
                                      {"prompt", "response"},
                                      {"prompt", "answer"},
                                      {"prompt", "output"},
                                      {"question", "answer"},
                                      {"question", "response"},
                                      {"query", "response"},
                                      {"query", "answer"},
                                      {"instruction", "response"},
                                      {"instruction", "completion"},
                                      {"input", "output"},
                                      {"input", "target"},
                                      {"problem", "solution"},
                                      {"prompt", "canonical_solution"},
                                      {"instruction_zh", "output_zh"},
                                      {"q", "a"},
                                      {"问题", "答案"}}};

/// The column of that name, whatever its case.
std::string column(const JsonValue& row, std::string_view name) {
    for (const auto& [key, value] : row.members) {
        const bool same =
            key.size() == name.size() && std::equal(key.begin(), key.end(), name.begin(), [](char a, char b) {
                return std::tolower(static_cast<unsigned char>(a)) == static_cast<unsigned char>(b);
            });
        if (same) return key;
    }
    return {};
}

class Guess {
public:
    explicit Guess(const JsonValue& row) : m_row(row) {}

    FormatGuess make() {
        if (m_row.isArray()) return list();
        if (preference() || openAi() || shareGpt() || alpaca() || promptCompletion() || plainText())
            return m_guess;
        return byShape();
    }

private:
    bool role(const char* role, std::initializer_list<const char*> names) {
        for (const char* name : names) {
            auto found = column(m_row, name);
            if (found.empty()) continue;
            m_guess.mapping[role] = std::move(found);
            return true;
        }
        return false;
    }
    bool is(DataFormat format, double confidence) {
        m_guess.format = format;
        m_guess.confidence = confidence;
        return true;
    }
    const JsonValue* value(const char* role) const { return m_row.find(m_guess.mapping.at(role)); }

    /// A bare list of messages is the column "".
    FormatGuess list() {
        const bool messages = !m_row.items.empty() && m_row.items[0].find("role");
        const bool turns = !m_row.items.empty() && m_row.items[0].find("from");
        if (messages) is(DataFormat::OpenAi, 1);
        if (turns) is(DataFormat::ShareGpt, 1);
        if (messages || turns) m_guess.mapping[messages ? "messages" : "conversations"] = "";
        return m_guess;
    }

    bool preference() {
        if (!role("chosen", {"chosen"}) || !role("rejected", {"rejected"})) {
            m_guess.mapping.clear();
            return false;
        }
        if (!role("conversations", {"conversations", "conversation"}) && !role("messages", {"messages"}) &&
            role("prompt", {"prompt", "question", "instruction", "query"}))
            role("input", {"input"});
        role("system", {"system"});
        return is(DataFormat::Preference, 1);
    }

    bool openAi() {
        if (!role("messages", {"messages"})) return false;
        if (!value("messages")->isArray()) {
            m_guess.mapping.clear();
            return false;
        }
        role("tools", {"tools"});
        return is(DataFormat::OpenAi, 1);
    }

    bool shareGpt() {
        if (!role("conversations", {"conversations", "conversation"})) return false;
        if (!value("conversations")->isArray()) {
            m_guess.mapping.clear();
            return false;
        }
        role("system", {"system"});
        role("tools", {"tools"});
        return is(DataFormat::ShareGpt, 1);
    }

    bool alpaca() {
        if (!role("instruction", {"instruction"}) || !role("output", {"output"})) {
            m_guess.mapping.clear();
            return false;
        }
        role("input", {"input"});
        role("system", {"system"});
        role("history", {"history"});
        return is(DataFormat::Alpaca, 1);
    }

    bool promptCompletion() {
        for (const auto& [prompt, answer] : pairs) {
            const auto first = column(m_row, prompt), second = column(m_row, answer);
            if (first.empty() || second.empty()) continue;
            m_guess.mapping = {{"instruction", first}, {"output", second}};
            role("system", {"system", "system_prompt"});
            role("history", {"history"});
            return is(DataFormat::PromptCompletion, 0.9);
        }
        return false;
    }

    bool plainText() {
        if (!role("text", {"text", "content", "document", "文本", "内容"})) return false;
        if (!value("text")->isString()) {
            m_guess.mapping.clear();
            return false;
        }
        const bool label =
            role("label", {"label", "category", "class", "标签"}) && !value("label")->isArray();
        if (!label) m_guess.mapping.erase("label");
        return is(label ? DataFormat::TextLabel : DataFormat::Text, label ? 0.8 : 0.95);
    }

    /// Nothing known: two texts are perhaps prompt and answer, a single one a text. Somebody must look.
    FormatGuess byShape() {
        std::vector<std::string> texts;
        for (const auto& [key, cell] : m_row.members)
            if (cell.isString() && key != "id" && key != "name" && key != "inkstone") texts.push_back(key);
        if (const auto prompt = column(m_row, "prompt"); !prompt.empty() && texts.size() == 1) {
            m_guess.mapping = {{"instruction", prompt}};
            is(DataFormat::PromptCompletion, 0.6);
        } else if (texts.size() == 2) {
            m_guess.mapping = {{"instruction", texts[0]}, {"output", texts[1]}};
            is(DataFormat::PromptCompletion, 0.4);
        } else if (!texts.empty()) {
            m_guess.mapping = {{"text", texts[0]}};
            is(DataFormat::Text, texts.size() == 1 ? 0.5 : 0.2);
        }
        return m_guess;
    }

    const JsonValue& m_row;
    FormatGuess m_guess;
};

/// Other words for the two roles everybody has.
std::string canonicalRole(const std::string& role, DataFormat format) {
    if (format == DataFormat::Preference) return role;
    if (role == "prompt" || role == "question" || role == "query") return "instruction";
    if (role == "completion" || role == "answer" || role == "response") return "output";
    return role;
}

/// The format that the mapped roles ask for.
DataFormat formatOfRoles(const std::map<std::string, std::string>& mapping, DataFormat fallback) {
    if (mapping.contains("chosen") || mapping.contains("rejected")) return DataFormat::Preference;
    if (mapping.contains("messages")) return DataFormat::OpenAi;
    if (mapping.contains("conversations")) return DataFormat::ShareGpt;
    if (mapping.contains("text")) return mapping.contains("label") ? DataFormat::TextLabel : DataFormat::Text;
    const bool pair = std::any_of(mapping.begin(), mapping.end(), [](const auto& role) {
        const auto name = canonicalRole(role.first, DataFormat::Auto);
        return name == "instruction" || name == "output";
    });
    if (pair && fallback != DataFormat::Preference)
        return fallback == DataFormat::Alpaca ? fallback : DataFormat::PromptCompletion;
    return fallback;
}

/// The columns a format has when nobody says otherwise.
std::map<std::string, std::string> usualMapping(DataFormat format,
                                                const std::vector<const JsonValue*>& rows) {
    static const std::map<DataFormat, std::vector<std::pair<const char*, const char*>>> usual{
        {DataFormat::Alpaca,
         {{"instruction", "instruction"},
          {"input", "input"},
          {"output", "output"},
          {"system", "system"},
          {"history", "history"}}},
        {DataFormat::ShareGpt,
         {{"conversations", "conversations"}, {"system", "system"}, {"tools", "tools"}}},
        {DataFormat::OpenAi, {{"messages", "messages"}, {"tools", "tools"}}},
        {DataFormat::PromptCompletion, {{"instruction", "prompt"}, {"output", "completion"}}},
        {DataFormat::TextLabel, {{"text", "text"}, {"label", "label"}}},
        {DataFormat::Preference, {{"prompt", "prompt"}, {"chosen", "chosen"}, {"rejected", "rejected"}}},
        {DataFormat::Text, {{"text", "text"}}}};
    // Of all rows that are of this format, the first says where its columns are.
    for (const JsonValue* row : rows)
        if (auto guess = guessRow(*row); guess.format == format && guess.confidence > 0) return guess.mapping;
    std::map<std::string, std::string> mapping;
    if (auto found = usual.find(format); found != usual.end())
        for (const auto& [role, name] : found->second) mapping[role] = name;
    return mapping;
}

} // namespace

FormatGuess guessRow(const JsonValue& row) { return Guess(row).make(); }

FormatGuess guessFormat(const std::vector<const JsonValue*>& rows, const ImportOptions& options) {
    std::vector<std::pair<FormatGuess, size_t>> found;
    for (const JsonValue* row : rows) {
        auto guess = guessRow(*row);
        auto same = std::find_if(found.begin(), found.end(),
                                 [&](const auto& other) { return other.first.format == guess.format; });
        if (same == found.end()) {
            found.emplace_back(std::move(guess), 1);
        } else {
            ++same->second;
            same->first.mapping.merge(guess.mapping); // optional columns that come later
        }
    }
    FormatGuess best;
    size_t most = 0;
    for (auto& [guess, count] : found) {
        if (count <= most || guess.confidence == 0) continue;
        most = count;
        best = guess;
        best.confidence *= double(count) / double(rows.size());
    }
    const auto format =
        options.format != DataFormat::Auto ? options.format : formatOfRoles(options.mapping, best.format);
    if (format != best.format) best = {format, 1, usualMapping(format, rows)};
    if (options.format != DataFormat::Auto || !options.mapping.empty()) best.confidence = 1;
    for (const auto& [role, name] : options.mapping) best.mapping[canonicalRole(role, format)] = name;
    return best;
}

const char* formatName(DataFormat format) {
    switch (format) {
    case DataFormat::Auto:
        return "auto";
    case DataFormat::Alpaca:
        return "alpaca";
    case DataFormat::ShareGpt:
        return "sharegpt";
    case DataFormat::OpenAi:
        return "openai";
    case DataFormat::PromptCompletion:
        return "prompt-completion";
    case DataFormat::TextLabel:
        return "text-label";
    case DataFormat::Preference:
        return "preference";
    case DataFormat::Text:
        return "text";
    }
    return "auto";
}

std::optional<DataFormat> formatFromName(std::string_view name) {
    for (const auto format :
         {DataFormat::Auto, DataFormat::Alpaca, DataFormat::ShareGpt, DataFormat::OpenAi,
          DataFormat::PromptCompletion, DataFormat::TextLabel, DataFormat::Preference, DataFormat::Text})
        if (name == formatName(format)) return format;
    return {};
}

const char* containerName(Container container) {
    switch (container) {
    case Container::JsonLines:
        return "JSONL";
    case Container::JsonArray:
    case Container::JsonObject:
        return "JSON";
    case Container::Csv:
        return "CSV";
    case Container::PlainText:
        return "text";
    }
    return "text";
}

} // namespace inkstone
