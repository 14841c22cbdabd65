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

namespace inkstone {

namespace {
QDateTime toDateTime(std::chrono::system_clock::time_point time) {
    return QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}
} // namespace

JobRow::JobRow(QWidget* parent) : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 10, 16, 10);
    layout->setSpacing(6);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_title = makeLabel({}, TextStyle::BodyMedium, Tone::Ink, this);
    m_state = makeLabel({}, TextStyle::SecondaryMedium, Tone::Ink2, this);
    m_facts = new ElidedLabel({}, TextStyle::Body, Tone::Ink2, this);
    row->addWidget(m_title);
    row->addWidget(m_state);
    row->addSpacing(8);
    row->addWidget(m_facts, 1);
    m_details = new Button(tr("Details"), Button::Kind::Quiet, {}, this);
    m_details->setCheckable(true);
    m_result = new Button({}, Button::Kind::Link, {}, this);
    m_cancel = new Button(tr("Cancel"), Button::Kind::Secondary, {}, this);
    for (Button* button : {m_details, m_result, m_cancel}) {
        button->setSmall();
        row->addWidget(button);
    }
    layout->addLayout(row);
    m_progress = new ProgressBar(this);
    m_progress->setThin(true);
    layout->addWidget(m_progress);
    m_error = new CodeBlock(this);
    m_error->hide();
    layout->addWidget(m_error);
    connect(m_cancel, &QAbstractButton::clicked, this, [this] { Q_EMIT cancelRequested(m_info.id); });
    connect(m_result, &QAbstractButton::clicked, this, [this] { Q_EMIT resultRequested(m_info); });
    connect(m_details, &QAbstractButton::toggled, m_error, &QWidget::setVisible);
}

void JobRow::show(const JobInfo& info, double seconds) {
    m_info = info;
    m_title->setText(toQString(info.title));
    const bool finished = info.state == JobState::Finished;
    const bool queued = info.state == JobState::Queued;
    m_progress->setVisible(!finished && !queued);
    m_progress->setFraction(fractionOf(info.progress));
    m_cancel->setVisible(!finished);
    m_cancel->setEnabled(info.state != JobState::Stopping);
    m_result->hide();
    m_details->hide();
    setTone(m_state, Tone::Ink2);
    if (finished) return showFinished(seconds);
    m_state->setText(queued ? tr("queued") : info.state == JobState::Stopping ? tr("stopping") : QString());
    m_state->setVisible(!m_state->text().isEmpty());
    m_facts->setText(queued ? tr("waits for the job before it")
                            : joinFacts({toQString(info.progress.stage), progressText(info)}));
}

void JobRow::showFinished(double seconds) {
    const bool failed = m_info.result.outcome == Outcome::Failed;
    m_state->setText(failed                                        ? tr("failed")
                     : m_info.result.outcome == Outcome::Cancelled ? tr("stopped")
                                                                   : tr("done"));
    setTone(m_state, failed                                        ? Tone::Bad
                     : m_info.result.outcome == Outcome::Cancelled ? Tone::Ink2
                                                                   : Tone::Good);
    m_state->show();
    const QDateTime finished = toDateTime(m_info.finished);
    QStringList facts;
    if (failed) facts << wordsOf(m_info.result.error).reason;
    facts << formatDuration(seconds) << formatRelative(finished);
    m_facts->setText(joinFacts(facts));
    m_facts->setToolTip(formatAbsolute(finished));
    if (failed) {
        const ErrorWords words = wordsOf(m_info.result.error);
        m_error->setCode(words.details.isEmpty() ? QString::fromStdString(m_info.result.error.str())
                                                 : words.details,
                         tr("Details"));
        m_details->show();
    }
    const std::string& kind = m_info.kind;
    const QString word = kind == "train"                        ? tr("Show the run")
                         : kind == "evaluate"                   ? tr("Show the scores")
                         : kind == "import" || kind == "export" ? tr("Show the data")
                                                                : QString();
    m_result->setText(word);
    m_result->setVisible(!word.isEmpty() && !failed);
}

} // namespace inkstone
