#include "ui/pages/evaluate/evaluate_page.h"

#include "ui/jobs/job_model.h"
#include "ui/models/evaluation_model.h"
#include "ui/pages/evaluate/case_detail.h"
#include "ui/pages/evaluate/case_model.h"
#include "ui/pages/evaluate/evaluate_form.h"
#include "ui/pages/evaluate/score_delegate.h"
#include "ui/pages/page_actions.h"
#include "ui/pages/row_menu.h"
#include "ui/shell/core_text.h"
#include "ui/shell/drop_router.h"
#include "ui/shell/format.h"
#include "ui/shell/icons.h"
#include "ui/shell/shell.h"
#include "ui/shell/splitters.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/table_view.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QDateTime>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QSplitter>

namespace inkstone {

namespace {
constexpr int leastScoreWidth = 92, mostScoreWidth = 216;
}

EvaluatePage::EvaluatePage(Shell& shell, Workbench& workbench, QWidget* parent)
    : Page(shell, tr("Evaluate"), parent), m_workbench(workbench),
      m_matrix(new EvaluationModel(workbench, this)), m_cases(new CaseModel(this)) {
    auto* add = new Button(tr("Add suite"), Button::Kind::Secondary, QStringLiteral("plus"), this);
    add->setObjectName(QStringLiteral("evaluate.add"));
    connect(add, &QAbstractButton::clicked, this, &EvaluatePage::chooseSuite);
    header().addAction(add);
    auto* inner = new QWidget(this);
    auto* layout = new QVBoxLayout(inner);
    layout->setContentsMargins(24, 4, 24, 16);
    layout->setSpacing(12);
    m_form = new EvaluateForm(workbench, inner);
    layout->addWidget(m_form);
    layout->addWidget(makeRunning());
    auto* splitter = new QSplitter(Qt::Vertical, inner);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(12);
    splitter->addWidget(makeMatrix());
    splitter->addWidget(makeCases());
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    rememberSplitter(splitter, shell.settings(), QStringLiteral("evaluate"));
    layout->addWidget(splitter, 1);
    body()->addWidget(inner, 1);

    connect(m_form, &EvaluateForm::evaluate, this, &EvaluatePage::start);
    connect(m_form, &EvaluateForm::failed, this, [this](const Error& error) { notify(error); });
    connect(m_matrix, &QAbstractItemModel::modelReset, this, &EvaluatePage::modelChanged);
    connect(&workbench, &Workbench::projectChanged, this, [this] {
        m_shown = 0;
        m_cases->clear();
        m_detail->clear(); // a case of the other project has the number of one in this
        m_casesBox->hide();
        modelChanged();
    });
    bindAction(*this, "evaluate.label", [this] { sendToLabel(m_detail->storedCase()); });
    addSuiteDrop();
    modelChanged();
    // Those that began on the page there was before this one: in the window of another language.
    for (const Evaluating& one : workbench.evaluating()) {
        m_workbench.bridge().follow(one.job, this, follower());
        takeUp(one.job, one.request);
    }
}

QWidget* EvaluatePage::makeRunning() {
    auto* panel = new Panel(this);
    panel->content()->setContentsMargins(16, 10, 16, 12);
    auto* row = new QHBoxLayout;
    m_runningTitle = makeLabel({}, TextStyle::BodyMedium, Tone::Ink, panel);
    m_runningFacts = new ElidedLabel({}, TextStyle::Body, Tone::Ink2, panel);
    m_runningFacts->setObjectName(QStringLiteral("evaluate.progress"));
    auto* stop = new Button(tr("Stop"), Button::Kind::Secondary, QStringLiteral("stop"), panel);
    stop->setObjectName(QStringLiteral("evaluate.stop"));
    stop->setSmall();
    connect(stop, &QAbstractButton::clicked, this, [this] {
        for (const JobId id : m_jobs) m_workbench.queue().cancel(id);
    });
    row->addWidget(m_runningTitle);
    row->addSpacing(8);
    row->addWidget(m_runningFacts, 1);
    row->addWidget(stop);
    panel->content()->addLayout(row);
    m_progress = new ProgressBar(panel);
    m_progress->setThin(true);
    panel->content()->addWidget(m_progress);
    panel->hide();
    m_running = panel;
    return panel;
}

QWidget* EvaluatePage::makeMatrix() {
    auto* panel = new Panel;
    panel->content()->setContentsMargins(1, 8, 1, 8);
    panel->setMinimumHeight(120);
    m_table = new TableView(panel);
    m_table->setObjectName(QStringLiteral("evaluate.matrix"));
    m_table->setAccessibleName(tr("Scores"));
    m_table->setRowHeight(40);
    m_table->setItemDelegate(new ScoreDelegate(m_table));
    m_table->setModel(m_matrix);
    m_table->setStretchColumn(0);
    m_table->viewport()->installEventFilter(this);
    auto* empty =
        new EmptyState(tr("Nothing evaluated yet"),
                       tr("A suite is a list of prompts with expected answers; drop one anywhere."));
    empty->setAction(tr("Add suite"), [this] { chooseSuite(); })->setKind(Button::Kind::Secondary);
    m_table->setEmptyState(empty);
    connect(m_table, &QAbstractItemView::clicked, this, &EvaluatePage::chooseCell);
    connect(m_table, &TableView::opened, this, &EvaluatePage::chooseCell);
    addRowMenu(m_table, [this](QMenu& menu, const QModelIndex& index) { fillScoreMenu(menu, index); });
    panel->content()->addWidget(m_table);
    return panel;
}

QWidget* EvaluatePage::makeCases() {
    auto* panel = new Panel;
    panel->content()->setContentsMargins(1, 10, 1, 8);
    panel->setMinimumHeight(200);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(15, 0, 15, 0);
    m_casesTitle = new ElidedLabel({}, TextStyle::Section, Tone::Ink, panel);
    m_casesTitle->setObjectName(QStringLiteral("evaluate.shown"));
    head->addWidget(m_casesTitle, 1);
    m_filter = new Segmented(panel);
    m_filter->setObjectName(QStringLiteral("evaluate.filter"));
    m_filter->setAccessibleName(tr("Which cases"));
    m_filter->addOption(QStringLiteral("0"), tr("All"));
    m_filter->addOption(QStringLiteral("1"), tr("Wrong"));
    m_filter->addOption(QStringLiteral("2"), tr("Fixed"));
    m_filter->addOption(QStringLiteral("3"), tr("Broken"));
    connect(m_filter, &Segmented::chosen, this, [this](const QString& id) {
        m_cases->setFilter(CaseModel::Filter(id.toInt()));
        m_detail->clear();
        if (m_cases->rowCount() > 0) m_caseTable->selectRow(0);
    });
    head->addWidget(m_filter);
    panel->content()->addLayout(head);
    auto* splitter = new QSplitter(Qt::Horizontal, panel);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    m_caseTable = new TableView(splitter);
    m_caseTable->setObjectName(QStringLiteral("evaluate.cases"));
    m_caseTable->setAccessibleName(tr("Cases"));
    m_caseTable->setModel(m_cases);
    m_caseTable->setStretchColumn(CaseModel::Question);
    m_caseTable->setColumnWidth(CaseModel::Answer, 170);
    m_caseTable->setColumnWidth(CaseModel::Result, 80);
    m_caseTable->setDispensableColumns({CaseModel::Answer}, 160);
    m_caseTable->setEmptyState(new EmptyState(tr("No such case"), tr("Choose another filter above.")));
    connect(m_caseTable, &TableView::rowChosen, this, [this](int row) {
        if (row >= 0 && row < m_cases->rowCount()) m_detail->show(m_cases->caseAt(row), m_voice, m_baseVoice);
    });
    addRowMenu(m_caseTable, [this](QMenu& menu, const QModelIndex& index) { fillCaseMenu(menu, index); });
    m_detail = new CaseDetail(splitter);
    m_detail->setObjectName(QStringLiteral("evaluate.case"));
    m_detail->setMinimumWidth(280);
    connect(m_detail, &CaseDetail::labelRequested, this, &EvaluatePage::sendToLabel);
    connect(m_detail, &CaseDetail::recordRequested, this, &EvaluatePage::showInLabel);
    splitter->addWidget(m_caseTable);
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    rememberSplitter(splitter, shell().settings(), QStringLiteral("evaluate.cases"));
    panel->content()->addWidget(splitter, 1);
    panel->hide();
    m_casesBox = panel;
    return panel;
}

void EvaluatePage::addSuiteDrop() {
    shell().drops().add(this, [this](const QStringList& files) -> DropOffer {
        const bool shown = isVisible() && m_workbench.hasProject();
        if (!shown || files.size() != 1) return {};
        const QFileInfo info(files.first());
        const QString ending = info.suffix().toLower();
        if (ending != QLatin1String("jsonl") && ending != QLatin1String("txt")) return {};
        return {20, tr("Add the suite %1").arg(info.fileName()), QStringLiteral("evaluate"),
                [this, file = files.first()] { addSuite(file); }};
    });
}

void EvaluatePage::arrive(const QVariant& argument) {
    const QVariantMap map = argument.toMap();
    if (const QString suite = map.value(QStringLiteral("suite")).toString(); !suite.isEmpty())
        addSuite(suite);
    if (const EvaluationId id = map.value(QStringLiteral("evaluation")).toLongLong()) showEvaluation(id);
    const RunId run = map.value(QStringLiteral("run")).toLongLong();
    if (!run) return;
    m_form->setRun(run);
    if (const int row = m_matrix->rowOfRun(run); row >= 0) m_table->selectRow(row);
}

void EvaluatePage::chooseSuite() {
    if (!m_workbench.hasProject())
        return notify({Notice::Kind::Info,
                       tr("Open a project first"),
                       tr("Suites and scores are kept in it."),
                       {},
                       tr("Home"),
                       [this] { shell().open(QStringLiteral("home")); },
                       true},
                      QStringLiteral("project")),
               void();
    auto* dialog = new QFileDialog(this, tr("Add a suite"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Suites (*.jsonl *.txt)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &EvaluatePage::addSuite);
    dialog->open();
}

void EvaluatePage::addSuite(const QString& file) {
    if (!m_workbench.hasProject()) return;
    const QString name = QFileInfo(file).completeBaseName();
    const auto before = m_workbench.project().suites();
    const bool known = before && std::any_of(before->begin(), before->end(), [&](const SuiteInfo& suite) {
                           return suite.name == name.toStdString();
                       });
    const auto added = m_workbench.project().addSuite(file.toStdString());
    if (!added) {
        notify(added.error());
        return;
    }
    m_workbench.tellSuites();
    m_form->setSuite(name);
    if (known) return shell().say(tr("Read the suite %1 again").arg(name));
    shell().say(tr("Added the suite %1").arg(name), [this, id = *added] {
        if (const Status removed = m_workbench.project().removeSuite(id); !removed) notify(removed.error());
        m_workbench.tellSuites();
    });
}

void EvaluatePage::start(const std::vector<EvaluateRequest>& requests) {
    clearNotice();
    for (const EvaluateRequest& request : requests)
        takeUp(m_workbench.evaluate(request, this, follower()), request);
}

JobFollower EvaluatePage::follower() {
    return {.onEvent = [this](const JobEvent& event) { follow(event); },
            .onFinished = [this](const JobInfo& info) { finished(info); }};
}

void EvaluatePage::takeUp(JobId job, const EvaluateRequest& request) {
    m_jobs.push_back(job);
    const ModelOnDisk* model = m_workbench.model(request.voice.model);
    const bool trained = model && model->source == ModelSource::Run;
    m_jobNames.push_back(!request.voice.adapter.empty() ? tr("adapter")
                         : trained                      ? QString::fromStdString(model->name)
                                                        : tr("base model"));
    m_form->setRunning(int(m_jobs.size()));
    m_running->show();
    m_progress->setFraction(-1);
    m_runningTitle->setText(tr("Evaluating: %1").arg(m_jobNames.front()));
    m_runningFacts->setText({});
}

void EvaluatePage::follow(const JobEvent& event) {
    const auto* progress = std::get_if<Progress>(&event);
    if (!progress) return;
    JobInfo info;
    info.state = JobState::Running;
    info.progress = *progress;
    m_progress->setFraction(fractionOf(*progress));
    m_runningFacts->setText(joinFacts({progress->total > 0 ? tr("%1 of %2 cases")
                                                                 .arg(formatCount(qint64(progress->done)),
                                                                      formatCount(qint64(progress->total)))
                                                           : QString(),
                                       progressText(info)}));
}

void EvaluatePage::finished(const JobInfo& info) {
    if (const auto at = std::find(m_jobs.begin(), m_jobs.end(), info.id); at != m_jobs.end()) {
        m_jobNames.erase(m_jobNames.begin() + (at - m_jobs.begin()));
        m_jobs.erase(at);
    }
    m_form->setRunning(int(m_jobs.size()));
    m_running->setVisible(!m_jobs.empty());
    if (!m_jobs.empty()) m_runningTitle->setText(tr("Evaluating: %1").arg(m_jobNames.front()));
    if (info.result.outcome == Outcome::Failed)
        notify(info.result.error);
    else if (info.result.outcome == Outcome::Cancelled)
        shell().say(tr("Stopped; finished cases are kept and not asked again"));
    else if (m_jobs.empty()) {
        m_shown = 0; // the new story is what one wants to see
        modelChanged();
        shell().say(tr("Evaluated; choose a score to see its cases"));
    }
}

// Scores share what the names leave; only more of them than fit are scrolled.
void EvaluatePage::fitColumns() {
    const int scores = m_matrix->columnCount() - 1;
    if (scores <= 0) return;
    const int room = m_table->viewport()->width() * 3 / 4; // a quarter for the names
    const int width = std::clamp(room / scores, leastScoreWidth, mostScoreWidth);
    for (int column = 1; column <= scores; ++column) m_table->setColumnWidth(column, width);
}

bool EvaluatePage::eventFilter(QObject* object, QEvent* event) {
    if (object == m_table->viewport() && event->type() == QEvent::Resize) fitColumns();
    return Page::eventFilter(object, event);
}

void EvaluatePage::modelChanged() {
    const int columns = m_matrix->columnCount();
    fitColumns();
    if (m_matrix->evaluations() == 0)
        header().setSubtitle(
            tr("The same questions before and after, so that better can be told from different"));
    else
        header().setFacts({tr("%n suites and measures", nullptr, columns - 1),
                           tr("%n evaluations", nullptr, m_matrix->evaluations())});
    if (m_shown) return;
    // The newest story first: one that has a base model to be compared with.
    for (int pass = 0; pass < 2; ++pass)
        for (int row = 0; row < m_matrix->rowCount(); ++row)
            for (int column = 1; column < columns; ++column) {
                const QModelIndex index = m_matrix->index(row, column);
                if (!m_matrix->evaluation(index) || (pass == 0 && !m_matrix->baseEvaluation(index))) continue;
                m_table->setCurrentIndex(index);
                return chooseCell(index);
            }
}

void EvaluatePage::chooseCell(const QModelIndex& index) {
    const EvaluationId id = m_matrix->evaluation(index);
    if (!id) return;
    m_voice = m_matrix->voice(index.row()).name;
    m_baseVoice = tr("base model");
    m_casesTitle->setText(joinFacts({m_voice, m_matrix->suiteOf(index.column())}));
    showCases(id, m_matrix->baseEvaluation(index));
}

/// The newest of its kind is a cell of the matrix; an older one is shown by itself.
void EvaluatePage::showEvaluation(EvaluationId id) {
    for (int row = 0; row < m_matrix->rowCount(); ++row)
        for (int column = 1; column < m_matrix->columnCount(); ++column)
            if (const QModelIndex index = m_matrix->index(row, column); m_matrix->evaluation(index) == id) {
                m_table->setCurrentIndex(index);
                m_table->scrollTo(index);
                return chooseCell(index);
            }
    if (!m_workbench.hasProject()) return;
    const auto info = m_workbench.project().evaluations().info(id);
    if (!info) return void(notify(info.error()));
    m_table->clearSelection();
    m_voice = info->isBase() ? tr("base model") : QString::fromStdString(info->learnedName());
    m_casesTitle->setText(joinFacts({m_voice, QString::fromStdString(info->suite),
                                     formatRelative(QDateTime::fromMSecsSinceEpoch(info->timeMs))}));
    showCases(id, 0);
}

void EvaluatePage::showCases(EvaluationId evaluation, EvaluationId base) {
    m_detail->clear();
    if (const Status loaded = m_cases->load(m_workbench.project(), evaluation, base); !loaded) {
        notify(loaded.error());
        return;
    }
    m_shown = evaluation;
    m_casesBox->show();
    refreshFilter();
    if (m_cases->rowCount() > 0) m_caseTable->selectRow(0);
}

void EvaluatePage::refreshFilter() {
    using Filter = CaseModel::Filter;
    const auto count = [&](Filter filter) { return QString::number(m_cases->count(filter)); };
    m_filter->setText(QStringLiteral("0"), tr("All %1").arg(count(Filter::All)));
    m_filter->setText(QStringLiteral("1"), tr("Wrong %1").arg(count(Filter::Wrong)));
    m_filter->setText(QStringLiteral("2"), tr("Fixed %1").arg(count(Filter::Fixed)));
    m_filter->setText(QStringLiteral("3"), tr("Broken %1").arg(count(Filter::Broken)));
}

void EvaluatePage::fillScoreMenu(QMenu& menu, const QModelIndex& index) {
    const bool scored = m_matrix->evaluation(index) != 0;
    menu.addAction(iconOf(QStringLiteral("eye")), tr("Show the cases"), this,
                   [this, index] { chooseCell(index); })
        ->setEnabled(scored);
    if (const RunId run = m_matrix->voice(index.row()).run) {
        const QVariantMap with{{QStringLiteral("run"), qint64(run)}};
        menu.addAction(iconOf(QStringLiteral("train")), tr("Show the run"), this,
                       [this, with] { shell().open(QStringLiteral("train"), with); });
        menu.addAction(iconOf(QStringLiteral("chat")), tr("Chat"), this,
                       [this, with] { shell().open(QStringLiteral("chat"), with); });
    }
}

void EvaluatePage::fillCaseMenu(QMenu& menu, const QModelIndex& index) {
    const StoredCase one = *m_cases->caseAt(index.row()).after;
    if (one.correction)
        menu.addAction(iconOf(QStringLiteral("label")), tr("Show in Label"), this,
                       [this, record = *one.correction] { showInLabel(record); });
    else
        menu.addAction(iconOf(QStringLiteral("label")), tr("Send to Label") + QStringLiteral("\tL"), this,
                       [this, id = one.id] { sendToLabel(id); })
            ->setEnabled(one.result.scorer != Scorer::Perplexity);
    menu.addSeparator();
    const auto copy = [&](const QString& words, const std::string& text) {
        menu.addAction(
                iconOf(QStringLiteral("copy")), words, this,
                [copied = QString::fromStdString(text)] { QGuiApplication::clipboard()->setText(copied); })
            ->setEnabled(!text.empty());
    };
    copy(tr("Copy the answer"), one.result.answer);
    copy(tr("Copy the prompt"), one.result.prompt);
}

void EvaluatePage::showInLabel(qint64 record) {
    shell().open(QStringLiteral("label"), QVariantMap{{QStringLiteral("record"), record}});
}

void EvaluatePage::sendToLabel(qint64 storedCase) {
    if (!storedCase || !m_workbench.hasProject() || !m_detail->canBeSent(storedCase)) return;
    const auto record = m_workbench.project().sendCaseToLabel(storedCase);
    if (!record) {
        notify(record.error());
        return;
    }
    m_cases->setCorrection(storedCase, record->id);
    m_workbench.tellDatasets();
    m_workbench.tellRecords(record->dataset);
    if (const QModelIndex current = m_caseTable->currentIndex(); current.isValid())
        m_detail->show(m_cases->caseAt(current.row()), m_voice, m_baseVoice);
    shell().say(tr("Sent to Label"), [this, id = record->id, dataset = record->dataset, storedCase] {
        if (const Status back = m_workbench.project().takeBackCorrection(id); !back)
            return void(notify(back.error()));
        m_cases->setCorrection(storedCase, {});
        if (m_detail->storedCase() == storedCase)
            m_detail->show(m_cases->caseAt(m_caseTable->currentIndex().row()), m_voice, m_baseVoice);
        m_workbench.tellDatasets();
        m_workbench.tellRecords(dataset);
    });
}

} // namespace inkstone
