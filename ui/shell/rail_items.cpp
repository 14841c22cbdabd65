#include "ui/shell/rail_items.h"

#include "ui/shell/fonts.h"
#include "ui/shell/format.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QKeyEvent>
#include <QPainter>

namespace inkstone {

RailItem::RailItem(const QString& id, const QString& title, const QString& icon, QWidget* parent)
    : QAbstractButton(parent), m_id(id), m_icon(icon) {
    setText(title);
    setCheckable(true);
    setAccessibleName(title);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize RailItem::sizeHint() const { return {0, 34}; }

void RailItem::setCount(int count) {
    m_count = count;
    setAccessibleDescription(count > 0 ? tr("%1 waiting").arg(count) : QString());
    update();
}

void RailItem::setNarrow(bool narrow) {
    m_narrow = narrow;
    setToolTip(narrow ? text() : QString());
    update();
}

void RailItem::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    const QRect box(8, 1, width() - 16, 32);
    const bool current = isChecked();
    if (current) {
        paint::box(p, box, 6, c.dark ? c.hover : c.press, QColor());
        paint::box(p, QRectF(-3, 8, 6, 18), 1.5, c.accent, QColor());
    } else if (underMouse()) {
        paint::box(p, box, 6, c.hover, QColor());
    }
    const QColor color = current || underMouse() ? c.ink : c.ink2;
    paintIcon(p, m_icon, QRectF(m_narrow ? 19 : 21, 8, 18, 18), color);
    if (!m_narrow) {
        p.setFont(fontOf(TextStyle::BodyMedium));
        p.setPen(color);
        p.drawText(QRect(50, 1, width() - 60, 32), Qt::AlignLeft | Qt::AlignVCenter, text());
    }
    if (m_count > 0) paintCount(p);
}

// Arrows walk the rail; a button would only pass the focus on.
void RailItem::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)
        event->ignore();
    else
        QAbstractButton::keyPressEvent(event);
}

void RailItem::paintCount(QPainter& p) {
    const Palette& c = Palette::of(this);
    if (m_narrow) return paint::box(p, QRectF(35, 6, 7, 7), 3.5, c.accent, c.sunken, 1);
    p.setFont(fontOf(TextStyle::SecondaryMedium));
    p.setPen(c.ink2);
    drawTabular(p, QRectF(0, 1, width() - 21, 32), Qt::AlignRight, formatCount(m_count));
}

RailMark::RailMark(QWidget* parent) : QWidget(parent) { setFixedHeight(59); }

void RailMark::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    paintIcon(p, QStringLiteral("seal"), QRectF(16, 16, 24, 24), c.fill);
    if (width() < 100) return;
    p.setFont(fontOf(TextStyle::Section));
    p.setPen(c.ink);
    p.drawText(QRect(50, 16, width() - 50, 24), Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("Inkstone"));
}

ProjectButton::ProjectButton(QWidget* parent) : QAbstractButton(parent) {
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ProjectButton::sizeHint() const { return {0, 32}; }

void ProjectButton::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    if (underMouse()) paint::box(p, rect(), 6, c.hover, QColor());
    p.setFont(fontOf(TextStyle::BodyMedium));
    p.setPen(c.ink);
    const QString name = p.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 34);
    p.drawText(QRect(12, 0, width() - 12, height()), Qt::AlignLeft | Qt::AlignVCenter, name);
    const int right = 12 + p.fontMetrics().horizontalAdvance(name);
    paintIcon(p, QStringLiteral("up-down"), QRectF(right + 5, 9, 14, 14), c.ink2);
}

} // namespace inkstone
