#include "ui/widgets/length_histogram.h"

#include "ui/shell/fonts.h"
#include "ui/shell/format.h"
#include "ui/shell/palette.h"
#include "ui/shell/style_paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace inkstone {

namespace {
constexpr int kTop = 20, kAxis = 22, kReach = 6;

/// 1, 2 or 5 times a power of ten, so that about `wanted` ticks fit into `span`.
double tickStep(double span, int wanted) {
    const double raw = span / std::max(1, wanted);
    const double power = std::pow(10, std::floor(std::log10(std::max(raw, 1e-9))));
    const double part = raw / power;
    return std::max(1.0, power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10));
}
} // namespace

LengthHistogram::LengthHistogram(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(70);
}

void LengthHistogram::setBins(const QVector<qint64>& counts, double step, const QString& unit) {
    m_counts = counts;
    m_step = step > 0 ? step : 1;
    m_unit = unit;
    update();
}

void LengthHistogram::setCut(double value) {
    m_cut = value;
    update();
}

void LengthHistogram::setCutText(const QString& text) {
    m_cutText = text;
    setAccessibleDescription(text);
    update();
}

QRectF LengthHistogram::plot() const { return QRectF(0, kTop, width(), height() - kTop - kAxis); }

double LengthHistogram::xOf(double value) const { return whole() > 0 ? plot().width() * value / whole() : 0; }

double LengthHistogram::valueAt(double x) const {
    const double share = std::clamp(x / std::max(1.0, plot().width()), 0.0, 1.0);
    return std::round(share * whole());
}

void LengthHistogram::paintEvent(QPaintEvent*) {
    QPainter p(this);
    paintBars(p);
    paintAxis(p);
    if (m_cut >= 0) paintCut(p);
}

void LengthHistogram::paintBars(QPainter& p) {
    const Palette& c = Palette::of(this);
    const qint64 most = m_counts.isEmpty() ? 0 : *std::max_element(m_counts.begin(), m_counts.end());
    const QRectF area = plot();
    const QColor bar = mix(c.ink2, c.paper, 0.42);
    for (int i = 0; i < m_counts.size() && most > 0; ++i) {
        if (m_counts[i] == 0) continue;
        const double left = xOf(i * m_step), right = xOf((i + 1) * m_step);
        const double h = std::max(1.0, area.height() * double(m_counts[i]) / double(most));
        const bool lost = m_cut >= 0 && i * m_step >= m_cut;
        p.fillRect(QRectF(left + 0.5, area.bottom() - h, std::max(1.0, right - left - 1), h),
                   lost ? c.accent : bar);
    }
    p.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), c.border);
}

void LengthHistogram::paintAxis(QPainter& p) {
    const Palette& c = Palette::of(this);
    p.setFont(fontOf(TextStyle::Small));
    p.setPen(c.ink2);
    const QRectF area = plot();
    const double step = tickStep(whole(), int(area.width() / 90));
    const int unitLeft = width() - p.fontMetrics().horizontalAdvance(m_unit);
    p.drawText(QRectF(0, area.bottom() + 4, width(), 16), Qt::AlignRight | Qt::AlignVCenter, m_unit);
    for (double value = 0; value <= whole(); value += step) {
        const QString text = formatCount(qint64(value));
        const double w = tabularWidth(p.font(), text);
        const double x = std::max(0.0, xOf(value) - w / 2);
        if (x + w + 8 > unitLeft) break;
        drawTabular(p, QRectF(x, area.bottom() + 4, w, 16), Qt::AlignLeft, text);
    }
}

void LengthHistogram::paintCut(QPainter& p) {
    const Palette& c = Palette::of(this);
    const double x = std::min(std::round(xOf(m_cut)), width() - 4.0);
    p.fillRect(QRectF(x, 4, 1.5, height() - kAxis - 4), c.accent);
    paint::box(p, QRectF(x - 3.25, 2, 8, 12), 3, c.accent, hasFocus() ? c.focus : QColor());
    p.setFont(fontOf(TextStyle::SecondaryMedium));
    p.setPen(c.accent);
    const int w = p.fontMetrics().horizontalAdvance(m_cutText);
    const bool right = x < w + 16;
    p.drawText(QRectF(right ? x + 10 : x - w - 10, 0, w, 16), Qt::AlignVCenter, m_cutText);
}

void LengthHistogram::mousePressEvent(QMouseEvent* event) {
    m_dragging = m_cut >= 0 && std::abs(event->position().x() - xOf(m_cut)) <= kReach;
}

void LengthHistogram::mouseMoveEvent(QMouseEvent* event) {
    if (m_dragging) {
        m_cut = std::max(1.0, valueAt(event->position().x()));
        Q_EMIT cutDragged(m_cut);
        update();
    }
    const bool near = m_cut >= 0 && std::abs(event->position().x() - xOf(m_cut)) <= kReach;
    setCursor(near || m_dragging ? Qt::SizeHorCursor : Qt::ArrowCursor);
}

void LengthHistogram::mouseReleaseEvent(QMouseEvent*) {
    if (m_dragging) Q_EMIT cutChosen(m_cut);
    m_dragging = false;
}

void LengthHistogram::keyPressEvent(QKeyEvent* event) {
    const int direction = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (direction == 0 || m_cut < 0) return QWidget::keyPressEvent(event);
    const double step = event->modifiers() & Qt::ShiftModifier ? 64 : 8;
    m_cut = std::clamp(m_cut + direction * step, 1.0, std::max(1.0, whole()));
    Q_EMIT cutChosen(m_cut);
    update();
}

} // namespace inkstone
