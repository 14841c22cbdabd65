// Reading files: preview and streaming. Into a project: import_run.cpp.
#include "core/data/importer.h"

#include "core/data/row_converter.h"
#include "core/data/row_reader.h"

#include <algorithm>

namespace inkstone {

namespace {

constexpr size_t sampleBytes = 1 << 20;
constexpr size_t sampleRows = 200;
constexpr size_t previewRows = 100;

/// The beginning of a file and what it seems to be.
struct Opened {
    std::unique_ptr<Utf8Stream> stream;
    ContainerGuess container;
};

Result<Opened> openFile(const fs::path& file, const ImportOptions& options) {
    Opened opened;
    {
        INK_TRY(stream, Utf8Stream::open(file, options.encoding));
        std::string sample;
        while (sample.size() < sampleBytes) {
            INK_TRY(more, stream->append(sample));
            if (!more) break;
        }
        opened.container = guessContainer(sample, file, stream->position() == stream->size());
    }
    INK_TRY(stream, Utf8Stream::open(file, options.encoding));
    opened.stream = std::move(stream);
    return opened;
}

/// Rows at the beginning, kept because a JsonValue points into its row.
struct Sample {
    std::deque<SourceRow> rows;
    bool complete = false; ///< all rows of the file
};

Result<Sample> readSample(RowReader& reader) {
    Sample sample;
    size_t bytes = 0;
    while (sample.rows.size() < sampleRows && bytes < 8 * sampleBytes) {
        INK_TRY(more, reader.next(sample.rows.emplace_back()));
        if (!more) {
            sample.rows.pop_back();
            sample.complete = true;
            break;
        }
        bytes += sample.rows.back().bytes.size();
    }
    return sample;
}

FormatGuess guessOf(const Sample& sample, const ImportOptions& options, Container container) {
    std::vector<const JsonValue*> good;
    for (const SourceRow& row : sample.rows)
        if (!row.problem) good.push_back(&row.value);
    if (container == Container::PlainText) return {DataFormat::Text, 1, {{"text", "text"}}};
    return guessFormat(good, options);
}

std::vector<std::string> columnsOf(const Sample& sample) {
    std::vector<std::string> columns;
    for (const SourceRow& row : sample.rows)
        for (const auto& [key, value] : row.value.members)
            if (columns.size() < 1000 && std::find(columns.begin(), columns.end(), key) == columns.end())
                columns.push_back(key);
    return columns;
}

/// Row and record errors of one file in the form people see.
RowError rowError(const fs::path& file, int64_t line, Text reason) {
    return {file.string(), line, std::move(reason)};
}

void estimateRows(ImportPreview& preview, const Sample& sample) {
    preview.estimatedRows = int64_t(sample.rows.size());
    if (sample.complete || sample.rows.empty()) return;
    size_t bytes = 0;
    for (const SourceRow& row : sample.rows) bytes += std::max<size_t>(row.bytes.size(), 1) + 1;
    for (const SourceRow& row : sample.rows)
        for (const auto& cell : row.cells) bytes += cell.size();
    preview.estimatedRows = int64_t(double(preview.bytes) / double(bytes) * double(sample.rows.size()));
}

} // namespace

Result<ImportPreview> previewFile(const fs::path& file, const ImportOptions& options) {
    INK_TRY(opened, openFile(file, options));
    const auto reader = makeRowReader(*opened.stream, opened.container, options.rowBytes);
    INK_TRY(sample, readSample(*reader));
    ImportPreview preview;
    preview.file = file;
    preview.bytes = opened.stream->size();
    preview.container = opened.container.container;
    preview.delimiter = opened.container.delimiter;
    preview.encoding = opened.stream->encoding().name;
    preview.encodingConfidence = opened.stream->encoding().confidence;
    preview.columns = columnsOf(sample);
    const RowConverter converter(guessOf(sample, options, preview.container), options.placeholders);
    preview.format = converter.guess().format;
    preview.confidence = converter.guess().confidence;
    preview.mapping = converter.guess().mapping;
    for (const SourceRow& row : sample.rows) {
        Record record;
        auto problem = row.problem ? row.problem : converter.convert(row.value, record);
        if (problem) {
            preview.errors.push_back(rowError(file, row.line, *problem));
        } else if (preview.records.size() < previewRows) {
            if (row.split) record.split = *row.split;
            collectPlaceholders(record, preview.placeholders);
            preview.records.push_back(std::move(record));
            preview.lines.push_back(row.line);
        }
    }
    estimateRows(preview, sample);
    return preview;
}

Result<ReadFacts> readRecords(const fs::path& file, const ImportOptions& options,
                              const ReadHandlers& handlers) {
    INK_TRY(opened, openFile(file, options));
    const auto reader = makeRowReader(*opened.stream, opened.container, options.rowBytes);
    INK_TRY(sample, readSample(*reader));
    const RowConverter converter(guessOf(sample, options, opened.container.container), options.placeholders);
    ReadFacts facts{converter.guess().format, opened.container.container, opened.stream->encoding().name,
                    converter.guess().mapping, opened.stream->size()};
    const auto handle = [&](const SourceRow& row) {
        Record record;
        auto problem = row.problem ? row.problem : converter.convert(row.value, record);
        if (problem) {
            if (handlers.error) handlers.error(rowError(file, row.line, std::move(*problem)));
            return true;
        }
        if (row.split) record.split = *row.split;
        return handlers.record(std::move(record), row.line);
    };
    for (const SourceRow& row : sample.rows)
        if (!handle(row)) return facts;
    sample.rows.clear();
    SourceRow row;
    for (int64_t count = 0;; ++count) {
        INK_TRY(more, reader->next(row));
        if (!more) break;
        if (!handle(row)) return facts;
        if (handlers.progress && count % 256 == 0)
            handlers.progress(opened.stream->position(), opened.stream->size());
    }
    INK_CHECK(opened.stream->checkUnchanged());
    return facts;
}

} // namespace inkstone
