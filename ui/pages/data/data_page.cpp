#include "ui/pages/data/data_page.h"

#include "core/data/exporter.h"
#include "core/label/corrections.h"
#include "ui/models/record_model.h"
#include "ui/pages/data/dataset_list.h"
#include "ui/pages/data/import_panel.h"
#include "ui/pages/data/record_grid.h"
#include "ui/pages/data/record_inspector.h"
#include "ui/pages/page_actions.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/shell/shell.h"
#include "ui/shell/splitters.h"
#include "ui/widgets/button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/table_view.h"

#include <QBoxLayout>
#include <QFileDialog>
#include <QSplitter>
#include <QStackedWidget>
#include <algorithm>

namespace inkstone {

namespace {
constexpr double heldOutPart = 0.1;
constexpr int listWidth = 196, inspectorWidth = 284, gridNeeds = 360;
constexpr int inspectorNeeds = 900, listNeeds = 640; ///< narrower pages leave the pane out

constexpr QLatin1String typedNotice("typed");

ExportFormat formatOf(const QString& file) {
    if (file.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) return ExportFormat::Csv;
    if (file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive)) return ExportFormat::Alpaca;
    if (file.endsWith(QLatin1String(".txt"), Qt::CaseInsensitive)) return ExportFormat::Text;
    return ExportFormat::OpenAi;
}
} // namespace

DataPage::DataPage(Shell& shell, Workbench& workbench, QWidget* parent)
    : Page(shell, tr("Data"), parent), m_workbench(workbench),
      m_document(new DatasetDocument(workbench, this)) {
    makeHeader();
    m_views = new QStackedWidget(this);
    m_browser = makeBrowser();
    m_importPanel = new ImportPanel(workbench, m_views);
    m_empty = new EmptyState(tr("No data sets yet"),
                             tr("Drop a JSON, JSONL, CSV or text file anywhere on the window."), m_views);
    m_empty->setAction(tr("Import"), [this] { askForFiles(); });
    for (QWidget* view : std::initializer_list<QWidget*>{m_browser, m_importPanel, m_empty})
        m_views->addWidget(view);
    body()->addWidget(m_views);
    connectParts();
    addActions();
    readSets();
    offerTyped(m_document->typed().waiting());
}

void DataPage::makeHeader() {
    header().setLine(true);
    m_setAside = new Button(tr("Set aside 10 %"), Button::Kind::Quiet, QStringLiteral("split"), this);
    m_setAside->setObjectName(QStringLiteral("data.set_aside"));
    m_setAside->setToolTip(
        tr("Draws a tenth of the records as held-out: they are not learned, they measure."));
    m_export = new Button(tr("Export"), Button::Kind::Secondary, {}, this);
    m_import = new Button(tr("Import"), Button::Kind::Primary, QStringLiteral("import"), this);
    m_import->setObjectName(QStringLiteral("data.import"));
    m_details = Button::iconOnly(QStringLiteral("sidebar"), tr("Show the record beside the rows"), this);
    m_details->setObjectName(QStringLiteral("data.details"));
    m_details->setCheckable(true);
    for (Button* button : {m_setAside, m_export, m_import, m_details}) header().addAction(button);
    connect(m_details, &QAbstractButton::toggled, this, &DataPage::fitPanes);
    connect(m_setAside, &QAbstractButton::clicked, this, &DataPage::setAside);
    connect(m_export, &QAbstractButton::clicked, this, &DataPage::exportRows);
    connect(m_import, &QAbstractButton::clicked, this, &DataPage::askForFiles);
}

QWidget* DataPage::makeBrowser() {
    auto* browser = new QSplitter(Qt::Horizontal, m_views);
    browser->setHandleWidth(1);
    m_list = new DatasetList(browser);
    m_grid = new RecordGrid(m_workbench, *m_document, browser);
    m_inspector = new RecordInspector(*m_document, browser);
    m_list->setMinimumWidth(listWidth - 40);
    m_list->setMaximumWidth(2 * listWidth);
    m_grid->setMinimumWidth(gridNeeds);
    m_inspector->setMinimumWidth(inspectorWidth - 40);
    for (QWidget* pane : std::initializer_list<QWidget*>{m_list, m_grid, m_inspector})
        browser->addWidget(pane);
    browser->setStretchFactor(1, 1);
    browser->setSizes({listWidth, gridNeeds * 2, inspectorWidth});
    rememberSplitter(browser, shell().settings(), QStringLiteral("data"));
    return browser;
}

void DataPage::connectParts() {
    connect(&m_workbench, &Workbench::projectLeaving, this, &DataPage::leave);
    connect(&m_workbench, &Workbench::projectChanged, this, [this] {
        readSets();
        offerTyped(m_document->typed().waiting());
    });
    connect(&m_workbench, &Workbench::datasetsChanged, this, &DataPage::readSets);
    connect(&m_workbench, &Workbench::recordsChanged, this, &DataPage::readSets);
    connect(m_document, &DatasetDocument::infoChanged, this, &DataPage::refreshHeader);
    connect(m_document, &DatasetDocument::lengthsChanged, this, &DataPage::refreshHeader);
    connect(m_document, &DatasetDocument::rowsTrashed, this,
            [this](qint64 rows, const std::function<void()>& undo) {
                shell().say(tr("Moved %n records to the trash", nullptr, int(rows)), undo);
            });
    connect(m_document, &DatasetDocument::rowsMoved, this,
            [this](qint64 rows, const std::function<void()>& undo) {
                shell().say(tr("Moved %n records to another split", nullptr, int(rows)), undo);
            });
    connect(m_document, &DatasetDocument::rowsSetAside, this, [this](const std::function<void()>& undo) {
        shell().say(tr("%n records are held out now", nullptr, int(m_document->info().validation)), undo);
    });
    connect(m_document, &DatasetDocument::failed, this, [this](const Error& error) { notify(error); });
    connect(m_list, &DatasetList::chosen, this, &DataPage::choose);
    connect(m_list, &DatasetList::renameRequested, this, &DataPage::rename);
    connect(m_list, &DatasetList::trashRequested, this, &DataPage::trashSet);
    connect(m_grid, &RecordGrid::currentChanged, m_inspector, &RecordInspector::show);
    connect(m_grid, &RecordGrid::trashRequested, this, &DataPage::trashRecords);
    connect(m_grid, &RecordGrid::sortRefused, this, [this] {
        shell().say(tr("Records sort by number, tokens and label; texts are found by search"));
    });
    connect(m_inspector, &RecordInspector::trashRequested, this, &DataPage::trashRecords);
    connect(m_inspector, &RecordInspector::stepRequested, m_grid, &RecordGrid::step);
    const auto label = [this](qint64 id) {
        shell().open(QStringLiteral("label"), QVariantMap{{QStringLiteral("record"), id}});
    };
    connect(m_grid, &RecordGrid::labelRequested, this, label);
    connect(m_inspector, &RecordInspector::labelRequested, this, label);
    connect(m_importPanel, &ImportPanel::imported, this, &DataPage::imported);
    connect(m_importPanel, &ImportPanel::factsChanged, this, &DataPage::refreshHeader);
    connect(m_importPanel, &ImportPanel::failed, this, [this](const Error& error) { notify(error); });
    connect(m_importPanel, &ImportPanel::closed, this, [this] {
        m_importing = false;
        showView();
    });
}

void DataPage::addActions() {
    bindAction(*this, "data.import", [this] { askForFiles(); });
    bindAction(*this, "data.export", [this] { exportRows(); });
    bindAction(*this, "data.undo", [this] { m_document->history().undo(); });
    bindAction(*this, "data.redo", [this] { m_document->history().redo(); });
    bindAction(*this, "data.set_aside", [this] { setAside(); });
    bindAction(*this, "data.rename", [this] { m_list->editCurrent(); });
    bindAction(*this, "data.trash", [this] {
        if (m_document->dataset()) trashSet(m_document->dataset());
    });
}

void DataPage::arrive(const QVariant& argument) {
    const QVariantMap map = argument.toMap();
    for (const char* key : {"import", "files"})
        if (map.contains(QLatin1String(key))) openImport(map.value(QLatin1String(key)).toStringList());
    if (!m_workbench.hasProject()) return;
    if (map.contains(QStringLiteral("record"))) {
        const RecordId id = map.value(QStringLiteral("record")).toLongLong();
        if (const auto record = m_workbench.project().datasets().record(id)) {
            choose(record->dataset);
            m_grid->showRecord(id);
        }
    }
    if (map.contains(QStringLiteral("dataset"))) choose(map.value(QStringLiteral("dataset")).toLongLong());
    if (!m_importing && m_document->dataset()) m_document->countTokens();
}

void DataPage::leave() {
    m_inspector->save();
    m_grid->save();
}

void DataPage::readSets() {
    std::vector<DatasetInfo> sets;
    if (m_workbench.hasProject()) {
        auto list = m_workbench.project().datasets().list();
        if (list)
            sets = std::move(*list);
        else
            notify(list.error());
    }
    m_list->setSets(sets);
    const bool there = std::any_of(
        sets.begin(), sets.end(), [this](const DatasetInfo& set) { return set.id == m_document->dataset(); });
    if (!there) {
        // Corrections wait in Label; here the data that somebody brought comes first.
        const auto own = std::find_if(sets.begin(), sets.end(),
                                      [](const DatasetInfo& set) { return set.name != correctionsName; });
        choose(own != sets.end() ? own->id : sets.empty() ? 0 : sets.front().id);
    }
    showView();
}

/// Texts that a crash left behind wait for the person who typed them; nobody else decides about them.
void DataPage::offerTyped(std::vector<TypedTexts::Place> waiting) {
    clearNotice(typedNotice);
    if (waiting.empty()) return;
    const int count = int(waiting.size());
    notify({.kind = Notice::Kind::Info,
            .title = tr("%n texts typed here are kept, but not saved yet", nullptr, count),
            .text = {},
            .details = {},
            .remedy = tr("Show"),
            .act = [this, waiting = std::move(waiting)]() mutable { resumeTyped(std::move(waiting)); }},
           typedNotice);
}

void DataPage::resumeTyped(std::vector<TypedTexts::Place> waiting) {
    const TypedTexts::Place at = waiting.front();
    waiting.erase(waiting.begin());
    const auto record = m_workbench.project().datasets().record(at.record);
    if (!record) return void(notify(record.error()));
    choose(record->dataset);
    if (m_document->model().rowOf(record->id) < 0) { // a search hides it
        m_grid->clearSearch();
        m_document->setQuery({});
    }
    if (!m_grid->resume(record->id, at.place)) m_details->setChecked(true);
    // The bar that was pressed closes first.
    QMetaObject::invokeMethod(
        this, [this, left = std::move(waiting)] { offerTyped(left); }, Qt::QueuedConnection);
}

void DataPage::choose(DatasetId id) {
    m_importing = false;
    if (id != m_document->dataset()) {
        leave();
        m_grid->clearSearch();
        m_document->open(id);
        if (isVisible()) m_document->countTokens();
    }
    m_list->setCurrent(id);
    showView();
}

void DataPage::showView() {
    QWidget* view = m_importing             ? static_cast<QWidget*>(m_importPanel)
                    : m_document->dataset() ? m_browser
                                            : static_cast<QWidget*>(m_empty);
    m_views->setCurrentWidget(view);
    for (Button* button : {m_setAside, m_export}) button->setVisible(view == m_browser);
    m_import->setVisible(view == m_browser);
    refreshHeader();
}

void DataPage::refreshHeader() {
    if (m_importing) {
        header().setTitle(tr("Import"));
        header().setSubtitle(m_importPanel->facts());
        return;
    }
    header().setTitle(tr("Data"));
    const DatasetInfo& info = m_document->info();
    if (!m_document->dataset()) return header().setSubtitle(tr("What a model learns from"));
    const LengthStats& lengths = m_document->lengths();
    header().setFacts({QString::fromStdString(info.name),
                       tr("%1 records in train, %2 held out")
                           .arg(formatCount(info.records - info.validation), formatCount(info.validation)),
                       lengths.counted ? tr("%1 tokens").arg(formatCount(lengths.total)) : QString(),
                       tr("version %1").arg(info.version)});
}

void DataPage::askForFiles() {
    auto* dialog = new QFileDialog(this, tr("Import data"), {},
                                   tr("Data (*.json *.jsonl *.ndjson *.csv *.tsv *.txt *.md)") +
                                       QStringLiteral(";;") + tr("All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &DataPage::openImport);
    dialog->open();
}

void DataPage::openImport(const QStringList& files) {
    if (files.isEmpty()) return;
    clearNotice();
    if (!m_workbench.hasProject()) { // records are kept in a project: one is made around them
        if (const Status made = m_workbench.makeProjectFor(files.first().toStdString()); !made) {
            notify(made.error());
            return;
        }
        shell().say(tr("Made the project %1").arg(QString::fromStdString(m_workbench.project().name())));
    }
    m_importing = true;
    showView();
    m_importPanel->open(files);
}

void DataPage::imported(const ImportReport& report) {
    m_importing = false;
    clearNotice();
    choose(report.id);
    shell().say(tr("Imported %n records into %1", nullptr, int(report.records))
                    .arg(QString::fromStdString(report.dataset)));
    if (report.skipped == 0) return;
    QStringList lines;
    for (const RowError& error : report.errors)
        lines << tr("%1, line %2: %3")
                     .arg(QString::fromStdString(error.file), formatCount(error.line),
                          toQString(error.reason));
    notify({.kind = Notice::Kind::Warn,
            .title = tr("%n lines could not be read and were left out", nullptr, int(report.skipped)),
            .details = lines.join(QLatin1Char('\n'))});
}

void DataPage::exportRows() {
    if (!m_document->dataset()) return;
    auto* dialog =
        new QFileDialog(this, tr("Export %1").arg(QString::fromStdString(m_document->info().name)));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Messages, one a line (*.jsonl)"), tr("Instructions (*.json)"),
                            tr("Table (*.csv)"), tr("Plain text (*.txt)")});
    dialog->setDefaultSuffix(QStringLiteral("jsonl"));
    dialog->selectFile(QString::fromStdString(m_document->info().name) + QStringLiteral(".jsonl"));
    connect(dialog, &QFileDialog::fileSelected, this, &DataPage::exportTo);
    dialog->open();
}

void DataPage::exportTo(const QString& file) {
    m_inspector->save();
    const auto report = std::make_shared<ExportReport>();
    Job job{.kind = "export",
            .title = text("Export %1", m_document->info().name),
            .lane = Lane::Files,
            .run = {}};
    const ExportOptions options{.format = formatOf(file), .rows = m_document->query()};
    job.run = [report, options, project = m_workbench.sharedProject(), id = m_document->dataset(),
               path = std::filesystem::path(file.toStdString())](std::stop_token stop,
                                                                 JobSink& sink) -> JobResult {
        DatasetRepository datasets = project->datasets();
        auto outcome = exportDataset(datasets, id, path, options, stop, sink);
        if (!outcome) return {Outcome::Failed, outcome.error(), {}};
        *report = std::move(outcome->report);
        return {outcome->outcome, {}, {{"file", report->path.string()}}};
    };
    m_workbench.start(std::move(job), this,
                      {.onEvent = {}, .onFinished = [this, report](const JobInfo& info) {
                           if (info.result.outcome == Outcome::Failed) notify(info.result.error);
                           if (info.result.outcome == Outcome::Done) exported(*report);
                       }});
}

void DataPage::exported(const ExportReport& report) {
    const QString file = QString::fromStdString(report.path.string());
    shell().say(tr("Exported %n records to %1", nullptr, int(report.records)).arg(file));
    if (report.skipped > 0)
        notify({.kind = Notice::Kind::Warn,
                .title = tr("%n records were left out of the file", nullptr, int(report.skipped)),
                .text = tr("This format cannot hold them; messages, one a line, hold every record.")});
}

void DataPage::trashRecords() {
    const std::vector<RecordId> ids = m_grid->selected();
    if (ids.empty()) return;
    m_document->trash(ids);
}

void DataPage::trashSet(DatasetId id) {
    const auto info = m_workbench.project().datasets().info(id);
    if (!info) return;
    if (const Status moved = m_workbench.project().datasets().trash(id); !moved) {
        notify(moved.error());
        return;
    }
    m_workbench.tellDatasets();
    shell().say(tr("Moved %1 to the trash").arg(QString::fromStdString(info->name)), [this, id] {
        if (const Status back = m_workbench.project().datasets().restore(id); !back) notify(back.error());
        m_workbench.tellDatasets();
        choose(id);
    });
}

void DataPage::rename(DatasetId id, const QString& name) {
    const auto before = m_workbench.project().datasets().info(id);
    if (!before) return void(notify(before.error()));
    const std::string wanted = name.trimmed().toStdString();
    if (wanted == before->name) return;
    if (nameSet(id, wanted))
        shell().say(tr("Renamed %1 to %2").arg(QString::fromStdString(before->name), name.trimmed()),
                    [this, id, old = before->name] { nameSet(id, old); });
}

bool DataPage::nameSet(DatasetId id, const std::string& name) {
    const Status renamed = m_workbench.project().datasets().rename(id, name);
    if (!renamed) notify(renamed.error());
    // The list is filled anew; not inside its own signal.
    QMetaObject::invokeMethod(
        &m_workbench, [this] { m_workbench.tellDatasets(); }, Qt::QueuedConnection);
    return renamed.has_value();
}

void DataPage::setAside() {
    if (!m_document->dataset()) return;
    m_document->setAside(heldOutPart);
}

/// A narrow page has room for the rows and one pane: the sets, or the record when it is asked for.
void DataPage::fitPanes() {
    const bool wide = width() >= inspectorNeeds, asked = m_details->isChecked();
    m_details->setVisible(!wide);
    m_inspector->setVisible(wide || asked);
    m_list->setVisible(wide || (!asked && width() >= listNeeds));
}

void DataPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    fitPanes();
}

} // namespace inkstone
