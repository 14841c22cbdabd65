// Records of a data set: finding, reading, editing. See dataset_repository.h.
#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/data/dataset_repository.h"
#include "core/data/label_json.h"
#include "core/data/record_row.h"
#include "core/store/full_text.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace inkstone {

namespace {

constexpr int64_t batchRows = 256;

std::string orderClause(const RowQuery& query) {
    const std::string down = query.descending ? " DESC" : "";
    switch (query.order) {
    case RowOrder::Position:
        return " ORDER BY position" + down;
    case RowOrder::Length:
        return " ORDER BY size" + down + ", position";
    case RowOrder::Changed:
        return " ORDER BY last_edit" + down + ", position";
    case RowOrder::Tokens:
        return " ORDER BY (SELECT tokens FROM token_count WHERE record = record.id AND tokenizer = "
               "(SELECT id FROM tokenizer WHERE fingerprint = ?10))" +
               down + ", position";
    case RowOrder::State:
        return " ORDER BY state" + down + ", flagged" + down + ", position";
    }
    return {};
}

/// Without a choice, rating or text everything is answered out of one index.
std::string rowsSql(const RowQuery& query) {
    std::string sql = "SELECT id FROM record INDEXED BY record_order WHERE dataset = ?1 AND trashed ";
    sql += query.trashed ? "IS NOT NULL" : "IS NULL";
    sql += " AND (?2 IS NULL OR split = ?2) AND (?3 IS NULL OR state = ?3) AND (?4 IS NULL OR flagged = ?4)"
           " AND (?5 IS NULL OR kind = ?5) AND (?6 IS NULL OR origin = ?6)";
    sql += query.choice.empty()
               ? " AND ?7 IS NULL"
               : " AND state = 1 AND EXISTS(SELECT 1 FROM json_each(choices) WHERE value = ?7)";
    sql += query.rating ? " AND state = 1 AND rating = ?8" : " AND ?8 IS NULL";
    sql += query.text.empty() ? " AND ?9 IS NULL"
                              : " AND id IN (SELECT rowid FROM record_words WHERE record_words MATCH ?9)";
    if (query.order != RowOrder::Tokens) sql += " AND ?10 IS NULL";
    return sql + orderClause(query);
}

template <class T> std::optional<int64_t> number(const std::optional<T>& value) {
    if (!value) return {};
    return int64_t(*value);
}

/// Data sets that hold these records.
Result<std::set<DatasetId>> datasetsOf(Store& store, std::span<const RecordId> ids) {
    std::set<DatasetId> sets;
    INK_TRY(row, store.prepare("SELECT dataset FROM record WHERE id = ?1"));
    for (const RecordId id : ids) {
        row.reset();
        INK_CHECK(row.bind(id));
        INK_TRY(found, row.step());
        if (found) sets.insert(row.integer(0));
    }
    return sets;
}

/// Runs `sql` (?1 id, ?2 value) on each record and counts anew, all or nothing.
Status changeEach(Store& store, std::span<const RecordId> ids, std::string_view sql,
                  std::optional<int64_t> value) {
    INK_TRY(change, store.begin());
    INK_TRY(sets, datasetsOf(store, ids));
    for (const RecordId id : ids) INK_CHECK(store.run(sql, id, value));
    for (const DatasetId set : sets) INK_CHECK(recountDataset(store, set));
    return change.commit();
}

} // namespace

Result<std::vector<RecordId>> DatasetRepository::rows(DatasetId id, const RowQuery& query) const {
    const std::string words = matchExpression(query.text);
    std::vector<RecordId> ids;
    if (!query.text.empty() && words.empty()) return ids;
    INK_TRY(row, m_store->prepare(rowsSql(query)));
    const auto choice = query.choice.empty() ? std::nullopt : std::optional(query.choice);
    const auto rating = query.rating ? std::optional<int64_t>(query.rating) : std::nullopt;
    INK_CHECK(row.bind(id, number(query.split), number(query.state), number(query.flagged),
                       number(query.kind), number(query.origin), choice, rating,
                       query.text.empty() ? std::nullopt : std::optional(words),
                       query.order == RowOrder::Tokens ? std::optional(query.tokenizer) : std::nullopt));
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return ids;
        ids.push_back(row.integer(0));
    }
}

Result<std::vector<Record>> DatasetRepository::fetch(std::span<const RecordId> ids) const {
    INK_TRY(row, m_store->prepare("SELECT " INKSTONE_RECORD_COLUMNS " FROM record WHERE id = ?1"));
    std::vector<Record> records;
    records.reserve(ids.size());
    for (const RecordId id : ids) {
        row.reset();
        INK_CHECK(row.bind(id));
        INK_TRY(found, row.step());
        if (!found) continue;
        INK_TRY(record, readRecordRow(row));
        records.push_back(std::move(record));
    }
    return records;
}

Result<Record> DatasetRepository::record(RecordId id) const { return loadRecord(*m_store, id); }

Result<Facets> DatasetRepository::facets(DatasetId id) const {
    INK_TRY(set, info(id));
    Facets facets;
    facets.train = set.records - set.validation;
    facets.validation = set.validation;
    facets.labeled = set.labeled;
    facets.skipped = set.skipped;
    facets.unlabeled = set.records - set.labeled - set.skipped;
    facets.flagged = set.flagged;
    INK_TRY(trashed,
            m_store->integer("SELECT count(*) FROM record INDEXED BY record_order WHERE dataset = ?1 AND "
                             "trashed IS NOT NULL",
                             id));
    facets.trashed = trashed;
    INK_TRY(row, m_store->prepare(
                     "SELECT choices, rating FROM record INDEXED BY record_queue WHERE dataset = ?1 AND "
                     "trashed IS NULL AND state = 1"));
    INK_CHECK(row.bind(id));
    std::map<std::string, int64_t> counts;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) break;
        for (auto& choice : stringListFromJson(row.text(0))) ++counts[std::move(choice)];
        if (const auto rating = row.integer(1); rating >= 1 && rating <= 5) ++facets.ratings[size_t(rating)];
    }
    facets.choices.assign(counts.begin(), counts.end());
    return facets;
}

Status DatasetRepository::forEach(DatasetId id, const RowQuery& query,
                                  const std::function<bool(const Record&)>& visit) const {
    INK_TRY(ids, rows(id, query));
    const std::span<const RecordId> all(ids);
    for (size_t begin = 0; begin < ids.size(); begin += batchRows) {
        INK_TRY(batch, fetch(all.subspan(begin, std::min<size_t>(batchRows, ids.size() - begin))));
        for (const Record& record : batch)
            if (!visit(record)) return {};
    }
    return {};
}

Result<Record> DatasetRepository::append(DatasetId id, Record record) {
    INK_TRY(change, m_store->begin());
    INK_TRY(last, m_store->integer("SELECT ifnull(max(position), 0) FROM record WHERE dataset = ?1", id));
    record.dataset = id;
    record.position = last + positionGap;
    INK_TRY(inserter, RecordInserter::create(*m_store));
    INK_CHECK(inserter.insert(record, recordBody(record)));
    CountDelta delta;
    delta.add(record, 1);
    INK_CHECK(touchDataset(*m_store, id, delta));
    INK_CHECK(indexNew(*m_store, record));
    INK_CHECK(change.commit());
    return record;
}

Result<Record> DatasetRepository::save(const Record& record) {
    INK_TRY(edit, applyEdit(*m_store, record, "edit"));
    return std::move(edit.after);
}

Status DatasetRepository::trashRecords(std::span<const RecordId> ids) {
    return changeEach(*m_store, ids, "UPDATE record SET trashed = ?2, version = version + 1 WHERE id = ?1",
                      unixMilliseconds());
}

Status DatasetRepository::restoreRecords(std::span<const RecordId> ids) {
    return changeEach(*m_store, ids, "UPDATE record SET trashed = ?2, version = version + 1 WHERE id = ?1",
                      {});
}

Status DatasetRepository::setSplit(std::span<const RecordId> ids, Split split) {
    return changeEach(*m_store, ids,
                      "UPDATE record SET split = ?2, version = version + 1 WHERE id = ?1 AND split <> ?2",
                      int64_t(split));
}

Result<std::vector<RecordId>> DatasetRepository::splitRandomly(DatasetId id, double ratio, uint64_t seed) {
    if (!(ratio >= 0 && ratio < 1))
        return fail(ErrorCode::InvalidArgument, "the records were not split", {},
                    text("the part for validation is %1, expected 0 to below 1", ratio));
    INK_TRY(all, rows(id));
    INK_TRY(before, rows(id, {.split = Split::Validation}));
    auto count = size_t(std::lround(ratio * double(all.size())));
    if (ratio > 0 && all.size() > 1) count = std::clamp<size_t>(count, 1, all.size() - 1);
    Random random(seed);
    shuffle(std::span(all), random);
    INK_CHECK(setValidation(id, std::span<const RecordId>(all).first(std::min(count, all.size()))));
    return before;
}

Status DatasetRepository::setValidation(DatasetId id, std::span<const RecordId> ids) {
    INK_TRY(change, m_store->begin());
    INK_CHECK(m_store->run(
        "UPDATE record SET split = 0, version = version + 1 WHERE dataset = ?1 AND split = 1", id));
    for (const RecordId record : ids)
        INK_CHECK(m_store->run(
            "UPDATE record SET split = 1, version = version + 1 WHERE id = ?1 AND dataset = ?2", record, id));
    INK_CHECK(recountDataset(*m_store, id));
    return change.commit();
}

Result<std::vector<RecordEdit>> DatasetRepository::history(RecordId id, int limit) const {
    INK_TRY(current, record(id));
    INK_TRY(row, m_store->prepare(
                     "SELECT id, time, kind, before FROM edit WHERE record = ?1 ORDER BY id DESC LIMIT ?2"));
    INK_CHECK(row.bind(id, limit));
    std::vector<RecordEdit> edits;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return edits;
        INK_TRY(before, recordBefore(current, row.text(3)));
        current = before;
        edits.push_back({row.integer(0), row.integer(1), row.text(2), std::move(before)});
    }
}

} // namespace inkstone
