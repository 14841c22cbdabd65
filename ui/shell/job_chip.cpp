#include "ui/shell/job_chip.h"

#include "ui/shell/fonts.h"
#include "ui/shell/format.h"
#include "ui/shell/icons.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QPainter>
#include <cmath>

namespace inkstone {

namespace {
constexpr int kSign = 14, kLeft = 13, kGap = 7, kDetailGap = 10, kRight = 8, kChipHeight = 24;
const QString kBetween = QStringLiteral("  ·  "); ///< of joinFacts()

QFont titleFont(bool waiting) { return fontOf(waiting ? TextStyle::Secondary : TextStyle::SecondaryMedium); }
} // namespace

JobChip::JobChip(QWidget* parent) : QAbstractButton(parent) {
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void JobChip::show(qint64 id, const QString& title, const QString& detail, double fraction, bool waiting) {
    m_id = id;
    m_detail = waiting ? QString() : detail;
    m_fraction = fraction;
    m_waiting = waiting;
    setText(waiting ? title + QStringLiteral(" · ") + detail : title);
    setAccessibleName(title + QStringLiteral(", ") + detail);
    setToolTip(joinFacts({title, detail}));
    updateGeometry();
    update();
}

int JobChip::widthOf(const QString& title, const QString& detail) const {
    // Rounded up: a title that lacks part of a pixel is elided.
    const int words = int(std::ceil(QFontMetricsF(titleFont(m_waiting)).horizontalAdvance(title)));
    const int facts = detail.isEmpty() ? 0 : int(tabularWidth(fontOf(TextStyle::Secondary), detail)) + 1;
    return kLeft + kSign + kGap + words + (facts ? kDetailGap + facts : 0) + kRight;
}

void JobChip::setMostFacts(int most) {
    if (most == m_most) return;
    m_most = most;
    updateGeometry();
    update();
}

QString JobChip::detail(int most) const { return m_detail.section(kBetween, 0, most - 1); }

int JobChip::widthWith(int mostFacts) const { return widthOf(text(), detail(mostFacts)); }

QSize JobChip::sizeHint() const { return {widthWith(m_most), kChipHeight}; }

QSize JobChip::minimumSizeHint() const {
    const int least = widthOf(text().left(4) + QChar(0x2026), detail(1));
    return {std::min(sizeHint().width(), least), kChipHeight};
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
    const QString facts = detail(m_most);
    const int x = kLeft + kSign + kGap;
    const int taken = widthOf({}, facts) - widthOf({}, {});
    const int room = width() - x - taken - kRight;
    p.setFont(titleFont(m_waiting));
    p.setPen(m_waiting ? c.ink2 : c.ink);
    const QString title = p.fontMetrics().elidedText(text(), Qt::ElideRight, room);
    p.drawText(QRect(x, 0, room, height()), Qt::AlignLeft | Qt::AlignVCenter, title);
    const int after = x + p.fontMetrics().horizontalAdvance(title) + kDetailGap;
    p.setFont(fontOf(TextStyle::Secondary));
    p.setPen(c.ink2);
    drawTabular(p, QRectF(after, 0, width() - after, height()), Qt::AlignLeft, facts);
}

} // namespace inkstone
