#include "ui/widgets/composer.h"

#include "ui/shell/fonts.h"

#include <QAbstractTextDocumentLayout>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMimeData>

namespace inkstone {

namespace {
constexpr int kLine = 20, kMostLines = 10;
}

Composer::Composer(QWidget* parent) : QTextEdit(parent) {
    setAcceptRichText(false);
    setFont(fontOf(TextStyle::Chat));
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(2);
    viewport()->setAutoFillBackground(false);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &Composer::grow);
    grow();
}

void Composer::grow() {
    const int wanted = int(document()->size().height()) + 2;
    setFixedHeight(std::clamp(wanted, kLine + 6, kLine * kMostLines + 6));
}

void Composer::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool plain = !(event->modifiers() & (Qt::ShiftModifier | Qt::AltModifier));
    if (enter && plain) {
        event->accept();
        if (!m_composing && !toPlainText().trimmed().isEmpty()) Q_EMIT sent(toPlainText());
        return;
    }
    if (event->key() == Qt::Key_Escape && !m_composing) return Q_EMIT escaped();
    QTextEdit::keyPressEvent(event);
}

void Composer::inputMethodEvent(QInputMethodEvent* event) {
    m_composing = !event->preeditString().isEmpty();
    QTextEdit::inputMethodEvent(event);
}

void Composer::focusOutEvent(QFocusEvent* event) {
    m_composing = false;
    QTextEdit::focusOutEvent(event);
}

bool Composer::canInsertFromMimeData(const QMimeData* source) const {
    return !source->hasUrls() && QTextEdit::canInsertFromMimeData(source); // files belong to the window
}

void Composer::insertFromMimeData(const QMimeData* source) { insertPlainText(source->text()); }

void Composer::resizeEvent(QResizeEvent* event) {
    QTextEdit::resizeEvent(event);
    grow();
}

} // namespace inkstone
