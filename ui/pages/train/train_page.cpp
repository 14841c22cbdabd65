#include "ui/pages/train/train_page.h"

#include "ui/models/run_model.h"
#include "ui/pages/train/run_panel.h"
#include "ui/pages/train/train_form.h"
#include "ui/shell/core_text.h"
#include "ui/shell/shell.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/table_view.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QScrollArea>

namespace inkstone {

TrainPage::TrainPage(Shell& shell, Workbench& workbench, QWidget* parent)
    : Page(shell, tr("Train"), parent), m_workbench(workbench), m_runs(new RunModel(workbench, this)) {
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* inner = new QWidget;
    auto* layout = new QVBoxLayout(inner);
    layout->setContentsMargins(24, 4, 24, 16);
    layout->setSpacing(12);
    m_form = new TrainForm(workbench, inner);
    m_panel = new RunPanel(workbench, inner);
    m_panel->setMinimumHeight(300);
    m_panel->hide();
    layout->addWidget(m_form);
    layout->addWidget(m_panel, 3);
    layout->addWidget(makeTable(), 2);
    scroll->setWidget(inner);
    body()->addWidget(scroll);
    connectPanel();
    connect(m_form, &TrainForm::fineTune, this, &TrainPage::start);
    connect(m_form, &TrainForm::failed, this, [this](const Error& error) { notify(error); });
    connect(m_form, &TrainForm::showRowsRequested, this, [this](DatasetId id) {
        this->shell().open(QStringLiteral("data"), QVariantMap{{QStringLiteral("dataset"), qint64(id)}});
    });
    connect(m_runs, &RunModel::modelReset, this, &TrainPage::refreshHeader);
    connect(m_runs, &RunModel::checkedChanged, this, [this](RunId id, bool on) {
        if (const int row = m_runs->rowOf(id); row >= 0) m_panel->overlay(m_runs->run(row), on);
    });
    connect(&workbench, &Workbench::projectChanged, this, [this] {
        m_panel->forget();
        chooseNewest();
    });
    refreshHeader();
    if (workbench.training()) takeUp(*workbench.training());
    chooseNewest();
}

QWidget* TrainPage::makeTable() {
    auto* panel = new Panel;
    panel->content()->setContentsMargins(1, 8, 1, 8);
    panel->setMinimumHeight(150);
    m_table = new TableView(panel);
    m_table->setObjectName(QStringLiteral("train.runs"));
    m_table->setAccessibleName(tr("Runs"));
    m_table->setModel(m_runs);
    m_table->setStretchColumn(RunModel::Name);
    const int widths[] = {200, 110, 116, 116, 72, 88, 72, 96, 112};
    for (int i = 0; i < RunModel::ColumnCount; ++i) m_table->setColumnWidth(i, widths[i]);
    m_table->setDispensableColumns(
        {RunModel::Method, RunModel::Duration, RunModel::Loss, RunModel::Data, RunModel::Started});
    m_table->setEmptyState(new EmptyState(tr("No runs yet"), tr("A run teaches a model with a data set.")));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunModel::Started, Qt::DescendingOrder);
    connect(m_table, &TableView::rowChosen, this, [this](int row) {
        if (row >= 0 && row < m_runs->rowCount()) choose(m_runs->run(row).id);
    });
    connect(m_table, &TableView::trashRequested, this, &TrainPage::trashSelected);
    panel->content()->addWidget(m_table);
    return panel;
}

void TrainPage::connectPanel() {
    connect(m_panel, &RunPanel::stopRequested, this, [this] { stop(RunStatus::Stopped); });
    connect(m_panel, &RunPanel::pauseRequested, this, [this] { stop(RunStatus::Paused); });
    connect(m_panel, &RunPanel::saveRequested, this, [this] {
        if (m_control) m_control->saveNow = true;
        shell().say(tr("A checkpoint will be written after this step"));
    });
    connect(m_panel, &RunPanel::resumeRequested, this, &TrainPage::resume);
    const auto openWith = [this](const char* page) {
        return [this, page](RunId id) {
            shell().open(QLatin1String(page), QVariantMap{{QStringLiteral("run"), qint64(id)}});
        };
    };
    connect(m_panel, &RunPanel::chatRequested, this, openWith("chat"));
    connect(m_panel, &RunPanel::evaluateRequested, this, openWith("evaluate"));
    connect(m_panel, &RunPanel::resultRequested, this, openWith("models"));
}

void TrainPage::arrive(const QVariant& argument) {
    const QVariantMap map = argument.toMap();
    if (map.contains(QStringLiteral("dataset")))
        m_form->setDataset(map.value(QStringLiteral("dataset")).toLongLong());
    if (map.contains(QStringLiteral("model")))
        m_form->setModel(map.value(QStringLiteral("model")).toString().toStdString());
    if (map.contains(QStringLiteral("run"))) choose(map.value(QStringLiteral("run")).toLongLong());
}

void TrainPage::start(RunRequest request) {
    clearNotice();
    m_control = request.control;
    m_becomes = RunStatus::Stopped;
    m_running = 0;
    m_form->setRunning(true);
    JobFollower follows = follower(request.run, m_workbench.sharedProject());
    m_job = m_workbench.train(std::move(request), this, std::move(follows));
}

/// A run that began on the page there was before this one: in the window of another language.
void TrainPage::takeUp(const Training& training) {
    m_job = training.job;
    m_control = training.control;
    m_form->setRunning(true);
    m_workbench.bridge().follow(m_job, this, follower(training.run, training.project));
}

/// The run goes on when another project is opened, and stays a run of its own.
JobFollower TrainPage::follower(const std::string& name, const std::shared_ptr<Project>& project) {
    const auto event = [this, name, project](const JobEvent& event) {
        const bool shown = project == m_workbench.sharedProject();
        if (!m_running) // a run that is resumed begins once its base model was found
            if (const auto run = project->runs().find(name); run && run->status == RunStatus::Running) {
                m_running = run->id;
                m_workbench.tellRuns();
                if (shown) choose(run->id);
            }
        if (shown && m_panel->run().id == m_running) m_panel->follow(event);
        const auto* metrics = std::get_if<TrainMetrics>(&event);
        if (shown && metrics && !metrics->isEval)
            m_runs->showProgress(m_running, metrics->loss, metrics->seconds);
        const auto* line = std::get_if<LogLine>(&event);
        if (line && line->warning) shell().say(toQString(line->message));
    };
    return {.onEvent = event,
            .onFinished = [this, project](const JobInfo& info) { finished(info, *project); }};
}

void TrainPage::resume(RunId id) {
    const auto run = m_workbench.project().runs().info(id);
    if (!run) {
        notify(run.error());
        return;
    }
    RunRequest request{
        .model = {}, .run = run->name, .resume = true, .control = std::make_shared<TrainControl>()};
    for (const ModelOnDisk& model : m_workbench.models()) request.otherModels.push_back(model.path);
    start(std::move(request));
}

void TrainPage::stop(RunStatus becomes) {
    m_becomes = becomes;
    m_workbench.queue().cancel(m_job);
    m_panel->setState(RunStatus::Running, true);
}

void TrainPage::finished(const JobInfo& info, const Project& project) {
    m_form->setRunning(false);
    m_job = 0;
    m_control.reset();
    RunRepository runs = project.runs();
    if (info.result.outcome == Outcome::Cancelled && m_becomes == RunStatus::Paused && m_running)
        if (auto run = runs.info(m_running)) {
            run->status = RunStatus::Paused;
            if (const Status saved = runs.update(*run); !saved) notify(saved.error());
        }
    m_workbench.tellRuns();
    if (info.result.outcome == Outcome::Failed) {
        const bool missing = !m_running && info.result.error.code == ErrorCode::NotFound;
        if (missing)
            notify(info.result.error, tr("Open Models"), [this] { shell().open(QStringLiteral("models")); });
        else
            notify(info.result.error);
    }
    if (m_running && &project == m_workbench.sharedProject().get()) choose(m_running);
    m_running = 0;
}

void TrainPage::choose(RunId id) {
    if (!m_workbench.hasProject()) return;
    const auto run = m_workbench.project().runs().info(id);
    if (!run) return;
    m_panel->show(*run);
    m_panel->setVisible(true);
    for (int row = 0; row < m_runs->rowCount(); ++row)
        if (m_runs->isChecked(m_runs->run(row).id)) m_panel->overlay(m_runs->run(row), true);
}

void TrainPage::chooseNewest() {
    if (m_runs->rowCount() > 0) choose(m_runs->run(0).id);
}

void TrainPage::refreshHeader() {
    const int count = m_runs->rowCount();
    int running = 0;
    std::optional<double> best;
    for (int row = 0; row < count; ++row) {
        const RunInfo& run = m_runs->run(row);
        running += run.status == RunStatus::Running;
        if (run.evalLoss && (!best || *run.evalLoss < *best)) best = run.evalLoss;
    }
    if (count == 0) return header().setSubtitle(tr("A run teaches a model with a data set"));
    header().setFacts({tr("%n runs", nullptr, count),
                       running ? tr("%n running", nullptr, running) : QString(),
                       best ? tr("best held-out loss %1").arg(*best, 0, 'f', 2) : QString()});
}

/// A run that is resumed looks for its base model first: its row does not say Running yet.
bool TrainPage::isGoing(const RunInfo& run) const {
    const auto& going = m_workbench.training();
    return run.status == RunStatus::Running ||
           (going && going->project == m_workbench.sharedProject() && going->run == run.name);
}

void TrainPage::trashSelected() {
    QVector<RunId> ids;
    for (int row : m_table->selectedRows()) {
        const RunInfo& run = m_runs->run(row);
        if (isGoing(run)) {
            shell().say(tr("%1 is running; stop it first").arg(QString::fromStdString(run.name)));
            continue;
        }
        if (const Status moved = m_workbench.project().runs().trash(run.id); moved)
            ids << run.id;
        else
            notify(moved.error());
    }
    if (ids.isEmpty()) return;
    m_panel->hide();
    m_workbench.tellRuns();
    shell().say(tr("Moved %n runs to the trash", nullptr, int(ids.size())), [this, ids] {
        for (RunId id : ids)
            if (const Status back = m_workbench.project().runs().restore(id); !back) notify(back.error());
        m_workbench.tellRuns();
    });
}

} // namespace inkstone
