#pragma once
// One job: what it is, how far it is, and what came of it.

#include "core/jobs/job_queue.h"

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
    void show(const JobInfo& info, double seconds);
    JobId id() const { return m_info.id; }

signals:
    void cancelRequested(inkstone::JobId id);
    void resultRequested(const inkstone::JobInfo& info);

private:
    void showFinished(double seconds);

    JobInfo m_info;
    QLabel *m_title, *m_state;
    ElidedLabel* m_facts;
    ProgressBar* m_progress;
    Button *m_cancel, *m_result, *m_details;
    CodeBlock* m_error;
};

} // namespace inkstone
