#include "ui/pages/label/label_editor.h"

#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"
#include "ui/widgets/composing.h"

#include <QKeyEvent>
#include <QPainter>

namespace inkstone {

LabelEditor::LabelEditor(QWidget* parent) : QPlainTextEdit(parent) {
    setFont(fontOf(TextStyle::Reading));
    setTabChangesFocus(true);
    document()->setDocumentMargin(10);
    viewport()->setAutoFillBackground(false); // the frame has painted the ground, round corners and all
}

void LabelEditor::setGhost(const QString& text) {
    m_ghost = text;
    viewport()->update();
}

void LabelEditor::takeGhost() {
    if (m_ghost.isEmpty()) return;
    QTextCursor cursor = textCursor();
    cursor.select(QTextCursor::Document);
    cursor.insertText(m_ghost);
    setTextCursor(cursor);
    setGhost({});
}

/// Tab takes the draft before it goes anywhere.
bool LabelEditor::focusNextPrevChild(bool next) {
    return (!next || m_ghost.isEmpty()) && QPlainTextEdit::focusNextPrevChild(next);
}

void LabelEditor::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isComposing(*this)) return QPlainTextEdit::keyPressEvent(event);
    if (event->key() == Qt::Key_Escape) return Q_EMIT left();
    if (enter && event->modifiers() & Qt::ControlModifier) return Q_EMIT saved();
    if (event->key() == Qt::Key_Tab && !m_ghost.isEmpty()) return takeGhost();
    QPlainTextEdit::keyPressEvent(event);
}

/// The draft stands below what is written, with a line between them.
void LabelEditor::paintEvent(QPaintEvent* event) {
    QPlainTextEdit::paintEvent(event);
    if (m_ghost.isEmpty()) return;
    const Palette& c = Palette::of(this);
    QPainter p(viewport());
    const double margin = document()->documentMargin();
    double top = margin;
    if (!document()->isEmpty()) {
        top = blockBoundingGeometry(document()->lastBlock()).translated(contentOffset()).bottom() + 12;
        p.setPen(c.hairline);
        p.drawLine(QPointF(margin, top - 6), QPointF(viewport()->width() - margin, top - 6));
    }
    p.setFont(font());
    p.setPen(c.ink3);
    QTextOption wrapped;
    wrapped.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere); // as the editor does
    p.drawText(QRectF(margin, top, viewport()->width() - 2 * margin, 100000), m_ghost, wrapped);
}

} // namespace inkstone
