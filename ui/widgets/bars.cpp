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

namespace inkstone {

namespace {
QColor groove(const Palette& c) { return c.dark ? c.press : c.hairline; }
constexpr int kBar = 8, kLegendTop = 14, kLegendHeight = 16;
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
    setFixedHeight(kLegendTop + kLegendHeight);
    setMinimumWidth(120);
}

void MemoryBar::setParts(const QVector<Part>& parts, qint64 total) {
    m_parts = parts;
    m_total = total;
    qint64 sum = 0;
    for (const Part& part : parts) sum += part.bytes;
    setAccessibleDescription(tr("%1 of %2").arg(formatBytes(sum), formatBytes(total)));
    update();
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
    qint64 sum = 0;
    for (const Part& part : m_parts) sum += part.bytes;
    const double whole = double(std::max(m_total, sum));
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
    const int used = paintLegend(p);
    const QString all = tr("%1 of %2").arg(QString::number(double(sum) / 1e9, 'f', 1), formatBytes(m_total));
    p.setFont(fontOf(TextStyle::SecondaryMedium));
    p.setPen(sum > m_total ? c.bad : c.ink);
    if (used + p.fontMetrics().horizontalAdvance(all) + 12 < width())
        p.drawText(QRect(0, kLegendTop, width(), kLegendHeight), Qt::AlignRight | Qt::AlignVCenter, all);
}

int MemoryBar::paintLegend(QPainter& p) {
    const Palette& c = Palette::of(this);
    m_legend.clear();
    int x = 0;
    for (int i = 0; i < m_parts.size(); ++i) {
        const QString amount = formatGigabytes(m_parts[i].bytes);
        const QFontMetrics name(fontOf(TextStyle::Secondary)), number(fontOf(TextStyle::SecondaryMedium));
        const int nameWidth = name.horizontalAdvance(m_parts[i].name);
        const int w = 14 + nameWidth + 8 + number.horizontalAdvance(amount);
        if (x + w > width() - 90) break;
        paint::box(p, QRectF(x, kLegendTop + 4, 8, 8), 2, rampColor(i), QColor());
        p.setFont(fontOf(TextStyle::Secondary));
        p.setPen(c.ink2);
        p.drawText(QRect(x + 14, kLegendTop, nameWidth + 2, kLegendHeight), Qt::AlignVCenter,
                   m_parts[i].name);
        p.setFont(fontOf(TextStyle::SecondaryMedium));
        p.setPen(c.ink);
        drawTabular(p, QRectF(x + 14 + nameWidth + 8, kLegendTop, 90, kLegendHeight), Qt::AlignLeft, amount);
        m_legend << QRect(x, kLegendTop, w, kLegendHeight);
        x += w + 16;
    }
    return x;
}

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
