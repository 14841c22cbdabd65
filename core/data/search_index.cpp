// Bringing the search index up to date after big imports. See dataset_repository.h.
#include "core/base/clock.h"
#include "core/data/dataset_repository.h"
#include "core/data/record_row.h"
#include "core/store/full_text.h"

namespace inkstone {

namespace {

/// Indexes the next rows behind the mark; returns how many.
Result<int64_t> indexBatch(Store& store) {
    INK_TRY(change, store.begin());
    INK_TRY(row, store.prepare("SELECT " INKSTONE_RECORD_COLUMNS
                               " FROM record WHERE id > (SELECT value FROM mark WHERE "
                               "name = 'indexed') ORDER BY id LIMIT 1000"));
    int64_t count = 0;
    RecordId last = 0;
    for (;; ++count) {
        INK_TRY(more, row.step());
        if (!more) break;
        last = row.integer(0);
        const auto record = readRecordRow(row); // an unreadable record is simply not found
        const std::string words = record ? indexText(searchableText(*record)) : std::string();
        INK_CHECK(store.run("INSERT INTO record_words(rowid, words) VALUES(?1, ?2)", last, words));
    }
    row.reset();
    if (!count) return 0;
    INK_CHECK(store.run("UPDATE mark SET value = ?1 WHERE name = 'indexed'", last));
    INK_CHECK(change.commit());
    return count;
}

} // namespace

Result<int64_t> DatasetRepository::unindexed() const {
    return m_store->integer(
        "SELECT count(*) FROM record WHERE id > (SELECT value FROM mark WHERE name = 'indexed')");
}

Result<bool> DatasetRepository::allIndexed() const {
    INK_TRY(more,
            m_store->integer("SELECT EXISTS(SELECT 1 FROM record WHERE id > (SELECT value FROM mark WHERE "
                             "name = 'indexed'))"));
    return more == 0;
}

Result<Outcome> DatasetRepository::indexAll(std::stop_token stop, JobSink& sink) {
    INK_TRY(total, unindexed());
    const double begin = monotonicSeconds();
    for (int64_t done = 0;;) {
        if (stop.stop_requested()) return Outcome::Cancelled;
        INK_TRY(count, indexBatch(*m_store));
        if (!count) return Outcome::Done;
        done += count;
        const double rate = double(done) / std::max(monotonicSeconds() - begin, 1e-3);
        sink.emit(Progress{double(done), double(total), "rows", rate, double(total - done) / rate,
                           "Indexing for search"});
    }
}

} // namespace inkstone
