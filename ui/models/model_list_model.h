#pragma once
// The models of this machine as a table. Headers are read by jobs, one model after the other, so that the
// window never waits for a disk.

#include "core/model/model.h"
#include "ui/documents/workbench.h"

#include <QAbstractTableModel>
#include <vector>

namespace inkstone {

class ModelListModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Architecture, Parameters, Type, Context, Size, Fits, ColumnCount };

    explicit ModelListModel(Workbench& workbench, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

    const ModelOnDisk& onDisk(int row) const { return m_rows[size_t(row)].disk; }
    /// Null while it is being read, or when it cannot be.
    const std::shared_ptr<const Model>& model(int row) const { return m_rows[size_t(row)].model; }
    /// Why it cannot be opened; empty otherwise.
    const Error& problem(int row) const { return m_rows[size_t(row)].problem; }
    int rowOf(const std::filesystem::path& path) const;

signals:
    void opened(int row); ///< its facts are known now, or its problem

private:
    struct Row {
        ModelOnDisk disk;
        std::shared_ptr<const Model> model;
        Error problem;
        bool read = false;
    };
    void reload();
    void read(const std::filesystem::path& path);
    QVariant display(const Row& row, int column) const;
    double sortKey(const Row& row, int column) const;
    void arrange();

    Workbench& m_workbench;
    std::vector<Row> m_rows;
    int m_sortColumn = Name;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace inkstone
