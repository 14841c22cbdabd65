#pragma once
// The runs of the project as a table, newest first. The check box chooses which runs the plot shows.

#include "ui/documents/workbench.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <QVector>

namespace inkstone {

/// A run keeps its colour in every plot and table.
int runColor(const RunInfo& run);
/// A value of TrainConfig::method in words.
QString methodName(const std::string& method);

class RunModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Data, Method, Loss, Train, HeldOut, Score, Duration, Started, ColumnCount };

    explicit RunModel(Workbench& workbench, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    void sort(int column, Qt::SortOrder order) override;

    const RunInfo& run(int row) const { return m_rows[size_t(row)].info; }
    int rowOf(RunId id) const;
    bool isChecked(RunId id) const { return m_checked.contains(id); }
    void setChecked(RunId id, bool on);
    /// Takes a running run's newest numbers without reading anything.
    void showProgress(RunId id, double loss, double seconds);

signals:
    void checkedChanged(inkstone::RunId id, bool on);

private:
    struct Row {
        RunInfo info;
        QString dataName;
        QVector<double> losses;
        double score = -1; ///< best 0..1 of its evaluations, -1: none
    };
    void reload();
    void readScores();
    void readCurves();
    QVariant display(const Row& row, int column) const;
    double sortKey(const Row& row, int column) const;
    void arrange();

    Workbench& m_workbench;
    std::vector<Row> m_rows;
    QSet<RunId> m_checked;
    struct Curve {
        int64_t steps = -1;     ///< of the run when it was read; -1: not yet
        QVector<double> losses; ///< smoothed
    };
    QHash<RunId, Curve> m_curves;
    JobId m_curveJob = 0;
    int m_sortColumn = Started;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

} // namespace inkstone
