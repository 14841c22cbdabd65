// CSV by RFC 4180, with any separator: quotes may hold separators, line ends and doubled quotes.
#include "core/data/row_reader.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace inkstone {

namespace {

constexpr size_t maxColumns = 4096;
/// A forgotten quote swallows what follows; reading then starts again behind its line, but not for ever.
constexpr int maxRestarts = 100;

class CsvReader final : public RowReader {
public:
    CsvReader(Utf8Stream& stream, char delimiter, size_t cap)
        : m_input(stream), m_delimiter(delimiter), m_cap(cap) {}

    Result<bool> next(SourceRow& row) override {
        if (m_header.empty()) {
            INK_CHECK(readHeader());
            if (m_header.empty()) return false;
        }
        do {
            row.problem.reset();
            row.line = m_input.line();
            INK_TRY(more, readCells(row.problem));
            if (!more) return false;
        } while (!row.problem && m_cells.size() == 1 && m_cells[0].empty() && m_header.size() > 1);
        if (!row.problem) checkCells(row.problem);
        if (!row.problem) fill(row);
        return true;
    }

private:
    Status readHeader() {
        std::optional<Text> problem;
        INK_TRY(more, readCells(problem));
        if (!more) return {};
        if (problem || m_cells.size() > maxColumns)
            return fail(ErrorCode::Unsupported, "cannot read the table", "line 1",
                        problem ? *problem
                                : text("it has %1 columns, at most %2 are read", m_cells.size(), maxColumns),
                        "check the first line and the separator");
        for (size_t i = 0; i < m_cells.size(); ++i) {
            std::string name = replaceInvalidUtf8(m_cells[i]);
            if (name.empty()) name = "column " + std::to_string(i + 1);
            while (std::find(m_header.begin(), m_header.end(), name) != m_header.end()) name += " 2";
            m_header.push_back(std::move(name));
        }
        return {};
    }

    void checkCells(std::optional<Text>& problem) const {
        if (m_cells.size() != m_header.size()) {
            problem = text("it has %1 cells, the header has %2", m_cells.size(), m_header.size());
            return;
        }
        for (size_t i = 0; i < m_cells.size(); ++i) {
            if (m_cells[i].find('\0') != std::string::npos)
                problem = text("a zero byte stands in %1", m_header[i]);
            if (!isValidUtf8(m_cells[i]))
                problem = text("%1 is not valid text in the encoding of the file", m_header[i]);
        }
    }

    void fill(SourceRow& row) const {
        row.value = JsonValue{};
        row.value.type = JsonValue::Type::Object;
        row.cells.clear();
        for (size_t i = 0; i < m_cells.size(); ++i) {
            JsonValue cell;
            cell.type = JsonValue::Type::String;
            cell.text = m_cells[i];
            row.cells.push_back(jsonString(m_cells[i]));
            cell.raw = row.cells.back();
            row.value.members.emplace_back(m_header[i], std::move(cell));
        }
    }

    /// One record of cells; false at the end.
    Result<bool> readCells(std::optional<Text>& problem) {
        INK_CHECK(m_input.ensure(1));
        if (m_input.ahead().empty()) return false;
        for (size_t wanted = 1 << 16;; wanted *= 2) {
            INK_TRY(all, m_input.ensure(wanted));
            const auto [status, used] = parse(m_input.ahead(), !all, problem);
            if (status == State::Done) {
                m_input.skip(used);
                return true;
            }
            if (status == State::OpenQuote || wanted > m_cap) {
                problem = status == State::OpenQuote ? Text("a quote is not closed")
                                                     : text("it is longer than %1 bytes", m_cap);
                restart();
                return true;
            }
        }
    }

    /// Goes on behind the first line of the broken record.
    void restart() {
        const auto ahead = m_input.ahead();
        const size_t end = ahead.find('\n');
        const bool all = end == std::string_view::npos || ++m_restarts > maxRestarts;
        m_input.skip(all ? ahead.size() : end + 1);
    }

    enum class State { Done, More, OpenQuote };
    std::pair<State, size_t> parse(std::string_view ahead, bool last, std::optional<Text>& problem) {
        m_cells.assign(1, {});
        problem.reset();
        size_t at = 0;
        while (at < ahead.size()) {
            if (ahead[at] == '"' && m_cells.back().empty()) {
                const size_t end = quotedEnd(ahead, at + 1, last);
                if (end == std::string_view::npos) return {last ? State::OpenQuote : State::More, 0};
                at = end + 1;
                const bool clean =
                    at >= ahead.size() || ahead[at] == m_delimiter || ahead[at] == '\n' || ahead[at] == '\r';
                if (!clean) problem = "text stands behind a closing quote";
                if (at < ahead.size() && clean && ahead[at] == m_delimiter) {
                    m_cells.emplace_back();
                    ++at;
                    continue;
                }
            }
            if (at >= ahead.size()) break;
            const char c = ahead[at++];
            if (c == '\n') return {State::Done, at};
            if (c == '\r' && at < ahead.size() && ahead[at] == '\n') return {State::Done, at + 1};
            if (c == '\r' && at == ahead.size() && !last) break;
            if (c == m_delimiter)
                m_cells.emplace_back();
            else
                m_cells.back() += c;
        }
        return {last ? State::Done : State::More, ahead.size()};
    }

    /// Appends the quoted text to the last cell; the place of its closing quote.
    size_t quotedEnd(std::string_view ahead, size_t at, bool last) {
        for (;;) {
            const size_t quote = ahead.find('"', at);
            if (quote == std::string_view::npos) return quote;
            if (quote + 1 == ahead.size() && !last) return std::string_view::npos; // perhaps a doubled one
            m_cells.back().append(ahead, at, quote - at);
            if (quote + 1 >= ahead.size() || ahead[quote + 1] != '"') return quote;
            m_cells.back() += '"';
            at = quote + 2;
        }
    }

    TextInput m_input;
    char m_delimiter;
    size_t m_cap;
    int m_restarts = 0;
    std::vector<std::string> m_header, m_cells;
};

} // namespace

std::unique_ptr<RowReader> makeCsvReader(Utf8Stream& stream, char delimiter, size_t rowBytes) {
    return std::make_unique<CsvReader>(stream, delimiter, rowBytes);
}

} // namespace inkstone
