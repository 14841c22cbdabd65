// Rows out of one big JSON value: [row, row], {"train": [row, row], ...} or objects one after the other.
// Elements are cut out by their brackets and parsed alone, so a broken one does not cost the others, and
// memory stays that of a row.
#include "core/data/row_reader.h"

#include <array>

namespace inkstone {

namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::optional<Split> splitOfKey(std::string_view key) {
    if (key == "validation" || key == "valid" || key == "val" || key == "dev" || key == "eval" ||
        key == "test")
        return Split::Validation;
    if (key == "train") return Split::Train;
    return {};
}

class JsonListReader final : public RowReader {
public:
    JsonListReader(Utf8Stream& stream, size_t cap) : m_input(stream), m_cap(cap) {}

    Result<bool> next(SourceRow& row) override {
        row.problem.reset();
        row.split = {};
        for (;;) {
            INK_TRY(c, peek());
            row.line = m_input.line();
            if (!c) return atEnd(row);
            switch (m_place) {
            case Place::Start:
                enter(*c);
                break;
            case Place::Members: {
                INK_TRY(done, member(row));
                if (done) return true;
                break;
            }
            case Place::Items: {
                INK_TRY(done, item(row, *c));
                if (done) return true;
                break;
            }
            case Place::After:
                if (*c == '{' && m_objects) return cutRow(row);
                row.problem = "there is more behind the end of the list";
                m_place = Place::Done;
                return true;
            case Place::Done:
                return false;
            }
        }
    }

private:
    enum class Place { Start, Members, Items, After, Done };

    /// The next character that is not white space; nothing at the end.
    Result<std::optional<char>> peek() {
        for (;;) {
            const auto ahead = m_input.ahead();
            size_t spaces = 0;
            while (spaces < ahead.size() && isSpace(ahead[spaces])) ++spaces;
            const bool found = spaces < ahead.size();
            m_input.skip(spaces);
            if (found) return std::optional<char>(m_input.ahead()[0]);
            INK_TRY(more, m_input.ensure(1));
            if (!more) return std::optional<char>();
        }
    }

    void enter(char c) {
        // An object is opened as a wrapping of lists; should its keys be a row's, it is cut out whole
        // instead.
        m_place = c == '[' ? Place::Items : Place::Members;
        m_wrapped = c != '[';
        if (c == '[') m_input.skip(1);
    }

    Result<bool> atEnd(SourceRow& row) {
        if (m_place == Place::Items || (m_place == Place::Members && m_inside)) {
            m_place = Place::Done;
            row.problem = "the file ends before the list does";
            return true;
        }
        return false;
    }

    /// One member of the wrapping object. true: `row` is filled.
    Result<bool> member(SourceRow& row) {
        if (!m_inside) {
            INK_TRY(whole, looksLikeRow());
            if (whole) {
                m_objects = true;
                m_place = Place::After;
                return cutRow(row);
            }
            m_input.skip(1);
            m_inside = true;
        }
        INK_TRY(c, peek());
        if (!c) return false;
        if (*c == ',') {
            m_input.skip(1);
            return false;
        }
        if (*c == '}') {
            m_input.skip(1);
            m_inside = false;
            m_place = Place::After;
            return false;
        }
        std::string key;
        INK_TRY(closed, cutValue(key));
        INK_TRY(colon, peek());
        if (!closed || !colon || *colon != ':') {
            m_place = Place::Done;
            row.problem = "a key or a colon is missing";
            return true;
        }
        m_input.skip(1);
        INK_TRY(opening, peek());
        if (!opening) return false;
        m_key = splitOfKey(key.size() >= 2 ? std::string_view(key).substr(1, key.size() - 2)
                                           : std::string_view());
        if (*opening == '[') {
            m_input.skip(1);
            INK_TRY(firstItem, peek());
            m_rows = firstItem && (*firstItem == '{' || *firstItem == '[');
            m_place = Place::Items;
            m_first = true;
            return false;
        }
        std::string skipped;
        INK_CHECK(cutValue(skipped));
        return false;
    }

    /// Decides by the keys in sight.
    Result<bool> looksLikeRow() {
        INK_CHECK(m_input.ensure(65536));
        const auto ahead = m_input.ahead().substr(0, 65536);
        int depth = 0;
        for (size_t i = 0; i < ahead.size(); ++i) {
            const char c = ahead[i];
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            if (depth == 0) break;
            if (c != '"') continue;
            size_t end = i + 1;
            while (end < ahead.size() && ahead[end] != '"') end += ahead[end] == '\\' ? 2 : 1;
            if (end >= ahead.size()) break;
            const size_t next = ahead.find_first_not_of(" \t\r\n", end + 1);
            const bool key = next != std::string_view::npos && ahead[next] == ':';
            if (key && depth == 1 && isRowKey(ahead.substr(i + 1, end - i - 1))) return true;
            i = end;
        }
        return m_objects;
    }

    Result<bool> item(SourceRow& row, char c) {
        if (c == ']') {
            m_input.skip(1);
            m_place = m_wrapped ? Place::Members : Place::After;
            if (!m_comma) return false;
            m_comma = false;
            row.problem = "a comma stands before the closing bracket";
            return true;
        }
        if (c == ',' && !m_first && !m_comma) {
            m_input.skip(1);
            m_comma = true;
            return false;
        }
        const bool missing = !m_first && !m_comma;
        m_first = m_comma = false;
        if (c == ',') m_input.skip(1);
        if (c == ',' || !m_rows) {
            std::string skipped;
            if (c != ',') INK_CHECK(cutValue(skipped));
            m_comma = c == ','; // the second comma stands before the next element
            if (c == ',') row.problem = "an element is missing between two commas";
            return c == ',';
        }
        INK_TRY(found, cutRow(row));
        if (missing && !row.problem) row.problem = "a comma is missing before it";
        return found;
    }

    Result<bool> cutRow(SourceRow& row) {
        row.split = m_key;
        INK_TRY(closed, cutValue(row.bytes));
        if (m_tooLong)
            row.problem = text("it is longer than %1 bytes", m_cap);
        else if (!closed)
            row.problem = "the file ends inside of it";
        else
            row.problem = parseJsonValue(row.bytes, row.value);
        if (!row.problem && !row.value.isObject() && !row.value.isArray())
            row.problem = "it is not an object";
        return true;
    }

    /// Takes one value by its brackets and quotes. A raw line end ends a text: JSON allows none inside, so a
    /// forgotten quote costs one row, not the rest of the file. false: the file ended inside.
    Result<bool> cutValue(std::string& out) {
        out.clear();
        m_tooLong = false;
        int64_t depth = 0;
        bool quoted = false, escaped = false, started = false;
        for (;;) {
            const auto ahead = m_input.ahead();
            for (size_t i = 0; i < ahead.size(); ++i) {
                const char c = ahead[i];
                if (quoted) {
                    if (c == '\n') quoted = false;
                    if (!escaped && c == '"') quoted = false;
                    escaped = !escaped && c == '\\';
                    if (quoted || depth > 0) continue;
                    take(out, i + 1);
                    return true;
                }
                if (depth == 0 && started && (c == ',' || c == ']' || c == '}' || c == ':' || isSpace(c))) {
                    take(out, i);
                    return true;
                }
                started = true;
                if (c == '"') quoted = true;
                if (c == '{' || c == '[') ++depth;
                if (c != '}' && c != ']') continue;
                if (--depth > 0) continue;
                take(out, i + 1);
                return true;
            }
            take(out, ahead.size());
            INK_TRY(more, m_input.ensure(1));
            if (!more) return started && depth == 0 && !quoted;
        }
    }

    void take(std::string& out, size_t count) {
        if (out.size() + count > m_cap) m_tooLong = true;
        if (!m_tooLong) out.append(m_input.ahead().substr(0, count));
        m_input.skip(count);
    }

    TextInput m_input;
    size_t m_cap;
    Place m_place = Place::Start;
    bool m_wrapped = false; ///< the lists are members of an object
    bool m_inside = false;  ///< behind the wrapping's opening brace
    bool m_objects = false; ///< rows stand one after the other without a list
    bool m_rows = true;     ///< the list holds rows, not numbers
    bool m_first = true, m_comma = false;
    bool m_tooLong = false;
    std::optional<Split> m_key;
};

} // namespace

std::unique_ptr<RowReader> makeJsonListReader(Utf8Stream& stream, size_t rowBytes) {
    return std::make_unique<JsonListReader>(stream, rowBytes);
}

} // namespace inkstone
