#include "ui/pages/models/models_page.h"

#include "ui/documents/hub_fetch.h"
#include "ui/documents/model_export.h"
#include "ui/documents/model_library.h"
#include "ui/models/model_list_model.h"
#include "ui/pages/models/adapter_model.h"
#include "ui/pages/models/export_sheet.h"
#include "ui/pages/models/get_model_sheet.h"
#include "ui/pages/models/model_detail.h"
#include "ui/pages/row_menu.h"
#include "ui/shell/format.h"
#include "ui/shell/icons.h"
#include "ui/shell/shell.h"
#include "ui/shell/splitters.h"
#include "ui/widgets/button.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/code_block.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/table_view.h"

#include <QBoxLayout>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QSplitter>
#include <QUrl>
#include <algorithm>

namespace inkstone {

ModelsPage::ModelsPage(Shell& shell, Workbench& workbench, HubFetch& fetch, ModelExport& exporting,
                       QWidget* parent)
    : Page(shell, tr("Models"), parent), m_workbench(workbench),
      m_models(new ModelListModel(workbench, this)), m_adapters(new AdapterModel(workbench, this)),
      m_fetch(fetch), m_export(exporting) {
    m_sources = new ChoiceButton(ChoiceButton::Size::Regular, this);
    m_sources->setObjectName(QStringLiteral("models.source"));
    m_sources->setAccessibleName(tr("Sources to show"));
    connect(m_sources, &ChoiceButton::chosen, this, [this](const QString& id) {
        m_models->setSource(id.isEmpty() ? std::nullopt : std::optional(ModelSource(id.toInt())));
    });
    header().addAction(m_sources);
    auto* get = new Button(tr("Get a model"), Button::Kind::Secondary, QStringLiteral("download"), this);
    get->setObjectName(QStringLiteral("models.get"));
    connect(get, &QAbstractButton::clicked, this, [this] { getModel(); });
    header().addAction(get);
    auto* open = new Button(tr("Open a model"), Button::Kind::Secondary, QStringLiteral("plus"), this);
    open->setObjectName(QStringLiteral("models.open"));
    connect(open, &QAbstractButton::clicked, this, &ModelsPage::chooseModel);
    header().addAction(open);
    header().setLine(true);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    splitter->addWidget(makeLists());
    m_detail = new ModelDetail(workbench, splitter);
    m_detail->setMinimumWidth(280);
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    rememberSplitter(splitter, shell.settings(), QStringLiteral("models"));
    body()->addWidget(splitter, 1);
    connect(m_detail, &ModelDetail::chatRequested, this,
            [this](const QVariantMap& with) { this->shell().open(QStringLiteral("chat"), with); });
    connect(m_detail, &ModelDetail::trainRequested, this,
            [this](const QVariantMap& with) { this->shell().open(QStringLiteral("train"), with); });
    connect(m_detail, &ModelDetail::exportRequested, this, &ModelsPage::exportShown);
    connect(m_models, &QAbstractItemModel::modelReset, this, &ModelsPage::refresh);
    connect(m_adapters, &QAbstractItemModel::modelReset, this, &ModelsPage::refresh);
    connect(m_models, &ModelListModel::opened, this, [this](int row) {
        if (m_models->onDisk(row).path == m_shown) showModel(row);
    });
    connect(&m_fetch, &HubFetch::fetched, this, &ModelsPage::showFetched);
    refresh();
}

QWidget* ModelsPage::makeLists() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_table = new TableView(box);
    m_table->setObjectName(QStringLiteral("models.table"));
    m_table->setAccessibleName(tr("Models"));
    m_table->setModel(m_models);
    m_table->setStretchColumn(ModelListModel::Name);
    const int widths[] = {200, 128, 100, 96, 60, 76, 80, 84};
    for (int i = 0; i < ModelListModel::ColumnCount; ++i) m_table->setColumnWidth(i, widths[i]);
    m_table->setDispensableColumns({ModelListModel::Context, ModelListModel::Architecture,
                                    ModelListModel::Source, ModelListModel::Parameters,
                                    ModelListModel::Type});
    auto* empty =
        new EmptyState(tr("No models yet"), tr("Get one from a hub, or drop a GGUF file or a model folder "
                                               "anywhere on the window. What other programs keep here is "
                                               "found by itself."));
    empty->setAction(tr("Get a model"), [this] { getModel(); });
    m_table->setEmptyState(empty);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ModelListModel::Source, Qt::AscendingOrder);
    connect(m_table, &TableView::rowChosen, this, &ModelsPage::showModel);
    connect(m_table, &QAbstractItemView::clicked, this,
            [this](const QModelIndex& at) { showModel(at.row()); });
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    connect(m_table, &TableView::trashRequested, this, &ModelsPage::removeSelected);
    connect(m_table, &TableView::opened, this, [this](const QModelIndex& at) {
        const QString path = QString::fromStdString(m_models->onDisk(at.row()).path.string());
        shell().open(QStringLiteral("chat"), QVariantMap{{QStringLiteral("model"), path}});
    });
    addRowMenu(m_table, [this](QMenu& menu, const QModelIndex& at) { fillModelMenu(menu, at.row()); });
    layout->addWidget(m_table, 3);
    m_catalogue = makeCatalogue();
    layout->addWidget(m_catalogue);
    m_adapterBox = makeAdapters();
    layout->addWidget(m_adapterBox, 2);
    return box;
}

QWidget* ModelsPage::makeAdapters() {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHairline(Qt::Horizontal, box));
    m_adapterTable = new TableView(box);
    m_adapterTable->setObjectName(QStringLiteral("models.adapters"));
    m_adapterTable->setAccessibleName(tr("Adapters"));
    m_adapterTable->setModel(m_adapters);
    m_adapterTable->setStretchColumn(AdapterModel::Name);
    m_adapterTable->setColumnWidth(AdapterModel::Rank, 64);
    m_adapterTable->setColumnWidth(AdapterModel::Base, 190);
    m_adapterTable->setColumnWidth(AdapterModel::Size, 84);
    m_adapterTable->setDispensableColumns({AdapterModel::Base, AdapterModel::Rank});
    m_adapterTable->setEmptyState(new EmptyState(
        tr("No adapters yet"), tr("A run makes one; adapter folders can be dropped anywhere.")));
    connect(m_adapterTable, &TableView::rowChosen, this, &ModelsPage::showAdapter);
    connect(m_adapterTable, &QAbstractItemView::clicked, this,
            [this](const QModelIndex& at) { showAdapter(at.row()); });
    m_adapterTable->setSelectionMode(QAbstractItemView::SingleSelection);
    connect(m_adapterTable, &TableView::trashRequested, this, &ModelsPage::removeAdapter);
    addRowMenu(m_adapterTable,
               [this](QMenu& menu, const QModelIndex& at) { fillAdapterMenu(menu, at.row()); });
    layout->addWidget(m_adapterTable);
    return box;
}

QWidget* ModelsPage::makeCatalogue() {
    auto* panel = new Panel;
    panel->setSunken(true);
    panel->content()->setContentsMargins(16, 12, 16, 12);
    panel->content()->setSpacing(6);
    for (const CatalogueEntry& entry : modelCatalogue()) {
        panel->content()->addWidget(
            makeLabel(tr("Get %1").arg(QString::fromStdString(entry.name)), TextStyle::BodyStrong));
        panel->content()->addWidget(
            makeParagraph(tr("%1, licence %2. Run this in the program's folder; then look again.")
                              .arg(formatBytes(qint64(entry.bytes)), QString::fromStdString(entry.licence))));
        auto* code = new CodeBlock(panel);
        code->setCode(QStringLiteral("packaging/run.sh"), QStringLiteral("sh"));
        panel->content()->addWidget(code);
    }
    auto* again = new Button(tr("Look again"), Button::Kind::Secondary, QStringLiteral("refresh"), panel);
    connect(again, &QAbstractButton::clicked, this, [this] { m_workbench.rescanModels(); });
    auto* folder = new Button(tr("Look for models in a folder"), Button::Kind::Secondary,
                              QStringLiteral("folder"), panel);
    folder->setObjectName(QStringLiteral("models.folder"));
    connect(folder, &QAbstractButton::clicked, this, &ModelsPage::chooseFolder);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(again);
    buttons->addWidget(folder);
    buttons->addStretch();
    panel->content()->addLayout(buttons);
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(24, 8, 24, 16);
    layout->addWidget(panel);
    return box;
}

void ModelsPage::arrive(const QVariant& argument) {
    const QVariantMap map = argument.toMap();
    if (const QString path = map.value(QStringLiteral("model")).toString(); !path.isEmpty()) addModel(path);
    if (const QString folder = map.value(QStringLiteral("adapter")).toString(); !folder.isEmpty())
        addAdapter(folder);
    const RunId run = map.value(QStringLiteral("run")).toLongLong();
    if (!run) return;
    if (const auto trained = m_workbench.trainedModel(run); trained && showModelAt(trained->folder)) return;
    const int row = m_adapters->rowOfRun(run);
    if (row < 0)
        return void(notify({Notice::Kind::Info,
                            tr("This run has no result yet"),
                            tr("It writes one when it ends."),
                            {},
                            {},
                            {},
                            true},
                           QStringLiteral("adapter")));
    m_adapterTable->selectRow(row);
    showAdapter(row);
}

void ModelsPage::chooseModel() {
    auto* dialog = new QFileDialog(this, tr("Open a model"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Models (*.gguf *.safetensors)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &ModelsPage::addModel);
    dialog->open();
}

void ModelsPage::chooseFolder() {
    auto* dialog = new QFileDialog(this, tr("Look for models in a folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { ModelLibrary::of(m_workbench).addFolder(path.toStdString()); });
    dialog->open();
}

void ModelsPage::getModel(const QString& name) {
    if (!m_sheet) {
        m_sheet = new GetModelSheet(m_fetch, window());
        connect(m_sheet, &GetModelSheet::showRequested, this, &ModelsPage::showFetched);
    }
    m_sheet->openFor(name);
}

bool ModelsPage::showModelAt(const std::filesystem::path& path) {
    m_models->setSource({}); // whatever the list shows, it shows this one
    const int row = m_models->rowOf(path);
    if (row < 0) return false;
    m_table->selectRow(row);
    showModel(row);
    return true;
}

void ModelsPage::showFetched(const std::filesystem::path& path) {
    if (showModelAt(path))
        shell().say(tr("Got %1").arg(QString::fromStdString(m_models->onDisk(m_models->rowOf(path)).name)));
}

void ModelsPage::exportShown() {
    if (m_shownAdapter.empty()) {
        const int row = m_models->rowOf(m_shown);
        if (row >= 0) exportModel(m_models->onDisk(row), {});
        return;
    }
    for (const ModelOnDisk& disk : m_workbench.models())
        for (const AdapterChoice& adapter : m_workbench.adaptersOf(disk.path))
            if (adapter.folder == m_shownAdapter) return exportModel(disk, m_shownAdapter);
    notify({Notice::Kind::Info,
            tr("Its base model is not here"),
            tr("Open the model this adapter was made for, then merge it."),
            {},
            {},
            {},
            true},
           QStringLiteral("export"));
}

void ModelsPage::exportModel(const ModelOnDisk& disk, const std::filesystem::path& adapter) {
    if (!m_exportSheet) {
        m_exportSheet = new ExportSheet(m_export, m_workbench, window());
        connect(m_exportSheet, &ExportSheet::showRequested, this, &ModelsPage::showModelAt);
    }
    const int row = m_models->rowOf(disk.path);
    if (auto model = row < 0 ? nullptr : m_models->model(row); model || m_export.isBusy())
        return m_exportSheet->openFor(disk, std::move(model), adapter);
    const auto model = std::make_shared<std::shared_ptr<const Model>>();
    Job job{.kind = "look", .title = {}, .lane = Lane::Interactive, .run = {}};
    job.run = [model, path = disk.path](std::stop_token, JobSink&) -> JobResult {
        auto opened = Model::open(path);
        if (!opened) return {Outcome::Failed, opened.error(), {}};
        *model = std::move(*opened);
        return {};
    };
    m_workbench.start(std::move(job), this,
                      {.onEvent = {}, .onFinished = [this, model, disk, adapter](const JobInfo& info) {
                           if (info.result.outcome == Outcome::Failed) notify(info.result.error);
                           if (*model) m_exportSheet->openFor(disk, *model, adapter);
                       }});
}

void ModelsPage::fillSources() {
    const auto sources = m_models->sources();
    m_sources->setVisible(sources.size() > 1);
    int all = 0;
    QVector<PopupRow> rows;
    for (const auto& [source, count] : sources) {
        all += count;
        rows << PopupRow{QString::number(int(source)), sourceName(source), formatCount(count)};
    }
    rows.prepend(PopupRow{{}, tr("All sources"), formatCount(all)});
    m_sources->setRows(rows);
    m_sources->setCurrent(m_models->source() ? QString::number(int(*m_models->source())) : QString());
}

void ModelsPage::addModel(const QString& path) {
    clearNotice();
    // A Hugging Face model is its folder; one of its files stands for it.
    const QFileInfo info(path);
    const bool weights = info.suffix().toLower() == QLatin1String("safetensors");
    const std::filesystem::path wanted =
        (weights ? info.absolutePath() : info.absoluteFilePath()).toStdString();
    if (const Status added = m_workbench.addModel(wanted); !added) {
        notify(added.error());
        return;
    }
    int row = m_models->rowOf(wanted);
    std::error_code unknown;
    if (row < 0) row = m_models->rowOf(std::filesystem::weakly_canonical(wanted, unknown));
    if (row < 0) return;
    m_table->selectRow(row);
    showModel(row);
    shell().say(tr("Opened %1").arg(QString::fromStdString(m_models->onDisk(row).name)));
}

void ModelsPage::addAdapter(const QString& folder) {
    clearNotice();
    const std::filesystem::path wanted = folder.toStdString();
    if (const Status added = m_workbench.addAdapter(wanted); !added) {
        notify(added.error());
        return;
    }
    const int row = m_adapters->rowOfFolder(std::filesystem::absolute(wanted).lexically_normal());
    if (row < 0) return;
    m_adapterTable->selectRow(row);
    showAdapter(row);
    shell().say(tr("Added the adapter %1").arg(m_adapters->adapter(row).choice.name));
}

void ModelsPage::showModel(int row) {
    if (row < 0 || row >= m_models->rowCount()) return;
    m_shown = m_models->onDisk(row).path;
    m_shownAdapter.clear();
    m_adapterTable->clearSelection();
    m_models->keep(row);
    m_detail->show(m_models->onDisk(row), m_models->model(row), m_models->problem(row),
                   m_models->memoryNeeded(row));
}

void ModelsPage::showAdapter(int row) {
    if (row < 0 || row >= m_adapters->rowCount()) return;
    m_shown.clear();
    m_shownAdapter = m_adapters->adapter(row).choice.folder;
    m_table->clearSelection();
    m_detail->show(m_adapters->adapter(row));
}

void ModelsPage::removeSelected() {
    const QList<int> rows = m_table->selectedRows();
    if (rows.isEmpty()) return;
    const ModelOnDisk disk = m_models->onDisk(rows.first());
    m_workbench.removeModel(disk.path);
    if (m_models->rowOf(disk.path) >= 0)
        return shell().say(
            disk.source == ModelSource::Inkstone
                ? tr("%1 lies in the models folder and stays").arg(QString::fromStdString(disk.name))
            : disk.source == ModelSource::Run
                ? tr("%1 belongs to its run and goes with it").arg(QString::fromStdString(disk.name))
                : tr("%1 belongs to %2 and stays")
                      .arg(QString::fromStdString(disk.name), sourceName(disk.source)));
    shell().say(tr("Took %1 off the list; its file stays").arg(QString::fromStdString(disk.name)),
                [this, path = disk.path] {
                    if (const Status back = m_workbench.addModel(path); !back) notify(back.error());
                });
}

void ModelsPage::refresh() {
    const int count = m_models->rowCount();
    qint64 bytes = 0;
    for (int row = 0; row < count; ++row) bytes += qint64(m_models->onDisk(row).bytes);
    if (count)
        header().setFacts({tr("%n models", nullptr, count),
                           tr("%n adapters", nullptr, m_adapters->rowCount()), formatBytes(bytes)});
    else
        header().setSubtitle(tr("A base model is a GGUF file or a Hugging Face folder"));
    const auto& catalogue = modelCatalogue();
    const bool complete = std::all_of(catalogue.begin(), catalogue.end(), [&](const CatalogueEntry& entry) {
        return std::any_of(m_workbench.models().begin(), m_workbench.models().end(),
                           [&](const ModelOnDisk& m) { return m.path.filename() == entry.file; });
    });
    fillSources();
    m_catalogue->setVisible(!complete);
    // Who has no adapter yet needs a model more than a word about adapters.
    m_adapterBox->setVisible(complete || m_adapters->rowCount() > 0);
    showAgain();
}

// What was shown stays shown when the lists are read anew.
void ModelsPage::showAgain() {
    const int adapter = m_shownAdapter.empty() ? -1 : m_adapters->rowOfFolder(m_shownAdapter);
    if (adapter >= 0) {
        m_adapterTable->selectRow(adapter);
        return showAdapter(adapter);
    }
    if (m_models->rowCount() == 0) return m_detail->clear();
    const int row = std::max(0, m_models->rowOf(m_shown));
    m_table->selectRow(row);
    showModel(row);
}

void ModelsPage::fillModelMenu(QMenu& menu, int row) {
    const ModelOnDisk disk = m_models->onDisk(row);
    const QVariantMap with{{QStringLiteral("model"), QString::fromStdString(disk.path.string())}};
    const bool usable = m_models->isUsable(row);
    for (const auto& [page, words] : {std::pair("chat", tr("Chat")), std::pair("train", tr("Train"))})
        menu.addAction(iconOf(QLatin1String(page)), words, this,
                       [this, with, page = QLatin1String(page)] { shell().open(page, with); })
            ->setEnabled(usable);
    menu.addAction(iconOf(QStringLiteral("export")), tr("Export"), this,
                   [this, disk] { exportModel(disk, {}); })
        ->setEnabled(usable);
    if (disk.source == ModelSource::Run && m_workbench.hasProject())
        if (const auto run = m_workbench.project().runs().find(disk.name))
            menu.addAction(iconOf(QStringLiteral("train")), tr("Show the run"), this, [this, id = run->id] {
                shell().open(QStringLiteral("train"), QVariantMap{{QStringLiteral("run"), qint64(id)}});
            });
    addFolderAction(menu, disk.path.parent_path());
    menu.addSeparator();
    menu.addAction(iconOf(QStringLiteral("refresh")), tr("Look again"), this,
                   [this] { m_workbench.rescanModels(); });
    menu.addAction(iconOf(QStringLiteral("folder")), tr("Look for models in a folder"), this,
                   &ModelsPage::chooseFolder);
    for (const auto& folder : ModelLibrary::of(m_workbench).folders()) {
        const std::string path = disk.path.string();
        if (disk.source != ModelSource::Folder || !path.starts_with((folder / "").string())) continue;
        menu.addAction(iconOf(QStringLiteral("folder")),
                       tr("Look no more in %1").arg(QString::fromStdString(folder.filename().string())), this,
                       [this, folder] { ModelLibrary::of(m_workbench).removeFolder(folder); });
    }
    menu.addAction(iconOf(QStringLiteral("cross")), tr("Take off the list") + QStringLiteral("\tDel"), this,
                   &ModelsPage::removeSelected);
}

void ModelsPage::fillAdapterMenu(QMenu& menu, int row) {
    const AdapterChoice choice = m_adapters->adapter(row).choice;
    if (choice.run) {
        const QVariantMap with{{QStringLiteral("run"), qint64(choice.run)}};
        const std::pair<const char*, QString> ways[] = {
            {"chat", tr("Chat")}, {"evaluate", tr("Evaluate")}, {"train", tr("Show the run")}};
        for (const auto& [page, words] : ways)
            menu.addAction(iconOf(QLatin1String(page)), words, this,
                           [this, with, page = QLatin1String(page)] { shell().open(page, with); });
    }
    menu.addAction(iconOf(QStringLiteral("export")), tr("Merge and export"), this, [this, row] {
        showAdapter(row);
        exportShown();
    });
    addFolderAction(menu, choice.folder);
    if (choice.run) return; // it goes with its run
    menu.addSeparator();
    menu.addAction(iconOf(QStringLiteral("cross")), tr("Take off the list") + QStringLiteral("\tDel"), this,
                   &ModelsPage::removeAdapter);
}

void ModelsPage::addFolderAction(QMenu& menu, const std::filesystem::path& folder) {
    menu.addAction(iconOf(QStringLiteral("folder")), tr("Show in folder"), this, [folder] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(folder.string())));
    });
}

void ModelsPage::removeAdapter() {
    const QList<int> rows = m_adapterTable->selectedRows();
    if (rows.isEmpty()) return;
    const AdapterChoice choice = m_adapters->adapter(rows.first()).choice;
    if (choice.run) return shell().say(tr("%1 belongs to its run and goes with it").arg(choice.name));
    m_workbench.removeAdapter(choice.folder);
    shell().say(tr("Took %1 off the list; its file stays").arg(choice.name), [this, folder = choice.folder] {
        if (const Status back = m_workbench.addAdapter(folder); !back) notify(back.error());
    });
}

} // namespace inkstone
