#include "ui/shell/sheet.h"

#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace inkstone {

namespace {
class Card final : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override {
        const Palette& c = Palette::of(this);
        QPainter p(this);
        paint::box(p, rect(), 10, c.surface, c.border);
    }
};
} // namespace

Sheet::Sheet(QWidget* window) : QWidget(window), m_card(new Card(this)), m_content(new QVBoxLayout(m_card)) {
    m_content->setContentsMargins(20, 20, 20, 20);
    m_content->setSpacing(12);
    setFocusPolicy(Qt::StrongFocus);
    window->installEventFilter(this);
    hide();
}

void Sheet::open() {
    m_before = QApplication::focusWidget();
    setGeometry(parentWidget()->rect());
    show();
    raise();
    place();
    setFocus(Qt::OtherFocusReason);
}

void Sheet::dismiss() {
    hide();
    if (m_before) m_before->setFocus(Qt::OtherFocusReason);
    Q_EMIT closed();
}

void Sheet::place() {
    const int width = std::min(m_width, this->width() - 32);
    m_card->setFixedWidth(width);
    // The size hint of wrapped words is of another width.
    const int wanted = m_content->hasHeightForWidth() ? m_content->totalHeightForWidth(width)
                                                      : m_content->totalSizeHint().height();
    m_card->resize(width, std::min(wanted, height() - 32));
    const int top = m_top >= 0 ? std::min(m_top, height() / 8) : (height() - m_card->height()) / 2;
    m_card->move((this->width() - width) / 2, std::max(16, top));
}

void Sheet::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    QColor veil = c.dark ? c.sunken : c.ink;
    veil.setAlphaF(c.dark ? 0.55F : 0.22F);
    p.fillRect(rect(), veil);
    // Three soft edges stand in for a shadow.
    for (int i = 1; i <= 3; ++i) {
        QColor shade(0, 0, 0, c.dark ? 40 : 12);
        paint::box(p, QRectF(m_card->geometry()).adjusted(-i, -i + 1, i, i + 2), 10 + i, shade, QColor());
    }
}

void Sheet::mousePressEvent(QMouseEvent* event) {
    if (!m_card->geometry().contains(event->pos())) dismiss();
}

void Sheet::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        event->accept(); // nothing below the sheet hears keys
}

bool Sheet::eventFilter(QObject* object, QEvent* event) {
    if (object == parentWidget() && event->type() == QEvent::Resize && isVisible())
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(object, event);
}

void Sheet::resizeEvent(QResizeEvent*) {
    if (isVisible()) place();
}

bool Sheet::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest && isVisible()) place();
    return QWidget::event(event);
}

bool Sheet::focusNextPrevChild(bool next) {
    // Tab stays inside the card.
    QWidget* start = QApplication::focusWidget();
    QWidget* widget = start && isAncestorOf(start) ? start : m_card;
    for (int guard = 0; guard < 500; ++guard) {
        widget = next ? widget->nextInFocusChain() : widget->previousInFocusChain();
        if (widget == start) return true;
        if (m_card->isAncestorOf(widget) && (widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() &&
            widget->isEnabled()) {
            widget->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    }
    return true;
}

} // namespace inkstone
