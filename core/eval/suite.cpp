#include "core/eval/suite.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/phrase.h"

#include <algorithm>
#include <set>

namespace inkstone {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
constexpr int64_t mostTokens = 1 << 20;
constexpr uint64_t mostBytes = uint64_t(64) << 20; ///< of a suite, and of the files it names together

tl::unexpected<Error> wrong(const std::string& name, int64_t line, Text why, Text hint = {}) {
    return fail(ErrorCode::Corrupt, "cannot read the suite", name + ":" + std::to_string(line),
                std::move(why), std::move(hint));
}

bool isText(const fs::path& file) { return file.extension() == ".txt" || file.extension() == ".md"; }

/// The next line of `rest`, with its end.
std::string_view takeLine(std::string_view& rest) {
    const size_t end = rest.find('\n');
    const auto line = rest.substr(0, end == rest.npos ? end : end + 1);
    rest.remove_prefix(line.size());
    return line;
}

/// Where `name` leads from `folder`, links followed; nothing when that is not inside it.
std::optional<fs::path> fileInside(const fs::path& folder, const fs::path& name) {
    std::error_code failed;
    const fs::path root = fs::canonical(folder / ".", failed);
    if (failed || name.is_absolute()) return {};
    const fs::path file = fs::weakly_canonical(root / name, failed);
    const bool inside =
        !failed && std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first == root.end();
    return inside ? std::optional(file) : std::nullopt;
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
    /// `room`: bytes that files may still have.
    CaseReader(const Json& json, std::string name, int64_t line, const fs::path& folder, uint64_t& room)
        : m_json(json), m_reader(json, name + ":" + std::to_string(line)), m_name(std::move(name)),
          m_line(line), m_folder(folder), m_room(room) {}

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
            one.textIsFile = m_reader.has("file");
            INK_TRY(content, one.textIsFile ? readTextFile() : readText());
            if (content.empty()) return wrong(m_name, m_line, "its text is empty");
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

    Result<std::string> readText() { return m_reader.string(m_reader.has("text") ? "text" : "prompt"); }

    /// A suite may come from a stranger: it names texts that came with it, and nothing else of this machine.
    Result<std::string> readTextFile() {
        INK_TRY(name, m_reader.string("file"));
        const auto file = fileInside(m_folder, name);
        if (!file)
            return wrong(m_name, m_line, text("its file %1 is not in the folder of the suite", name),
                         "put the text beside the suite and write its path from there");
        auto content = readFile(*file, m_room);
        if (!content)
            return wrong(m_name, m_line,
                         text("its file %1 cannot be read: %2", name, phrase(content.error().why)),
                         content.error().hint);
        m_room -= content->size();
        return content;
    }

    const Json& m_json;
    JsonReader m_reader;
    std::string m_name;
    int64_t m_line;
    const fs::path& m_folder;
    uint64_t& m_room;
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
    if (jsonl.starts_with(byteOrderMark)) jsonl.remove_prefix(byteOrderMark.size());
    Suite suite;
    suite.name = std::move(name);
    std::set<std::string> ids;
    uint64_t room = mostBytes;
    for (int64_t line = 1; !jsonl.empty(); ++line) {
        const auto one = takeLine(jsonl);
        if (one.find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
        INK_TRY(json, parseJson(one, suite.name + ":" + std::to_string(line)));
        INK_TRY(read, CaseReader(json, suite.name, line, folder, room).read());
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
    INK_TRY(content, readFile(file, mostBytes));
    Result<Suite> suite = fail(ErrorCode::Internal, "");
    if (isText(file)) {
        const Json one{{"id", file.stem().string()}, {"scorer", "perplexity"}, {"text", content}};
        suite = parseSuite(dumpJson(one, -1), file.stem().string());
    } else {
        suite = parseSuite(content, file.stem().string(), file.parent_path());
    }
    if (suite) suite->file = std::filesystem::absolute(file);
    return suite;
}

Result<std::string> suiteWithTexts(const Suite& suite) {
    INK_TRY(content, readFile(suite.file, mostBytes));
    if (isText(suite.file)) return content;
    std::string out;
    std::string_view rest = content;
    auto one = suite.cases.begin();
    for (int64_t line = 1; !rest.empty(); ++line) {
        const auto written = takeLine(rest);
        one = std::find_if(one, suite.cases.end(), [line](const SuiteCase& c) { return c.line >= line; });
        if (one == suite.cases.end() || one->line != line || !one->textIsFile) {
            out += written;
            continue;
        }
        INK_TRY(json, parseJson(written.substr(written.starts_with(byteOrderMark) ? byteOrderMark.size() : 0),
                                suite.name + ":" + std::to_string(line)));
        json.erase("file");
        json["text"] = one->text;
        out += dumpJson(json, -1) + "\n";
    }
    if (out.size() > mostBytes)
        return fail(ErrorCode::InvalidArgument, "cannot read the suite", suite.file.string(),
                    text("it has %1 bytes, at most %2 are read here", out.size(), mostBytes));
    return out;
}

std::string caseText(const SuiteCase& suiteCase) {
    std::string out = suiteCase.text;
    for (const Message& message : suiteCase.messages)
        if (message.role == "user") out.append(out.empty() ? "" : "\n").append(message.content);
    return out;
}

} // namespace inkstone
