#pragma once
// Edits of records that can be undone. Each writes through the repository and is on disk when redo() or
// undo() returns. A step that cannot be done (the record was edited elsewhere, the disk is full) says so and
// leaves the history by itself.

#include "core/data/dataset_repository.h"

#include <QUndoCommand>
#include <functional>

namespace inkstone {

/// What commands need of the world; lives longer than they do.
struct RecordWorld {
    std::function<DatasetRepository()> repository;
    std::function<void(DatasetId)> changed;
    std::function<void(const Error&)> failed;
};

class RecordCommand : public QUndoCommand {
public:
    RecordCommand(RecordWorld& world, DatasetId dataset, const QString& text);
    void redo() final {
        run([this](DatasetRepository& r) { return apply(r); });
    }
    void undo() final {
        run([this](DatasetRepository& r) { return revert(r); });
    }

protected:
    virtual Status apply(DatasetRepository& repository) = 0;
    virtual Status revert(DatasetRepository& repository) = 0;

private:
    void run(const std::function<Status(DatasetRepository&)>& step);
    RecordWorld& m_world;
    DatasetId m_dataset;
};

/// One record in other words.
class EditRecord final : public RecordCommand {
public:
    EditRecord(RecordWorld& world, Record before, Record after);

protected:
    Status apply(DatasetRepository& repository) override;
    Status revert(DatasetRepository& repository) override;

private:
    Record m_before, m_after;
    bool m_first = true;
};

class TrashRecords final : public RecordCommand {
public:
    TrashRecords(RecordWorld& world, DatasetId dataset, std::vector<RecordId> ids);

protected:
    Status apply(DatasetRepository& repository) override { return repository.trashRecords(m_ids); }
    Status revert(DatasetRepository& repository) override { return repository.restoreRecords(m_ids); }

private:
    std::vector<RecordId> m_ids;
};

/// Moves records to the other split. `ids` are those that are not there yet.
class MoveRecords final : public RecordCommand {
public:
    MoveRecords(RecordWorld& world, DatasetId dataset, std::vector<RecordId> ids, Split to);

protected:
    Status apply(DatasetRepository& repository) override { return repository.setSplit(m_ids, m_to); }
    Status revert(DatasetRepository& repository) override;

private:
    std::vector<RecordId> m_ids;
    Split m_to;
};

/// Draws a part of the data set as held-out rows.
class SetAside final : public RecordCommand {
public:
    static constexpr uint64_t drawSeed = 42;
    SetAside(RecordWorld& world, DatasetId dataset, double ratio);

protected:
    Status apply(DatasetRepository& repository) override;
    Status revert(DatasetRepository& repository) override;

private:
    DatasetId m_dataset;
    double m_ratio;
    std::vector<RecordId> m_before;
};

} // namespace inkstone
