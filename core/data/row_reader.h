#pragma once
// Rows out of a file, whatever its container: each an object, or what is wrong with it.

#include "core/data/importer.h"
#include "core/data/json_value.h"
#include "core/data/utf8_stream.h"

#include <deque>

namespace inkstone {

struct SourceRow {
    int64_t line = 0;
    std::optional<Text> problem;
    JsonValue value;               ///< an object or a list, when there is no problem
    std::optional<Split> split;    ///< when the container says so ({"train": [...], "validation": [...]})
    std::string bytes;             ///< what `value` points into
    std::deque<std::string> cells; ///< the same for CSV
};

class RowReader {
public:
    virtual ~RowReader() = default;
    /// false at the end. Errors are of the file; errors of a row stand in it.
    virtual Result<bool> next(SourceRow& row) = 0;
};

struct ContainerGuess {
    Container container = Container::JsonLines;
    char delimiter = 0;
};
/// By content; the file's ending only decides where content does not.
ContainerGuess guessContainer(std::string_view sample, const fs::path& file, bool whole);

/// Characters with a place: shared by the readers.
class TextInput {
public:
    explicit TextInput(Utf8Stream& stream) : m_stream(&stream) {}
    /// At least `count` characters ahead, unless the text ends before.
    Result<bool> ensure(size_t count);
    std::string_view ahead() const { return std::string_view(m_buffer).substr(m_at); }
    /// Moves on; counts lines.
    void skip(size_t count);
    int64_t line() const { return m_line; }

private:
    Utf8Stream* m_stream;
    std::string m_buffer;
    size_t m_at = 0;
    int64_t m_line = 1;
};

/// The next line without its end (LF or CRLF). Longer than `cap`: its beginning, `tooLong` set, the rest
/// skipped.
Result<bool> readLine(TextInput& input, size_t cap, std::string& line, bool& tooLong);

std::unique_ptr<RowReader> makeRowReader(Utf8Stream& stream, const ContainerGuess& guess, size_t rowBytes);
std::unique_ptr<RowReader> makeJsonLinesReader(Utf8Stream& stream, size_t rowBytes);
std::unique_ptr<RowReader> makeJsonListReader(Utf8Stream& stream, size_t rowBytes);
std::unique_ptr<RowReader> makeCsvReader(Utf8Stream& stream, char delimiter, size_t rowBytes);
std::unique_ptr<RowReader> makeTextReader(Utf8Stream& stream);

/// Keys that make an object a row by itself rather than a wrapping of lists.
bool isRowKey(std::string_view key);

} // namespace inkstone
