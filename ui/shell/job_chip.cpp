#include "ui/shell/job_chip.h"

#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QPainter>

namespace inkstone {

namespace {
constexpr int kSign = 14, kLeft = 13, kGap = 7, kDetailGap = 10;

QFont titleFont(bool waiting) { return fontOf(waiting ? TextStyle::Secondary : TextStyle::SecondaryMedium); }
} // namespace

JobChip::JobChip(QWidget* parent) : QAbstractButton(parent) {
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void JobChip::show(qint64 id, const QString& title, const QString& detail, double fraction, bool waiting) {
    m_id = id;
    m_detail = waiting ? QString() : detail;
    m_fraction = fraction;
    m_waiting = waiting;
    setText(waiting ? title + QStringLiteral(" · ") + detail : title);
    setAccessibleName(title + QStringLiteral(", ") + detail);
    updateGeometry();
    update();
}

QSize JobChip::sizeHint() const {
    const int title = QFontMetrics(titleFont(m_waiting)).horizontalAdvance(text());
    const int detail = int(tabularWidth(fontOf(TextStyle::Secondary), m_detail)) + 1;
    return {kLeft + kSign + kGap + title + kDetailGap + detail + 8, 24};
}

void JobChip::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    if (underMouse()) paint::box(p, rect(), 4, c.hover, QColor());
    const QRectF sign(kLeft, (height() - kSign) / 2.0, kSign, kSign);
    if (m_waiting) {
        paintIcon(p, QStringLiteral("jobs"), sign, c.ink2);
    } else {
        const QRectF ring = sign.adjusted(1.5, 1.5, -1.5, -1.5);
        p.setPen(QPen(c.border, 1.75));
        p.drawEllipse(ring);
        p.setPen(QPen(c.ink2, 1.75, Qt::SolidLine, Qt::FlatCap));
        const double part = m_fraction < 0 ? 0.25 : m_fraction;
        p.drawArc(ring, 90 * 16, -int(part * 360 * 16));
    }
    int x = kLeft + kSign + kGap;
    p.setFont(titleFont(m_waiting));
    p.setPen(m_waiting ? c.ink2 : c.ink);
    p.drawText(QRect(x, 0, width(), height()), Qt::AlignLeft | Qt::AlignVCenter, text());
    x += p.fontMetrics().horizontalAdvance(text()) + kDetailGap;
    p.setFont(fontOf(TextStyle::Secondary));
    p.setPen(c.ink2);
    drawTabular(p, QRectF(x, 0, width() - x, height()), Qt::AlignLeft, m_detail);
}

} // namespace inkstone
