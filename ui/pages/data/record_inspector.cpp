#include "ui/pages/data/record_inspector.h"

#include "ui/models/record_fields.h"
#include "ui/models/record_model.h"
#include "ui/shell/format.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"

#include <QAbstractTextDocumentLayout>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QScrollArea>

namespace inkstone {

namespace {
constexpr size_t mostFields = 40; ///< a longer conversation is not edited here
constexpr int mostHeight = 260;

void fitHeight(QPlainTextEdit* editor) {
    const int lines = std::max(2, int(editor->document()->size().height()));
    editor->setFixedHeight(std::min(mostHeight, lines * editor->fontMetrics().lineSpacing() + 20));
}

void clear(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        if (item->layout()) clear(item->layout());
        delete item;
    }
}
} // namespace

RecordInspector::RecordInspector(DatasetDocument& document, QWidget* parent)
    : QWidget(parent), m_document(document) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    makeHead(layout);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* inner = new QWidget;
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(16, 4, 16, 16);
    column->setSpacing(12);
    m_fields = new QVBoxLayout;
    m_fields->setSpacing(6);
    m_facts = new QVBoxLayout;
    m_facts->setSpacing(8);
    column->addLayout(m_fields);
    column->addLayout(m_facts);
    column->addStretch(1);
    scroll->setWidget(inner);
    m_scrollArea = scroll;
    layout->addWidget(scroll, 1);
    makeFoot(layout);
    connect(&document.model(), &QAbstractItemModel::dataChanged, this, &RecordInspector::refresh);
    show(0);
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
    m_scrollArea->setVisible(record);
    m_foot->setVisible(record);
    fillFields();
    fillFacts();
}

/// Records were read anew: what nobody is typing in follows.
void RecordInspector::refresh() {
    if (!m_record.id || m_row < 0) return;
    const Record* record = m_document.model().record(m_row);
    if (!record || record->id != m_record.id) return;
    if (record->version != m_record.version) {
        const bool sameText = sameContent(*record, m_record);
        m_record = *record;
        const bool typing = std::any_of(m_editors.begin(), m_editors.end(), [](const QPlainTextEdit* editor) {
            return editor->document()->isModified();
        });
        if (!sameText && !typing) fillFields();
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
        editor->document()->setModified(false);
        editor->installEventFilter(this);
        connect(editor->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged,
                editor, [editor] { fitHeight(editor); });
        fitHeight(editor);
        m_fields->addWidget(editor);
        m_fields->addSpacing(6);
        m_editors.push_back(editor);
    }
}

void RecordInspector::fillFacts() {
    clear(m_facts);
    if (!m_record.id) return;
    const auto fact = [this](const QString& name, const QString& value) {
        auto* row = new QHBoxLayout;
        row->addWidget(makeLabel(name, TextStyle::Body, Tone::Ink2));
        row->addStretch(1);
        row->addWidget(makeLabel(value, TextStyle::Body, Tone::Ink));
        m_facts->addLayout(row);
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

void RecordInspector::save() {
    // Another project may be open by now, where this id is somebody else's.
    if (!m_record.id || m_record.dataset != m_document.dataset()) return;
    const bool typed = std::any_of(m_editors.begin(), m_editors.end(), [](const QPlainTextEdit* editor) {
        return editor->document()->isModified();
    });
    if (!typed) return;
    Record after = m_record;
    std::vector<RecordField> fields = fieldsOf(after);
    for (size_t i = 0; i < m_editors.size() && i < fields.size(); ++i) {
        // Only what was typed in: an untouched editor may show a text it cannot hold exactly (U+2029).
        if (m_editors[i]->document()->isModified())
            *fields[i].value = m_editors[i]->toPlainText().toStdString();
    }
    const Record before = m_record;
    const bool saved = sameContent(before, after) || m_document.edit(before, after);
    // Refused: what was typed stays, over the record as it is now, and the page says why.
    if (!saved) return;
    for (QPlainTextEdit* editor : m_editors) editor->document()->setModified(false);
}

bool RecordInspector::eventFilter(QObject* object, QEvent* event) {
    if (event->type() == QEvent::FocusOut) save();
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && key->modifiers() & Qt::ControlModifier) {
            save();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

} // namespace inkstone
