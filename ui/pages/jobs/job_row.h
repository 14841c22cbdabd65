#pragma once
// One job: what it is, how far it is, what came of it, and what it had to say.

#include "core/jobs/job_queue.h"

#include <QStringList>
#include <QWidget>

class QLabel;

namespace inkstone {

class Button;
class CodeBlock;
class ElidedLabel;
class ProgressBar;

class JobRow final : public QWidget {
    Q_OBJECT
public:
    explicit JobRow(QWidget* parent = nullptr);
    void show(const JobInfo& info, double seconds, const QStringList& log);
    /// Marked as the one somebody asked for.
    void setChosen(bool chosen);
    JobId id() const { return m_info.id; }

signals:
    void cancelRequested(inkstone::JobId id);
    void resultRequested(const inkstone::JobInfo& info);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showWaiting();
    void showRunning(double seconds);
    void showFinished(double seconds);
    void showLog(const QStringList& log);

    JobInfo m_info;
    QLabel *m_title, *m_state, *m_reason;
    ElidedLabel* m_facts;
    ProgressBar* m_progress;
    Button *m_cancel, *m_result, *m_details;
    CodeBlock* m_log;
    bool m_chosen = false;
};

} // namespace inkstone
