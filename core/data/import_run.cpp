// An import into the project. Rows go into a hidden data set in batches, so that labeling can go on beside
// it; the last transaction makes them visible at once. Whatever ends earlier leaves only the hidden set,
// which is removed.
#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/log.h"
#include "core/base/random.h"
#include "core/data/importer.h"
#include "core/data/json_value.h"
#include "core/data/record_row.h"
#include "core/data/row_converter.h"
#include "core/jobs/second_thread.h"

#include <algorithm>
#include <set>

namespace inkstone {

namespace {

constexpr size_t batchRows = 5000;
constexpr size_t keptErrors = 1000;
constexpr int64_t indexAtOnce = 20000; ///< rows; more are indexed by a job of their own

std::string errorsJson(const std::vector<RowError>& errors, const std::string& file) {
    std::string out = "[";
    for (const RowError& error : errors) {
        if (error.file != file) continue;
        if (out.size() > 1) out += ',';
        out +=
            "{\"line\":" + std::to_string(error.line) + ",\"reason\":" + jsonString(error.reason.str()) + "}";
    }
    return out + "]";
}

std::string mappingJson(const std::map<std::string, std::string>& mapping) {
    std::string out = "{";
    for (const auto& [role, column] : mapping) {
        if (out.size() > 1) out += ',';
        out += jsonString(role) + ":" + jsonString(column);
    }
    return out + "}";
}

class ImportRun {
public:
    ImportRun(DatasetRepository& repository, const ImportOptions& options, std::stop_token stop,
              JobSink& sink)
        : m_repository(repository), m_store(repository.store()), m_options(options), m_stop(std::move(stop)),
          m_sink(sink), m_random(options.seed) {}

    Result<ImportOutcome> run(const std::vector<fs::path>& files, const std::string& wantedName) {
        m_begin = monotonicSeconds();
        INK_TRY(name, cleanDatasetName(wantedName));
        INK_TRY(hashes, checkFiles(files, name));
        INK_CHECK(openStaging(name));
        auto read = readAll(files, hashes);
        (void)m_writer.finish(); // what an early end left in hand
        if (!read || *read == Outcome::Cancelled) {
            (void)m_repository.purge(m_staging);
            if (!read) return fail(std::move(read).error());
            return ImportOutcome{Outcome::Cancelled, std::move(m_report)};
        }
        if (auto done = publish(name); !done) {
            (void)m_repository.purge(m_staging);
            return fail(std::move(done).error());
        }
        m_report.seconds = monotonicSeconds() - m_begin;
        return ImportOutcome{Outcome::Done, std::move(m_report)};
    }

private:
    struct Row {
        Record record;
        std::string body;
    };

    /// Hashes, and refuses what is in the data set already (or twice in the list).
    Result<std::vector<std::string>> checkFiles(const std::vector<fs::path>& files, const std::string& name) {
        if (files.empty())
            return fail(ErrorCode::InvalidArgument, "nothing was imported", {}, "no file was given");
        std::vector<std::string> hashes;
        std::error_code ignored;
        for (const fs::path& file : files) {
            m_total += std::filesystem::file_size(file, ignored);
            INK_TRY(hash, sha256OfFile(file, m_stop));
            INK_TRY(known,
                    m_store.integer(
                        "SELECT EXISTS(SELECT 1 FROM import JOIN dataset ON dataset.id = import.dataset "
                        "WHERE hash = ?1 AND dataset.name = ?2 AND dataset.trashed IS NULL AND staging = 0)",
                        hash, name));
            const bool twice = std::find(hashes.begin(), hashes.end(), hash) != hashes.end();
            if ((known || twice) && !m_options.again)
                return fail(ErrorCode::InvalidArgument, "the file was not imported a second time",
                            file.string(), text("the data set %1 has its rows already", name),
                            "ask for it again if you want every row twice");
            hashes.push_back(std::move(hash));
        }
        return hashes;
    }

    Status openStaging(const std::string& name) {
        INK_CHECK(m_store.run("INSERT INTO dataset(name, staging, created, changed) VALUES(?1, 1, ?2, ?2)",
                              name, unixMilliseconds()));
        m_staging = m_store.lastInsertId();
        return {};
    }

    Result<Outcome> readAll(const std::vector<fs::path>& files, const std::vector<std::string>& hashes) {
        std::set<std::string> formats, encodings;
        for (size_t i = 0; i < files.size(); ++i) {
            const int64_t good = m_report.records, bad = m_report.skipped;
            INK_CHECK(beginFile(files[i], hashes[i]));
            INK_TRY(facts, readFile(files[i]));
            if (!m_failure) flush();
            if (auto written = m_writer.finish(); !written && !m_failure)
                m_failure = std::move(written).error();
            if (m_failure) return fail(std::move(*m_failure));
            if (m_stop.stop_requested()) return Outcome::Cancelled;
            m_doneBytes += facts.bytes;
            formats.insert(formatName(facts.format));
            encodings.insert(facts.encoding);
            INK_CHECK(endFile(facts, files[i], m_report.records - good, m_report.skipped - bad));
        }
        m_report.bytes = m_doneBytes;
        m_report.format = formats.size() == 1 ? *formats.begin() : "mixed";
        m_report.encoding = encodings.size() == 1 ? *encodings.begin() : "mixed";
        if (m_report.records > 0) return Outcome::Done;
        const Text first =
            m_report.errors.empty() ? Text("it holds no rows") : m_report.errors.front().reason;
        const std::string where = m_report.errors.empty() ? files.front().string()
                                                          : m_report.errors.front().file + ":" +
                                                                std::to_string(m_report.errors.front().line);
        return fail(ErrorCode::InvalidArgument, "nothing was imported: no row is usable", where, first,
                    "look at the preview and say which column has which role");
    }

    Status beginFile(const fs::path& file, const std::string& hash) {
        INK_CHECK(m_store.run(
            "INSERT INTO import(dataset, file, bytes, hash, format, encoding, records, skipped, time, "
            "mapping, errors) VALUES(?1, ?2, 0, ?3, '', '', 0, 0, ?4, '', '')",
            m_staging, std::filesystem::absolute(file).string(), hash, unixMilliseconds()));
        m_import = m_store.lastInsertId();
        return {};
    }

    Status endFile(const ReadFacts& facts, const fs::path& file, int64_t good, int64_t bad) {
        INK_CHECK(m_store.run(
            "UPDATE import SET bytes = ?2, format = ?3, encoding = ?4, records = ?5, skipped = ?6, "
            "mapping = ?7, errors = ?8 WHERE id = ?1",
            m_import, int64_t(facts.bytes), formatName(facts.format), facts.encoding, good, bad,
            mappingJson(facts.mapping), errorsJson(m_report.errors, file.string())));
        return {};
    }

    Result<ReadFacts> readFile(const fs::path& file) {
        ReadHandlers handlers;
        handlers.record = [&](Record&& record, int64_t line) {
            take(std::move(record), line);
            return !m_failure && !m_stop.stop_requested();
        };
        handlers.error = [&](RowError&& error) {
            ++m_report.skipped;
            if (m_report.errors.size() < keptErrors) m_report.errors.push_back(std::move(error));
        };
        handlers.progress = [&](uint64_t done, uint64_t) { report(m_doneBytes + done); };
        return readRecords(file, m_options, handlers);
    }

    void take(Record&& record, int64_t line) {
        record.dataset = m_staging;
        record.position = ++m_report.records * positionGap;
        record.origin = {Origin::Kind::Import, m_import, line};
        if (m_options.validation > 0 && m_random.uniform() < m_options.validation)
            record.split = Split::Validation;
        collectPlaceholders(record, m_report.unfilled);
        std::string body = recordBody(record);
        m_batch.push_back({std::move(record), std::move(body)});
        if (m_batch.size() >= batchRows) flush();
    }

    /// The batch is written while the next rows are read.
    void flush() {
        const auto batch = std::make_shared<std::vector<Row>>(std::exchange(m_batch, {}));
        if (auto begun = m_writer.start([this, batch] { return write(*batch); }); !begun)
            m_failure = std::move(begun).error();
    }

    Status write(std::vector<Row>& batch) {
        INK_TRY(change, m_store.begin());
        INK_TRY(inserter, RecordInserter::create(m_store));
        for (Row& row : batch) INK_CHECK(inserter.insert(row.record, row.body));
        return change.commit();
    }

    void report(uint64_t done) {
        const double rate = double(done) / std::max(monotonicSeconds() - m_begin, 1e-3);
        m_sink.emit(Progress{double(done), double(m_total), "bytes", rate,
                             (double(m_total) - double(done)) / rate, "Reading rows"});
    }

    /// Makes the staged rows visible: as a new data set, or behind the rows of the one that is there.
    Status publish(const std::string& name) {
        INK_TRY(change, m_store.begin());
        INK_TRY(
            existing,
            m_store.integer("SELECT ifnull(max(id), 0) FROM dataset WHERE name = ?1 AND trashed IS NULL AND "
                            "staging = 0",
                            name));
        const DatasetId target = existing ? existing : m_staging;
        if (existing) {
            INK_TRY(last, m_store.integer("SELECT ifnull(max(position), 0) FROM record WHERE dataset = ?1",
                                          target));
            INK_CHECK(
                m_store.run("UPDATE record SET dataset = ?2, position = position + ?3 WHERE dataset = ?1",
                            m_staging, target, last));
            INK_CHECK(m_store.run("UPDATE import SET dataset = ?2 WHERE dataset = ?1", m_staging, target));
            INK_CHECK(m_store.run("DELETE FROM dataset WHERE id = ?1", m_staging));
        } else {
            INK_CHECK(m_store.run("UPDATE dataset SET staging = 0 WHERE id = ?1", m_staging));
        }
        INK_CHECK(recountDataset(m_store, target));
        INK_CHECK(change.commit());
        m_report.id = target;
        m_report.dataset = name;
        if (m_report.records > indexAtOnce) return {};
        // A small one is found at once; when that fails, its rows are there all the same.
        if (const auto indexed = m_repository.indexAll({}, m_sink); !indexed)
            logWarning("data", "not indexed for search: " + forLog(indexed.error()));
        return {};
    }

    DatasetRepository& m_repository;
    Store& m_store;
    const ImportOptions& m_options;
    std::stop_token m_stop;
    JobSink& m_sink;
    Random m_random;
    ImportReport m_report;
    std::vector<Row> m_batch;
    std::optional<Error> m_failure;
    DatasetId m_staging = 0;
    int64_t m_import = 0;
    uint64_t m_total = 0, m_doneBytes = 0;
    double m_begin = 0;
    SecondThread m_writer; // last: it ends before what it uses
};

} // namespace

Result<ImportPreview> previewFile(DatasetRepository& repository, const fs::path& file,
                                  const ImportOptions& options) {
    INK_TRY(preview, previewFile(file, options));
    INK_TRY(hash, sha256OfFile(file));
    INK_TRY(row, repository.store().prepare(
                     "SELECT dataset.name FROM import JOIN dataset ON dataset.id = import.dataset WHERE "
                     "hash = ?1 AND trashed IS NULL AND staging = 0 ORDER BY import.id DESC LIMIT 1"));
    INK_CHECK(row.bind(hash));
    INK_TRY(found, row.step());
    if (found) preview.alreadyIn = row.text(0);
    return preview;
}

Result<ImportOutcome> importFiles(DatasetRepository& repository, const std::vector<fs::path>& files,
                                  const std::string& name, const ImportOptions& options, std::stop_token stop,
                                  JobSink& sink) {
    return ImportRun(repository, options, std::move(stop), sink).run(files, name);
}

Status removeAbandonedImports(DatasetRepository& repository) {
    INK_TRY(row, repository.store().prepare("SELECT id FROM dataset WHERE staging = 1"));
    std::vector<DatasetId> abandoned;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) break;
        abandoned.push_back(row.integer(0));
    }
    row.reset();
    for (const DatasetId id : abandoned) INK_CHECK(repository.purge(id));
    return {};
}

} // namespace inkstone
