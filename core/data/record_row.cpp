#include "core/data/record_row.h"

#include "core/base/clock.h"
#include "core/data/label_json.h"
#include "core/store/full_text.h"

namespace inkstone {

namespace {

Labels readLabels(const Statement& row) {
    Labels labels;
    labels.state = LabelState(row.integer(6));
    labels.flagged = row.integer(7) != 0;
    labels.rating = int(row.integer(8));
    labels.choices = stringListFromJson(row.text(12));
    labels.note = row.text(13);
    return labels;
}

std::optional<std::string> choicesColumn(const Labels& labels) {
    if (labels.choices.empty()) return {};
    return stringListJson(labels.choices);
}

std::optional<std::string> noteColumn(const Labels& labels) {
    if (labels.note.empty()) return {};
    return labels.note;
}

int64_t searchableSize(const Record& record) {
    size_t size = record.text.size();
    for (const auto* turns : {&record.turns, &record.chosen, &record.rejected})
        for (const Turn& turn : *turns) size += turn.content.size();
    return int64_t(size);
}

Result<int64_t> indexedMark(Store& store) {
    return store.integer("SELECT value FROM mark WHERE name = 'indexed'");
}

/// Only what changed: {"body": {...}, "labels": {...}, "split": 0}.
std::string beforeJson(const Record& before, const std::string& bodyBefore, const std::string& bodyAfter,
                       const Record& after) {
    std::string out = "{\"labels\":" + labelsJson(before.labels);
    if (bodyBefore != bodyAfter) out += ",\"body\":" + bodyBefore;
    if (before.split != after.split) out += before.split == Split::Train ? ",\"split\":0" : ",\"split\":1";
    return out + "}";
}

} // namespace

Result<Record> readRecordRow(const Statement& row) {
    auto parsed = parseRecordBody(row.text(14));
    if (!parsed) {
        parsed.error().where = "record " + std::to_string(row.integer(0));
        return fail(std::move(parsed).error());
    }
    Record record = std::move(*parsed);
    record.id = row.integer(0);
    record.dataset = row.integer(1);
    record.position = row.integer(2);
    record.version = row.integer(3);
    record.kind = RecordKind(row.integer(4));
    record.split = Split(row.integer(5));
    record.labels = readLabels(row);
    record.origin = {Origin::Kind(row.integer(9)), row.integer(10), row.integer(11)};
    return record;
}

Result<Record> loadRecord(Store& store, RecordId id) {
    INK_TRY(row, store.prepare("SELECT " INKSTONE_RECORD_COLUMNS " FROM record WHERE id = ?1"));
    INK_CHECK(row.bind(id));
    INK_TRY(found, row.step());
    if (!found) return fail(ErrorCode::NotFound, "the record is gone", "record " + std::to_string(id));
    return readRecordRow(row);
}

void CountDelta::add(const Record& record, int64_t sign) {
    records += sign;
    validation += sign * (record.split == Split::Validation);
    labeled += sign * (record.labels.state == LabelState::Labeled);
    skipped += sign * (record.labels.state == LabelState::Skipped);
    flagged += sign * record.labels.flagged;
}

Status touchDataset(Store& store, DatasetId id, const CountDelta& delta) {
    INK_CHECK(store.run(
        "UPDATE dataset SET changed = ?2, version = version + pinned, pinned = 0, records = records + ?3, "
        "validation = validation + ?4, labeled = labeled + ?5, skipped = skipped + ?6, "
        "flagged = flagged + ?7 WHERE id = ?1",
        id, unixMilliseconds(), delta.records, delta.validation, delta.labeled, delta.skipped,
        delta.flagged));
    return {};
}

Status recountDataset(Store& store, DatasetId id) {
    INK_CHECK(store.run(
        "UPDATE dataset SET (records, validation, labeled, skipped, flagged) = (SELECT count(*), "
        "ifnull(sum(split), 0), ifnull(sum(state = 1), 0), ifnull(sum(state = 2), 0), "
        "ifnull(sum(flagged), 0) FROM record INDEXED BY record_order WHERE dataset = ?1 AND trashed IS "
        "NULL) WHERE id = ?1",
        id));
    return touchDataset(store, id, {});
}

Result<RecordInserter> RecordInserter::create(Store& store) {
    INK_TRY(
        statement,
        store.prepare("INSERT INTO record(dataset, position, kind, split, state, flagged, rating, origin, "
                      "origin_id, origin_line, size, checksum, choices, note, body) "
                      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"));
    return RecordInserter(store, std::move(statement));
}

Status RecordInserter::insert(Record& record, const std::string& body) {
    normalizeLabels(record.labels);
    const Labels& labels = record.labels;
    m_statement.reset();
    INK_CHECK(m_statement.bind(
        record.dataset, record.position, record.kind, record.split, labels.state, labels.flagged,
        labels.rating, record.origin.kind, record.origin.id, record.origin.line, searchableSize(record),
        int64_t(recordChecksum(body, labels)), choicesColumn(labels), noteColumn(labels), body));
    INK_CHECK(m_statement.step());
    record.id = m_store->lastInsertId();
    record.version = 1;
    return {};
}

void normalizeLabels(Labels& labels) {
    if (labels.state == LabelState::Skipped) {
        labels.choices.clear();
        labels.rating = 0;
    } else if (!labels.choices.empty() || labels.rating > 0) {
        labels.state = LabelState::Labeled;
    }
}

Result<AppliedEdit> applyEdit(Store& store, const Record& wanted, std::string_view kind,
                              std::optional<int64_t> undoes) {
    INK_TRY(change, store.begin());
    AppliedEdit edit;
    INK_TRY(before, loadRecord(store, wanted.id));
    if (before.version != wanted.version)
        return fail(ErrorCode::Busy, "the record was not saved", "record " + std::to_string(wanted.id),
                    "it was changed elsewhere meanwhile", "look at it again and repeat your change");
    edit.after = wanted;
    normalizeLabels(edit.after.labels);
    edit.after.dataset = before.dataset;
    edit.after.position = before.position;
    edit.after.origin = before.origin;
    edit.before = std::move(before);
    if (sameContent(edit.before, edit.after)) return edit;

    const std::string bodyBefore = recordBody(edit.before), bodyAfter = recordBody(edit.after);
    INK_CHECK(store.run("INSERT INTO edit(record, dataset, time, kind, undoes, before) "
                        "VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                        wanted.id, edit.before.dataset, unixMilliseconds(), kind, undoes,
                        beforeJson(edit.before, bodyBefore, bodyAfter, edit.after)));
    edit.id = store.lastInsertId();
    ++edit.after.version;
    const Labels& labels = edit.after.labels;
    INK_CHECK(store.run(
        "UPDATE record SET version = ?2, kind = ?3, split = ?4, state = ?5, flagged = ?6, rating = ?7, "
        "size = ?8, checksum = ?9, choices = ?10, note = ?11, body = ?12, last_edit = ?13 WHERE id = ?1",
        wanted.id, edit.after.version, edit.after.kind, edit.after.split, labels.state, labels.flagged,
        labels.rating, searchableSize(edit.after), int64_t(recordChecksum(bodyAfter, labels)),
        choicesColumn(labels), noteColumn(labels), bodyAfter, edit.id));
    CountDelta delta;
    delta.add(edit.before, -1);
    delta.add(edit.after, 1);
    INK_CHECK(touchDataset(store, edit.before.dataset, delta));
    if (bodyBefore != bodyAfter) INK_CHECK(store.run("DELETE FROM token_count WHERE record = ?1", wanted.id));
    INK_CHECK(reindex(store, edit.before, edit.after));
    INK_CHECK(change.commit());
    return edit;
}

Result<Record> recordBefore(const Record& after, std::string_view json) {
    JsonValue value;
    if (auto problem = parseJsonValue(json, value))
        return fail(ErrorCode::Corrupt, "an earlier state cannot be read",
                    "record " + std::to_string(after.id), *problem);
    Record before = after;
    if (const JsonValue* body = value.find("body")) {
        INK_TRY(parsed, parseRecordBody(body->raw));
        before.kind = parsed.kind;
        before.turns = std::move(parsed.turns);
        before.text = std::move(parsed.text);
        before.chosen = std::move(parsed.chosen);
        before.rejected = std::move(parsed.rejected);
        before.tools = std::move(parsed.tools);
        before.extra = std::move(parsed.extra);
        before.draft = std::move(parsed.draft);
    }
    if (const JsonValue* labels = value.find("labels"))
        before.labels = labelsFromJson(*labels).value_or(Labels{});
    if (const JsonValue* split = value.find("split"))
        before.split = split->raw == "1" ? Split::Validation : Split::Train;
    return before;
}

Status indexNew(Store& store, const Record& record) {
    INK_TRY(mark, indexedMark(store));
    INK_TRY(waiting,
            store.integer("SELECT EXISTS(SELECT 1 FROM record WHERE id > ?1 AND id < ?2)", mark, record.id));
    if (waiting) return {}; // indexAll() comes by
    INK_CHECK(store.run("INSERT INTO record_words(rowid, words) VALUES(?1, ?2)", record.id,
                        indexText(searchableText(record))));
    INK_CHECK(store.run("UPDATE mark SET value = ?1 WHERE name = 'indexed'", record.id));
    return {};
}

Status unindex(Store& store, const Record& record) {
    INK_TRY(mark, indexedMark(store));
    if (record.id > mark) return {};
    INK_CHECK(store.run("INSERT INTO record_words(record_words, rowid, words) VALUES('delete', ?1, ?2)",
                        record.id, indexText(searchableText(record))));
    return {};
}

Status reindex(Store& store, const Record& before, const Record& after) {
    const std::string now = searchableText(after);
    if (searchableText(before) == now) return {};
    INK_TRY(mark, indexedMark(store));
    if (before.id > mark) return {};
    INK_CHECK(unindex(store, before));
    INK_CHECK(store.run("INSERT INTO record_words(rowid, words) VALUES(?1, ?2)", before.id, indexText(now)));
    return {};
}

} // namespace inkstone
