#include "ui/pages/data/import_panel.h"

#include "ui/pages/data/preview_model.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/widgets/button.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/table_view.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QScrollArea>

namespace inkstone {

namespace {
constexpr double heldOutPart = 0.1;

struct FormatWords {
    DataFormat format;
    const char* words;
    std::vector<const char*> roles;
};
const std::vector<FormatWords>& formats() {
    static const std::vector<FormatWords> all = {
        {DataFormat::Alpaca,
         QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Instructions (Alpaca)"),
         {"instruction", "input", "output", "system", "history"}},
        {DataFormat::ShareGpt,
         QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Conversations (ShareGPT)"),
         {"conversations", "system", "tools"}},
        {DataFormat::OpenAi,
         QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Messages (OpenAI)"),
         {"messages", "tools"}},
        {DataFormat::PromptCompletion,
         QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Prompt and answer"),
         {"instruction", "output", "system"}},
        {DataFormat::TextLabel,
         QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Text and label"),
         {"text", "label"}},
        {DataFormat::Preference,
         QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Better and worse answer"),
         {"prompt", "conversations", "chosen", "rejected"}},
        {DataFormat::Text, QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Plain text"), {"text"}}};
    return all;
}

const FormatWords* wordsOf(DataFormat format) {
    for (const FormatWords& entry : formats())
        if (entry.format == format) return &entry;
    return nullptr;
}

QString roleLabel(const char* role) {
    static const std::map<std::string, const char*> words = {
        {"instruction", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Prompt")},
        {"input", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Input")},
        {"output", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Answer")},
        {"system", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "System")},
        {"history", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Earlier turns")},
        {"conversations", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Conversation")},
        {"messages", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Messages")},
        {"tools", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Tools")},
        {"text", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Text")},
        {"label", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Label")},
        {"prompt", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Prompt")},
        {"chosen", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Better answer")},
        {"rejected", QT_TRANSLATE_NOOP("inkstone::ImportPanel", "Worse answer")}};
    const auto found = words.find(role);
    return found == words.end() ? QString::fromLatin1(role) : ImportPanel::tr(found->second);
}

QString plainName(const QString& file) {
    const QString name = QFileInfo(file).completeBaseName();
    return name.isEmpty() ? QFileInfo(file).fileName() : name;
}

void clearForm(QFormLayout* form) {
    while (form->rowCount() > 0) form->removeRow(0);
}

QFormLayout* makeForm(QWidget* parent) {
    auto* form = new QFormLayout(parent);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    return form;
}

JobResult resultOf(const Error& error) {
    return {error.code == ErrorCode::Cancelled ? Outcome::Cancelled : Outcome::Failed, error, {}};
}
} // namespace

ImportPanel::ImportPanel(Workbench& workbench, QWidget* parent)
    : QWidget(parent), m_workbench(workbench), m_rows(new PreviewModel(this)),
      m_errors(new RowErrorModel(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* panes = new QHBoxLayout;
    panes->setSpacing(0);
    panes->addWidget(makeOptions());
    panes->addWidget(makeHairline(Qt::Vertical));
    panes->addWidget(makeRows(), 1);
    layout->addLayout(panes, 1);
    layout->addWidget(makeHairline());
    layout->addWidget(makeFoot());
}

QWidget* ImportPanel::makeOptions() {
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFixedWidth(320);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(24, 16, 20, 16);
    layout->setSpacing(8);
    const auto heading = [&](const QString& text) {
        layout->addSpacing(8);
        layout->addWidget(makeLabel(text, TextStyle::SecondaryMedium, Tone::Ink2, box));
    };
    layout->addWidget(makeLabel(tr("Data set"), TextStyle::SecondaryMedium, Tone::Ink2, box));
    m_name = new QLineEdit(box);
    m_name->setAccessibleName(tr("Name of the data set"));
    m_name->setObjectName(QStringLiteral("import.name"));
    layout->addWidget(m_name);
    heading(tr("Format"));
    m_format = new QComboBox(box);
    m_format->setAccessibleName(tr("Format"));
    m_format->setObjectName(QStringLiteral("import.format"));
    m_format->addItem(tr("Guess"), int(DataFormat::Auto));
    for (const FormatWords& entry : formats()) m_format->addItem(tr(entry.words), int(entry.format));
    layout->addWidget(m_format);
    m_guess = makeParagraph({}, TextStyle::Secondary, Tone::Ink2, box);
    layout->addWidget(m_guess);
    heading(tr("Columns"));
    m_columnsBox = new QWidget(box);
    m_columns = makeForm(m_columnsBox);
    layout->addWidget(m_columnsBox);
    m_fillsBox = new QWidget(box);
    auto* fills = new QVBoxLayout(m_fillsBox);
    fills->setContentsMargins(0, 8, 0, 0);
    fills->addWidget(makeLabel(tr("Fill in"), TextStyle::SecondaryMedium, Tone::Ink2, m_fillsBox));
    auto* inner = new QWidget(m_fillsBox);
    m_fills = makeForm(inner);
    fills->addWidget(inner);
    layout->addWidget(m_fillsBox);
    heading(tr("Encoding"));
    m_encoding = new QComboBox(box);
    m_encoding->setAccessibleName(tr("Encoding"));
    m_encoding->setObjectName(QStringLiteral("import.encoding"));
    m_encoding->addItem(tr("Detect"), QString());
    for (const char* name :
         {"UTF-8", "GB18030", "BIG5", "SHIFT_JIS", "EUC-KR", "UTF-16LE", "UTF-16BE", "WINDOWS-1252"})
        m_encoding->addItem(QString::fromLatin1(name), QString::fromLatin1(name));
    layout->addWidget(m_encoding);
    layout->addSpacing(8);
    m_heldOut = new QCheckBox(tr("Set aside 10 % as held-out"), box);
    m_heldOut->setToolTip(
        tr("Held-out records are not learned; they show how well a run does on unseen ones."));
    m_again = new QCheckBox(tr("Import it once more"), box);
    layout->addWidget(m_heldOut);
    layout->addWidget(m_again);
    layout->addStretch(1);
    scroll->setWidget(box);
    connect(m_format, &QComboBox::activated, this, [this] {
        m_mapping.clear(); // roles of another format
        preview();
    });
    connect(m_encoding, &QComboBox::activated, this, &ImportPanel::preview);
    connect(m_name, &QLineEdit::textChanged, this, [this] { setReady(m_preview.has_value()); });
    return scroll;
}

QWidget* ImportPanel::makeRows() {
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_file = new QComboBox(box);
    m_file->setAccessibleName(tr("File"));
    auto* top = new QHBoxLayout;
    top->setContentsMargins(16, 12, 16, 12);
    top->addWidget(m_file, 1);
    layout->addLayout(top);
    m_table = new TableView(box);
    m_table->setAccessibleName(tr("First records"));
    m_table->setObjectName(QStringLiteral("import.rows"));
    m_table->setModel(m_rows);
    m_table->setColumnWidth(PreviewModel::Line, 72);
    m_table->setColumnWidth(PreviewModel::Prompt, 260);
    m_table->setStretchColumn(PreviewModel::Answer);
    m_table->setEmptyState(new EmptyState(tr("No record can be read"),
                                          tr("Choose another format, or look at the errors below.")));
    layout->addWidget(m_table, 3);
    m_errorTitle = makeLabel({}, TextStyle::BodyStrong, Tone::Bad, box);
    m_errorTitle->setContentsMargins(16, 10, 16, 6);
    m_errorTitle->setFixedHeight(36);
    layout->addWidget(m_errorTitle);
    m_errorTable = new TableView(box);
    m_errorTable->setAccessibleName(tr("Lines that cannot be read"));
    m_errorTable->setObjectName(QStringLiteral("import.errors"));
    m_errorTable->setModel(m_errors);
    m_errorTable->setColumnWidth(RowErrorModel::Line, 72);
    m_errorTable->setStretchColumn(RowErrorModel::Reason);
    layout->addWidget(m_errorTable, 1);
    connect(m_file, &QComboBox::activated, this, &ImportPanel::preview);
    return box;
}

QWidget* ImportPanel::makeFoot() {
    auto* foot = new QWidget(this);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(24, 12, 24, 12);
    m_known = new ElidedLabel({}, TextStyle::Secondary, Tone::Warn, foot);
    m_cancel = new Button(tr("Cancel"), Button::Kind::Quiet, {}, foot);
    m_import = new Button(tr("Import"), Button::Kind::Primary, QStringLiteral("import"), foot);
    m_import->setObjectName(QStringLiteral("import.go"));
    row->addWidget(m_known, 1);
    row->addWidget(m_cancel);
    row->addWidget(m_import);
    connect(m_cancel, &QAbstractButton::clicked, this, [this] {
        if (m_importJob)
            m_workbench.queue().cancel(m_importJob);
        else
            Q_EMIT closed();
    });
    connect(m_import, &QAbstractButton::clicked, this, &ImportPanel::import);
    return foot;
}

void ImportPanel::open(const QStringList& files) {
    m_files = files;
    m_preview.reset();
    m_mapping.clear();
    m_placeholders.clear();
    m_name->setText(plainName(files.value(0)));
    m_format->setCurrentIndex(0);
    m_encoding->setCurrentIndex(0);
    m_again->setChecked(false);
    m_file->clear();
    for (const QString& file : files) m_file->addItem(QFileInfo(file).fileName());
    m_file->setVisible(files.size() > 1);
    m_rows->setPreview({}, {});
    m_errors->setErrors({});
    m_facts.clear();
    setReady(false);
    preview();
}

ImportOptions ImportPanel::options() const {
    ImportOptions options{.format = DataFormat(m_format->currentData().toInt()),
                          .mapping = m_mapping,
                          .placeholders = m_placeholders,
                          .encoding = m_encoding->currentData().toString().toStdString(),
                          .again = m_again->isChecked(),
                          .validation = m_heldOut->isChecked() ? heldOutPart : 0};
    return options;
}

void ImportPanel::preview() {
    const QString file = m_files.value(std::max(0, m_file->currentIndex()));
    if (m_previewJob) m_workbench.queue().cancel(m_previewJob);
    const auto found = std::make_shared<std::optional<ImportPreview>>();
    Job job{.kind = "preview",
            .title = text("Read %1", QFileInfo(file).fileName().toStdString()),
            .lane = Lane::Interactive,
            .run = {}};
    job.run = [found, project = m_workbench.sharedProject(), path = std::filesystem::path(file.toStdString()),
               options = options()](std::stop_token, JobSink&) -> JobResult {
        DatasetRepository datasets = project->datasets();
        auto preview = previewFile(datasets, path, options);
        if (!preview) return resultOf(preview.error());
        *found = std::move(*preview);
        return {};
    };
    m_previewJob = m_workbench.start(std::move(job), this,
                                     {.onEvent = {}, .onFinished = [this, found](const JobInfo& info) {
                                          if (info.id != m_previewJob) return;
                                          m_previewJob = 0;
                                          if (*found) return showPreview(std::move(**found));
                                          m_preview.reset();
                                          setReady(false);
                                          if (info.result.outcome == Outcome::Failed)
                                              Q_EMIT failed(info.result.error);
                                      }});
}

void ImportPanel::showPreview(ImportPreview preview) {
    m_rows->setPreview(preview.records, preview.lines);
    m_errors->setErrors(preview.errors);
    const bool errors = !preview.errors.empty();
    m_errorTable->setVisible(errors);
    m_errorTitle->setVisible(errors);
    m_errorTitle->setText(
        tr("%n lines cannot be read and will be left out", nullptr, int(preview.errors.size())));
    m_preview = std::move(preview);
    const FormatWords* words = wordsOf(m_preview->format);
    const QString format = words ? tr(words->words) : QString();
    const bool guessed = m_format->currentData().toInt() == int(DataFormat::Auto);
    m_guess->setText(!guessed                      ? QString()
                     : m_preview->confidence < 0.6 ? tr("Perhaps: %1. Please check.").arg(format)
                                                   : tr("Looks like: %1").arg(format));
    m_guess->setVisible(guessed);
    m_known->setText(m_preview->alreadyIn.empty() ? QString()
                                                  : tr("This file is in the data set %1 already")
                                                        .arg(QString::fromStdString(m_preview->alreadyIn)));
    m_again->setVisible(!m_preview->alreadyIn.empty());
    m_encoding->setItemText(0, tr("Detected: %1").arg(QString::fromStdString(m_preview->encoding)));
    m_facts = joinFacts({m_files.size() > 1 ? tr("%n files", nullptr, int(m_files.size()))
                                            : QFileInfo(m_files.value(0)).fileName(),
                         formatBytes(qint64(m_preview->bytes)),
                         QString::fromLatin1(containerName(m_preview->container)),
                         tr("about %1 records").arg(formatCount(m_preview->estimatedRows))});
    showMapping();
    showPlaceholders();
    setReady(true);
    Q_EMIT factsChanged();
}

void ImportPanel::showMapping() {
    clearForm(m_columns);
    const FormatWords* words = wordsOf(m_preview->format);
    for (const char* role : words ? words->roles : std::vector<const char*>{}) {
        auto* column = new QComboBox(m_columnsBox);
        column->setAccessibleName(roleLabel(role));
        column->addItem(tr("none"), QString());
        for (const std::string& name : m_preview->columns)
            column->addItem(QString::fromStdString(name), QString::fromStdString(name));
        const auto mapped = m_preview->mapping.find(role);
        const int at =
            mapped == m_preview->mapping.end() ? 0 : column->findData(QString::fromStdString(mapped->second));
        column->setCurrentIndex(std::max(at, 0));
        connect(column, &QComboBox::activated, this, [this, column, role] {
            m_mapping[role] = column->currentData().toString().toStdString();
            preview();
        });
        QLabel* name = makeLabel(roleLabel(role));
        name->setFixedHeight(30); // on the line of its field
        m_columns->addRow(name, column);
    }
    m_columnsBox->setVisible(!m_preview->columns.empty());
}

void ImportPanel::showPlaceholders() {
    std::vector<std::string> names = m_preview->placeholders;
    // Filled ones are found no more, but may be filled otherwise.
    for (const auto& [name, value] : m_placeholders)
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    m_fillsBox->setVisible(!names.empty());
    if (int(names.size()) == m_fills->rowCount() && !names.empty() && m_fillsBox->isAncestorOf(focusWidget()))
        return; // somebody types there
    clearForm(m_fills);
    for (const std::string& name : names) {
        auto* value = new QLineEdit(m_fillsBox);
        value->setAccessibleName(QString::fromStdString(name));
        value->setObjectName(QStringLiteral("import.fill.") + QString::fromStdString(name));
        if (const auto known = m_placeholders.find(name); known != m_placeholders.end())
            value->setText(QString::fromStdString(known->second));
        connect(value, &QLineEdit::textChanged, this, [this, name](const QString& text) {
            m_placeholders[name] = text.toStdString();
            if (text.isEmpty()) m_placeholders.erase(name);
        });
        connect(value, &QLineEdit::editingFinished, this, &ImportPanel::preview);
        m_fills->addRow(makeLabel(QStringLiteral("{{%1}}").arg(QString::fromStdString(name))), value);
    }
}

void ImportPanel::setReady(bool ready) {
    const bool rows = m_preview && !m_preview->records.empty();
    m_import->setEnabled(ready && rows && !m_importJob && !m_name->text().trimmed().isEmpty());
}

void ImportPanel::import() {
    std::vector<std::filesystem::path> files;
    for (const QString& file : m_files) files.emplace_back(file.toStdString());
    const std::string name = m_name->text().trimmed().toStdString();
    const auto report = std::make_shared<ImportReport>();
    Job job{.kind = "import", .title = text("Import %1", name), .lane = Lane::Files, .run = {}};
    job.run = [report, files, name, project = m_workbench.sharedProject(),
               options = options()](std::stop_token stop, JobSink& sink) -> JobResult {
        DatasetRepository datasets = project->datasets();
        auto outcome = importFiles(datasets, files, name, options, stop, sink);
        if (!outcome) return resultOf(outcome.error());
        *report = std::move(outcome->report);
        return {outcome->outcome,
                {},
                {{"dataset", std::to_string(report->id)}, {"records", std::to_string(report->records)}}};
    };
    m_importJob = m_workbench.start(
        std::move(job), this,
        {.onEvent = {}, .onFinished = [this, report](const JobInfo& info) { finished(info, *report); }});
    setReady(false);
}

void ImportPanel::finished(const JobInfo& info, const ImportReport& report) {
    m_importJob = 0;
    setReady(true);
    if (info.result.outcome == Outcome::Failed) return Q_EMIT failed(info.result.error);
    if (info.result.outcome != Outcome::Done) return;
    m_workbench.tellDatasets();
    m_workbench.tellRecords(report.id);
    Q_EMIT imported(report);
}

} // namespace inkstone
