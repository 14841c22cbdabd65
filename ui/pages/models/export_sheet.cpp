#include "ui/pages/models/export_sheet.h"

#include "core/base/paths.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QBoxLayout>
#include <QCheckBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QLineEdit>


namespace inkstone {

using State = ModelExport::State;

namespace {
/// "smollm2-Q4_K_M.gguf", "smollm2-2-Q4_K_M.gguf"...: the first that is free.
std::filesystem::path freePath(const std::filesystem::path& folder, const std::string& name,
                               const std::string& ending) {
    std::error_code unknown;
    std::filesystem::path path = folder / (name + ending);
    for (int number = 2; std::filesystem::exists(path, unknown); ++number)
        path = folder / (name + "-" + std::to_string(number) + ending);
    return path;
}
} // namespace

ExportSheet::ExportSheet(ModelExport& work, Workbench& workbench, QWidget* window)
    : Sheet(window), m_work(work), m_workbench(workbench) {
    setObjectName(QStringLiteral("export"));
    setAccessibleName(tr("Export a model"));
    setCardWidth(620);
    m_title = makeLabel({}, TextStyle::Section);
    content()->addWidget(m_title);
    makeFields();
    makeFoot();
    connect(&m_work, &ModelExport::changed, this, &ExportSheet::refresh);
    connect(&m_work, &ModelExport::progressed, this, &ExportSheet::showProgress);
}

void ExportSheet::makeFields() {
    m_fields = new QWidget;
    m_grid = new QGridLayout(m_fields);
    m_grid->setContentsMargins(0, 4, 0, 0);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(10);
    m_grid->setColumnStretch(1, 1);
    const auto choice = [this](const QString& name, const char* id) {
        auto* button = new ChoiceButton(ChoiceButton::Size::Regular, m_fields);
        button->setAccessibleName(name);
        button->setObjectName(QLatin1String(id));
        connect(button, &ChoiceButton::chosen, this, [this, button](const QString& chosen) {
            button->setCurrent(chosen);
            suggestTarget();
        });
        return button;
    };
    m_adapter = choice(tr("Adapter to merge"), "export.adapter");
    m_form = choice(tr("Format and type"), "export.form");
    auto* place = new QWidget(m_fields);
    auto* row = new QHBoxLayout(place);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_target = new QLineEdit(place);
    m_target->setObjectName(QStringLiteral("export.target"));
    m_target->setAccessibleName(tr("File or folder to write"));
    connect(m_target, &QLineEdit::textEdited, this, [this] { m_typed = true; });
    auto* choose = new Button(tr("Choose…"), Button::Kind::Secondary, {}, place);
    choose->setObjectName(QStringLiteral("export.choose"));
    connect(choose, &QAbstractButton::clicked, this, &ExportSheet::chooseTarget);
    row->addWidget(m_target, 1);
    row->addWidget(choose);
    int line = 0;
    for (const auto& [word, field] : std::initializer_list<std::pair<QString, QWidget*>>{
             {tr("Adapter"), m_adapter}, {tr("Write as"), m_form}, {tr("Into"), place}}) {
        m_grid->addWidget(makeLabel(word, TextStyle::Body, Tone::Ink2, m_fields), line, 0);
        m_grid->addWidget(field, line++, 1, field == place ? Qt::Alignment() : Qt::AlignLeft);
    }
    m_room = makeParagraph({}, TextStyle::Secondary, Tone::Ink2, m_fields);
    m_room->setObjectName(QStringLiteral("export.room"));
    m_grid->addWidget(m_room, line++, 1);
    m_prove = new QCheckBox(tr("Compare the copy with the original and keep the result beside it"), m_fields);
    m_prove->setObjectName(QStringLiteral("export.prove"));
    m_prove->setToolTip(tr("Probabilities on a text, twenty greedy answers, end tokens and tokenizer"));
    m_prove->setChecked(true);
    m_grid->addWidget(m_prove, line, 1);
    content()->addWidget(m_fields);
}

void ExportSheet::makeFoot() {
    m_problem = makeParagraph({}, TextStyle::Body, Tone::Bad);
    m_problem->setObjectName(QStringLiteral("export.problem"));
    m_state = makeLabel({}, TextStyle::BodyMedium);
    m_state->setObjectName(QStringLiteral("export.state"));
    m_progress = new ProgressBar;
    m_progressText = makeLabel({}, TextStyle::Secondary, Tone::Ink2);
    m_result = makeParagraph({}, TextStyle::Body, Tone::Ink);
    m_result->setObjectName(QStringLiteral("export.result"));
    for (QWidget* widget :
         std::initializer_list<QWidget*>{m_problem, m_state, m_progress, m_progressText, m_result})
        content()->addWidget(widget);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_cancel = new Button(tr("Cancel"), Button::Kind::Quiet);
    m_cancel->setToolTip(tr("Stops; nothing half-written stays"));
    m_close = new Button(tr("Close"), Button::Kind::Secondary);
    m_primary = new Button({}, Button::Kind::Primary);
    m_cancel->setObjectName(QStringLiteral("export.cancel"));
    m_close->setObjectName(QStringLiteral("export.close"));
    m_primary->setObjectName(QStringLiteral("export.primary"));
    row->addWidget(m_cancel);
    row->addStretch(1);
    row->addWidget(m_close);
    row->addWidget(m_primary);
    static_cast<QVBoxLayout*>(content())->addLayout(row);
    connect(m_cancel, &QAbstractButton::clicked, &m_work, &ModelExport::cancel);
    connect(m_close, &QAbstractButton::clicked, this, &Sheet::dismiss);
    connect(m_primary, &QAbstractButton::clicked, this, &ExportSheet::primary);
}

void ExportSheet::openFor(const ModelOnDisk& disk, std::shared_ptr<const Model> model,
                          const std::filesystem::path& adapter) {
    if (!m_work.isBusy()) {
        m_work.startOver();
        m_disk = disk;
        m_model = std::move(model);
        m_typed = false;
        m_title->setText(tr("Export %1").arg(QString::fromStdString(disk.name)));
        readAdapters(adapter);
        readForms();
        suggestTarget();
    }
    refresh();
    open();
    m_form->setFocus(Qt::OtherFocusReason);
}

void ExportSheet::readAdapters(const std::filesystem::path& wanted) {
    QVector<PopupRow> rows{{QString(), tr("none"), {}, {}}};
    for (const AdapterChoice& each : m_workbench.adaptersOf(m_disk.path))
        rows.push_back({QString::fromStdString(each.folder.string()), each.name, tr("merged"), {}});
    m_adapter->setRows(rows);
    m_adapter->setCurrent(QString::fromStdString(wanted.string()));
}

void ExportSheet::readForms() {
    QVector<PopupRow> rows;
    const auto add = [&](ConvertFormat format) {
        for (const ExportTypeInfo& each : exportTypes()) {
            if (format == ConvertFormat::HuggingFace && !isPlain(each.type)) continue;
            const Form form{format, each.type};
            const auto bytes = plannedBytes(*m_model, format, each.type);
            rows.push_back({QStringLiteral("%1|%2").arg(int(format)).arg(int(each.type)),
                            formName(form),
                            bytes ? formatBytes(qint64(*bytes)) : wordsOf(bytes.error()).whole,
                            {},
                            bytes.has_value()});
        }
    };
    add(ConvertFormat::Gguf);
    rows.push_back({.id = {}, .title = {}, .note = {}, .icon = {}, .enabled = false, .separator = true});
    add(ConvertFormat::HuggingFace);
    m_form->setRows(rows);
    // What is kept in full becomes small; what is small already keeps its type.
    const ExportType nearest = nearestType(*m_model);
    const ExportType type = isPlain(nearest) ? ExportType::Q4_K_M : nearest;
    m_form->setCurrent(QStringLiteral("%1|%2").arg(int(ConvertFormat::Gguf)).arg(int(type)));
}

ExportSheet::Form ExportSheet::form() const {
    const QStringList parts = m_form->current().split(QLatin1Char('|'));
    return {ConvertFormat(parts.value(0).toInt()), ExportType(parts.value(1).toInt())};
}

QString ExportSheet::formName(const Form& form) const {
    const QString type = QString::fromLatin1(info(form.type).name).toUpper();
    return form.format == ConvertFormat::Gguf ? QStringLiteral("GGUF %1").arg(type)
                                             : tr("Hugging Face folder, %1").arg(type);
}

void ExportSheet::suggestTarget() {
    if (!m_model) return;
    const auto [format, type] = form();
    const auto bytes = plannedBytes(*m_model, format, type);
    if (const auto room = freeSpace(modelsFolder()); room && bytes)
        m_room->setText(tr("%1 to write, %2 free on the disk")
                            .arg(formatBytes(qint64(*bytes)), formatBytes(qint64(*room))));
    if (m_typed) return;
    std::string name = m_disk.kind == ModelKind::HuggingFace ? m_disk.name : m_disk.path.stem().string();
    for (char& c : name)
        if (c == '/' || c == ':' || c == ' ') c = '-';
    if (!m_adapter->current().isEmpty())
        for (const AdapterChoice& each : m_workbench.adaptersOf(m_disk.path))
            if (QString::fromStdString(each.folder.string()) == m_adapter->current())
                name.append("-").append(each.name.toStdString());
    name.append("-").append(QString::fromLatin1(info(type).name).toUpper().toStdString());
    const auto path = freePath(modelsFolder(), name, format == ConvertFormat::Gguf ? ".gguf" : "");
    m_target->setText(QString::fromStdString(path.string()));
}

void ExportSheet::chooseTarget() {
    auto* dialog = new QFileDialog(this, tr("Export to"), QString(), QString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // what is there is never replaced
    dialog->selectFile(m_target->text());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_typed = true;
        m_target->setText(path);
    });
    dialog->open();
}

void ExportSheet::primary() {
    if (m_work.state() != State::Done) return start();
    Q_EMIT showRequested(m_work.target());
    dismiss();
}

void ExportSheet::start() {
    ExportRequest request{.program =
                              QStringLiteral("%1 %2")
                                  .arg(QApplication::applicationName(), QApplication::applicationVersion())
                                  .toStdString(),
                          .certificate = m_prove->isChecked()};
    const auto [format, type] = form();
    request.convert.format = format;
    request.convert.type = type;
    request.convert.target = expandHome(m_target->text().trimmed().toStdString());
    request.adapterFolder = m_adapter->current().toStdString();
    m_work.start(m_disk.path, std::move(request));
}

void ExportSheet::refresh() {
    const State state = m_work.state();
    const bool busy = m_work.isBusy();
    m_fields->setEnabled(!busy);
    m_fields->setVisible(state != State::Done);
    m_problem->setVisible(state == State::Failed);
    if (state == State::Failed) {
        const ErrorWords words = wordsOf(m_work.error());
        m_problem->setText(words.title + QLatin1Char('\n') + joinFacts({words.place, words.reason}));
    }
    m_state->setVisible(busy || state == State::Done);
    m_state->setText(
        state == State::Stopping ? tr("Stopping…")
        : state == State::Done
            ? tr("%1 is written").arg(QString::fromStdString(m_work.target().filename().string()))
            : tr("Writing %1").arg(QString::fromStdString(m_work.target().filename().string())));
    m_result->setVisible(state == State::Done);
    if (state == State::Done) m_result->setText(resultWords());
    m_primary->setText(state == State::Done     ? tr("Show it")
                       : state == State::Failed ? tr("Try again")
                                                : tr("Export"));
    m_primary->setVisible(!busy);
    m_cancel->setVisible(busy);
    m_cancel->setEnabled(state == State::Running);
    showProgress();
}

void ExportSheet::showProgress() {
    const bool busy = m_work.isBusy();
    m_progress->setVisible(busy);
    m_progressText->setVisible(busy);
    if (!busy) return;
    const Progress& progress = m_work.progress();
    const bool known = progress.total > 0;
    m_progress->setFraction(known ? progress.done / progress.total : -1);
    QStringList facts{toQString(progress.stage)};
    if (known) facts << formatPercent(progress.done / progress.total);
    if (progress.perSecond > 0)
        facts << formatRate(progress.perSecond, QString::fromStdString(progress.unit));
    if (progress.secondsLeft >= 0) facts << formatTimeLeft(progress.secondsLeft);
    m_progressText->setText(joinFacts(facts));
}

QString ExportSheet::resultWords() const {
    const auto& outcome = m_work.outcome();
    if (!outcome) return {};
    QStringList lines{tr("%1 in %2")
                          .arg(formatBytes(qint64(outcome->converted.bytes)),
                               QString::fromStdString(m_work.target().parent_path().string()))};
    for (const Text& warning : outcome->converted.warnings) lines << toQString(warning);
    if (!outcome->certificate) return lines.join(QLatin1Char('\n'));
    const Parity& parity = outcome->certificate->parity;
    lines << tr("On %n tokens its first choice is the original's at %1; mean KL divergence %2.", nullptr,
                int(parity.divergence.tokens))
                 .arg(formatPercent(parity.divergence.top1Agreement),
                      QString::number(parity.divergence.mean, 'e', 1));
    lines << tr("%1 of %2 greedy answers are the same to the last token.")
                 .arg(parity.greedyEqual)
                 .arg(parity.prompts);
    if (!parity.stopsEqual()) lines << tr("It does not end its answers where the original does.");
    if (!parity.tokenizerEqual) lines << tr("Its tokenizer cuts texts differently.");
    lines << tr("Kept in %1.").arg(QString::fromStdString(outcome->certificate->file.filename().string()));
    return lines.join(QLatin1Char('\n'));
}

} // namespace inkstone
