#include "ui/shell/close_guard.h"

#include "core/jobs/job_queue.h"
#include "ui/shell/sheet.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QBoxLayout>
#include <QTimer>

namespace inkstone {

CloseGuard::CloseGuard(JobQueue& queue, QWidget* window)
    : QObject(window), m_queue(queue), m_window(window), m_timer(new QTimer(this)) {
    m_timer->setInterval(50);
    connect(m_timer, &QTimer::timeout, this, &CloseGuard::poll);
}

int CloseGuard::costlyJobs() const {
    int count = 0;
    for (const JobInfo& job : m_queue.jobs())
        count += job.state != JobState::Finished && job.lane != Lane::Interactive && !job.title.empty() &&
                 !job.losesNothing;
    return count;
}

bool CloseGuard::mayClose() {
    if (m_agreed) return true;
    if (costlyJobs() > 0) {
        if (!m_sheet) ask();
        return false;
    }
    m_queue.shutDown(); // an answer being written is no reason to ask
    return true;
}

void CloseGuard::tellCount(int jobs) { m_question->setText(tr("Stop %n job(s) and close?", nullptr, jobs)); }

void CloseGuard::ask() {
    m_sheet = new Sheet(m_window);
    m_sheet->setCardWidth(460);
    m_sheet->content()->addWidget(m_question = makeLabel({}, TextStyle::Section));
    tellCount(costlyJobs());
    m_sheet->content()->addWidget(makeParagraph(
        tr("A training writes a checkpoint first, and every finished step can be resumed later.")));
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    auto* keep = new Button(tr("Keep working"));
    auto* stop = new Button(tr("Stop and close"), Button::Kind::Primary);
    keep->setObjectName(QStringLiteral("close.keep"));
    stop->setObjectName(QStringLiteral("close.stop"));
    row->addWidget(keep);
    row->addWidget(stop);
    static_cast<QVBoxLayout*>(m_sheet->content())->addLayout(row);
    connect(keep, &Button::clicked, m_sheet, &Sheet::dismiss);
    connect(stop, &Button::clicked, this, [this, keep, stop] {
        keep->setEnabled(false);
        stop->setEnabled(false);
        stop->setText(tr("Stopping…"));
        stopAndClose();
    });
    connect(m_sheet, &Sheet::closed, this, [this] {
        if (m_waiting.isValid()) return;
        m_timer->stop();
        m_sheet->deleteLater();
        m_sheet = nullptr;
    });
    m_sheet->open();
    m_timer->start();
    stop->setFocus(Qt::TabFocusReason);
}

void CloseGuard::stopAndClose() {
    m_queue.shutDown();
    m_waiting.start();
    poll();
}

void CloseGuard::poll() {
    if (!m_waiting.isValid()) {
        if (const int jobs = costlyJobs(); jobs > 0) return tellCount(jobs);
        m_timer->stop();
        m_window->close();
        return;
    }
    if (m_queue.anyRunning() && m_waiting.elapsed() < kPatienceMs) return;
    m_timer->stop();
    m_agreed = true;
    m_window->close();
}

} // namespace inkstone
