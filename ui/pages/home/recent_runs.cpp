#include "ui/pages/home/recent_runs.h"

#include "ui/models/cell_roles.h"

#include <QDateTime>

namespace inkstone {

RecentRuns::RecentRuns(Workbench& workbench, QObject* parent)
    : QIdentityProxyModel(parent), m_workbench(workbench), m_runs(new RunModel(workbench, this)) {
    readScores();
    setSourceModel(m_runs);
    connect(m_runs, &QAbstractItemModel::modelAboutToBeReset, this, &RecentRuns::readScores);
}

void RecentRuns::readScores() {
    m_before.clear();
    if (!m_workbench.hasProject()) return;
    const auto evaluations = m_workbench.project().evaluations().matrix();
    if (!evaluations) return;
    QHash<RunId, double> best;
    for (const EvaluationInfo& mine : *evaluations) {
        if (!mine.run) continue;
        for (const auto& [scorer, score] : mine.scores) {
            if (scorer == scorerName(Scorer::Perplexity) || score.value < best.value(*mine.run, -1)) continue;
            best[*mine.run] = score.value;
            m_before.remove(*mine.run);
            for (const EvaluationInfo& base : *evaluations)
                if (base.suiteHash == mine.suiteHash && mine.startedFrom(base))
                    if (const auto found = base.scores.find(scorer); found != base.scores.end())
                        m_before[*mine.run] = found->second.value;
        }
    }
}

QVariant RecentRuns::data(const QModelIndex& index, int role) const {
    if (role == Qt::CheckStateRole) return {};
    const int column = index.column();
    if (role == Qt::DisplayRole && column == RunModel::Score) {
        const QString after = QIdentityProxyModel::data(index, role).toString();
        const auto before = m_before.find(m_runs->run(index.row()).id);
        return before == m_before.end() ? after
                                        : QStringLiteral("%1 → %2").arg(*before, 0, 'f', 2).arg(after);
    }
    if (role == cell::Note && column == RunModel::Name) {
        const QString state = QIdentityProxyModel::data(index, role).toString();
        return state.isEmpty() ? index.siblingAtColumn(RunModel::Method).data().toString() : state;
    }
    return QIdentityProxyModel::data(index, role);
}

Qt::ItemFlags RecentRuns::flags(const QModelIndex& index) const {
    return QIdentityProxyModel::flags(index) & ~Qt::ItemIsUserCheckable;
}

} // namespace inkstone
