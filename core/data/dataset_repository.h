#pragma once
// Data sets and their records. Reading: ask rows() for the ids that a filter leaves, once, on a worker thread
// (8 bytes a row), then fetch() the few that are visible (under 5 ms for 100). Writing: every edit is one
// transaction, on disk when the call returns; a record edited meanwhile by somebody else is refused (Busy).
// Safe to call from any thread.

#include "core/data/record.h"
#include "core/jobs/job.h"
#include "core/store/store.h"

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>

namespace inkstone {

struct DatasetInfo {
    DatasetId id = 0;
    std::string name;
    int64_t version = 1; ///< grows with the first edit after a version was used by a run
    int64_t records = 0, validation = 0, labeled = 0, skipped = 0, flagged = 0;
    int64_t createdMs = 0, changedMs = 0;
    std::optional<int64_t> trashedMs;
    std::string guidelines; ///< for labelers
};

/// A data set as it was when a run used it.
struct DatasetVersion {
    DatasetId dataset = 0;
    int64_t version = 0;
    std::string hash; ///< 32 hex digits over all records in order: content, labels, split
    int64_t records = 0;
};

enum class RowOrder {
    Position,
    Length, ///< in bytes
    Changed,
    Tokens, ///< as RowQuery::tokenizer counted them; uncounted records come first
    State   ///< unlabeled, labeled, skipped; flagged ones behind the others of their state
};

struct RowQuery {
    std::string text; ///< as typed, see matchExpression()
    std::optional<Split> split;
    std::optional<LabelState> state;
    std::optional<bool> flagged;
    std::optional<RecordKind> kind;
    std::optional<Origin::Kind> origin;
    std::string choice; ///< records with this label, "" any
    int rating = 0;     ///< records with this rating, 0 any
    bool trashed = false;
    RowOrder order = RowOrder::Position;
    std::string tokenizer; ///< its fingerprint, for RowOrder::Tokens
    bool descending = false;
};

struct Facets {
    int64_t train = 0, validation = 0, unlabeled = 0, labeled = 0, skipped = 0, flagged = 0, trashed = 0;
    std::vector<std::pair<std::string, int64_t>> choices; ///< label -> records
    std::array<int64_t, 6> ratings{};                     ///< [1..5]
};

struct LengthStats {
    int64_t records = 0, counted = 0, total = 0, longest = 0; ///< tokens
    std::array<int64_t, 5> percentiles{};                     ///< 5, 25, 50, 75, 95
};

struct Histogram {
    int64_t binWidth = 1;         ///< tokens
    std::vector<int64_t> records; ///< per bin; bin i holds lengths [i * binWidth, (i + 1) * binWidth)
};

/// Tokens of one record as a run would see it.
using TokenCounter = std::function<Result<int64_t>(const Record&)>;

/// One step of a record's history, newest first.
struct RecordEdit {
    int64_t id = 0, timeMs = 0;
    std::string kind; ///< "edit", "label", "split", "trash", "restore", "undo"
    Record before;    ///< content, labels and split before this edit
};

class DatasetRepository {
public:
    explicit DatasetRepository(std::shared_ptr<Store> store);

    Result<std::vector<DatasetInfo>> list(bool trashed = false) const; ///< by name
    Result<DatasetInfo> info(DatasetId id) const;
    Result<DatasetInfo> find(std::string_view name) const; ///< NotFound, naming close ones
    /// InvalidArgument when the name is empty or taken.
    Result<DatasetId> create(std::string_view name);
    Result<DatasetId> findOrCreate(std::string_view name);
    Status rename(DatasetId id, std::string_view name);
    Status trash(DatasetId id);
    Status restore(DatasetId id); ///< gets " 2" behind its name when the name is taken
    Status purge(DatasetId id);   ///< cannot be undone
    Status setGuidelines(DatasetId id, std::string_view text);

    Result<std::vector<RecordId>> rows(DatasetId id, const RowQuery& query = {}) const;
    /// In the order asked for; ids that are gone are left out.
    Result<std::vector<Record>> fetch(std::span<const RecordId> ids) const;
    Result<Record> record(RecordId id) const;
    Result<Facets> facets(DatasetId id) const;
    /// All records of `query` in order, without holding them; `visit` returns false to stop.
    Status forEach(DatasetId id, const RowQuery& query,
                   const std::function<bool(const Record&)>& visit) const;

    /// Returns the record as stored.
    Result<Record> append(DatasetId id, Record record);
    /// Saves content, labels, split. Busy when record.version is not the stored one: somebody edited it
    /// meanwhile.
    Result<Record> save(const Record& record);
    /// Into the trash and back. Undo of one is the other.
    Status trashRecords(std::span<const RecordId> ids);
    Status restoreRecords(std::span<const RecordId> ids);
    Status setSplit(std::span<const RecordId> ids, Split split);
    /// Splits by a seeded draw: round(ratio * records) of validation, at least one when ratio > 0 and records
    /// > 1. Returns the validation rows there were, for setValidation() as undo.
    Result<std::vector<RecordId>> splitRandomly(DatasetId id, double ratio, uint64_t seed);
    /// Exactly these become validation, all others train.
    Status setValidation(DatasetId id, std::span<const RecordId> ids);
    Result<std::vector<RecordEdit>> history(RecordId id, int limit = 100) const;

    /// The current version, kept from now on: the next edit starts a new one.
    Result<DatasetVersion> pin(DatasetId id);

    /// Counts what is not counted yet for this tokenizer (see Tokenizer::fingerprint()); a job.
    Result<Outcome> countTokens(DatasetId id, const std::string& tokenizer, const TokenCounter& count,
                                std::stop_token stop, JobSink& sink);
    Result<LengthStats> lengths(DatasetId id, const std::string& tokenizer) const;
    Result<Histogram> histogram(DatasetId id, const std::string& tokenizer, int bins = 60) const;
    /// Tokens of these records, -1 where not counted (or edited since).
    Result<std::vector<int64_t>> tokenCounts(std::span<const RecordId> ids,
                                             const std::string& tokenizer) const;

    /// Records that search does not see yet (after a big import).
    Result<int64_t> unindexed() const;
    Result<bool> allIndexed() const; ///< at once, however many there are
    /// Indexes them in small transactions; a job.
    Result<Outcome> indexAll(std::stop_token stop, JobSink& sink);

    Store& store() const { return *m_store; }

private:
    std::shared_ptr<Store> m_store;
};

} // namespace inkstone
