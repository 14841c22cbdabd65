#include "ui/pages/home/home_page.h"

#include "ui/pages/home/card_button.h"
#include "ui/pages/home/flywheel.h"
#include "ui/pages/home/recent_runs.h"
#include "ui/pages/project_menu.h"
#include "ui/pages/row_menu.h"
#include "ui/shell/format.h"
#include "ui/shell/icons.h"
#include "ui/shell/shell.h"
#include "ui/widgets/button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/table_view.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QFileDialog>
#include <QMenu>
#include <QScrollArea>
#include <QTimer>

namespace inkstone {

namespace {
constexpr int shownChats = 6;
constexpr int firstStartWidth = 920;
constexpr int narrowWidth = 960;

QScrollArea* scrolling(QWidget* inner) {
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidget(inner);
    return area;
}

QVariantMap argument(const char* key, const QVariant& value) { return {{QLatin1String(key), value}}; }

std::optional<RunInfo> newestRun(const Project& project, const std::function<bool(const RunInfo&)>& fits) {
    if (const auto runs = project.runs().list())
        for (const RunInfo& run : *runs)
            if (fits(run)) return run;
    return {};
}

void clear(QBoxLayout& layout) {
    while (QLayoutItem* item = layout.takeAt(0)) {
        delete item->widget();
        delete item;
    }
}
} // namespace

HomePage::HomePage(Shell& shell, Workbench& workbench, QWidget* parent)
    : Page(shell, tr("Home"), parent), m_workbench(workbench), m_runs(new RecentRuns(workbench, this)),
      m_timer(new QTimer(this)) {
    m_import = new Button(tr("Import"), Button::Kind::Secondary, QStringLiteral("import"), this);
    m_newChat = new Button(tr("New chat"), Button::Kind::Secondary, QStringLiteral("chat"), this);
    m_import->setObjectName(QStringLiteral("home.import"));
    header().addAction(m_import);
    header().addAction(m_newChat);
    connect(m_import, &QAbstractButton::clicked, this, &HomePage::chooseData);
    connect(m_newChat, &QAbstractButton::clicked, this,
            [this] { this->shell().open(QStringLiteral("chat"), QStringLiteral("new")); });
    m_firstStart = scrolling(makeFirstStart());
    m_project = scrolling(makeProject());
    body()->addWidget(m_firstStart);
    body()->addWidget(m_project);

    m_timer->setSingleShot(true);
    m_timer->setInterval(30); // several things change at once: count once
    connect(m_timer, &QTimer::timeout, this, &HomePage::refresh);
    for (auto signal : {&Workbench::projectChanged, &Workbench::modelsChanged, &Workbench::datasetsChanged,
                        &Workbench::runsChanged, &Workbench::evaluationsChanged, &Workbench::suitesChanged,
                        &Workbench::chatsChanged})
        connect(&workbench, signal, this, &HomePage::refreshSoon);
    connect(&workbench, &Workbench::recordsChanged, this, &HomePage::refreshSoon);
    refresh();
}

void HomePage::arrive(const QVariant& argument) {
    if (const QString folder = argument.toMap().value(QStringLiteral("project")).toString();
        !folder.isEmpty())
        openProjectFolder(shell(), m_workbench, folder.toStdString());
    refresh();
}

QWidget* HomePage::makeFirstStart() {
    auto* inner = new QWidget;
    auto* layout = new QVBoxLayout(inner);
    layout->setContentsMargins(24, 4, 24, 24);
    layout->setSpacing(16);
    auto* ways = new QWidget(inner);
    ways->setMaximumWidth(firstStartWidth);
    auto* row = new QHBoxLayout(ways);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    auto* sample = new WayIn(QStringLiteral("star"), tr("Open the sample project"),
                             tr("Questions and answers that give a model a name, and a suite that checks it."), ways);
    sample->setFirst(true);
    sample->setObjectName(QStringLiteral("home.sample"));
    auto* data = new WayIn(QStringLiteral("import"), tr("Drop or choose data"),
                           tr("JSON, JSONL, CSV or text. A project is made around it."), ways);
    auto* model = new WayIn(QStringLiteral("models"), tr("Open a model"),
                            tr("A GGUF file or a Hugging Face folder; chat with it at once."), ways);
    data->setObjectName(QStringLiteral("home.data"));
    model->setObjectName(QStringLiteral("home.model"));
    for (WayIn* way : {sample, data, model}) row->addWidget(way, 1);
    connect(sample, &QAbstractButton::clicked, this, [this] { openSamples(shell(), m_workbench); });
    connect(data, &QAbstractButton::clicked, this, &HomePage::chooseData);
    connect(model, &QAbstractButton::clicked, this, &HomePage::chooseModel);
    layout->addWidget(ways);
    layout->addWidget(makeRecentProjects());
    layout->addStretch(1);
    return inner;
}

QWidget* HomePage::makeRecentProjects() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* other = new Button(tr("Open a project folder…"), Button::Kind::Link, QStringLiteral("folder"), box);
    connect(other, &QAbstractButton::clicked, this,
            [this] { chooseProject(shell(), m_workbench, window()); });
    layout->addWidget(other, 0, Qt::AlignLeft);
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(2);
    layout->addLayout(m_recent);
    return box;
}

QWidget* HomePage::makeProject() {
    auto* inner = new QWidget;
    auto* layout = new QVBoxLayout(inner);
    layout->setContentsMargins(24, 4, 24, 20);
    layout->setSpacing(16);
    layout->addWidget(makeWheel());
    auto* below = new QHBoxLayout;
    below->setSpacing(16);
    below->addWidget(makeRuns(), 7);
    below->addWidget(makeChats(), 3);
    layout->addLayout(below, 1);
    return inner;
}

QWidget* HomePage::makeWheel() {
    auto* panel = new Panel;
    panel->content()->setSpacing(16);
    panel->content()->setContentsMargins(16, 24, 16, 16);
    m_wheel = new Flywheel(panel);
    m_wheel->setObjectName(QStringLiteral("home.wheel"));
    connect(m_wheel, &Flywheel::chosen, this, [this](const QString& page) { shell().open(page); });
    panel->content()->addWidget(m_wheel);
    auto* next = new Panel(panel);
    next->setSunken(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    m_title = makeLabel({}, TextStyle::BodyStrong, Tone::Ink, next);
    m_sentence = new ElidedLabel({}, TextStyle::Body, Tone::Ink2, next);
    words->addWidget(m_title);
    words->addWidget(m_sentence);
    row->addLayout(words, 1);
    m_next = new Button({}, Button::Kind::Primary, {}, next);
    m_next->setObjectName(QStringLiteral("home.next"));
    connect(m_next, &QAbstractButton::clicked, this, &HomePage::act);
    row->addWidget(m_next, 0, Qt::AlignVCenter);
    next->content()->setContentsMargins(16, 8, 10, 8);
    next->content()->addLayout(row);
    panel->content()->addWidget(next);
    return panel;
}

QWidget* HomePage::makeRuns() {
    auto* panel = new Panel;
    panel->setMinimumHeight(300);
    panel->content()->setContentsMargins(1, 12, 1, 8);
    auto* title = new QHBoxLayout;
    title->setContentsMargins(15, 0, 15, 0);
    title->addWidget(makeLabel(tr("Recent runs"), TextStyle::Section, Tone::Ink, panel));
    title->addStretch(1);
    m_allRuns = new Button({}, Button::Kind::Quiet, {}, panel);
    m_allRuns->setSmall();
    connect(m_allRuns, &QAbstractButton::clicked, this, [this] { shell().open(QStringLiteral("train")); });
    title->addWidget(m_allRuns);
    panel->content()->addLayout(title);
    m_table = new TableView(panel);
    m_table->setAccessibleName(tr("Recent runs"));
    m_table->setObjectName(QStringLiteral("home.runs"));
    m_table->setRowHeight(40);
    m_table->setModel(m_runs);
    for (int column : {RunModel::Data, RunModel::Method, RunModel::Train, RunModel::HeldOut})
        m_table->setColumnHidden(column, true);
    m_table->setStretchColumn(RunModel::Name);
    for (const auto& [column, width] : {std::pair(RunModel::Loss, 124),
                                        {RunModel::Score, 112},
                                        {RunModel::Duration, 96},
                                        {RunModel::Started, 116}})
        m_table->setColumnWidth(column, width);
    auto* empty = new EmptyState(tr("No runs yet"), tr("A run teaches a model with a data set."));
    empty->setAction(tr("Fine-tune"), [this] { shell().open(QStringLiteral("train")); })
        ->setKind(Button::Kind::Secondary);
    m_table->setEmptyState(empty);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunModel::Started, Qt::DescendingOrder);
    const auto open = [this](const QModelIndex& index) {
        if (index.isValid())
            shell().open(QStringLiteral("train"), argument("run", qint64(m_runs->run(index.row()).id)));
    };
    connect(m_table, &QAbstractItemView::clicked, this, open);
    connect(m_table, &TableView::opened, this, open);
    addRowMenu(m_table, [this](QMenu& menu, const QModelIndex& index) {
        const RunInfo& run = m_runs->run(index.row());
        const bool answers = m_workbench.project().runs().hasResult(run);
        const std::tuple<const char*, QString, bool> ways[] = {{"train", tr("Show the run"), true},
                                                               {"chat", tr("Chat"), answers},
                                                               {"evaluate", tr("Evaluate"), answers}};
        for (const auto& [page, words, possible] : ways)
            menu.addAction(iconOf(QLatin1String(page)), words, this,
                           [this, page = QLatin1String(page), with = argument("run", qint64(run.id))] {
                               shell().open(page, with);
                           })
                ->setEnabled(possible);
    });
    panel->content()->addWidget(m_table, 1);
    return panel;
}

QWidget* HomePage::makeChats() {
    auto* panel = new Panel;
    panel->content()->setContentsMargins(1, 12, 1, 8);
    panel->setMinimumWidth(180);
    auto* title = new QHBoxLayout;
    title->setContentsMargins(15, 0, 10, 0);
    title->addWidget(makeLabel(tr("Recent chats"), TextStyle::Section, Tone::Ink, panel));
    title->addStretch(1);
    auto* fresh = Button::iconOnly(QStringLiteral("plus"), tr("New chat"), panel);
    connect(fresh, &QAbstractButton::clicked, this,
            [this] { shell().open(QStringLiteral("chat"), QStringLiteral("new")); });
    title->addWidget(fresh);
    panel->content()->addLayout(title);
    m_chats = new QVBoxLayout;
    m_chats->setSpacing(0);
    panel->content()->addLayout(m_chats);
    panel->content()->addStretch(1);
    return panel;
}

// In a narrow window the name of a run matters more than its curve.
void HomePage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    const bool narrow = width() < narrowWidth;
    m_table->setColumnHidden(RunModel::Loss, narrow);
    m_table->setColumnHidden(RunModel::Duration, narrow);
}

void HomePage::refreshSoon() { m_timer->start(); }

void HomePage::refresh() {
    const bool open = m_workbench.hasProject();
    m_firstStart->setVisible(!open);
    m_project->setVisible(open);
    m_import->setVisible(open);
    m_newChat->setVisible(open);
    if (!open) {
        header().setSubtitle(
            tr("A workbench for the whole life of a language model: teach, measure, try, correct"));
        clear(*m_recent);
        for (const auto& folder : m_workbench.recentProjects()) {
            auto* link = new Button(QString::fromStdString(folder.filename().string()), Button::Kind::Link,
                                    QStringLiteral("folder"));
            link->setToolTip(QString::fromStdString(folder.string()));
            link->setObjectName(QStringLiteral("home.recent"));
            connect(link, &QAbstractButton::clicked, this,
                    [this, folder] { openProjectFolder(shell(), m_workbench, folder); });
            m_recent->addWidget(link, 0, Qt::AlignLeft);
        }
        return;
    }
    const auto counts = m_workbench.project().counts(!m_workbench.models().empty());
    if (!counts) {
        notify(counts.error());
        return;
    }
    showCounts(*counts);
    showSuggestion(*counts);
    refreshChats();
}

void HomePage::showCounts(const ProjectCounts& counts) {
    const auto suites = m_workbench.project().suites();
    header().setFacts({QString::fromStdString(m_workbench.project().name()),
                       tr("%n data sets", nullptr, int(counts.datasets)),
                       tr("%n runs", nullptr, int(counts.runs)),
                       tr("%n suites", nullptr, suites ? int(suites->size()) : 0)});
    m_allRuns->setText(tr("All %n runs", nullptr, int(counts.runs)));
    m_allRuns->setVisible(counts.runs > 0);

    Flywheel::Station evaluate{
        QStringLiteral("evaluate"), tr("Evaluate"), QStringLiteral("–"), tr("no score yet"), {}, true};
    if (counts.best) {
        evaluate.figure = QString::number(counts.best->value, 'f', 2);
        evaluate.note = tr("best score");
        if (counts.best->before) {
            const double change = counts.best->value - *counts.best->before;
            evaluate.better = change >= 0;
            evaluate.change = QStringLiteral("%1%2")
                                  .arg(change < 0 ? QStringLiteral("−") : QStringLiteral("+"))
                                  .arg(std::abs(change), 0, 'f', 2);
        }
    }
    const bool corrected = counts.waiting > 0;
    m_wheel->setStations({{QStringLiteral("data"),
                           tr("Data"),
                           formatCount(counts.records),
                           counts.records == 1 ? tr("record") : tr("records"),
                           {},
                           true},
                          {QStringLiteral("label"),
                           tr("Label"),
                           formatCount(counts.labeled),
                           tr("of %1 labeled").arg(formatCount(counts.labeled + counts.unlabeled)),
                           {},
                           true},
                          {QStringLiteral("train"),
                           tr("Train"),
                           formatCount(counts.runs),
                           counts.runs == 1 ? tr("run") : tr("runs"),
                           {},
                           true},
                          evaluate,
                          {QStringLiteral("chat"),
                           tr("Chat"),
                           formatCount(corrected ? counts.waiting : counts.answers),
                           corrected ? counts.waiting == 1 ? tr("corrected answer") : tr("corrected answers")
                           : counts.answers == 1 ? tr("answer")
                                                 : tr("answers"),
                           {},
                           true}});
}

Suggestion HomePage::suggest(const ProjectCounts& counts) const {
    const Project& project = m_workbench.project();
    const auto named = [&](const std::optional<RunInfo>& run) {
        return run ? QString::fromStdString(run->name) : QString();
    };
    const auto finished =
        newestRun(project, [](const RunInfo& r) { return r.status == RunStatus::Finished; });
    const QVariant finishedRun = finished ? QVariant(argument("run", qint64(finished->id))) : QVariant();
    switch (counts.next) {
    case NextStep::ImportData:
        return {tr("This project has no records yet"),
                tr("Import questions with answers, or drop a file anywhere on the window."),
                tr("Import"),
                QStringLiteral("data"),
                {},
                true};
    case NextStep::GetModel:
        return {tr("There is no model on this machine yet"),
                tr("Get the starter model, or open a GGUF file or a model folder."),
                tr("Get a model"),
                QStringLiteral("models"),
                {},
                false};
    case NextStep::Label:
        if (counts.waiting > 0)
            return {tr("%n corrected answers wait in Label", nullptr, int(counts.waiting)),
                    tr("Look at them once more; then the next run learns from them."),
                    tr("Label"),
                    QStringLiteral("label"),
                    {},
                    false};
        return {tr("%n records have no label yet", nullptr, int(counts.unlabeled)),
                tr("Each takes one key; what is skipped can be found again."),
                tr("Label"),
                QStringLiteral("label"),
                {},
                false};
    case NextStep::ResumeRun: {
        const auto run = newestRun(project, [](const RunInfo& r) {
            return r.status == RunStatus::Stopped || r.status == RunStatus::Paused;
        });
        return {
            tr("%1 was stopped at step %2 of %3")
                .arg(named(run), formatCount(run ? run->steps : 0), formatCount(run ? run->totalSteps : 0)),
            tr("It goes on from its last checkpoint; nothing is lost."),
            tr("Look at the run"),
            QStringLiteral("train"),
            run ? QVariant(argument("run", qint64(run->id))) : QVariant(),
            false};
    }
    case NextStep::Train:
        return {counts.finishedRuns == 0 ? tr("Nothing was trained yet")
                                         : tr("Records changed since the last run"),
                tr("Teach a model with your %n records; you see first what it takes.", nullptr,
                   int(counts.records)),
                tr("Fine-tune"),
                QStringLiteral("train"),
                {},
                false};
    case NextStep::Evaluate:
        return {tr("%1 was not evaluated yet").arg(named(finished)),
                tr("Ask it and the base model the same questions, side by side."),
                tr("Evaluate"),
                QStringLiteral("evaluate"),
                finishedRun,
                false};
    case NextStep::Chat:
        break;
    }
    return {tr("%1 is trained and measured").arg(named(finished)),
            tr("Try it, and correct the answers that are wrong: they become records."),
            tr("Chat"),
            QStringLiteral("chat"),
            finishedRun,
            false};
}

void HomePage::showSuggestion(const ProjectCounts& counts) {
    m_suggestion = suggest(counts);
    m_title->setText(m_suggestion.title);
    m_sentence->setText(m_suggestion.sentence);
    m_next->setText(m_suggestion.verb);
    m_wheel->setLit(m_suggestion.page);
}

void HomePage::refreshChats() {
    clear(*m_chats);
    const auto chats = m_workbench.project().chats().list();
    int shown = 0;
    for (const ConversationInfo& chat : chats ? *chats : std::vector<ConversationInfo>()) {
        if (shown == shownChats) break;
        if (chat.messages == 0) continue;
        const QString title = chat.title.empty() ? tr("Untitled") : QString::fromStdString(chat.title);
        const QDateTime changed = QDateTime::fromMSecsSinceEpoch(chat.changedMs);
        auto* line = new TwoLines(
            title, joinFacts({tr("%n messages", nullptr, int(chat.messages)), formatRelative(changed)}));
        connect(line, &QAbstractButton::clicked, this, [this, id = chat.id] {
            shell().open(QStringLiteral("chat"), argument("conversation", qint64(id)));
        });
        m_chats->addWidget(line);
        ++shown;
    }
    if (shown) return;
    auto* nothing = makeParagraph(tr("Nothing asked yet. Answers you correct in a chat become records."));
    nothing->setContentsMargins(15, 4, 15, 4);
    m_chats->addWidget(nothing);
}

void HomePage::act() {
    if (m_suggestion.import) return chooseData();
    shell().open(m_suggestion.page, m_suggestion.argument);
}

void HomePage::chooseData() {
    auto* dialog = new QFileDialog(this, tr("Choose data"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(
        {tr("Data (*.json *.jsonl *.ndjson *.csv *.tsv *.txt *.md *.gz *.zst)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &HomePage::importFiles);
    dialog->open();
}

void HomePage::importFiles(const QStringList& files) {
    if (files.isEmpty()) return;
    shell().open(QStringLiteral("data"), argument("import", files));
}

void HomePage::chooseModel() {
    auto* dialog = new QFileDialog(this, tr("Open a model"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Models (*.gguf *.safetensors)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& file) { shell().open(QStringLiteral("models"), argument("model", file)); });
    dialog->open();
}

} // namespace inkstone
