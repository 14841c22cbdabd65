#pragma once
// Between rows of the store and records; inside core (data, label), not for the window.

#include "core/data/record.h"
#include "core/store/store.h"

namespace inkstone {

/// Columns that readRecordRow() expects, in its order.
#define INKSTONE_RECORD_COLUMNS                                                                              \
    "id, dataset, position, version, kind, split, state, flagged, rating, origin, origin_id, origin_line, "  \
    "choices, note, body"

Result<Record> readRecordRow(const Statement& row);
/// NotFound when it is gone.
Result<Record> loadRecord(Store& store, RecordId id);

/// Without white space around it; InvalidArgument for what is no name.
Result<std::string> cleanDatasetName(std::string_view name);

/// What an edit changes in a data set's counts.
struct CountDelta {
    int64_t records = 0, validation = 0, labeled = 0, skipped = 0, flagged = 0;
    void add(const Record& record, int64_t sign);
};
/// Adds the delta, notes the time, and starts a new version when the current one was used by a run.
Status touchDataset(Store& store, DatasetId id, const CountDelta& delta);
/// Counts anew, after bulk changes.
Status recountDataset(Store& store, DatasetId id);

/// Inserts with the given position; sets id and version. Neither counts nor indexes for search.
class RecordInserter {
public:
    static Result<RecordInserter> create(Store& store);
    /// `body`: recordBody(record).
    Status insert(Record& record, const std::string& body);

private:
    RecordInserter(Store& store, Statement statement) : m_store(&store), m_statement(std::move(statement)) {}
    Store* m_store;
    Statement m_statement;
};

struct AppliedEdit {
    int64_t id = 0; ///< 0: nothing changed
    Record before, after;
};
/// In one transaction: refuses a stale version, keeps what was there as history, saves content, labels and
/// split, brings counts, token counts and search up to date.
/// `undoes`: the edit that this one takes back or repeats.
Result<AppliedEdit> applyEdit(Store& store, const Record& wanted, std::string_view kind,
                              std::optional<int64_t> undoes = {});
/// The record before a kept edit: `before` JSON over the record as it is after it.
Result<Record> recordBefore(const Record& after, std::string_view beforeJson);

/// Labels that say something make a record labeled; an unlabeled or skipped one has no choices and no rating.
void normalizeLabels(Labels& labels);

// Search. Records up to the mark are indexed; edits of these keep the index right at once.
Status indexNew(Store& store, const Record& record);
Status reindex(Store& store, const Record& before, const Record& after);
Status unindex(Store& store, const Record& record);

inline constexpr int64_t positionGap = 1024;

} // namespace inkstone
