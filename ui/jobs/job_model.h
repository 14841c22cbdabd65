#pragma once
// The jobs of this session that have a title, newest first: what the status bar and the Jobs page show.
// Answers and estimates have none, and of what ended long ago nothing is kept.

#include "ui/jobs/job_bridge.h"

#include <QAbstractListModel>

namespace inkstone {

class JobModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< qint64
        KindRole,                  ///< "train", "import"...
        StateRole,                 ///< int(JobState)
        OutcomeRole,               ///< int(Outcome), valid when finished
        FractionRole,              ///< 0..1, negative when unknown
        DetailRole,                ///< "42 % · 512 tok/s · 3 min left"
        StartedRole,               ///< QDateTime
        SecondsRole,               ///< how long it ran or runs
        LogRole,                   ///< QStringList, as log()
    };

    explicit JobModel(JobBridge& bridge, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

    const JobInfo& job(int row) const { return m_jobs[size_t(row)]; }
    const JobInfo* find(JobId id) const;
    int rowOf(JobId id) const; ///< -1: unknown
    /// What the job had to say, oldest first; the last 500 lines.
    QStringList log(JobId id) const { return m_logs.value(id); }
    int running() const;
    int waiting() const;

private:
    void add(const JobInfo& info);
    void forgetOldest();
    void update(const JobInfo& info);
    void progress(JobId id, const JobEvents& events);
    void note(JobId id, const LogLine& line);

    std::vector<JobInfo> m_jobs;
    QHash<JobId, QStringList> m_logs;
};

/// "42 % · 512 tok/s · 3 min left", as far as the job knows.
QString progressText(const JobInfo& info);
double fractionOf(const Progress& progress);

} // namespace inkstone
