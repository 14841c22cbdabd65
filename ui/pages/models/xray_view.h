#pragma once
// What an adapter changes: how strongly in every layer and matrix, and in how many directions.

#include "core/model/adapter_xray.h"
#include "ui/documents/workbench.h"

#include <QAbstractTableModel>
#include <QWidget>

class QLabel;

namespace inkstone {

class LayerMap;
class TableView;

class XrayModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Module, Norm, Largest, Directions, Values, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setMatrices(std::vector<AdapterMatrix> matrices);
    const std::vector<AdapterMatrix>& matrices() const { return m_matrices; }
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<AdapterMatrix> m_matrices;
};

class XrayView final : public QWidget {
    Q_OBJECT
public:
    explicit XrayView(Workbench& workbench, QWidget* parent = nullptr);
    /// Looks into the adapter by a job; an empty folder: none.
    void setAdapter(const std::filesystem::path& folder);

private:
    void show(std::vector<AdapterMatrix> matrices);
    QString summary(const std::vector<AdapterMatrix>& matrices) const;

    Workbench& m_workbench;
    std::filesystem::path m_folder;
    JobId m_job = 0;
    XrayModel* m_model;
    QLabel* m_words;
    LayerMap* m_map;
    TableView* m_table;
};

} // namespace inkstone
