#include "ui/models/run_model.h"

#include "ui/documents/run_histories.h"
#include "ui/models/cell_roles.h"
#include "ui/models/smoothing.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"

#include <QDateTime>
#include <algorithm>

namespace inkstone {

namespace {
constexpr qsizetype mostPoints = 400; ///< a sparkline is not wider

/// Every n-th of them and the last.
QVector<double> thinned(const QVector<double>& values) {
    const qsizetype step = values.size() / mostPoints + 1;
    if (step == 1) return values;
    QVector<double> kept;
    for (qsizetype i = 0; i < values.size(); i += step) kept << values[i];
    kept << values.last();
    return kept;
}

QDateTime startedAt(const RunInfo& run) { return QDateTime::fromMSecsSinceEpoch(run.createdMs); }

QString lossText(const std::optional<double>& loss) {
    return loss ? QString::number(*loss, 'f', 2) : QStringLiteral("–");
}
} // namespace

int runColor(const RunInfo& run) { return int((run.id + 7) % 8); }

QString methodName(const std::string& method) {
    if (method == loraMethod) return QStringLiteral("LoRA");
    return method == fullMethod ? RunModel::tr("Full fine-tuning") : QString::fromStdString(method);
}

RunModel::RunModel(Workbench& workbench, QObject* parent)
    : QAbstractTableModel(parent), m_workbench(workbench) {
    connect(&workbench, &Workbench::runsChanged, this, &RunModel::reload);
    connect(&workbench, &Workbench::evaluationsChanged, this, &RunModel::reload);
    connect(&workbench, &Workbench::projectChanged, this, [this] {
        m_checked.clear();
        m_curves.clear();
        reload();
    });
    reload();
}

int RunModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }
int RunModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

void RunModel::reload() {
    beginResetModel();
    m_rows.clear();
    if (m_workbench.hasProject()) {
        const Project& project = m_workbench.project();
        const auto runs = project.runs().list();
        for (const RunInfo& run : runs ? *runs : std::vector<RunInfo>()) {
            Row row{.info = run, .dataName = {}, .losses = {}};
            if (!run.data.empty())
                if (const auto info = project.datasets().info(run.data.front().dataset))
                    row.dataName = QString::fromStdString(info->name);
            row.losses = m_curves[run.id].losses;
            m_rows.push_back(std::move(row));
        }
        readScores();
        arrange();
    }
    endResetModel();
    readCurves();
}

/// The curves that are missing or have grown, by a job: the table is there at once.
void RunModel::readCurves() {
    std::vector<RunInfo> wanted;
    for (const Row& row : m_rows) {
        const int64_t steps = m_curves.value(row.info.id).steps;
        const bool live =
            row.info.status == RunStatus::Running && steps >= 0; // showProgress() goes on with it
        if (steps != row.info.steps && !live) wanted.push_back(row.info);
    }
    if (m_curveJob) m_workbench.queue().cancel(m_curveJob);
    m_curveJob = 0;
    if (wanted.empty()) return;
    m_curveJob = readHistories(m_workbench, wanted, this, [this, wanted](const RunHistories& histories) {
        m_curveJob = 0;
        for (const RunInfo& run : wanted) {
            QVector<double> losses;
            for (const TrainMetrics& metrics : histories.at(run.id).train) losses << metrics.loss;
            m_curves[run.id] = {run.steps, thinned(smooth(losses, 0.6))};
            const int row = rowOf(run.id);
            if (row < 0) continue;
            m_rows[size_t(row)].losses = m_curves[run.id].losses;
            Q_EMIT dataChanged(index(row, Loss), index(row, Loss));
        }
    });
}

void RunModel::readScores() {
    const auto evaluations = m_workbench.project().evaluations().matrix();
    if (!evaluations) return;
    for (const EvaluationInfo& evaluation : *evaluations)
        for (Row& row : m_rows)
            if (evaluation.run == row.info.id)
                for (const auto& [scorer, score] : evaluation.scores)
                    if (scorer != scorerName(Scorer::Perplexity))
                        row.score = std::max(row.score, score.value);
}

QVariant RunModel::display(const Row& row, int column) const {
    const RunInfo& run = row.info;
    switch (column) {
    case Name:
        return QString::fromStdString(run.name);
    case Data:
        return row.dataName;
    case Method:
        return methodName(run.method);
    case Train:
        return lossText(run.lossLast);
    case HeldOut:
        return lossText(run.evalLoss);
    case Score:
        return row.score < 0 ? QStringLiteral("–") : QString::number(row.score, 'f', 2);
    case Duration:
        return formatDuration(run.seconds);
    case Started:
        return formatRelative(startedAt(run));
    default:
        return {};
    }
}

QVariant RunModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= int(m_rows.size())) return {};
    const Row& row = m_rows[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::TextAlignmentRole:
        return int((column >= Train ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::CheckStateRole:
        if (column != Name) return {};
        return int(m_checked.contains(row.info.id) ? Qt::Checked : Qt::Unchecked);
    case Qt::ToolTipRole:
        if (column == Started) return formatAbsolute(startedAt(row.info));
        return column == Name && row.info.failure ? wordsOf(*row.info.failure).whole : QVariant();
    case cell::Series:
        return column == Name || column == Loss ? QVariant(runColor(row.info)) : QVariant();
    case cell::Spark:
        return column == Loss ? QVariant::fromValue(row.losses) : QVariant();
    case cell::Medium:
        return column == Name;
    case cell::Strong:
        return column == Score && row.score >= 0;
    case cell::Note:
        if (column != Name) return {};
        switch (row.info.status) {
        case RunStatus::Running:
            return tr("running");
        case RunStatus::Paused:
            return tr("paused");
        case RunStatus::Stopped:
            return tr("stopped");
        case RunStatus::Failed:
            return tr("failed");
        default:
            return {};
        }
    default:
        return {};
    }
}

bool RunModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || !index.isValid() || index.column() != Name) return false;
    setChecked(run(index.row()).id, value.toInt() == Qt::Checked);
    return true;
}

void RunModel::setChecked(RunId id, bool on) {
    if (on == m_checked.contains(id)) return;
    if (on)
        m_checked.insert(id);
    else
        m_checked.remove(id);
    if (const int row = rowOf(id); row >= 0)
        Q_EMIT dataChanged(index(row, Name), index(row, Name), {Qt::CheckStateRole});
    Q_EMIT checkedChanged(id, on);
}

void RunModel::showProgress(RunId id, double loss, double seconds) {
    const int at = rowOf(id);
    if (at < 0) return;
    Row& row = m_rows[size_t(at)];
    row.info.lossLast = loss;
    row.info.seconds = seconds;
    row.losses << (row.losses.isEmpty() ? loss : 0.6 * row.losses.last() + 0.4 * loss);
    if (row.losses.size() > 2 * mostPoints) row.losses = thinned(row.losses);
    m_curves[id].losses = row.losses;
    Q_EMIT dataChanged(index(at, Loss), index(at, Duration));
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Train ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        if (section == HeldOut) return tr("Mean loss on rows the run did not learn from");
        if (section == Score) return tr("Best score of its evaluations, 0 to 1");
        return {};
    }
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Run"),      tr("Data set"), tr("Method"),   tr("Loss"),   tr("Train"),
                             tr("Held-out"), tr("Score"),    tr("Duration"), tr("Started")};
    return names[section];
}

Qt::ItemFlags RunModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == Name) flags |= Qt::ItemIsUserCheckable;
    return flags;
}

double RunModel::sortKey(const Row& row, int column) const {
    switch (column) {
    case Train:
        return row.info.lossLast.value_or(1e9);
    case HeldOut:
        return row.info.evalLoss.value_or(1e9);
    case Score:
        return row.score;
    case Duration:
        return row.info.seconds;
    default:
        return double(row.info.createdMs);
    }
}

void RunModel::arrange() {
    std::stable_sort(m_rows.begin(), m_rows.end(), [this](const Row& a, const Row& b) {
        const bool byText = m_sortColumn == Name || m_sortColumn == Data || m_sortColumn == Method;
        const Row& first = m_sortOrder == Qt::AscendingOrder ? a : b;
        const Row& second = m_sortOrder == Qt::AscendingOrder ? b : a;
        if (byText) return display(first, m_sortColumn).toString() < display(second, m_sortColumn).toString();
        return sortKey(first, m_sortColumn) < sortKey(second, m_sortColumn);
    });
}

void RunModel::sort(int column, Qt::SortOrder order) {
    if (column == Loss) return;
    Q_EMIT layoutAboutToBeChanged();
    std::vector<RunId> before;
    for (const Row& row : m_rows) before.push_back(row.info.id);
    m_sortColumn = column;
    m_sortOrder = order;
    arrange();
    for (const QModelIndex& old : persistentIndexList())
        changePersistentIndex(old, index(rowOf(before[size_t(old.row())]), old.column()));
    Q_EMIT layoutChanged();
}

int RunModel::rowOf(RunId id) const {
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.info.id == id; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

} // namespace inkstone
