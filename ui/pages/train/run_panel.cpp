#include "ui/pages/train/run_panel.h"

#include "ui/documents/run_histories.h"
#include "ui/models/run_model.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/shell/palette.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/label.h"
#include "ui/widgets/loss_plot.h"
#include "ui/widgets/small_plot.h"

#include <QBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QTimer>

namespace inkstone {

namespace {
constexpr int sideBySideWidth = 800;
constexpr int mostAnswers = 12; ///< of a prompt; older ones change little
constexpr int refreshMs = 50;

/// The run's colour as a dot before its name.
class Dot final : public QWidget {
public:
    explicit Dot(QWidget* parent) : QWidget(parent) { setFixedSize(8, 8); }
    void setSeries(int series) {
        m_series = series;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Palette::of(this).series(m_series));
        painter.drawEllipse(rect());
    }

private:
    int m_series = 0;
};

QString idOf(const RunInfo& run) { return QString::number(run.id); }

void fillCurves(LossPlot& plot, const RunInfo& run, const RunHistory& history) {
    const QString id = idOf(run);
    plot.setRun(id, QString::fromStdString(run.name), runColor(run));
    QVector<double> steps, losses, heldSteps, heldLosses;
    for (const TrainMetrics& metrics : history.train) {
        steps << double(metrics.step);
        losses << metrics.loss;
    }
    for (const TrainMetrics& metrics : history.heldOut) {
        heldSteps << double(metrics.step);
        heldLosses << metrics.evalLoss;
    }
    plot.setTrain(id, steps, losses);
    plot.setHeldOut(id, heldSteps, heldLosses);
}
} // namespace

RunPanel::RunPanel(Workbench& workbench, QWidget* parent) : Panel(parent), m_workbench(workbench) {
    m_refresh = new QTimer(this);
    m_refresh->setSingleShot(true);
    m_refresh->setInterval(refreshMs);
    connect(m_refresh, &QTimer::timeout, this, &RunPanel::refreshSmall);
    content()->setSpacing(8);
    content()->addWidget(makeHead());
    m_progress = new ProgressBar(this);
    m_progress->setThin(true);
    content()->addWidget(m_progress);
    m_failure = makeParagraph({}, TextStyle::Body, Tone::Bad, this);
    m_failure->setObjectName(QStringLiteral("run.failure"));
    content()->addWidget(m_failure);
    content()->addWidget(makePlots(), 1);
}

QWidget* RunPanel::makeHead() {
    auto* head = new QWidget(this);
    auto* layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_dot = new Dot(head);
    m_name = makeLabel({}, TextStyle::Section, Tone::Ink, head);
    auto* facts = new ElidedLabel({}, TextStyle::Body, Tone::Ink2, head);
    m_facts = facts;
    m_facts->setObjectName(QStringLiteral("run.facts"));
    layout->addWidget(m_dot);
    layout->addWidget(m_name);
    layout->addSpacing(6);
    layout->addWidget(facts, 1);
    const auto add = [&](const QString& word, Button::Kind kind, const QString& icon, const char* name) {
        auto* button = new Button(word, kind, icon, head);
        button->setObjectName(QLatin1String(name));
        layout->addWidget(button);
        return button;
    };
    m_save = add(tr("Save checkpoint"), Button::Kind::Quiet, {}, "run.save");
    m_pause = add(tr("Pause"), Button::Kind::Secondary, QStringLiteral("pause"), "run.pause");
    m_stop = add(tr("Stop"), Button::Kind::Secondary, QStringLiteral("stop"), "run.stop");
    m_result = add(tr("Show adapter"), Button::Kind::Quiet, {}, "run.result");
    m_evaluate = add(tr("Evaluate"), Button::Kind::Secondary, QStringLiteral("evaluate"), "run.evaluate");
    m_chat = add(tr("Chat"), Button::Kind::Secondary, QStringLiteral("chat"), "run.chat");
    m_resume = add(tr("Resume"), Button::Kind::Secondary, QStringLiteral("play"), "run.resume");
    m_pause->setToolTip(tr("Saves a checkpoint and waits; Resume goes on from the same step"));
    m_stop->setToolTip(tr("Saves a checkpoint and ends the run; what it learned can be tried"));
    connect(m_save, &QAbstractButton::clicked, this, &RunPanel::saveRequested);
    connect(m_pause, &QAbstractButton::clicked, this, &RunPanel::pauseRequested);
    connect(m_stop, &QAbstractButton::clicked, this, &RunPanel::stopRequested);
    connect(m_resume, &QAbstractButton::clicked, this, [this] { Q_EMIT resumeRequested(m_run.id); });
    connect(m_chat, &QAbstractButton::clicked, this, [this] { Q_EMIT chatRequested(m_run.id); });
    connect(m_evaluate, &QAbstractButton::clicked, this, [this] { Q_EMIT evaluateRequested(m_run.id); });
    connect(m_result, &QAbstractButton::clicked, this, [this] { Q_EMIT resultRequested(m_run.id); });
    return head;
}

QWidget* RunPanel::makePlots() {
    auto* box = new QWidget(this);
    QSizePolicy policy = box->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // what stands above stays where it is
    box->setSizePolicy(policy);
    auto* layout = m_parts = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(20);
    m_plot = new LossPlot(box);
    m_plot->setMinimumHeight(180);
    layout->addWidget(m_plot, 5);

    auto* small = m_small = new QVBoxLayout;
    small->setSpacing(8);
    m_rate =
        new SmallPlot(tr("Learning rate"), tr("Size of the steps; it rises first and falls to the end"), box);
    m_norm = new SmallPlot(tr("Gradient norm"), tr("How strongly the loss pulls; jumps are a warning"), box);
    m_speed = new SmallPlot(tr("Speed, tok/s"), tr("Tokens read per second"), box);
    for (SmallPlot* plot : {m_rate, m_norm, m_speed}) small->addWidget(plot);
    layout->addLayout(small, 2);
    m_line = makeHairline(Qt::Vertical, box);
    layout->addWidget(m_line);

    m_answerArea = new QScrollArea(box);
    m_answerArea->setWidgetResizable(true);
    m_answerArea->setFrameShape(QFrame::NoFrame);
    m_answerArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_answerArea->setObjectName(QStringLiteral("run.answers"));
    m_answerArea->setAccessibleName(tr("Answers to pinned prompts"));
    auto* inner = new QWidget;
    m_answers = new QVBoxLayout(inner);
    m_answers->setContentsMargins(0, 0, 8, 0);
    m_answers->setSpacing(6);
    m_answerArea->setWidget(inner);
    m_answerArea->viewport()->setAutoFillBackground(false);
    inner->setAutoFillBackground(false); // the panel shows through
    layout->addWidget(m_answerArea, 4);
    return box;
}

/// Side by side where there is room, one under the other where there is not.
void RunPanel::resizeEvent(QResizeEvent* event) {
    Panel::resizeEvent(event);
    const bool narrow = width() < sideBySideWidth;
    m_parts->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_small->setDirection(narrow ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_line->setVisible(!narrow && !m_answerArea->isHidden());
    m_answerArea->setMinimumHeight(narrow ? 160 : 0);
}

void RunPanel::show(const RunInfo& run) {
    const bool same = run.id == m_run.id;
    m_run = run;
    if (m_historyJob) m_workbench.queue().cancel(m_historyJob);
    m_historyJob = readHistories(m_workbench, {run}, this, [this, id = run.id](RunHistories histories) {
        m_historyJob = 0;
        if (id == m_run.id) takeHistory(std::move(histories[id]));
    });
    if (!same) {
        m_history = {};
        m_plot->clear();
        showHistory();
    }
    static_cast<Dot*>(m_dot)->setSeries(runColor(run));
    m_name->setText(QString::fromStdString(run.name));
    m_progress->setSeries(runColor(run));
    for (SmallPlot* plot : {m_rate, m_norm, m_speed}) plot->setSeries(runColor(run));
    setState(run.status, false);
    showSteps();
}

void RunPanel::forget() {
    hide();
    if (m_historyJob) m_workbench.queue().cancel(m_historyJob);
    m_historyJob = 0;
    m_run = {};
    m_history = {};
}

/// The file may end before what was followed meanwhile.
void RunPanel::takeHistory(RunHistory history) {
    const int64_t known = history.train.empty() ? 0 : history.train.back().step;
    for (const TrainMetrics& metrics : m_history.train)
        if (metrics.step > known) history.train.push_back(metrics);
    const int64_t measured = history.heldOut.empty() ? 0 : history.heldOut.back().step;
    for (const TrainMetrics& metrics : m_history.heldOut)
        if (metrics.step > measured) history.heldOut.push_back(metrics);
    const int64_t answered = history.answers.empty() ? 0 : history.answers.back().step;
    for (const SampleAnswer& answer : m_history.answers)
        if (answer.step > answered) history.answers.push_back(answer);
    m_history = std::move(history);
    // A run that died has its steps in the folder, whatever its row says.
    if (m_run.steps == 0 && !m_history.train.empty()) {
        m_run.steps = m_history.train.back().step;
        m_run.totalSteps = m_history.train.back().totalSteps;
        showSteps();
    }
    showHistory();
    setState(m_run.status, false);
}

void RunPanel::showHistory() {
    fillCurves(*m_plot, m_run, m_history);
    m_plot->setMain(idOf(m_run));
    m_plot->setTotalSteps(double(m_run.totalSteps));
    m_rates.clear();
    m_norms.clear();
    m_speeds.clear();
    for (const TrainMetrics& metrics : m_history.train) {
        m_rates << metrics.learningRate;
        m_norms << metrics.gradNorm;
        m_speeds << metrics.tokensPerSecond;
    }
    refreshSmall();
    rebuildAnswers();
}

void RunPanel::showSteps() {
    m_progress->setFraction(m_run.totalSteps > 0 ? double(m_run.steps) / double(m_run.totalSteps) : -1);
    m_facts->setText(
        m_run.totalSteps > 0
            ? joinFacts({tr("step %1 of %2").arg(formatCount(m_run.steps), formatCount(m_run.totalSteps)),
                         formatRate(m_run.tokensPerSecond, QStringLiteral("tokens")),
                         formatDuration(m_run.seconds)})
            : QString());
}

void RunPanel::setState(RunStatus status, bool stopping) {
    m_run.status = status;
    const bool running = status == RunStatus::Running;
    // A run that died has its steps in the folder, whatever its row says.
    const bool begun = m_run.steps > 0 || !m_history.train.empty();
    for (Button* button : {m_save, m_pause, m_stop}) {
        button->setVisible(running);
        button->setEnabled(!stopping);
    }
    const bool tried = !running && m_workbench.hasProject() && m_workbench.project().runs().hasResult(m_run);
    for (Button* button : {m_result, m_evaluate, m_chat}) button->setVisible(tried);
    m_result->setText(m_run.method == fullMethod ? tr("Show model") : tr("Show adapter"));
    m_resume->setVisible(!running && begun && status != RunStatus::Finished);
    const bool failed = status == RunStatus::Failed;
    m_failure->setText(failed && m_run.failure ? wordsOf(*m_run.failure).whole : QString());
    m_failure->setVisible(!m_failure->text().isEmpty());
    m_parts->parentWidget()->setVisible(begun || !failed);
    if (stopping) m_facts->setText(tr("stopping after this layer, saving a checkpoint"));
}

void RunPanel::overlay(const RunInfo& run, bool on) {
    if (run.id == m_run.id) return;
    if (!on) return m_plot->removeRun(idOf(run));
    readHistories(m_workbench, {run}, this, [this, run, main = m_run.id](const RunHistories& histories) {
        if (main == m_run.id) fillCurves(*m_plot, run, histories.at(run.id));
    });
}

void RunPanel::follow(const JobEvent& event) {
    if (const auto* metrics = std::get_if<TrainMetrics>(&event))
        addMetrics(*metrics);
    else if (const auto* answer = std::get_if<SampleAnswer>(&event))
        addAnswer(*answer);
    else if (const auto* progress = std::get_if<Progress>(&event))
        showFacts(*progress);
}

void RunPanel::showFacts(const Progress& progress) {
    if (progress.unit != "tokens") return m_facts->setText(toQString(progress.stage));
    const double epoch = m_history.train.empty() ? 0 : m_history.train.back().epoch;
    m_facts->setText(joinFacts(
        {tr("step %1 of %2").arg(formatCount(m_run.steps), formatCount(m_run.totalSteps)),
         tr("epoch %1").arg(int(epoch - 1e-9) + 1), formatRate(progress.perSecond, QStringLiteral("tokens")),
         formatTimeLeft(progress.secondsLeft)}));
    m_progress->setFraction(progress.done / std::max(1.0, progress.total));
}

void RunPanel::addMetrics(const TrainMetrics& metrics) {
    if (metrics.isEval) {
        m_history.heldOut.push_back(metrics);
        return m_plot->appendHeldOut(idOf(m_run), double(metrics.step), metrics.evalLoss);
    }
    if (m_run.totalSteps != metrics.totalSteps) m_plot->setTotalSteps(double(metrics.totalSteps));
    m_run.steps = metrics.step;
    m_run.totalSteps = metrics.totalSteps;
    m_history.train.push_back(metrics);
    m_plot->appendTrain(idOf(m_run), double(metrics.step), metrics.loss);
    m_rates << metrics.learningRate;
    m_norms << metrics.gradNorm;
    m_speeds << metrics.tokensPerSecond;
    refreshSoon();
}

void RunPanel::refreshSoon() {
    if (!m_refresh->isActive()) m_refresh->start();
}

void RunPanel::refreshSmall() {
    const qsizetype total = std::max<qsizetype>(m_run.totalSteps, m_rates.size());
    m_rate->setValues(m_rates, total);
    m_norm->setValues(m_norms, total);
    m_speed->setValues(m_speeds, total);
    if (m_rates.isEmpty()) return;
    m_rate->setCurrent(QString::number(m_rates.last(), 'e', 1));
    m_norm->setCurrent(QString::number(m_norms.last(), 'f', 2));
    m_speed->setCurrent(formatCount(qint64(m_speeds.last())));
}

void RunPanel::addAnswer(const SampleAnswer& answer) {
    m_history.answers.push_back(answer);
    rebuildAnswers();
}

/// Newest on top under each prompt, with what changed since the answer before it marked.
void RunPanel::rebuildAnswers() {
    while (QLayoutItem* item = m_answers->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    QStringList prompts;
    for (const SampleAnswer& answer : m_history.answers)
        if (const QString prompt = QString::fromStdString(answer.prompt); !prompts.contains(prompt))
            prompts << prompt;
    m_answerArea->setVisible(!prompts.isEmpty() || m_run.status == RunStatus::Running);
    m_line->setVisible(!m_answerArea->isHidden() && width() >= sideBySideWidth);
    for (const QString& prompt : prompts) {
        m_answers->addWidget(new ElidedLabel(prompt, TextStyle::BodyStrong, Tone::Ink));
        QVector<const SampleAnswer*> answers;
        for (auto answer = m_history.answers.rbegin(); answer != m_history.answers.rend(); ++answer)
            if (QString::fromStdString(answer->prompt) == prompt) answers << &*answer;
        const int shown = std::min(int(answers.size()), mostAnswers);
        for (int i = 0; i < shown; ++i) {
            auto* row = new QWidget;
            auto* layout = new QHBoxLayout(row);
            layout->setContentsMargins(0, 2, 0, 2);
            QLabel* step =
                makeLabel(QString::number(answers[i]->step), TextStyle::Secondary, Tone::Ink2, row);
            step->setFixedWidth(32);
            step->setToolTip(tr("Step of the run"));
            layout->addWidget(step, 0, Qt::AlignTop);
            auto* diff = new DiffView(row);
            diff->setObjectName(QStringLiteral("run.answer"));
            diff->setTexts(i + 1 < answers.size() ? QString::fromStdString(answers[i + 1]->answer)
                                                  : QString(),
                           QString::fromStdString(answers[i]->answer));
            layout->addWidget(diff, 1);
            m_answers->addWidget(row);
            m_answers->addWidget(makeHairline());
        }
        if (answers.size() > shown)
            m_answers->addWidget(makeLabel(
                tr("%n earlier answers are kept with the run", nullptr, int(answers.size()) - shown),
                TextStyle::Secondary, Tone::Ink2));
        m_answers->addSpacing(10);
    }
    m_answers->addStretch(1);
}

} // namespace inkstone
