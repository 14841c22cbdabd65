// Data sets as a whole. Records: records.cpp; lengths: token_counts.cpp; search: search_index.cpp.
#include "core/data/dataset_repository.h"

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/data/record_row.h"

#include <cstring>

namespace inkstone {

namespace {

#define INKSTONE_DATASET_COLUMNS                                                                             \
    "id, name, version, records, validation, labeled, skipped, flagged, created, changed, trashed, "         \
    "guidelines"

DatasetInfo readInfo(const Statement& row) {
    DatasetInfo info;
    info.id = row.integer(0);
    info.name = row.text(1);
    info.version = row.integer(2);
    info.records = row.integer(3);
    info.validation = row.integer(4);
    info.labeled = row.integer(5);
    info.skipped = row.integer(6);
    info.flagged = row.integer(7);
    info.createdMs = row.integer(8);
    info.changedMs = row.integer(9);
    info.trashedMs = row.optionalInteger(10);
    info.guidelines = row.text(11);
    return info;
}

Result<int64_t> idOfName(Store& store, std::string_view name) {
    INK_TRY(row, store.prepare("SELECT id FROM dataset WHERE name = ?1 AND trashed IS NULL AND staging = 0"));
    INK_CHECK(row.bind(name));
    INK_TRY(found, row.step());
    return found ? row.integer(0) : 0;
}

} // namespace

Result<std::string> cleanDatasetName(std::string_view name) {
    const size_t begin = name.find_first_not_of(" \t\r\n");
    const size_t end = name.find_last_not_of(" \t\r\n");
    std::string clean(begin == std::string_view::npos ? std::string_view()
                                                      : name.substr(begin, end - begin + 1));
    const bool control =
        std::any_of(clean.begin(), clean.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (clean.empty() || clean.size() > 200 || control || !isValidUtf8(clean))
        return fail(ErrorCode::InvalidArgument, "this is no name for a data set", escapeForDisplay(name),
                    clean.empty() ? Text("it is empty") : Text("it is too long or holds control characters"),
                    "choose a short name");
    return clean;
}

DatasetRepository::DatasetRepository(std::shared_ptr<Store> store) : m_store(std::move(store)) {}

Result<std::vector<DatasetInfo>> DatasetRepository::list(bool trashed) const {
    INK_TRY(row, m_store->prepare("SELECT " INKSTONE_DATASET_COLUMNS " FROM dataset WHERE staging = 0 AND "
                                  "(trashed IS NOT NULL) = ?1 ORDER BY name COLLATE NOCASE, id"));
    INK_CHECK(row.bind(trashed));
    std::vector<DatasetInfo> sets;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return sets;
        sets.push_back(readInfo(row));
    }
}

Result<DatasetInfo> DatasetRepository::info(DatasetId id) const {
    INK_TRY(row, m_store->prepare("SELECT " INKSTONE_DATASET_COLUMNS " FROM dataset WHERE id = ?1"));
    INK_CHECK(row.bind(id));
    INK_TRY(found, row.step());
    if (!found) return fail(ErrorCode::NotFound, "the data set is gone", std::to_string(id));
    return readInfo(row);
}

Result<DatasetInfo> DatasetRepository::find(std::string_view name) const {
    INK_TRY(id, idOfName(*m_store, name));
    if (id) return info(id);
    INK_TRY(sets, list());
    std::string names;
    for (size_t i = 0; i < sets.size() && i < 8; ++i) names += (i ? ", " : "") + sets[i].name;
    return fail(ErrorCode::NotFound, "there is no data set of this name", escapeForDisplay(name),
                names.empty() ? Text("the project has none yet") : text("the project has %1", names),
                "import it first, or check its name");
}

Result<DatasetId> DatasetRepository::create(std::string_view name) {
    INK_TRY(clean, cleanDatasetName(name));
    INK_TRY(change, m_store->begin());
    INK_TRY(taken, idOfName(*m_store, clean));
    if (taken)
        return fail(ErrorCode::InvalidArgument, "the data set was not made", clean,
                    "there is one of this name", "choose another name");
    const int64_t now = unixMilliseconds();
    INK_CHECK(m_store->run("INSERT INTO dataset(name, created, changed) VALUES(?1, ?2, ?2)", clean, now));
    const DatasetId id = m_store->lastInsertId();
    INK_CHECK(change.commit());
    return id;
}

Result<DatasetId> DatasetRepository::findOrCreate(std::string_view name) {
    INK_TRY(clean, cleanDatasetName(name));
    INK_TRY(id, idOfName(*m_store, clean));
    if (id) return id;
    return create(clean);
}

Status DatasetRepository::rename(DatasetId id, std::string_view name) {
    INK_TRY(clean, cleanDatasetName(name));
    INK_TRY(change, m_store->begin());
    INK_TRY(taken, idOfName(*m_store, clean));
    if (taken && taken != id)
        return fail(ErrorCode::InvalidArgument, "the data set was not renamed", clean,
                    "there is one of this name", "choose another name");
    INK_TRY(changed, m_store->run("UPDATE dataset SET name = ?2 WHERE id = ?1", id, clean));
    if (!changed) return fail(ErrorCode::NotFound, "the data set is gone", clean);
    return change.commit();
}

Status DatasetRepository::trash(DatasetId id) {
    INK_CHECK(m_store->run("UPDATE dataset SET trashed = ?2 WHERE id = ?1 AND trashed IS NULL", id,
                           unixMilliseconds()));
    return {};
}

Status DatasetRepository::restore(DatasetId id) {
    INK_TRY(change, m_store->begin());
    INK_TRY(current, info(id));
    std::string name = current.name;
    for (int i = 2;; ++i) {
        INK_TRY(taken, idOfName(*m_store, name));
        if (!taken || taken == id) break;
        name = current.name + " " + std::to_string(i);
    }
    INK_CHECK(m_store->run("UPDATE dataset SET trashed = NULL, name = ?2 WHERE id = ?1", id, name));
    return change.commit();
}

Status DatasetRepository::purge(DatasetId id) {
    for (;;) {
        INK_TRY(change, m_store->begin());
        INK_TRY(row, m_store->prepare("SELECT " INKSTONE_RECORD_COLUMNS
                                      " FROM record WHERE dataset = ?1 LIMIT 2000"));
        INK_CHECK(row.bind(id));
        std::vector<Record> batch;
        for (;;) {
            INK_TRY(more, row.step());
            if (!more) break;
            auto record = readRecordRow(row);
            Record gone;
            gone.id = row.integer(0);
            batch.push_back(record ? std::move(*record) : std::move(gone));
        }
        row.reset();
        for (const Record& record : batch) {
            INK_CHECK(unindex(*m_store, record));
            INK_CHECK(m_store->run("DELETE FROM record WHERE id = ?1", record.id));
        }
        if (batch.empty()) INK_CHECK(m_store->run("DELETE FROM dataset WHERE id = ?1", id));
        INK_CHECK(change.commit());
        if (batch.empty()) return {};
    }
}

Status DatasetRepository::setGuidelines(DatasetId id, std::string_view text) {
    INK_CHECK(m_store->run("UPDATE dataset SET guidelines = ?2 WHERE id = ?1", id, text));
    return {};
}

Result<DatasetVersion> DatasetRepository::pin(DatasetId id) {
    INK_TRY(change, m_store->begin());
    INK_TRY(current, info(id));
    INK_TRY(row, m_store->prepare(
                     "SELECT split, checksum FROM record INDEXED BY record_order WHERE dataset = ?1 AND "
                     "trashed IS NULL ORDER BY position"));
    INK_CHECK(row.bind(id));
    uint64_t low = 1, high = 2;
    std::string block;
    const auto fold = [&] {
        low = xxh3(block, low);
        high = xxh3(block, high);
        block.clear();
    };
    DatasetVersion version{id, current.version, {}, 0};
    for (;; ++version.records) {
        INK_TRY(more, row.step());
        if (!more) break;
        const int64_t checksum = row.integer(1);
        block += row.integer(0) ? 'v' : 't';
        block.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
        if (block.size() >= 65536) fold();
    }
    fold();
    char hex[33];
    std::snprintf(hex, sizeof hex, "%016llx%016llx", static_cast<unsigned long long>(high),
                  static_cast<unsigned long long>(low));
    version.hash = hex;
    row.reset();
    INK_CHECK(m_store->run("INSERT OR REPLACE INTO dataset_version(dataset, version, records, time, hash) "
                           "VALUES(?1, ?2, ?3, ?4, ?5)",
                           id, version.version, version.records, unixMilliseconds(), version.hash));
    INK_CHECK(m_store->run("UPDATE dataset SET pinned = 1 WHERE id = ?1", id));
    INK_CHECK(change.commit());
    return version;
}

} // namespace inkstone
