#pragma once
// The runs as Home shows them: no check boxes, and the score beside that of the base model.

#include "ui/models/run_model.h"

#include <QIdentityProxyModel>

namespace inkstone {

class RecentRuns final : public QIdentityProxyModel {
    Q_OBJECT
public:
    explicit RecentRuns(Workbench& workbench, QObject* parent = nullptr);

    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    const RunInfo& run(int row) const { return m_runs->run(row); }

private:
    void readScores();

    Workbench& m_workbench;
    RunModel* m_runs;
    QHash<RunId, double> m_before; ///< the base model's score on the suite of the run's best
};

} // namespace inkstone
