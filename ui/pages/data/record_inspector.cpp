#include "ui/pages/data/record_inspector.h"

#include "ui/models/record_fields.h"
#include "ui/models/record_model.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/widgets/button.h"
#include "ui/widgets/code_block.h"
#include "ui/widgets/composing.h"
#include "ui/widgets/fact_row.h"
#include "ui/widgets/fit_height.h"
#include "ui/widgets/label.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/token_strip.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>

namespace inkstone {

namespace {
constexpr size_t mostFields = 40; ///< a longer conversation is not edited here
constexpr int mostHeight = 260;
constexpr int keepDelayMs = 400;

void clear(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        if (item->layout()) clear(item->layout());
        delete item;
    }
}
/// A column that scrolls up and down; what is inserted into `column` stands above its stretch.
QWidget* makeScrolled(QWidget* parent, QVBoxLayout*& column) {
    auto* scroll = new QScrollArea(parent);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* inner = new QWidget;
    column = new QVBoxLayout(inner);
    column->setContentsMargins(16, 4, 16, 16);
    column->setSpacing(12);
    column->addStretch(1);
    scroll->setWidget(inner);
    return scroll;
}

/// Where a field's text waits while it is typed.
QString placeOf(size_t field) { return QStringLiteral("field.%1").arg(field); }

struct EditWords {
    const char* kind;
    const char* words;
};
constexpr EditWords kEdits[] = {
    {"edit", QT_TRANSLATE_NOOP("inkstone::RecordInspector", "Text changed")},
    {"label", QT_TRANSLATE_NOOP("inkstone::RecordInspector", "Labeled")},
    {"split", QT_TRANSLATE_NOOP("inkstone::RecordInspector", "Moved to another split")},
    {"trash", QT_TRANSLATE_NOOP("inkstone::RecordInspector", "Moved to the trash")},
    {"restore", QT_TRANSLATE_NOOP("inkstone::RecordInspector", "Taken out of the trash")},
    {"undo", QT_TRANSLATE_NOOP("inkstone::RecordInspector", "Undone")}};
} // namespace

RecordInspector::RecordInspector(DatasetDocument& document, QWidget* parent)
    : QWidget(parent), m_document(document) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    makeHead(layout);
    m_tabs = new Segmented(this);
    m_tabs->setObjectName(QStringLiteral("data.tabs"));
    m_tabs->setAccessibleName(tr("What to show of the record"));
    m_tabs->addOption(QStringLiteral("fields"), tr("Fields"));
    m_tabs->addOption(QStringLiteral("prompt"), tr("Prompt", "tab"));
    m_tabs->addOption(QStringLiteral("tokens"), tr("Tokens"));
    m_tabs->addOption(QStringLiteral("history"), tr("History"));
    auto* tabs = new QHBoxLayout;
    tabs->setContentsMargins(16, 0, 12, 10);
    tabs->addWidget(m_tabs);
    tabs->addStretch(1);
    layout->addLayout(tabs);
    m_views = new QStackedWidget(this);
    for (QWidget* view : {makeFields(), makePrompt(), makeTokens(), makeHistory()}) m_views->addWidget(view);
    layout->addWidget(m_views, 1);
    connect(m_tabs, &Segmented::chosen, this, &RecordInspector::openTab);
    connect(&document, &DatasetDocument::recordRead, this, &RecordInspector::showReading);
    makeFoot(layout);
    m_keep = new QTimer(this);
    m_keep->setSingleShot(true);
    m_keep->setInterval(keepDelayMs);
    connect(m_keep, &QTimer::timeout, this, &RecordInspector::keepTyped);
    connect(&document.model(), &QAbstractItemModel::dataChanged, this, &RecordInspector::refresh);
    show(0);
}

QWidget* RecordInspector::makeFields() {
    QVBoxLayout* column = nullptr;
    QWidget* view = makeScrolled(this, column);
    m_fields = new QVBoxLayout;
    m_fields->setSpacing(6);
    m_facts = new QVBoxLayout;
    m_facts->setSpacing(8);
    column->insertLayout(0, m_fields);
    column->insertLayout(1, m_facts);
    return view;
}

QWidget* RecordInspector::makePrompt() {
    QVBoxLayout* column = nullptr;
    QWidget* view = makeScrolled(this, column);
    m_promptWords = makeParagraph({}, TextStyle::Secondary, Tone::Ink2);
    m_prompt = new CodeBlock;
    m_prompt->setObjectName(QStringLiteral("data.prompt"));
    column->insertWidget(0, m_promptWords);
    column->insertWidget(1, m_prompt);
    return view;
}

QWidget* RecordInspector::makeTokens() {
    QVBoxLayout* column = nullptr;
    QWidget* view = makeScrolled(this, column);
    m_tokenWords = makeParagraph({}, TextStyle::Secondary, Tone::Ink2);
    m_tokens = new TokenStrip;
    m_tokens->setObjectName(QStringLiteral("data.tokens"));
    column->insertWidget(0, m_tokenWords);
    column->insertWidget(1, m_tokens);
    return view;
}

QWidget* RecordInspector::makeHistory() {
    QVBoxLayout* column = nullptr;
    QWidget* view = makeScrolled(this, column);
    m_edits = new QVBoxLayout;
    m_edits->setSpacing(4);
    column->insertLayout(0, m_edits);
    return view;
}

void RecordInspector::makeHead(QBoxLayout* layout) {
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 14, 12, 8);
    head->setSpacing(4);
    m_title = makeLabel({}, TextStyle::Section, Tone::Ink, this);
    Button* before = Button::iconOnly(QStringLiteral("chevron-left"), tr("Record before"), this)->setSmall();
    Button* after = Button::iconOnly(QStringLiteral("chevron-right"), tr("Next record"), this)->setSmall();
    head->addWidget(m_title, 1);
    head->addWidget(before);
    head->addWidget(after);
    layout->addLayout(head);
    connect(before, &QAbstractButton::clicked, this, [this] { Q_EMIT stepRequested(-1); });
    connect(after, &QAbstractButton::clicked, this, [this] { Q_EMIT stepRequested(1); });
}

void RecordInspector::makeFoot(QBoxLayout* layout) {
    m_foot = new QWidget(this);
    auto* row = new QHBoxLayout(m_foot);
    row->setContentsMargins(16, 8, 16, 16);
    auto* label = new Button(tr("Send to Label"), Button::Kind::Secondary, QStringLiteral("label"), m_foot);
    auto* trash = new Button(tr("Delete"), Button::Kind::Quiet, {}, m_foot);
    row->addWidget(label);
    row->addWidget(trash);
    row->addStretch(1);
    layout->addWidget(m_foot);
    connect(label, &QAbstractButton::clicked, this, [this] {
        save();
        Q_EMIT labelRequested(m_record.id);
    });
    connect(trash, &QAbstractButton::clicked, this, &RecordInspector::trashRequested);
}

void RecordInspector::show(RecordId id) {
    save();
    m_row = id ? m_document.model().rowOf(id) : -1;
    const Record* record = m_row >= 0 ? m_document.model().record(m_row) : nullptr;
    m_record = record ? *record : Record{};
    m_title->setText(record ? tr("Record %1").arg(formatCount(m_row + 1)) : tr("No record chosen"));
    m_tabs->setVisible(record);
    m_views->setVisible(record);
    m_foot->setVisible(record);
    fillFields();
    fillFacts();
    openTab();
}

/// Records were read anew: what nobody is typing in follows.
void RecordInspector::refresh() {
    if (!m_record.id || m_row < 0) return;
    const Record* record = m_document.model().record(m_row);
    if (!record || record->id != m_record.id) return;
    if (record->version != m_record.version) {
        const bool sameText = sameContent(*record, m_record);
        m_record = *record;
        if (!sameText && !typing()) fillFields();
        openTab();
    }
    fillFacts();
}

void RecordInspector::fillFields() {
    m_editors.clear();
    clear(m_fields);
    const std::vector<RecordField> fields = fieldsOf(m_record);
    for (const RecordField& field : fields) {
        if (m_editors.size() == mostFields) break;
        m_fields->addWidget(makeLabel(roleWord(field.role), TextStyle::Secondary, Tone::Ink2));
        auto* editor = new QPlainTextEdit(QString::fromStdString(*field.value));
        editor->setAccessibleName(roleWord(field.role));
        editor->setObjectName(QStringLiteral("data.field.%1").arg(m_editors.size()));
        editor->setTabChangesFocus(true);
        editor->viewport()->setAutoFillBackground(false); // the frame paints the ground
        const QString saved = editor->toPlainText();
        if (const auto typed = m_document.typed().get(m_record.id, placeOf(m_editors.size()))) {
            editor->selectAll();
            editor->insertPlainText(*typed); // as typed: Ctrl+Z goes back to the record's own text
        }
        connect(editor, &QPlainTextEdit::textChanged, m_keep, qOverload<>(&QTimer::start));
        editor->installEventFilter(this);
        keepFitting(editor, mostHeight);
        m_fields->addWidget(editor);
        m_fields->addSpacing(6);
        m_editors.push_back({editor, saved});
    }
}

void RecordInspector::fillFacts() {
    clear(m_facts);
    if (!m_record.id) return;
    const auto fact = [this](const QString& name, const QString& value) {
        m_facts->addLayout(makeFactRow(name, value));
    };
    const int64_t tokens = m_document.model().tokens(m_row);
    if (tokens >= 0) fact(tr("Tokens"), formatCount(tokens));
    fact(tr("Split"), m_record.split == Split::Train ? tr("train") : tr("held-out"));
    fact(tr("Label"), labelWords(m_record));
    const Origin& origin = m_record.origin;
    QString source = tr("typed in");
    if (origin.kind == Origin::Kind::Import)
        source = origin.line > 0 ? tr("imported, line %1").arg(formatCount(origin.line)) : tr("imported");
    if (origin.kind == Origin::Kind::ChatAnswer) source = tr("a chat answer");
    if (origin.kind == Origin::Kind::EvalCase) source = tr("a failing case");
    fact(tr("Source"), source);
}

/// Only what is looked at is worked out.
void RecordInspector::openTab() {
    const QString tab = m_tabs->current();
    m_views->setCurrentIndex(tab == QLatin1String("prompt")    ? 1
                             : tab == QLatin1String("tokens")  ? 2
                             : tab == QLatin1String("history") ? 3
                                                               : 0);
    if (!m_record.id) return;
    if (m_views->currentIndex() == 3) return fillHistory();
    if (m_views->currentIndex() == 0) return;
    save();
    m_document.read(m_record);
}

void RecordInspector::showReading(const RecordReading& reading) {
    if (reading.id != m_record.id) return;
    m_prompt->setVisible(!reading.problem);
    m_tokens->setVisible(!reading.problem);
    if (reading.problem) {
        const ErrorWords words = inkstone::wordsOf(*reading.problem);
        for (QLabel* label : {m_promptWords, m_tokenWords})
            label->setText(words.reason.isEmpty() ? words.title : words.reason);
        return;
    }
    const qint64 left = reading.count - reading.tokens.size();
    const QString cut = left ? tr("The last %1 are not shown.").arg(formatCount(left)) : QString();
    m_promptWords->setText(left ? cut : tr("As a run reads it"));
    m_prompt->setCode(reading.prompt, {});
    const QString learned = tr("%1 tokens; the coloured %2 are what a run would learn.")
                                .arg(formatCount(reading.count), formatCount(reading.supervised));
    m_tokenWords->setText(left ? learned + QLatin1Char('\n') + cut : learned);
    m_tokens->setTokens(reading.tokens);
}

void RecordInspector::fillHistory() {
    clear(m_edits);
    const auto history = m_document.editsOf(m_record.id);
    if (!history || history->empty()) {
        m_edits->addWidget(makeParagraph(history ? tr("As it came: nobody has changed it.")
                                                 : inkstone::wordsOf(history.error()).reason,
                                         TextStyle::Secondary, Tone::Ink2));
        return;
    }
    for (const RecordEdit& edit : *history) {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(edit.timeMs);
        QString words = QString::fromStdString(edit.kind);
        for (const EditWords& known : kEdits)
            if (edit.kind == known.kind) words = tr(known.words);
        auto* row = new QHBoxLayout;
        row->addWidget(makeLabel(words, TextStyle::BodyStrong, Tone::Ink));
        row->addStretch(1);
        QLabel* when = makeLabel(formatRelative(time), TextStyle::Secondary, Tone::Ink2);
        when->setToolTip(formatAbsolute(time));
        row->addWidget(when);
        m_edits->addLayout(row);
        if (edit.kind == "edit" || edit.kind == "undo") {
            QLabel* before =
                makeParagraph(tr("before: %1").arg(QString::fromStdString(answerOf(edit.before))),
                              TextStyle::Secondary, Tone::Ink2);
            before->setTextFormat(Qt::PlainText);
            m_edits->addWidget(before);
        }
        m_edits->addSpacing(8);
    }
}

/// Not document()->isModified(): a change of font counts as one there.
bool RecordInspector::Field::typed() const { return editor->toPlainText() != saved; }

bool RecordInspector::typing() const {
    return std::any_of(m_editors.begin(), m_editors.end(), [](const Field& field) { return field.typed(); });
}

void RecordInspector::save() {
    // Another project may be open by now, where this id is somebody else's.
    if (!m_record.id || m_record.dataset != m_document.dataset()) return;
    if (!typing()) return;
    Record after = m_record;
    std::vector<RecordField> fields = fieldsOf(after);
    for (size_t i = 0; i < m_editors.size() && i < fields.size(); ++i) {
        // Only what was typed in: an untouched editor may show a text it cannot hold exactly (U+2029).
        if (m_editors[i].typed()) *fields[i].value = m_editors[i].editor->toPlainText().toStdString();
    }
    const Record before = m_record;
    const bool saved = sameContent(before, after) || m_document.edit(before, after);
    // Refused: what was typed stays, over the record as it is now, and the page says why.
    if (!saved) return;
    for (Field& field : m_editors) field.saved = field.editor->toPlainText();
    keepTyped(); // nothing any more
}

void RecordInspector::keepTyped() {
    m_keep->stop();
    if (!m_record.id || m_record.dataset != m_document.dataset()) return;
    for (size_t i = 0; i < m_editors.size(); ++i) {
        if (!m_editors[i].typed())
            m_document.typed().forget(m_record.id, placeOf(i));
        else if (const Status kept =
                     m_document.typed().keep(m_record.id, placeOf(i), m_editors[i].editor->toPlainText());
                 !kept)
            Q_EMIT m_document.failed(kept.error());
    }
}

bool RecordInspector::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::FocusOut) save();
    if (auto* resized = qobject_cast<QPlainTextEdit*>(object); resized && event->type() == QEvent::Resize)
        QTimer::singleShot(0, resized,
                           [resized] { fitHeight(resized, mostHeight); }); // once it has laid out its lines
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        const auto* editor = qobject_cast<const QPlainTextEdit*>(object);
        if (enter && key->modifiers() & Qt::ControlModifier && !(editor && isComposing(*editor))) {
            save();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

} // namespace inkstone
