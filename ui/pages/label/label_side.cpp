#include "ui/pages/label/label_side.h"

#include "ui/shell/format.h"
#include "ui/widgets/bars.h"
#include "ui/widgets/button.h"
#include "ui/widgets/fact_row.h"
#include "ui/widgets/label.h"

#include <QApplication>
#include <QBoxLayout>
#include <QCheckBox>
#include <QKeyEvent>
#include <QPlainTextEdit>

namespace inkstone {

namespace {
void clear(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget()) item->widget()->deleteLater();
        if (item->layout()) clear(item->layout());
        delete item;
    }
}

/// "name: what it means", a line each.
QString choicesText(const LabelSchema& schema) {
    QStringList lines;
    for (const LabelChoice& choice : schema.choices) {
        const QString name = QString::fromStdString(choice.name), help = QString::fromStdString(choice.help);
        lines << (help.isEmpty() ? name : name + QStringLiteral(": ") + help);
    }
    return lines.join(QLatin1Char('\n'));
}

std::vector<LabelChoice> choicesOf(const QString& text) {
    std::vector<LabelChoice> choices;
    for (const QString& line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        qsizetype colon = line.indexOf(QLatin1Char(':'));
        if (colon < 0) colon = line.indexOf(QChar(0xFF1A)); // full width
        const QString name = (colon < 0 ? line : line.left(colon)).trimmed();
        const QString help = colon < 0 ? QString() : line.mid(colon + 1).trimmed();
        if (!name.isEmpty()) choices.push_back({name.toStdString(), help.toStdString()});
    }
    return choices;
}
} // namespace

LabelSide::LabelSide(LabelDocument& document, QWidget* parent) : QWidget(parent), m_document(document) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 14, 20, 16);
    layout->setSpacing(8);
    layout->addWidget(makeLabel(tr("Progress"), TextStyle::Section, Tone::Ink, this));
    auto* figures = new QHBoxLayout;
    m_done = makeLabel({}, TextStyle::PageTitle, Tone::Ink, this);
    m_of = makeLabel({}, TextStyle::Body, Tone::Ink2, this);
    m_percent = makeLabel({}, TextStyle::Body, Tone::Ink2, this);
    figures->addWidget(m_done);
    figures->addWidget(m_of);
    figures->addStretch(1);
    figures->addWidget(m_percent);
    layout->addLayout(figures);
    m_bar = new ProgressBar(this);
    layout->addWidget(m_bar);
    layout->addSpacing(4);
    m_facts = new QVBoxLayout;
    m_facts->setSpacing(6);
    layout->addLayout(m_facts);
    layout->addSpacing(8);
    layout->addWidget(makeHairline());
    layout->addSpacing(8);
    auto* head = new QHBoxLayout;
    m_edit = Button::iconOnly(QStringLiteral("edit"), tr("Edit guidelines and labels"), this)->setSmall();
    head->addWidget(makeLabel(tr("Guidelines"), TextStyle::Section, Tone::Ink, this));
    head->addStretch(1);
    m_edit->setObjectName(QStringLiteral("label.edit"));
    head->addWidget(m_edit);
    layout->addLayout(head);
    m_view = new QWidget(this);
    m_guidelines = new QVBoxLayout(m_view);
    m_guidelines->setContentsMargins(0, 0, 0, 0);
    m_guidelines->setSpacing(4);
    layout->addWidget(m_view);
    m_editor = makeEditor();
    layout->addWidget(m_editor);
    layout->addStretch(1);
    connect(m_edit, &QAbstractButton::clicked, this, [this] { setEditing(!m_editor->isVisible()); });
    connect(&document, &LabelDocument::progressChanged, this, &LabelSide::refresh);
    setEditing(false);
    refresh();
}

QWidget* LabelSide::makeEditor() {
    auto* box = new QWidget(this);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeLabel(tr("What to look for"), TextStyle::Secondary, Tone::Ink2, box));
    m_text = new QPlainTextEdit(box);
    m_text->setAccessibleName(tr("What to look for"));
    m_text->setObjectName(QStringLiteral("label.guidelines"));
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(76);
    layout->addWidget(m_text);
    layout->addWidget(
        makeLabel(tr("Labels, one a line — name: meaning"), TextStyle::Secondary, Tone::Ink2, box));
    m_choices = new QPlainTextEdit(box);
    m_choices->setAccessibleName(tr("Labels"));
    m_choices->setObjectName(QStringLiteral("label.choices"));
    m_choices->setTabChangesFocus(true);
    m_choices->setFixedHeight(120);
    layout->addWidget(m_choices);
    m_multiple = new QCheckBox(tr("Several labels at once"), box);
    m_multiple->setObjectName(QStringLiteral("label.several"));
    m_rating = new QCheckBox(tr("Rating 1 to 5"), box);
    m_advance = new QCheckBox(tr("A label goes on to the next record"), box);
    for (QCheckBox* check : {m_multiple, m_rating, m_advance}) layout->addWidget(check);
    auto* row = new QHBoxLayout;
    auto* save = new Button(tr("Save"), Button::Kind::Secondary, {}, box);
    save->setObjectName(QStringLiteral("label.saveChoices"));
    auto* cancel = new Button(tr("Cancel"), Button::Kind::Quiet, {}, box);
    row->addWidget(save);
    row->addWidget(cancel);
    row->addStretch(1);
    layout->addLayout(row);
    connect(save, &QAbstractButton::clicked, this, &LabelSide::saveEditing);
    connect(cancel, &QAbstractButton::clicked, this, [this] { setEditing(false); });
    return box;
}

void LabelSide::setEditing(bool on) {
    if (on) {
        m_edited = m_document.dataset();
        const LabelSchema& schema = m_document.schema();
        m_text->setPlainText(QString::fromStdString(m_document.info().guidelines));
        m_choices->setPlainText(choicesText(schema));
        m_multiple->setChecked(schema.multiple);
        m_rating->setChecked(schema.rating);
        m_advance->setChecked(schema.autoAdvance);
    }
    const bool within = m_editor->isAncestorOf(QApplication::focusWidget());
    m_view->setVisible(!on);
    m_editor->setVisible(on);
    if (on)
        m_text->setFocus(Qt::OtherFocusReason);
    else if (within)
        m_edit->setFocus(Qt::OtherFocusReason);
}

void LabelSide::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_editor->isVisible()) return setEditing(false);
    QWidget::keyPressEvent(event);
}

void LabelSide::saveEditing() {
    LabelSchema schema = m_document.schema();
    schema.choices = choicesOf(m_choices->toPlainText());
    schema.multiple = m_multiple->isChecked();
    schema.rating = m_rating->isChecked();
    schema.autoAdvance = m_advance->isChecked();
    if (!m_document.setSchema(schema)) return;
    if (m_document.setGuidelines(m_text->toPlainText().trimmed().toStdString())) setEditing(false);
}

void LabelSide::refresh() {
    if (!m_editor->isHidden() && m_edited != m_document.dataset()) setEditing(false); // it is of another one
    const LabelProgress& progress = m_document.progress();
    m_done->setText(formatCount(progress.labeled));
    m_of->setText(tr("of %1 labeled").arg(formatCount(progress.records)));
    const double part = progress.records ? double(progress.labeled) / double(progress.records) : 0;
    m_percent->setText(formatPercent(part));
    m_bar->setFraction(part);
    showFacts();
    showGuidelines();
}

void LabelSide::showFacts() {
    clear(m_facts);
    const LabelProgress& progress = m_document.progress();
    const auto fact = [this](const QString& name, const QString& value) {
        m_facts->addLayout(makeFactRow(name, value));
    };
    // Always the same rows: nothing moves while somebody labels.
    fact(tr("Speed"), progress.perMinute > 0 ? tr("%1 records/min").arg(progress.perMinute, 0, 'f', 1)
                                             : QStringLiteral("–"));
    fact(tr("Time left"),
         progress.secondsLeft >= 0 ? formatDuration(progress.secondsLeft) : QStringLiteral("–"));
    fact(tr("Skipped"), formatCount(progress.skipped));
    fact(tr("Flagged"), formatCount(progress.flagged));
}

void LabelSide::showGuidelines() {
    clear(m_guidelines);
    m_edit->setEnabled(m_document.dataset());
    if (!m_document.dataset()) return;
    const std::string& text = m_document.info().guidelines;
    if (!text.empty())
        m_guidelines->addWidget(makeParagraph(QString::fromStdString(text), TextStyle::Body, Tone::Ink2));
    int number = 0;
    for (const LabelChoice& choice : m_document.schema().choices) {
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        if (++number <= 9) row->addWidget(new KeyCap(QString::number(number)), 0, Qt::AlignTop);
        auto* words = new QVBoxLayout;
        words->setSpacing(0);
        words->addWidget(makeLabel(QString::fromStdString(choice.name), TextStyle::BodyStrong, Tone::Ink));
        if (!choice.help.empty())
            words->addWidget(
                makeParagraph(QString::fromStdString(choice.help), TextStyle::Secondary, Tone::Ink2));
        row->addLayout(words, 1);
        m_guidelines->addLayout(row);
        m_guidelines->addSpacing(6);
    }
}

} // namespace inkstone
