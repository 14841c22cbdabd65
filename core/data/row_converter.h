#pragma once
// From a source row to a record: which format it is, which column has which role, and what is wrong with it.

#include "core/data/importer.h"
#include "core/data/json_value.h"

namespace inkstone {

struct FormatGuess {
    DataFormat format = DataFormat::Text;
    double confidence = 0;
    std::map<std::string, std::string> mapping; ///< role -> column
};

/// One row alone; confidence 0 when it fits nothing.
FormatGuess guessRow(const JsonValue& row);
/// The guess that most rows share. `options` overrides format and single roles.
FormatGuess guessFormat(const std::vector<const JsonValue*>& rows, const ImportOptions& options);

class RowConverter {
public:
    RowConverter(FormatGuess guess, std::map<std::string, std::string> placeholders)
        : m_guess(std::move(guess)), m_placeholders(std::move(placeholders)) {}

    /// What is wrong with the row, or nothing and `out` is filled (not its position, data set, origin).
    std::optional<Text> convert(const JsonValue& row, Record& out) const;
    const FormatGuess& guess() const { return m_guess; }

private:
    FormatGuess m_guess;
    std::map<std::string, std::string> m_placeholders;
};

/// Names between {{ and }} in the record's texts.
void collectPlaceholders(const Record& record, std::vector<std::string>& names);
void fillPlaceholders(Record& record, const std::map<std::string, std::string>& values);

} // namespace inkstone
