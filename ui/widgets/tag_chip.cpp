#include "ui/widgets/tag_chip.h"

#include "ui/shell/fonts.h"
#include "ui/shell/format.h"
#include "ui/shell/icons.h"
#include "ui/shell/style_paint.h"

#include <QPainter>

namespace inkstone {

namespace {
constexpr int kPadding = 10, kDot = 14, kGap = 6, kCross = 16;
}

TagChip::TagChip(const QString& text, QWidget* parent) : QAbstractButton(parent) {
    setText(text);
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setFont(fontOf(TextStyle::SecondaryMedium));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void TagChip::setCount(qint64 count) {
    m_count = count;
    updateGeometry();
    update();
}

void TagChip::setDot(std::optional<Tone> tone) {
    m_dot = tone;
    updateGeometry();
    update();
}

QSize TagChip::sizeHint() const {
    int width = 2 * kPadding + fontMetrics().horizontalAdvance(text()) + (m_dot ? kDot : 0);
    if (m_count >= 0)
        width += kGap + int(tabularWidth(fontOf(TextStyle::Secondary), formatCount(m_count)) + 1);
    if (isCheckable()) width += isChecked() ? kCross : 0;
    return {width, 24};
}

void TagChip::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    const QColor fill = isChecked() ? c.hover : underMouse() ? c.select : c.surface;
    paint::box(p, rect(), height() / 2.0, fill, isChecked() ? mix(c.ink3, c.border, 0.4) : c.border);
    int x = kPadding;
    if (m_dot) {
        paint::box(p, QRectF(x, height() / 2.0 - 4, 8, 8), 4, toneColor(c, *m_dot), QColor());
        x += kDot;
    }
    p.setPen(isEnabled() ? c.ink : c.off);
    p.drawText(QRect(x, 0, width(), height()), Qt::AlignLeft | Qt::AlignVCenter, text());
    x += fontMetrics().horizontalAdvance(text()) + kGap;
    if (m_count >= 0) {
        p.setFont(fontOf(TextStyle::Secondary));
        p.setPen(c.ink2);
        drawTabular(p, QRectF(x, 0, width() - x, height()), Qt::AlignLeft, formatCount(m_count));
    }
    if (isChecked())
        paintIcon(p, QStringLiteral("cross"), QRectF(width() - kPadding - 9, height() / 2.0 - 5.5, 11, 11),
                  c.ink2);
}

} // namespace inkstone
