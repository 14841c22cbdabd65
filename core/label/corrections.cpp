#include "core/label/corrections.h"

#include "core/data/json_value.h"
#include "core/data/label_json.h"
#include "core/data/record_row.h"

#include <algorithm>

namespace inkstone {

namespace {

std::vector<Turn> turnsOf(const std::vector<Message>& messages) {
    std::vector<Turn> turns;
    turns.reserve(messages.size());
    for (const Message& message : messages)
        turns.push_back(
            {message.role, message.content,
             message.extra.is_object() && !message.extra.empty() ? message.extra.dump() : std::string()});
    return turns;
}

Result<RecordId> recordOf(Store& store, DatasetId dataset, const Origin& origin) {
    return store.integer(
        "SELECT ifnull(max(id), 0) FROM record WHERE origin > 1 AND origin = ?1 AND origin_id = ?2 AND "
        "dataset = ?3 AND trashed IS NULL",
        origin.kind, origin.id, dataset);
}

Record newRecord(const Correction& correction) {
    Record record;
    record.turns = turnsOf(correction.messages);
    if (!correction.corrected.empty()) record.turns.push_back({"assistant", correction.corrected, {}});
    record.draft = correction.answer;
    if (!correction.expected.empty())
        record.extra.emplace_back("expected", stringListJson(correction.expected));
    record.origin = correction.origin;
    return record;
}

} // namespace

Result<Record> sendToLabel(DatasetRepository& repository, const Correction& correction) {
    const bool asked = std::any_of(correction.messages.begin(), correction.messages.end(),
                                   [](const Message& message) { return message.role == "user"; });
    if (!asked)
        return fail(ErrorCode::InvalidArgument, "nothing was sent to Label", {},
                    "the conversation has no question");
    Store& store = repository.store();
    INK_TRY(change, store.begin());
    INK_TRY(dataset, repository.findOrCreate(correctionsName));
    INK_TRY(known, recordOf(store, dataset, correction.origin));
    if (!known) {
        INK_TRY(record, repository.append(dataset, newRecord(correction)));
        INK_CHECK(change.commit());
        return record;
    }
    INK_TRY(record, repository.record(known));
    const Record wanted = newRecord(correction);
    if (!correction.corrected.empty() && record.turns != wanted.turns) { // corrected once more
        record.turns = wanted.turns;
        INK_TRY(saved, repository.save(record));
        record = std::move(saved);
    }
    INK_CHECK(change.commit());
    return record;
}

Result<int64_t> waitingCorrections(DatasetRepository& repository) {
    return repository.store().integer(
        "SELECT count(*) FROM record INDEXED BY record_order JOIN dataset ON dataset.id = "
        "record.dataset WHERE dataset.name = ?1 AND dataset.trashed IS NULL AND "
        "dataset.staging = 0 AND record.trashed IS NULL AND state = 0",
        correctionsName);
}

} // namespace inkstone
