#include "ui/commands/record_commands.h"

#include <QCoreApplication>

namespace inkstone {

namespace {
struct RecordCommands {
    Q_DECLARE_TR_FUNCTIONS(RecordCommands)
};

/// `wanted` over `expected`, which must be what is stored: nobody's edit is overwritten unseen.
Status replace(DatasetRepository& repository, const Record& expected, Record wanted) {
    INK_TRY(stored, repository.record(expected.id));
    if (!sameContent(stored, expected))
        return fail(ErrorCode::Busy, "this step cannot be taken back", {},
                    "the record was edited elsewhere meanwhile", "look at it as it is now");
    wanted.version = stored.version;
    INK_TRY(saved, repository.save(wanted));
    return {};
}
} // namespace

RecordCommand::RecordCommand(RecordWorld& world, DatasetId dataset, const QString& text)
    : QUndoCommand(text), m_world(world), m_dataset(dataset) {}

void RecordCommand::run(const std::function<Status(DatasetRepository&)>& step) {
    DatasetRepository repository = m_world.repository();
    const Status done = step(repository);
    if (!done) setObsolete(true);
    m_world.changed(m_dataset);
    if (!done) m_world.failed(done.error());
}

EditRecord::EditRecord(RecordWorld& world, Record before, Record after)
    : RecordCommand(world, before.dataset, RecordCommands::tr("Edit")), m_before(std::move(before)),
      m_after(std::move(after)) {}

Status EditRecord::apply(DatasetRepository& repository) {
    if (!m_first) return replace(repository, m_before, m_after);
    m_first = false;
    INK_TRY(saved, repository.save(m_after)); // with the version the person saw
    m_after = std::move(saved);
    return {};
}

Status EditRecord::revert(DatasetRepository& repository) { return replace(repository, m_after, m_before); }

TrashRecords::TrashRecords(RecordWorld& world, DatasetId dataset, std::vector<RecordId> ids)
    : RecordCommand(world, dataset, RecordCommands::tr("Delete")), m_ids(std::move(ids)) {}

MoveRecords::MoveRecords(RecordWorld& world, DatasetId dataset, std::vector<RecordId> ids, Split to)
    : RecordCommand(world, dataset, RecordCommands::tr("Move to another split")), m_ids(std::move(ids)),
      m_to(to) {}

Status MoveRecords::revert(DatasetRepository& repository) {
    return repository.setSplit(m_ids, m_to == Split::Train ? Split::Validation : Split::Train);
}

SetAside::SetAside(RecordWorld& world, DatasetId dataset, double ratio)
    : RecordCommand(world, dataset, RecordCommands::tr("Set aside")), m_dataset(dataset), m_ratio(ratio) {}

Status SetAside::apply(DatasetRepository& repository) {
    INK_TRY(before, repository.splitRandomly(m_dataset, m_ratio, drawSeed));
    m_before = std::move(before);
    return {};
}

Status SetAside::revert(DatasetRepository& repository) {
    return repository.setValidation(m_dataset, m_before);
}

} // namespace inkstone
