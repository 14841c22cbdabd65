// Lines, plain text, and which reader a file needs. JSON lists: json_list_reader.cpp; CSV: csv_reader.cpp.
#include "core/data/row_reader.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace inkstone {

namespace {

constexpr size_t paragraphBytes = 4000; ///< paragraphs are joined up to this
constexpr size_t pieceBytes = 16000;    ///< a longer paragraph is cut

bool isBlank(std::string_view line) { return line.find_first_not_of(" \t\r\v\f") == std::string_view::npos; }

class JsonLinesReader final : public RowReader {
public:
    JsonLinesReader(Utf8Stream& stream, size_t cap) : m_input(stream), m_cap(cap) {}

    Result<bool> next(SourceRow& row) override {
        bool tooLong = false;
        do {
            row.line = m_input.line();
            INK_TRY(more, readLine(m_input, m_cap, row.bytes, tooLong));
            if (!more) return false;
        } while (isBlank(row.bytes));
        row.problem =
            tooLong ? text("it is longer than %1 bytes", m_cap) : parseJsonValue(row.bytes, row.value);
        if (!row.problem && !row.value.isObject() && !row.value.isArray())
            row.problem = "it is not an object";
        return true;
    }

private:
    TextInput m_input;
    size_t m_cap;
};

/// Paragraphs (parted by blank lines) as records, short ones joined; nothing is lost but the blank lines
/// between.
class TextReader final : public RowReader {
public:
    explicit TextReader(Utf8Stream& stream) : m_input(stream) {}

    Result<bool> next(SourceRow& row) override {
        row.problem.reset();
        std::string chunk;
        for (;;) {
            if (m_paragraph.empty()) INK_CHECK(readParagraph());
            if (m_paragraph.empty()) break;
            if (chunk.empty()) row.line = m_line;
            if (!chunk.empty() && chunk.size() + m_paragraph.size() > paragraphBytes) break;
            if (!chunk.empty()) chunk += "\n\n";
            chunk += std::exchange(m_paragraph, {});
        }
        if (chunk.empty()) return false;
        if (!isValidUtf8(chunk)) row.problem = text("it is not valid text in the encoding of the file");
        row.bytes = "{\"text\":" + jsonString(chunk) + "}";
        if (!row.problem) row.problem = parseJsonValue(row.bytes, row.value);
        return true;
    }

private:
    Status readParagraph() {
        std::string line;
        bool tooLong = false;
        m_line = m_input.line();
        for (;;) {
            if (m_rest.empty()) {
                INK_TRY(more, readPiece(line, tooLong));
                if (!more) return {};
            } else {
                line = std::exchange(m_rest, {});
            }
            if (isBlank(line)) {
                if (!m_paragraph.empty()) return {};
                m_line = m_input.line();
                continue;
            }
            if (!m_paragraph.empty() && m_paragraph.size() + line.size() > pieceBytes) {
                m_rest = std::move(line);
                return {};
            }
            if (!m_paragraph.empty()) m_paragraph += '\n';
            m_paragraph += line;
        }
    }

    /// A line, or a piece of a very long one, cut between characters.
    Result<bool> readPiece(std::string& line, bool&) {
        INK_TRY(some, m_input.ensure(pieceBytes + 4));
        (void)some;
        const auto ahead = m_input.ahead();
        if (ahead.empty()) return false;
        const size_t end = ahead.substr(0, pieceBytes).find('\n');
        if (end != std::string_view::npos) {
            line = ahead.substr(0, end);
            if (!line.empty() && line.back() == '\r') line.pop_back();
            m_input.skip(end + 1);
            return true;
        }
        line = ahead.size() <= pieceBytes ? ahead : cutUtf8(ahead, pieceBytes);
        m_input.skip(line.size());
        return true;
    }

    TextInput m_input;
    std::string m_paragraph, m_rest;
    int64_t m_line = 1;
};

/// Up to 100 whole lines of the beginning.
std::vector<std::string_view> firstLines(std::string_view sample, bool whole) {
    std::vector<std::string_view> lines;
    for (size_t at = 0; at < sample.size() && lines.size() < 100;) {
        const size_t end = sample.find('\n', at);
        if (end == std::string_view::npos && !whole && !lines.empty()) break;
        const auto line = sample.substr(at, end - at);
        if (!isBlank(line)) lines.push_back(line);
        if (end == std::string_view::npos) break;
        at = end + 1;
    }
    return lines;
}

/// The separator that most lines have equally often, outside of quotes; 0 none.
char guessDelimiter(const std::vector<std::string_view>& lines, bool tabs) {
    constexpr std::array<char, 4> candidates{',', ';', '\t', '|'};
    char best = 0;
    double bestScore = 0;
    for (const char candidate : candidates) {
        std::vector<size_t> counts;
        for (const auto line : lines) {
            bool quoted = false;
            size_t count = 0;
            for (const char c : line) {
                if (c == '"') quoted = !quoted;
                count += c == candidate && !quoted;
            }
            counts.push_back(count);
        }
        if (counts.empty() || counts.front() == 0) continue;
        const auto same = std::count(counts.begin(), counts.end(), counts.front());
        const double score = double(same) / double(counts.size()) + (tabs && candidate == '\t' ? 1 : 0);
        if (score > bestScore) {
            best = candidate;
            bestScore = score;
        }
    }
    return bestScore >= 0.5 ? best : 0;
}

/// A row of its own, or a wrapping around lists of rows?
bool wrapsLists(const JsonValue& object) {
    bool lists = false;
    for (const auto& [key, value] : object.members) {
        if (isRowKey(key)) return false;
        lists |= value.isArray() && !value.items.empty() &&
                 (value.items[0].isObject() || value.items[0].isArray());
    }
    return lists;
}

bool isConversation(const JsonValue& list) {
    return list.isArray() && !list.items.empty() && list.items[0].find("role") &&
           list.items[0].find("content");
}

} // namespace

bool isRowKey(std::string_view key) {
    constexpr std::array<std::string_view, 16> keys{
        "messages",   "conversations", "conversation", "instruction", "output",   "prompt",
        "completion", "chosen",        "rejected",     "text",        "question", "answer",
        "query",      "response",      "input",        "role"};
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

Result<bool> TextInput::ensure(size_t count) {
    while (m_buffer.size() - m_at < count) {
        if (m_at > (1 << 20)) {
            m_buffer.erase(0, m_at);
            m_at = 0;
        }
        INK_TRY(more, m_stream->append(m_buffer));
        if (!more) return false;
    }
    return true;
}

void TextInput::skip(size_t count) {
    const auto gone = ahead().substr(0, count);
    m_line += std::count(gone.begin(), gone.end(), '\n');
    m_at += gone.size();
}

Result<bool> readLine(TextInput& input, size_t cap, std::string& line, bool& tooLong) {
    line.clear();
    tooLong = false;
    for (size_t seen = 0;;) {
        const auto ahead = input.ahead();
        const size_t end = ahead.find('\n', seen);
        const size_t length = end == std::string_view::npos ? ahead.size() : end;
        if (tooLong || length > cap) {
            if (!tooLong) line = ahead.substr(0, 200);
            tooLong = true;
            input.skip(end == std::string_view::npos ? length : length + 1);
            if (end != std::string_view::npos) return true;
            seen = 0;
        } else if (end != std::string_view::npos) {
            line = ahead.substr(0, end);
            input.skip(end + 1);
            break;
        } else {
            seen = ahead.size();
        }
        INK_TRY(more, input.ensure(input.ahead().size() + 1));
        if (more) continue;
        if (tooLong) return true;
        line = input.ahead();
        input.skip(line.size());
        if (line.empty()) return false;
        break;
    }
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return true;
}

std::unique_ptr<RowReader> makeJsonLinesReader(Utf8Stream& stream, size_t rowBytes) {
    return std::make_unique<JsonLinesReader>(stream, rowBytes);
}
std::unique_ptr<RowReader> makeTextReader(Utf8Stream& stream) { return std::make_unique<TextReader>(stream); }

std::unique_ptr<RowReader> makeRowReader(Utf8Stream& stream, const ContainerGuess& guess, size_t rowBytes) {
    switch (guess.container) {
    case Container::JsonLines:
        return makeJsonLinesReader(stream, rowBytes);
    case Container::JsonArray:
    case Container::JsonObject:
        return makeJsonListReader(stream, rowBytes);
    case Container::Csv:
        return makeCsvReader(stream, guess.delimiter, rowBytes);
    case Container::PlainText:
        return makeTextReader(stream);
    }
    return makeTextReader(stream);
}

ContainerGuess guessContainer(std::string_view sample, const fs::path& file, bool whole) {
    std::string ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    const bool saysJson = ending == ".jsonl" || ending == ".ndjson" || ending == ".json";
    const auto lines = firstLines(sample, whole);
    size_t complete = 0;
    JsonValue first, only;
    for (size_t i = 0; i < lines.size(); ++i) {
        JsonValue value;
        const bool good = !parseJsonValue(lines[i], value) && (value.isObject() || value.isArray());
        complete += good;
        if (i == 0 && good) only = std::move(value);
    }
    if (lines.size() == 1 && complete == 1) {
        if (only.isArray())
            return {ending == ".jsonl" || isConversation(only) ? Container::JsonLines : Container::JsonArray};
        return {wrapsLists(only) ? Container::JsonObject : Container::JsonLines};
    }
    if (complete * 2 >= lines.size() && complete > 0) return {Container::JsonLines};
    const size_t begin = sample.find_first_not_of(" \t\r\n");
    const char opening = begin == std::string_view::npos ? '\0' : sample[begin];
    const bool proseEnding = ending == ".txt" || ending == ".md";
    if (opening == '[' && !proseEnding) return {Container::JsonArray};
    if (opening == '{' && !proseEnding)
        return {ending == ".jsonl" && !lines.empty() && lines[0].size() > 1 ? Container::JsonLines
                                                                            : Container::JsonObject};
    const char delimiter = proseEnding ? '\0' : guessDelimiter(lines, ending == ".tsv");
    if (ending == ".csv" || ending == ".tsv")
        return {Container::Csv, delimiter ? delimiter : ending == ".tsv" ? '\t' : ','};
    if (delimiter && lines.size() > 1) return {Container::Csv, delimiter};
    if (saysJson) return {Container::JsonLines};
    return {Container::PlainText};
}

} // namespace inkstone
