#include "core/eval/suite.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json.h"

#include <set>

namespace inkstone {

namespace {

constexpr int64_t mostTokens = 1 << 20;

tl::unexpected<Error> wrong(const std::string& name, int64_t line, Text why) {
    return fail(ErrorCode::Corrupt, "cannot read the suite", name + ":" + std::to_string(line),
                std::move(why));
}

Result<std::vector<Message>> readMessages(const Json& list, const std::string& where) {
    std::vector<Message> messages;
    for (const Json& item : list) {
        const JsonReader reader(item, where);
        INK_TRY(role, reader.string("role"));
        INK_TRY(content, reader.string("content"));
        Message& message = messages.emplace_back(Message{role, content, nullptr});
        for (const auto& [key, value] : item.items())
            if (key != "role" && key != "content") message.extra[key] = value;
    }
    return messages;
}

/// One line at work.
class CaseReader {
public:
    CaseReader(const Json& json, std::string name, int64_t line, const fs::path& folder)
        : m_json(json), m_reader(json, name + ":" + std::to_string(line)), m_name(std::move(name)),
          m_line(line), m_folder(folder) {}

    Result<SuiteCase> read() {
        SuiteCase one;
        one.line = m_line;
        INK_TRY(id, readId());
        INK_TRY(scorer, m_reader.string("scorer", "contains"));
        const auto kind = scorerFromName(scorer);
        if (!kind)
            return wrong(m_name, m_line,
                         text("the scorer %1 is unknown: exact, contains, regex or perplexity", scorer));
        one.id = id;
        one.scorer = *kind;
        INK_TRY(maxTokens, m_reader.integerOr("max_tokens", 256, 1, mostTokens));
        one.maxTokens = int(maxTokens);
        if (one.scorer == Scorer::Perplexity) {
            INK_TRY(content, readText());
            one.text = std::move(content);
            return one;
        }
        INK_TRY(messages, readPrompt());
        INK_TRY(expected, readExpected());
        one.messages = std::move(messages);
        one.expected = std::move(expected);
        return one;
    }

private:
    Result<std::string> readId() {
        if (!m_json.is_object()) return wrong(m_name, m_line, "it is not an object");
        const auto found = m_json.find("id");
        if (found == m_json.end() || found->is_null()) return std::to_string(m_line);
        if (found->is_number_integer()) return found->dump();
        return m_reader.string("id");
    }

    Result<std::vector<Message>> readPrompt() {
        if (m_reader.has("messages")) {
            INK_TRY(list, m_reader.array("messages"));
            INK_TRY(messages, readMessages(*list, m_reader.where()));
            if (messages.empty()) return wrong(m_name, m_line, "it has no messages");
            return messages;
        }
        INK_TRY(prompt, m_reader.string("prompt"));
        return std::vector<Message>{{"user", prompt, nullptr}};
    }

    Result<std::vector<std::string>> readExpected() {
        std::vector<std::string> expected;
        const auto found = m_json.find("expected");
        if (found != m_json.end() && found->is_string()) {
            expected.push_back(found->get<std::string>());
        } else {
            INK_TRY(list, m_reader.strings("expected"));
            expected = std::move(list);
        }
        if (expected.empty())
            return wrong(m_name, m_line, "nothing is expected: every answer would be wrong");
        for (const auto& one : expected)
            if (one.empty())
                return wrong(m_name, m_line, "an expected text is empty: every answer would be right");
        return expected;
    }

    Result<std::string> readText() {
        std::string content;
        if (m_reader.has("file")) {
            INK_TRY(file, m_reader.string("file"));
            INK_TRY(read, readFile(m_folder / file));
            content = std::move(read);
        } else {
            INK_TRY(inlineText, m_reader.string(m_reader.has("text") ? "text" : "prompt"));
            content = std::move(inlineText);
        }
        if (content.empty()) return wrong(m_name, m_line, "its text is empty");
        return content;
    }

    const Json& m_json;
    JsonReader m_reader;
    std::string m_name;
    int64_t m_line;
    const fs::path& m_folder;
};

std::string hashOf(const Suite& suite) {
    Json all = Json::array();
    for (const SuiteCase& one : suite.cases) {
        Json messages = Json::array();
        for (const Message& message : one.messages)
            messages.push_back({message.role, message.content, message.extra});
        all.push_back({one.id, messages, scorerName(one.scorer), one.expected, one.maxTokens, one.text});
    }
    return sha256(dumpJson(all, -1)).substr(0, 32);
}

} // namespace

const char* scorerName(Scorer scorer) {
    switch (scorer) {
    case Scorer::Exact:
        return "exact";
    case Scorer::Contains:
        return "contains";
    case Scorer::Regex:
        return "regex";
    case Scorer::Perplexity:
        return "perplexity";
    }
    return "exact";
}

std::optional<Scorer> scorerFromName(std::string_view name) {
    for (const auto scorer : {Scorer::Exact, Scorer::Contains, Scorer::Regex, Scorer::Perplexity})
        if (name == scorerName(scorer)) return scorer;
    return {};
}

Result<Suite> parseSuite(std::string_view jsonl, std::string name, const fs::path& folder) {
    if (jsonl.starts_with("\xEF\xBB\xBF")) jsonl.remove_prefix(3);
    Suite suite;
    suite.name = std::move(name);
    std::set<std::string> ids;
    int64_t line = 0;
    while (!jsonl.empty()) {
        ++line;
        const size_t end = jsonl.find('\n');
        const auto one = jsonl.substr(0, end);
        jsonl.remove_prefix(end == std::string_view::npos ? jsonl.size() : end + 1);
        if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        INK_TRY(json, parseJson(one, suite.name + ":" + std::to_string(line)));
        INK_TRY(read, CaseReader(json, suite.name, line, folder).read());
        if (!ids.insert(read.id).second)
            return wrong(suite.name, line, text("the id %1 is there twice", read.id));
        suite.cases.push_back(std::move(read));
    }
    if (suite.cases.empty())
        return fail(ErrorCode::InvalidArgument, "cannot read the suite", suite.name, "it has no cases",
                    "give lines like {\"id\": \"1\", \"prompt\": \"...\", \"scorer\": \"contains\", "
                    "\"expected\": [\"...\"]}");
    suite.hash = hashOf(suite);
    return suite;
}

Result<Suite> loadSuite(const fs::path& file) {
    INK_TRY(content, readFile(file));
    const std::string ending = file.extension().string();
    Result<Suite> suite = fail(ErrorCode::Internal, "");
    if (ending == ".txt" || ending == ".md") {
        const Json one{{"id", file.stem().string()}, {"scorer", "perplexity"}, {"text", content}};
        suite = parseSuite(dumpJson(one, -1), file.stem().string());
    } else {
        suite = parseSuite(content, file.stem().string(), file.parent_path());
    }
    if (suite) suite->file = std::filesystem::absolute(file);
    return suite;
}

std::string caseText(const SuiteCase& suiteCase) {
    std::string out = suiteCase.text;
    for (const Message& message : suiteCase.messages)
        if (message.role == "user") out.append(out.empty() ? "" : "\n").append(message.content);
    return out;
}

} // namespace inkstone
