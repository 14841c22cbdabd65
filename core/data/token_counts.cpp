// Lengths in tokens, kept per tokenizer. See dataset_repository.h.
#include "core/base/clock.h"
#include "core/data/dataset_repository.h"
#include "core/data/record_row.h"

#include <algorithm>

namespace inkstone {

namespace {

constexpr size_t batchRows = 500;

Result<int64_t> tokenizerId(Store& store, const std::string& fingerprint, bool make) {
    INK_TRY(row, store.prepare("SELECT id FROM tokenizer WHERE fingerprint = ?1"));
    INK_CHECK(row.bind(fingerprint));
    INK_TRY(found, row.step());
    if (found) return row.integer(0);
    if (!make) return 0;
    INK_CHECK(store.run("INSERT INTO tokenizer(fingerprint) VALUES(?1)", fingerprint));
    return store.lastInsertId();
}

Result<std::vector<RecordId>> uncounted(Store& store, DatasetId id, int64_t tokenizer) {
    INK_TRY(row,
            store.prepare(
                "SELECT id FROM record INDEXED BY record_order WHERE dataset = ?1 AND trashed IS NULL AND "
                "NOT EXISTS(SELECT 1 FROM token_count WHERE record = record.id AND tokenizer = ?2) "
                "ORDER BY position"));
    INK_CHECK(row.bind(id, tokenizer));
    std::vector<RecordId> ids;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return ids;
        ids.push_back(row.integer(0));
    }
}

Result<std::vector<int64_t>> allLengths(Store& store, DatasetId id, const std::string& fingerprint) {
    INK_TRY(tokenizer, tokenizerId(store, fingerprint, false));
    INK_TRY(row,
            store.prepare(
                "SELECT tokens FROM record INDEXED BY record_order JOIN token_count ON "
                "token_count.record = record.id AND tokenizer = ?2 WHERE dataset = ?1 AND trashed IS NULL"));
    INK_CHECK(row.bind(id, tokenizer));
    std::vector<int64_t> lengths;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return lengths;
        lengths.push_back(row.integer(0));
    }
}

/// 1, 2, 5, 10, 20, 50...: the first that needs no more than `bins` bins.
int64_t roundBinWidth(int64_t longest, int bins) {
    int64_t width = 1;
    for (int step = 0; longest / width >= std::max(bins, 1); ++step)
        width = step % 3 == 1 ? width / 2 * 5 : width * 2;
    return width;
}

} // namespace

Result<Outcome> DatasetRepository::countTokens(DatasetId id, const std::string& tokenizer,
                                               const TokenCounter& count, std::stop_token stop,
                                               JobSink& sink) {
    INK_TRY(which, tokenizerId(*m_store, tokenizer, true));
    INK_TRY(ids, uncounted(*m_store, id, which));
    const double begin = monotonicSeconds();
    for (size_t done = 0; done < ids.size(); done += batchRows) {
        INK_TRY(batch,
                fetch(std::span<const RecordId>(ids).subspan(done, std::min(batchRows, ids.size() - done))));
        std::vector<int64_t> lengths;
        for (const Record& record : batch) {
            if (stop.stop_requested()) return Outcome::Cancelled;
            INK_TRY(tokens, count(record));
            lengths.push_back(tokens);
        }
        INK_TRY(change, m_store->begin());
        for (size_t i = 0; i < batch.size(); ++i) // only when it is still the record that was counted
            INK_CHECK(m_store->run(
                "INSERT OR REPLACE INTO token_count(record, tokenizer, tokens) SELECT ?1, ?2, ?3 "
                "WHERE EXISTS(SELECT 1 FROM record WHERE id = ?1 AND version = ?4)",
                batch[i].id, which, lengths[i], batch[i].version));
        INK_CHECK(change.commit());
        const double finished = double(std::min(done + batchRows, ids.size()));
        const double rate = finished / std::max(monotonicSeconds() - begin, 1e-3);
        sink.emit(Progress{finished, double(ids.size()), "rows", rate, (double(ids.size()) - finished) / rate,
                           "Counting tokens"});
    }
    return Outcome::Done;
}

Result<LengthStats> DatasetRepository::lengths(DatasetId id, const std::string& tokenizer) const {
    INK_TRY(set, info(id));
    INK_TRY(all, allLengths(*m_store, id, tokenizer));
    std::sort(all.begin(), all.end());
    LengthStats stats;
    stats.records = set.records;
    stats.counted = int64_t(all.size());
    if (all.empty()) return stats;
    for (const int64_t length : all) stats.total += length;
    stats.longest = all.back();
    constexpr int shares[] = {5, 25, 50, 75, 95};
    for (size_t i = 0; i < 5; ++i) // nearest rank
        stats.percentiles[i] = all[std::max<size_t>((all.size() * size_t(shares[i]) + 99) / 100, 1) - 1];
    return stats;
}

Result<Histogram> DatasetRepository::histogram(DatasetId id, const std::string& tokenizer, int bins) const {
    INK_TRY(all, allLengths(*m_store, id, tokenizer));
    Histogram histogram;
    if (all.empty()) return histogram;
    const int64_t longest = *std::max_element(all.begin(), all.end());
    histogram.binWidth = roundBinWidth(longest, bins);
    histogram.records.resize(size_t(longest / histogram.binWidth) + 1);
    for (const int64_t length : all)
        ++histogram.records[size_t(std::max<int64_t>(length, 0) / histogram.binWidth)];
    return histogram;
}

Result<std::vector<int64_t>> DatasetRepository::tokenCounts(std::span<const RecordId> ids,
                                                            const std::string& tokenizer) const {
    INK_TRY(which, tokenizerId(*m_store, tokenizer, false));
    INK_TRY(row, m_store->prepare("SELECT tokens FROM token_count WHERE record = ?1 AND tokenizer = ?2"));
    std::vector<int64_t> counts;
    for (const RecordId id : ids) {
        row.reset();
        INK_CHECK(row.bind(id, which));
        INK_TRY(found, row.step());
        counts.push_back(found ? row.integer(0) : -1);
    }
    return counts;
}

} // namespace inkstone
