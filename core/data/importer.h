#pragma once
// Files into records. preview() reads the beginning and guesses; importFiles() streams all of it into the
// project; readRecords() streams it to a function without touching a project. All agree on one reading: lines
// end at LF or CRLF (U+2028 is text), a BOM is dropped, blank lines are skipped, keys may come in any order,
// a key that comes twice, a lone surrogate, NaN and raw control characters make their row an error, not a
// guess.

#include "core/data/dataset_repository.h"

#include <filesystem>
#include <map>

namespace inkstone {

enum class DataFormat : uint8_t {
    Auto,
    Alpaca,           ///< instruction, input?, output, system?, history?
    ShareGpt,         ///< conversations: [{from, value}]
    OpenAi,           ///< messages: [{role, content}], or a bare list of them
    PromptCompletion, ///< two columns: prompt/completion, question/answer, query/response, input/output...
    TextLabel,        ///< text, label
    Preference,       ///< chosen, rejected (+ prompt or conversations)
    Text,             ///< text
};
const char* formatName(DataFormat format); ///< "alpaca", "sharegpt", "openai", ... as the CLI writes it
std::optional<DataFormat> formatFromName(std::string_view name);

enum class Container : uint8_t { JsonLines, JsonArray, JsonObject, Csv, PlainText };
const char* containerName(Container container); ///< "JSONL", "JSON", "JSON", "CSV", "text"

struct ImportOptions {
    DataFormat format = DataFormat::Auto;
    /// role -> column. Roles: instruction input output system history (Alpaca, PromptCompletion), text,
    /// label, conversations, messages, prompt, chosen, rejected, tools. Roles not named keep the guess.
    std::map<std::string, std::string> mapping;
    std::map<std::string, std::string> placeholders; ///< "name" -> "Mo": {{name}} becomes Mo
    std::string encoding;                            ///< iconv name; "" detects
    bool again = false;                              ///< import a file whose content is already there
    double validation = 0;                           ///< part drawn for validation, [0, 1)
    uint64_t seed = 42;
    size_t rowBytes = 64u << 20; ///< a longer row is refused
};

/// What is wrong with one row. Rows that are fine are kept.
struct RowError {
    std::string file;
    int64_t line = 0; ///< from 1
    Text reason;
};

struct ImportPreview {
    std::filesystem::path file;
    uint64_t bytes = 0;
    Container container = Container::JsonLines;
    DataFormat format = DataFormat::Text;
    double confidence = 0; ///< 0..1 how sure the guess is; under 0.6: ask
    std::string encoding;  ///< "UTF-8", "GB18030", ...
    double encodingConfidence = 1;
    char delimiter = 0;                         ///< CSV
    std::vector<std::string> columns;           ///< as found, in order of first sight
    std::map<std::string, std::string> mapping; ///< role -> column, guess or as asked
    std::vector<Record> records;                ///< the first 100 good rows, not stored
    std::vector<int64_t> lines;                 ///< line of each record
    std::vector<RowError> errors;               ///< among the rows read
    std::vector<std::string> placeholders;      ///< {{...}} names found
    int64_t estimatedRows = 0;                  ///< from the bytes read
    std::string alreadyIn; ///< data set that holds this very file already, "" none (importer with a project)
};

struct ImportReport {
    std::string dataset;
    DatasetId id = 0;
    int64_t records = 0, skipped = 0;
    std::vector<RowError> errors; ///< the first 1000
    std::string format;           ///< formatName(), "mixed" for several files of different shapes
    std::string encoding;
    std::vector<std::string> unfilled; ///< placeholders left in the text
    uint64_t bytes = 0;
    double seconds = 0;
};

/// The first rows of a file. NotFound, Io, Unsupported (a binary file, named), InvalidArgument (empty file).
Result<ImportPreview> previewFile(const std::filesystem::path& file, const ImportOptions& options = {});
/// The same, and says whether the project already has this file.
Result<ImportPreview> previewFile(DatasetRepository& repository, const std::filesystem::path& file,
                                  const ImportOptions& options = {});

/// Streams files into a data set (made when missing). All or nothing: cancelled, failed, no good row or the
/// file changed meanwhile leaves the project as it was. A file already in that data set is refused (Busy)
/// unless options.again. `outcome` is Done or Cancelled.
struct ImportOutcome {
    Outcome outcome = Outcome::Done;
    ImportReport report;
};
Result<ImportOutcome> importFiles(DatasetRepository& repository,
                                  const std::vector<std::filesystem::path>& files, const std::string& name,
                                  const ImportOptions& options, std::stop_token stop, JobSink& sink);

/// What an import that died with its process left behind, invisible; called when a project opens for writing.
Status removeAbandonedImports(DatasetRepository& repository);

struct ReadHandlers {
    std::function<bool(Record&&, int64_t line)> record; ///< returns false to stop
    std::function<void(RowError&&)> error;
    std::function<void(uint64_t bytesDone, uint64_t bytesTotal)> progress; ///< may be empty
};
/// How a file was read.
struct ReadFacts {
    DataFormat format = DataFormat::Auto;
    Container container = Container::JsonLines;
    std::string encoding;
    std::map<std::string, std::string> mapping;
    uint64_t bytes = 0;
};
/// Reads one file, format guessed unless given. Errors as previewFile(); Io when the file changed meanwhile.
Result<ReadFacts> readRecords(const std::filesystem::path& file, const ImportOptions& options,
                              const ReadHandlers& handlers);

} // namespace inkstone
