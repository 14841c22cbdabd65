#pragma once
// Records into files others read. A file is written beside its name and moved there when complete.
// What importer.h reads back from it equals what was written (sameContent()).

#include "core/data/importer.h"

namespace inkstone {

enum class ExportFormat : uint8_t { Alpaca, ShareGpt, OpenAi, Text, Csv };
std::optional<ExportFormat> exportFormatFromName(std::string_view name);

struct ExportOptions {
    ExportFormat format = ExportFormat::OpenAi;
    RowQuery rows;
    bool labels = true;              ///< labels and split as key "inkstone", only where there are any
    bool neutralizeFormulas = false; ///< CSV: puts ' before cells that a spreadsheet would run
};

struct ExportReport {
    std::filesystem::path path; ///< absolute
    int64_t records = 0;
    int64_t skipped = 0; ///< records the format cannot hold (a text in Alpaca...)
    uint64_t bytes = 0;
};

struct ExportOutcome {
    Outcome outcome = Outcome::Done;
    ExportReport report;
};

/// JSONL for OpenAi and ShareGpt and Text, a JSON list for Alpaca (".jsonl" asks for lines), CSV with
/// columns. Io, NoSpace, Permission; the old file stays in that case.
Result<ExportOutcome> exportDataset(DatasetRepository& repository, DatasetId id,
                                    const std::filesystem::path& file, const ExportOptions& options,
                                    std::stop_token stop, JobSink& sink);

} // namespace inkstone
