#include "ui/pages/jobs/job_row.h"

#include "ui/jobs/job_model.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/code_block.h"
#include "ui/widgets/label.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QPainter>

namespace inkstone {

namespace {
QDateTime toDateTime(std::chrono::system_clock::time_point time) {
    return QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}
} // namespace

JobRow::JobRow(QWidget* parent) : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(15, 10, 15, 10);
    layout->setSpacing(6);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_title = new ElidedLabel({}, TextStyle::BodyMedium, Tone::Ink, this);
    m_state = makeLabel({}, TextStyle::SecondaryMedium, Tone::Ink2, this);
    m_facts = new ElidedLabel({}, TextStyle::Body, Tone::Ink2, this);
    row->addWidget(m_title);
    row->addWidget(m_state);
    row->addSpacing(8);
    row->addWidget(m_facts, 1);
    m_details = new Button(tr("Log"), Button::Kind::Quiet, {}, this);
    m_details->setObjectName(QStringLiteral("job.log"));
    m_details->setCheckable(true);
    m_result = new Button({}, Button::Kind::Link, {}, this);
    m_result->setObjectName(QStringLiteral("job.result"));
    m_cancel = new Button(tr("Cancel"), Button::Kind::Secondary, {}, this);
    m_cancel->setObjectName(QStringLiteral("job.cancel"));
    for (Button* button : {m_details, m_result, m_cancel}) {
        button->setSmall();
        row->addWidget(button);
    }
    layout->addLayout(row);
    m_progress = new ProgressBar(this);
    m_progress->setThin(true);
    layout->addWidget(m_progress);
    m_reason = makeParagraph({}, TextStyle::Body, Tone::Ink2, this);
    layout->addWidget(m_reason);
    m_log = new CodeBlock(this);
    m_log->hide();
    layout->addWidget(m_log);
    connect(m_cancel, &QAbstractButton::clicked, this, [this] { Q_EMIT cancelRequested(m_info.id); });
    connect(m_result, &QAbstractButton::clicked, this, [this] { Q_EMIT resultRequested(m_info); });
    connect(m_details, &QAbstractButton::toggled, m_log, &QWidget::setVisible);
}

void JobRow::setChosen(bool chosen) {
    m_chosen = chosen;
    update();
}

void JobRow::paintEvent(QPaintEvent*) {
    if (!m_chosen) return;
    const Palette& c = Palette::of(this);
    QPainter p(this);
    p.fillRect(rect(), c.select);
    p.fillRect(0, 0, 3, height(), c.accent);
}

void JobRow::show(const JobInfo& info, double seconds, const QStringList& log) {
    m_info = info;
    const QString title = toQString(info.title);
    m_title->setText(title);
    // Several of them stand below each other: each says of which job it is.
    m_cancel->setAccessibleName(tr("Cancel %1").arg(title));
    m_details->setAccessibleName(tr("Log of %1").arg(title));
    const bool finished = info.state == JobState::Finished;
    m_progress->setVisible(!finished && info.state != JobState::Queued);
    m_cancel->setVisible(!finished);
    m_cancel->setEnabled(info.state != JobState::Stopping);
    m_result->setVisible(false);
    m_reason->setVisible(false);
    setTone(m_state, Tone::Ink2);
    if (finished)
        showFinished(seconds);
    else if (info.state == JobState::Queued)
        showWaiting();
    else
        showRunning(seconds);
    showLog(log);
}

void JobRow::showWaiting() {
    m_state->setText(tr("queued"));
    m_state->show();
    m_facts->setText(tr("waits for the job before it"));
    m_facts->setToolTip(formatAbsolute(toDateTime(m_info.queued)));
}

void JobRow::showRunning(double seconds) {
    const bool stopping = m_info.state == JobState::Stopping;
    m_state->setText(stopping ? tr("stopping") : QString());
    m_state->setVisible(stopping);
    const double fraction = fractionOf(m_info.progress);
    m_progress->setFraction(fraction);
    // Without a known end the progress says its stage already.
    const QString stage = fraction >= 0 ? toQString(m_info.progress.stage) : QString();
    m_facts->setText(joinFacts({stage, stopping ? QString() : progressText(m_info),
                                seconds >= 1 ? tr("for %1").arg(formatDuration(seconds)) : QString()}));
    m_facts->setToolTip(tr("Started %1").arg(formatAbsolute(toDateTime(m_info.started))));
}

void JobRow::showFinished(double seconds) {
    const Outcome outcome = m_info.result.outcome;
    m_state->setText(outcome == Outcome::Failed      ? tr("failed")
                     : outcome == Outcome::Cancelled ? tr("stopped")
                                                     : tr("done"));
    setTone(m_state, outcome == Outcome::Failed      ? Tone::Bad
                     : outcome == Outcome::Cancelled ? Tone::Ink2
                                                     : Tone::Good);
    m_state->show();
    const QDateTime end = toDateTime(m_info.finished);
    m_facts->setText(joinFacts({formatDuration(seconds), formatRelative(end)}));
    m_facts->setToolTip(formatAbsolute(end));
    if (outcome == Outcome::Failed) {
        m_reason->setText(wordsOf(m_info.result.error).whole);
        m_reason->show();
    }
    // A stopped training leaves a run behind; what else was stopped left nothing to see.
    const std::string& kind = m_info.kind;
    const bool done = outcome == Outcome::Done;
    const QString word = kind == "train" && outcome != Outcome::Failed ? tr("Show the run")
                         : kind == "evaluate" && done                  ? tr("Show the scores")
                         : kind == "import" && done                    ? tr("Show the data")
                         : kind == "export" && done                    ? tr("Show in folder")
                                                                       : QString();
    m_result->setText(word);
    m_result->setAccessibleName(QStringLiteral("%1: %2").arg(word, toQString(m_info.title)));
    m_result->setVisible(!word.isEmpty());
}

void JobRow::showLog(const QStringList& log) {
    QStringList lines = log;
    if (m_info.state == JobState::Finished && m_info.result.outcome == Outcome::Failed)
        lines << wordsOf(m_info.result.error).details;
    m_details->setVisible(!lines.isEmpty());
    if (lines.isEmpty()) return m_details->setChecked(false);
    m_log->setCode(lines.join(QLatin1Char('\n')), {}); // words, not a language to be coloured
}

} // namespace inkstone
