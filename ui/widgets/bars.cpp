#include "ui/widgets/bars.h"

#include "ui/shell/fonts.h"
#include "ui/shell/format.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace inkstone {

namespace {
QColor groove(const Palette& c) { return c.dark ? c.press : c.hairline; }
constexpr int kBar = 8, kLegendTop = 14, kLegendHeight = 16, kLegendLine = 20, kLegendGap = 16;
constexpr int kNameLeft = 14, kNumberGap = 8; ///< within an entry of the legend
// Opacity of ink over the surface for each part, as in a grey wedge.
constexpr double kRamp[] = {0.88, 0.70, 0.54, 0.38, 0.24, 0.16, 0.10};
} // namespace

ProgressBar::ProgressBar(QWidget* parent) : QWidget(parent) { setFixedHeight(6); }

void ProgressBar::setFraction(double fraction) {
    m_fraction = fraction > 1 ? 1 : fraction;
    setAccessibleDescription(fraction < 0 ? QString() : formatPercent(m_fraction));
    update();
}

void ProgressBar::setSeries(int index) {
    m_series = index;
    update();
}

void ProgressBar::setThin(bool thin) { setFixedHeight(thin ? 3 : 6); }

void ProgressBar::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    const double radius = height() / 2.0;
    paint::box(p, rect(), radius, groove(c), QColor());
    if (m_fraction <= 0) return;
    const QRectF done(0, 0, std::max<double>(height(), width() * m_fraction), height());
    paint::box(p, done, radius, m_series < 0 ? c.ink2 : c.series(m_series), QColor());
}

MemoryBar::MemoryBar(QWidget* parent) : QWidget(parent) {
    setMinimumWidth(120);
    placeLegend();
}

void MemoryBar::setParts(const QVector<Part>& parts, qint64 total) {
    m_parts = parts;
    m_total = total;
    setAccessibleDescription(tr("%1 of %2").arg(formatBytes(sum()), formatBytes(total)));
    placeLegend();
    update();
}

qint64 MemoryBar::sum() const {
    qint64 sum = 0;
    for (const Part& part : m_parts) sum += part.bytes;
    return sum;
}

QString MemoryBar::sumOfTotal() const {
    const double used = double(sum()) / 1e9; // as fine as the parts beside it
    return tr("%1 of %2").arg(QString::number(used, 'f', used < 10 ? 2 : 1), formatBytes(m_total));
}

QColor MemoryBar::rampColor(int index) const {
    const Palette& c = Palette::of(this);
    return mix(c.ink, c.surface, kRamp[std::min<size_t>(size_t(index), std::size(kRamp) - 1)]);
}

void MemoryBar::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(QRectF(0, 0, width(), kBar), kBar / 2.0, kBar / 2.0);
    p.fillPath(shape, groove(c));
    const double whole = double(std::max(m_total, sum()));
    double x = 0;
    p.save();
    p.setClipPath(shape);
    for (int i = 0; i < m_parts.size() && whole > 0; ++i) {
        const double w = width() * double(m_parts[i].bytes) / whole;
        p.fillRect(QRectF(x, 0, w, kBar), rampColor(i));
        x += w;
        p.fillRect(QRectF(x - 0.5, 0, 1, kBar), c.surface);
    }
    p.restore();
    paintLegend(p);
    p.setFont(fontOf(TextStyle::SecondaryMedium));
    p.setPen(sum() > m_total ? c.bad : c.ink);
    p.drawText(QRect(0, kLegendTop, width(), kLegendHeight), Qt::AlignRight | Qt::AlignVCenter, sumOfTotal());
}

/// From left to right, then on the next line; the end of the first line belongs to the sum.
void MemoryBar::placeLegend() {
    const QFontMetrics name(fontOf(TextStyle::Secondary));
    const QFont number = fontOf(TextStyle::SecondaryMedium);
    int x = 0, y = kLegendTop, room = width() - QFontMetrics(number).horizontalAdvance(sumOfTotal()) - 12;
    m_legend.clear();
    for (const Part& part : m_parts) {
        const int w = kNameLeft + name.horizontalAdvance(part.name) + kNumberGap +
                      int(std::ceil(tabularWidth(number, formatGigabytes(part.bytes))));
        if (x > 0 && x + w > room) {
            x = 0;
            y += kLegendLine;
            room = width();
        }
        m_legend << QRect(x, y, w, kLegendHeight);
        x += w + kLegendGap;
    }
    setFixedHeight(y + kLegendHeight);
}

void MemoryBar::paintLegend(QPainter& p) const {
    const Palette& c = Palette::of(this);
    for (int i = 0; i < m_parts.size(); ++i) {
        const QRect text = m_legend[i].adjusted(kNameLeft, 0, 0, 0);
        paint::box(p, QRectF(m_legend[i].x(), text.y() + 4, 8, 8), 2, rampColor(i), QColor());
        p.setFont(fontOf(TextStyle::Secondary));
        p.setPen(c.ink2);
        p.drawText(text, Qt::AlignVCenter, m_parts[i].name);
        const int amount = text.x() + p.fontMetrics().horizontalAdvance(m_parts[i].name) + kNumberGap;
        p.setFont(fontOf(TextStyle::SecondaryMedium));
        p.setPen(c.ink);
        drawTabular(p, QRectF(amount, text.y(), 90, kLegendHeight), Qt::AlignLeft,
                    formatGigabytes(m_parts[i].bytes));
    }
}

void MemoryBar::resizeEvent(QResizeEvent*) { placeLegend(); }

bool MemoryBar::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (int i = 0; i < m_legend.size(); ++i)
        if (m_legend[i].contains(help->pos())) {
            QToolTip::showText(help->globalPos(), m_parts[i].meaning, this);
            return true;
        }
    QToolTip::hideText();
    return true;
}

} // namespace inkstone
