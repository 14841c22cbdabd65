#include "core/label/label_queue.h"

#include "core/data/record_row.h"

#include <algorithm>

namespace inkstone {

namespace {

#define INKSTONE_LABEL_KINDS "('label', 'rewrite', 'skip', 'flag', 'clear')"

constexpr int64_t pauseMs = int64_t(5) * 60 * 1000; ///< longer gaps between labels are breaks

const char* condition(LabelFilter filter) {
    switch (filter) {
    case LabelFilter::Unlabeled:
        return "state = 0";
    case LabelFilter::All:
        return "1";
    case LabelFilter::Skipped:
        return "state = 2";
    case LabelFilter::Flagged:
        return "flagged = 1";
    case LabelFilter::Labeled:
        return "state = 1";
    case LabelFilter::Failures:
        return "state = 0 AND origin > 1";
    }
    return "1";
}

bool asksState(LabelFilter filter) {
    return filter == LabelFilter::Unlabeled || filter == LabelFilter::Skipped ||
           filter == LabelFilter::Labeled;
}

/// The nearest record beyond `position` in one direction, 0 none.
Result<RecordId> nearest(Store& store, DatasetId dataset, LabelFilter filter, int64_t position,
                         bool forward) {
    std::string sql = "SELECT id FROM record INDEXED BY ";
    sql += asksState(filter) ? "record_queue" : "record_order";
    sql += " WHERE dataset = ?1 AND trashed IS NULL AND ";
    sql += condition(filter);
    sql += forward ? " AND position > ?2 ORDER BY position LIMIT 1"
                   : " AND position < ?2 ORDER BY position DESC LIMIT 1";
    INK_TRY(row, store.prepare(sql));
    INK_CHECK(row.bind(dataset, position));
    INK_TRY(found, row.step());
    return found ? row.integer(0) : 0;
}

Result<std::optional<Record>> walk(DatasetRepository& repository, DatasetId dataset, LabelFilter filter,
                                   RecordId from, bool forward) {
    Store& store = repository.store();
    const int64_t edge = forward ? INT64_MIN : INT64_MAX;
    int64_t position = edge;
    if (from) {
        INK_TRY(place, store.integer(
                           "SELECT ifnull((SELECT position FROM record WHERE id = ?1 AND dataset = ?2), ?3)",
                           from, dataset, edge));
        position = place;
    }
    INK_TRY(id, nearest(store, dataset, filter, position, forward));
    if (!id && position != edge) { // round the end
        INK_TRY(again, nearest(store, dataset, filter, edge, forward));
        id = again;
    }
    if (!id) return std::optional<Record>();
    INK_TRY(record, repository.record(id));
    return std::optional<Record>(std::move(record));
}

Turn* answerOf(Record& record) {
    auto& turns = record.kind == RecordKind::Preference ? record.chosen : record.turns;
    for (auto turn = turns.rbegin(); turn != turns.rend(); ++turn)
        if (turn->role == "assistant") return &*turn;
    return nullptr;
}

} // namespace

std::optional<LabelFilter> labelFilterFromName(std::string_view name) {
    if (name == "unlabeled") return LabelFilter::Unlabeled;
    if (name == "all") return LabelFilter::All;
    if (name == "skipped") return LabelFilter::Skipped;
    if (name == "flagged") return LabelFilter::Flagged;
    if (name == "labeled") return LabelFilter::Labeled;
    if (name == "failures") return LabelFilter::Failures;
    return {};
}

Result<std::optional<Record>> LabelQueue::next(DatasetId dataset, LabelFilter filter, RecordId after) const {
    return walk(m_repository, dataset, filter, after, true);
}

Result<std::optional<Record>> LabelQueue::previous(DatasetId dataset, LabelFilter filter,
                                                   RecordId before) const {
    return walk(m_repository, dataset, filter, before, false);
}

Result<LabelEdit> LabelQueue::apply(const Record& before, Record after, std::string_view kind) {
    after.version = before.version;
    INK_TRY(edit, applyEdit(m_repository.store(), after, kind));
    return LabelEdit{edit.id, std::move(edit.before), std::move(edit.after)};
}

Result<LabelEdit> LabelQueue::setLabels(const Record& record, const Labels& labels) {
    INK_TRY(schema, labelSchema(m_repository, record.dataset));
    const auto wrong = [&](Text why) {
        return fail(ErrorCode::InvalidArgument, "the label was not set",
                    "record " + std::to_string(record.id), std::move(why));
    };
    for (const auto& choice : labels.choices) {
        const bool known = std::any_of(schema.choices.begin(), schema.choices.end(),
                                       [&](const LabelChoice& other) { return other.name == choice; });
        const auto& old = record.labels.choices;
        if (!known && std::find(old.begin(), old.end(), choice) == old.end())
            return wrong(text("there is no label %1", choice));
        if (std::count(labels.choices.begin(), labels.choices.end(), choice) > 1)
            return wrong(text("the label %1 is there twice", choice));
    }
    if (!schema.multiple && labels.choices.size() > 1) return wrong("only one label is allowed");
    if (labels.rating < 0 || labels.rating > 5)
        return wrong(text("the rating is %1, expected 1 to 5", labels.rating));
    Record after = record;
    after.labels = labels;
    return apply(record, std::move(after), "label");
}

Result<LabelEdit> LabelQueue::setChoices(const Record& record, std::vector<std::string> choices) {
    Labels labels = record.labels;
    labels.choices = std::move(choices);
    const bool says = !labels.choices.empty() || labels.rating > 0;
    labels.state = says ? LabelState::Labeled : LabelState::Unlabeled;
    return setLabels(record, labels);
}

Result<LabelEdit> LabelQueue::setRating(const Record& record, int rating) {
    Labels labels = record.labels;
    labels.rating = rating;
    labels.state = rating || !labels.choices.empty() ? LabelState::Labeled : LabelState::Unlabeled;
    return setLabels(record, labels);
}

Result<LabelEdit> LabelQueue::rewriteAnswer(const Record& record, std::string_view answer) {
    if (record.kind == RecordKind::Text)
        return fail(ErrorCode::InvalidArgument, "the answer was not written",
                    "record " + std::to_string(record.id), "a plain text has no answer",
                    "edit the text itself");
    Record after = record;
    if (Turn* turn = answerOf(after))
        turn->content = answer;
    else
        (after.kind == RecordKind::Preference ? after.chosen : after.turns)
            .push_back({"assistant", std::string(answer), {}});
    after.labels.state = LabelState::Labeled;
    return apply(record, std::move(after), "rewrite");
}

Result<LabelEdit> LabelQueue::skip(const Record& record) {
    Record after = record;
    after.labels.state = LabelState::Skipped;
    return apply(record, std::move(after), "skip");
}

Result<LabelEdit> LabelQueue::flag(const Record& record, bool on) {
    Record after = record;
    after.labels.flagged = on;
    return apply(record, std::move(after), "flag");
}

Result<LabelEdit> LabelQueue::clear(const Record& record) {
    Record after = record;
    after.labels.state = LabelState::Unlabeled;
    after.labels.choices.clear();
    after.labels.rating = 0;
    return apply(record, std::move(after), "clear");
}

Result<LabelEdit> LabelQueue::undo(const LabelEdit& edit) {
    Store& store = m_repository.store();
    INK_TRY(change, store.begin());
    std::string kind = "undo";
    int64_t base = edit.id;
    {
        INK_TRY(row, store.prepare("SELECT kind, undoes FROM edit WHERE id = ?1"));
        INK_CHECK(row.bind(edit.id));
        INK_TRY(found, row.step());
        if (!found) return edit; // it changed nothing
        if (row.text(0) == "undo") kind = "redo";
        base = row.optionalInteger(1).value_or(edit.id);
    }
    Record wanted = edit.before;
    wanted.version = edit.after.version;
    INK_TRY(applied, applyEdit(store, wanted, kind, base));
    INK_CHECK(store.run("UPDATE edit SET undone = ?2 WHERE id = ?1", base, kind == "undo"));
    INK_CHECK(change.commit());
    return LabelEdit{applied.id, std::move(applied.before), std::move(applied.after)};
}

Result<std::optional<LabelEdit>> LabelQueue::undoLast(DatasetId dataset) {
    Store& store = m_repository.store();
    LabelEdit last;
    {
        INK_TRY(row, store.prepare("SELECT id, record, before FROM edit WHERE dataset = ?1 AND undone = 0 "
                                   "AND kind IN " INKSTONE_LABEL_KINDS " ORDER BY id DESC LIMIT 1"));
        INK_CHECK(row.bind(dataset));
        INK_TRY(found, row.step());
        if (!found) return std::optional<LabelEdit>();
        last.id = row.integer(0);
        INK_TRY(current, m_repository.record(row.integer(1)));
        INK_TRY(before, recordBefore(current, row.text(2)));
        last.before = std::move(before);
        last.after = std::move(current);
    }
    INK_TRY(later,
            store.integer("SELECT EXISTS(SELECT 1 FROM edit WHERE record = ?1 AND id > ?2 AND kind = 'edit')",
                          last.after.id, last.id));
    if (later)
        return fail(ErrorCode::Busy, "the label was not taken back",
                    "record " + std::to_string(last.after.id), "its text was edited after the label",
                    "open the record and change the label there");
    INK_TRY(undone, undo(last));
    return std::optional<LabelEdit>(std::move(undone));
}

Result<LabelProgress> LabelQueue::progress(DatasetId dataset) const {
    Store& store = m_repository.store();
    INK_TRY(info, m_repository.info(dataset));
    LabelProgress progress{
        .records = info.records, .labeled = info.labeled, .skipped = info.skipped, .flagged = info.flagged};
    progress.remaining = info.records - info.labeled - info.skipped;
    INK_TRY(failures,
            store.integer(
                "SELECT count(*) FROM record INDEXED BY record_origin WHERE origin > 1 AND dataset = ?1 "
                "AND trashed IS NULL AND state = 0",
                dataset));
    progress.failures = failures;
    INK_TRY(row,
            store.prepare(
                "SELECT time FROM edit WHERE dataset = ?1 AND undone = 0 AND kind IN " INKSTONE_LABEL_KINDS
                " ORDER BY id DESC LIMIT 20"));
    INK_CHECK(row.bind(dataset));
    int64_t newer = 0, spent = 0, steps = 0;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) break;
        const int64_t time = row.integer(0);
        if (newer && (newer - time > pauseMs || newer < time)) break;
        if (newer) {
            spent += newer - time;
            ++steps;
        }
        newer = time;
    }
    if (steps > 0 && spent > 0) {
        progress.perMinute = double(steps) * 60000 / double(spent);
        progress.secondsLeft = double(progress.remaining) / progress.perMinute * 60;
    }
    return progress;
}

} // namespace inkstone
