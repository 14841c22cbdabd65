#include "ui/pages/home/card_button.h"

#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"
#include "ui/shell/style_paint.h"

#include <QPainter>

namespace inkstone {

WayIn::WayIn(const QString& icon, const QString& title, const QString& sentence, QWidget* parent)
    : QAbstractButton(parent), m_icon(icon), m_sentence(sentence) {
    setText(title);
    setAccessibleDescription(sentence);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void WayIn::setFirst(bool first) {
    m_first = first;
    update();
}

void WayIn::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    paint::box(p, rect(), 8, isDown() ? c.press : underMouse() ? c.hover : c.surface, c.hairline);
    const QPointF center(44, 48);
    p.setPen(m_first ? QPen(Qt::NoPen) : QPen(c.border, 1));
    p.setBrush(m_first ? c.fill : c.paper);
    p.drawEllipse(center, 24, 24);
    paintIcon(p, m_icon, QRectF(center.x() - 10, center.y() - 10, 20, 20), m_first ? c.onFill : c.ink);
    const QRectF inner = QRectF(rect()).adjusted(20, 92, -20, -16);
    p.setPen(c.ink);
    p.setFont(fontOf(TextStyle::Section));
    p.drawText(QRectF(inner.left(), inner.top(), inner.width(), 22), Qt::AlignLeft | Qt::AlignVCenter,
               p.fontMetrics().elidedText(text(), Qt::ElideRight, int(inner.width())));
    p.setPen(c.ink2);
    p.setFont(fontOf(TextStyle::Body));
    p.drawText(inner.adjusted(0, 28, 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_sentence);
}

TwoLines::TwoLines(const QString& title, const QString& note, QWidget* parent)
    : QAbstractButton(parent), m_note(note) {
    setText(title);
    setToolTip(title);
    setAccessibleDescription(note);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TwoLines::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    if (underMouse() || isDown()) p.fillRect(rect(), c.hover);
    const QRectF inner = QRectF(rect()).adjusted(16, 5, -16, -4);
    p.setPen(c.ink);
    p.setFont(fontOf(TextStyle::BodyMedium));
    p.drawText(QRectF(inner.left(), inner.top(), inner.width(), 20), Qt::AlignLeft | Qt::AlignVCenter,
               p.fontMetrics().elidedText(text(), Qt::ElideRight, int(inner.width())));
    p.setPen(c.ink2);
    p.setFont(fontOf(TextStyle::Secondary));
    p.drawText(QRectF(inner.left(), inner.top() + 19, inner.width(), 18), Qt::AlignLeft | Qt::AlignVCenter,
               p.fontMetrics().elidedText(m_note, Qt::ElideRight, int(inner.width())));
}

} // namespace inkstone
