#include "ui/pages/chat/message_view.h"

#include "ui/shell/format.h"
#include "ui/shell/palette.h"
#include "ui/widgets/button.h"
#include "ui/widgets/fit_height.h"
#include "ui/widgets/label.h"
#include "ui/widgets/markdown_view.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScopedValueRollback>
#include <QTimer>
#include <QShortcut>

namespace inkstone {

namespace {
/// Questions longer than this are shown by their beginning; editing shows all of them.
constexpr size_t longestBubble = 2000;

QString bubbleText(const std::string& content) {
    const QString text = QString::fromStdString(content);
    return text.size() <= qsizetype(longestBubble) ? text : text.left(longestBubble) + QStringLiteral(" …");
}

/// A question: text on a sunken ground with round corners, no wider than it needs.
class Bubble final : public QLabel {
public:
    Bubble(const QString& text, QWidget* parent) : QLabel(text, parent) {
        setTextFormat(Qt::PlainText);
        setWordWrap(true);
        setTextInteractionFlags(Qt::TextSelectableByMouse);
        setFont(fontOf(TextStyle::Chat));
        setContentsMargins(14, 7, 14, 7);
        const int natural =
            fontMetrics().boundingRect(QRect(0, 0, 520, 10000), Qt::TextWordWrap, text).width() + 34;
        setMaximumWidth(std::min(560, natural));
        setMinimumWidth(std::min(natural, 200));
    }
    // A label that wraps would rather be square.
    QSize sizeHint() const override { return {maximumWidth(), heightForWidth(maximumWidth())}; }

protected:
    void paintEvent(QPaintEvent* event) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Palette::of(this).hover);
        painter.drawRoundedRect(rect(), 8, 8);
        painter.end();
        QLabel::paintEvent(event);
    }
};

QString reason(const std::string& finish) {
    if (finish == "stop") return MessageView::tr("stopped at end");
    if (finish == "length") return MessageView::tr("stopped at the longest answer");
    return finish == "cancelled" ? MessageView::tr("stopped by you") : QString();
}
} // namespace

MessageView::MessageView(const ChatMessage& message, bool last, bool growing, QWidget* parent)
    : QWidget(parent), m_message(message), m_last(last), m_growing(growing) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    if (message.role == "user")
        layOutQuestion();
    else
        layOutAnswer();
    if (m_actions && !m_last) m_actions->setVisible(false);
}

void MessageView::layOutQuestion() {
    auto* row = new QWidget(this);
    m_content = row;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addStretch(1);
    m_actions = new QWidget(row);
    auto* actions = new QHBoxLayout(m_actions);
    actions->setContentsMargins(0, 0, 0, 0);
    actions->setSpacing(2);
    addSiblings(actions);
    auto* edit = Button::iconOnly(QStringLiteral("edit"), tr("Edit the question"), m_actions);
    edit->setObjectName(QStringLiteral("chat.edit"));
    edit->setSmall();
    connect(edit, &QAbstractButton::clicked, this, [this] { beginEditing(false); });
    actions->addWidget(edit);
    m_last = false;
    line->addWidget(m_actions);
    line->addWidget(new Bubble(bubbleText(m_message.content), row));
    layout()->addWidget(row);
}

void MessageView::layOutAnswer() {
    m_markdown = new MarkdownView(this);
    m_markdown->setMarkdown(QString::fromStdString(m_message.content));
    m_content = m_markdown;
    connect(m_markdown, &MarkdownView::linkActivated, this, &MessageView::linkActivated);
    layout()->addWidget(m_markdown);
    if (m_growing) {
        layout()->addWidget(makeLabel(tr("answering"), TextStyle::Secondary, Tone::Ink2, this));
        return;
    }
    layout()->addWidget(makeAnswerFoot());
}

QString MessageView::facts() const {
    const double rate =
        m_message.decodeSeconds > 0 ? double(m_message.completionTokens) / m_message.decodeSeconds : 0;
    const std::string& who = m_message.adapter.empty() ? m_message.model : m_message.adapter;
    return joinFacts({tr("%n tokens", nullptr, int(m_message.completionTokens)),
                      rate > 0 ? formatRate(rate, QStringLiteral("tokens")) : QString(),
                      QString::fromStdString(who), reason(m_message.finishReason)});
}

QWidget* MessageView::makeAnswerFoot() {
    auto* foot = new QWidget(this);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_actions = new QWidget(foot);
    auto* actions = new QHBoxLayout(m_actions);
    actions->setContentsMargins(0, 0, 0, 0);
    actions->setSpacing(4);
    addSiblings(actions);
    auto* copy = Button::iconOnly(QStringLiteral("copy"), tr("Copy the answer"), m_actions);
    auto* again = Button::iconOnly(QStringLiteral("refresh"), tr("Answer again"), m_actions);
    auto* correct = new Button(tr("Correct"), Button::Kind::Secondary, QStringLiteral("edit"), m_actions);
    again->setObjectName(QStringLiteral("chat.again"));
    correct->setObjectName(QStringLiteral("chat.correct"));
    for (Button* button : {copy, again, correct}) {
        button->setSmall();
        actions->addWidget(button);
    }
    connect(copy, &QAbstractButton::clicked, this,
            [this] { Q_EMIT copyRequested(QString::fromStdString(m_message.content)); });
    connect(again, &QAbstractButton::clicked, this, [this] { Q_EMIT regenerateRequested(m_message.id); });
    connect(correct, &QAbstractButton::clicked, this, [this] { beginEditing(true); });
    row->addWidget(m_actions);
    if (m_message.correction) {
        auto* link = new Button(tr("Corrected: open in Label"), Button::Kind::Link, {}, foot);
        link->setSmall();
        connect(link, &QAbstractButton::clicked, this,
                [this] { Q_EMIT correctionOpened(*m_message.correction); });
        row->addWidget(link);
    }
    row->addStretch(1);
    auto* label = new ElidedLabel(facts(), TextStyle::Secondary, Tone::Ink2, foot);
    row->addWidget(label);
    return foot;
}

void MessageView::addSiblings(QBoxLayout* row) {
    if (m_message.siblings < 2) return;
    const int index = m_message.siblingIndex, count = m_message.siblings;
    auto* previous = Button::iconOnly(QStringLiteral("chevron-left"), tr("Previous version"));
    auto* next = Button::iconOnly(QStringLiteral("chevron-right"), tr("Next version"));
    previous->setObjectName(QStringLiteral("chat.previous"));
    next->setObjectName(QStringLiteral("chat.next"));
    previous->setEnabled(index > 0);
    next->setEnabled(index + 1 < count);
    for (Button* button : {previous, next}) button->setSmall();
    connect(previous, &QAbstractButton::clicked, this,
            [=, this] { Q_EMIT siblingRequested(m_message.id, index - 1); });
    connect(next, &QAbstractButton::clicked, this,
            [=, this] { Q_EMIT siblingRequested(m_message.id, index + 1); });
    row->addWidget(previous);
    row->addWidget(
        makeLabel(QStringLiteral("%1 / %2").arg(index + 1).arg(count), TextStyle::Secondary, Tone::Ink2));
    row->addWidget(next);
}

void MessageView::append(const QString& piece) {
    if (m_markdown) m_markdown->append(piece);
}

void MessageView::beginEditing(bool correcting) {
    if (m_editor) return;
    m_content->hide();
    if (m_actions) m_actions->hide();
    m_editor = new QWidget(this);
    auto* layout = new QVBoxLayout(m_editor);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_correcting = correcting;
    auto* text = m_text = new QPlainTextEdit(QString::fromStdString(m_message.content), m_editor);
    text->setFont(fontOf(TextStyle::Chat));
    text->setObjectName(QStringLiteral("chat.editor"));
    text->setAccessibleName(correcting ? tr("The answer as it should be") : tr("The question"));
    text->setTabChangesFocus(true);
    keepFitting(text, 320);
    layout->addWidget(text);
    auto* row = new QHBoxLayout;
    if (correcting)
        row->addWidget(makeLabel(tr("Saved as a record that waits in Label"), TextStyle::Secondary,
                                 Tone::Ink2, m_editor));
    row->addStretch(1);
    auto* cancel = new Button(tr("Cancel"), Button::Kind::Quiet, {}, m_editor);
    auto* save =
        new Button(correcting ? tr("Save correction") : tr("Send"), Button::Kind::Secondary, {}, m_editor);
    save->setObjectName(QStringLiteral("chat.save"));
    row->addWidget(cancel);
    row->addWidget(save);
    layout->addLayout(row);
    qobject_cast<QVBoxLayout*>(this->layout())->insertWidget(0, m_editor);
    const auto keep = [this, text, correcting] {
        const QString written = text->toPlainText().trimmed();
        if (written.isEmpty()) return;
        const QScopedValueRollback saving(m_saving, true);
        if (correcting)
            Q_EMIT correctionSaved(m_message.id, written);
        else
            Q_EMIT editSaved(m_message.id, written);
    };
    connect(cancel, &QAbstractButton::clicked, this, &MessageView::endEditing);
    connect(save, &QAbstractButton::clicked, this, keep);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), m_editor, nullptr, nullptr,
                          Qt::WidgetWithChildrenShortcut),
            &QShortcut::activated, this, keep);
    connect(new QShortcut(QKeySequence(Qt::Key_Escape), m_editor, nullptr, nullptr,
                          Qt::WidgetWithChildrenShortcut),
            &QShortcut::activated, this, &MessageView::endEditing);
    m_editor->show(); // what is hidden takes no focus
    text->setFocus();
    text->selectAll();
}

std::optional<MessageView::Writing> MessageView::writing() const {
    if (!m_editor || m_saving) return {};
    return Writing{m_correcting, m_text->toPlainText(), m_text->hasFocus()};
}

void MessageView::write(const Writing& begun) {
    beginEditing(begun.correcting);
    m_text->setPlainText(begun.text);
    m_text->moveCursor(QTextCursor::End);
    m_text->clearFocus();
    // Once the layout has shown it: what is hidden takes no focus.
    if (begun.focused) QTimer::singleShot(0, m_text, [text = m_text] { text->setFocus(); });
}

void MessageView::endEditing() {
    if (!m_editor) return;
    m_editor->deleteLater();
    m_editor = nullptr;
    m_content->show();
    if (m_actions) m_actions->setVisible(m_last || underMouse());
}

void MessageView::enterEvent(QEnterEvent*) {
    if (m_actions && !m_editor) m_actions->show();
}

void MessageView::leaveEvent(QEvent*) {
    if (m_actions && !m_last) m_actions->hide();
}

} // namespace inkstone
