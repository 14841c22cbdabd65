#pragma once
// Adapters of the project's runs and of added folders. Their configuration is read from adapter_config.json.

#include "ui/documents/workbench.h"

#include <QAbstractTableModel>
#include <QStringList>
#include <vector>

namespace inkstone {

struct AdapterFacts {
    AdapterChoice choice;
    qint64 rank = 0;
    double alpha = 0, dropout = 0;
    QStringList targets;
    QString base;
    quint64 bytes = 0;
    QString problem; ///< why the configuration cannot be read
};

class AdapterModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Rank, Base, Size, ColumnCount };

    explicit AdapterModel(Workbench& workbench, QObject* parent = nullptr);
    const AdapterFacts& adapter(int row) const { return m_rows[size_t(row)]; }
    int rowOfRun(RunId run) const;
    int rowOfFolder(const std::filesystem::path& folder) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void reload();

    Workbench& m_workbench;
    std::vector<AdapterFacts> m_rows;
};

} // namespace inkstone
