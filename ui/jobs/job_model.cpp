#include "ui/jobs/job_model.h"

#include "ui/shell/core_text.h"
#include "ui/shell/format.h"

#include <QDateTime>
#include <QTime>
#include <algorithm>

namespace inkstone {

namespace {
QDateTime toDateTime(std::chrono::system_clock::time_point time) {
    return QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

double secondsOf(const JobInfo& info) {
    if (info.state == JobState::Queued || info.started.time_since_epoch().count() == 0) return 0;
    const auto end = info.state == JobState::Finished ? info.finished : std::chrono::system_clock::now();
    return std::chrono::duration<double>(end - info.started).count();
}
} // namespace

double fractionOf(const Progress& progress) {
    return progress.total > 0 ? std::clamp(progress.done / progress.total, 0.0, 1.0) : -1;
}

QString progressText(const JobInfo& info) {
    switch (info.state) {
    case JobState::Queued:
        return JobModel::tr("queued");
    case JobState::Stopping:
        return JobModel::tr("stopping");
    case JobState::Finished:
        if (info.result.outcome == Outcome::Failed) return JobModel::tr("failed");
        return info.result.outcome == Outcome::Cancelled ? JobModel::tr("stopped") : JobModel::tr("done");
    case JobState::Running:
        break;
    }
    const Progress& p = info.progress;
    const double fraction = fractionOf(p);
    QStringList parts;
    parts << (fraction >= 0 ? formatPercent(fraction) : toQString(p.stage));
    parts << formatRate(p.perSecond, QString::fromStdString(p.unit));
    if (p.secondsLeft >= 0) parts << formatTimeLeft(p.secondsLeft);
    return joinFacts(parts);
}

JobModel::JobModel(JobBridge& bridge, QObject* parent) : QAbstractListModel(parent) {
    connect(&bridge, &JobBridge::jobAdded, this, &JobModel::add);
    connect(&bridge, &JobBridge::jobUpdated, this, &JobModel::update);
    connect(&bridge, &JobBridge::jobEvents, this, &JobModel::progress);
    m_jobs = bridge.queue().jobs();
    std::erase_if(m_jobs, [](const JobInfo& info) { return info.title.empty(); });
    std::reverse(m_jobs.begin(), m_jobs.end());
}

int JobModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_jobs.size()); }

QVariant JobModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= int(m_jobs.size())) return {};
    const JobInfo& info = m_jobs[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return toQString(info.title);
    case IdRole:
        return qint64(info.id);
    case KindRole:
        return QString::fromStdString(info.kind);
    case StateRole:
        return int(info.state);
    case OutcomeRole:
        return int(info.result.outcome);
    case FractionRole:
        return fractionOf(info.progress);
    case DetailRole:
        return progressText(info);
    case StartedRole:
        return toDateTime(info.state == JobState::Queued ? info.queued : info.started);
    case SecondsRole:
        return secondsOf(info);
    case LogRole:
        return log(info.id);
    default:
        return {};
    }
}

const JobInfo* JobModel::find(JobId id) const {
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_jobs[size_t(row)];
}

int JobModel::running() const {
    return int(std::count_if(m_jobs.begin(), m_jobs.end(), [](const JobInfo& info) {
        return info.state == JobState::Running || info.state == JobState::Stopping;
    }));
}

int JobModel::waiting() const {
    return int(std::count_if(m_jobs.begin(), m_jobs.end(),
                             [](const JobInfo& info) { return info.state == JobState::Queued; }));
}

void JobModel::add(const JobInfo& info) {
    if (info.title.empty()) return;
    if (rowOf(info.id) >= 0) return update(info);
    beginInsertRows({}, 0, 0);
    m_jobs.insert(m_jobs.begin(), info);
    endInsertRows();
    forgetOldest();
}

void JobModel::update(const JobInfo& info) {
    const int row = rowOf(info.id);
    if (row < 0) return;
    m_jobs[size_t(row)] = info;
    Q_EMIT dataChanged(index(row), index(row));
    forgetOldest();
}

void JobModel::forgetOldest() {
    size_t finished = 0;
    for (int row = 0; row < rowCount(); ++row) {
        if (job(row).state != JobState::Finished || ++finished <= JobQueue::mostFinished) continue;
        beginRemoveRows({}, row, row);
        m_logs.remove(job(row).id);
        m_jobs.erase(m_jobs.begin() + row);
        endRemoveRows();
        return; // one comes or ends, one goes
    }
}

void JobModel::progress(JobId id, const JobEvents& events) {
    const int row = rowOf(id);
    if (row < 0) return;
    const Progress* newest = nullptr; // of thirty in a batch only the last is seen
    for (const JobEvent& event : events) {
        if (const auto* line = std::get_if<LogLine>(&event)) note(id, *line);
        if (const auto* progress = std::get_if<Progress>(&event)) newest = progress;
    }
    if (!newest) return;
    m_jobs[size_t(row)].progress = *newest;
    Q_EMIT dataChanged(index(row), index(row), {FractionRole, DetailRole, SecondsRole});
}

void JobModel::note(JobId id, const LogLine& line) {
    constexpr int most = 500;
    QStringList& lines = m_logs[id];
    if (lines.size() == most) lines.removeFirst();
    lines << QTime::currentTime().toString(QStringLiteral("HH:mm:ss  ")) + toQString(line.message);
    const QModelIndex at = index(rowOf(id));
    Q_EMIT dataChanged(at, at, {LogRole});
}

int JobModel::rowOf(JobId id) const {
    const auto found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [id](const JobInfo& info) { return info.id == id; });
    return found == m_jobs.end() ? -1 : int(found - m_jobs.begin());
}

} // namespace inkstone
