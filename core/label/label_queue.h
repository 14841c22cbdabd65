#pragma once
// Walking through what is to be labeled, and labeling it. Every edit is one transaction: when the call
// returns, it is on disk, with what was there before. Undo reaches across records and sessions.

#include "core/label/label_schema.h"

namespace inkstone {

enum class LabelFilter : uint8_t {
    Unlabeled,
    All,
    Skipped,
    Flagged,
    Labeled,
    Failures, ///< unlabeled ones that came from a failing case or a corrected chat answer
};
std::optional<LabelFilter> labelFilterFromName(std::string_view name); ///< "unlabeled", "all", ...

/// A finished edit. To undo it, pass it to undo(); to redo, pass what undo() returned.
struct LabelEdit {
    int64_t id = 0; ///< of the history
    Record before;  ///< as it was
    Record after;   ///< as stored now, with its new version
};

struct LabelProgress {
    int64_t records = 0, labeled = 0, skipped = 0, flagged = 0;
    int64_t remaining = 0; ///< unlabeled
    int64_t failures = 0;  ///< of these, waiting failures
    double perMinute = 0;  ///< over the last 20 labels not more than 5 minutes apart; 0 unknown
    double secondsLeft = -1;
};

class LabelQueue {
public:
    explicit LabelQueue(DatasetRepository repository) : m_repository(std::move(repository)) {}

    /// The next record of the filter behind `after` (0: from the start), going round at the end; nothing when
    /// none is left. previous() goes backwards.
    Result<std::optional<Record>> next(DatasetId dataset, LabelFilter filter, RecordId after = 0) const;
    Result<std::optional<Record>> previous(DatasetId dataset, LabelFilter filter, RecordId before) const;

    /// All of these take the record as the person saw it and refuse a stale one (Busy).
    /// setLabels: InvalidArgument for a choice the schema lacks, several where one is allowed, a rating
    /// outside 1..5. Any choice, rating or rewriting makes the record labeled; no choice and no rating make
    /// it unlabeled again.
    Result<LabelEdit> setLabels(const Record& record, const Labels& labels);
    Result<LabelEdit> setChoices(const Record& record, std::vector<std::string> choices);
    Result<LabelEdit> setRating(const Record& record, int rating); ///< 0 takes it away
    /// Replaces the last assistant turn (or adds one; Preference: the chosen answer) and marks labeled.
    Result<LabelEdit> rewriteAnswer(const Record& record, std::string_view answer);
    Result<LabelEdit> skip(const Record& record);
    Result<LabelEdit> flag(const Record& record, bool on);
    Result<LabelEdit> clear(const Record& record); ///< back to unlabeled, no choices, no rating

    /// Puts `edit.before` back; Busy when the record was edited since. The result undoes the undo.
    Result<LabelEdit> undo(const LabelEdit& edit);
    /// The newest label edit of the data set not yet undone, from any session; nothing when there is none.
    Result<std::optional<LabelEdit>> undoLast(DatasetId dataset);

    Result<LabelProgress> progress(DatasetId dataset) const;

    DatasetRepository& repository() { return m_repository; }

private:
    Result<LabelEdit> apply(const Record& before, Record after, std::string_view kind);
    mutable DatasetRepository m_repository;
};

} // namespace inkstone
