#include "ui/pages/home/flywheel.h"

#include "ui/shell/fonts.h"
#include "ui/shell/icons.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

namespace inkstone {

namespace {
constexpr double circle = 24;   ///< radius
constexpr double centerY = 34;  ///< of the circles
constexpr double backY = 154;   ///< of the way back
constexpr double arrowGap = 32; ///< between a centre and its arrow

void paintHead(QPainter& p, const QPointF& tip, const QPointF& along) {
    const QPointF side(-along.y(), along.x());
    p.drawPolyline(QPolygonF{tip - along * 6 + side * 4, tip, tip - along * 6 - side * 4});
}
} // namespace

Flywheel::Flywheel(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("The loop of the work"));
}

void Flywheel::setStations(const QVector<Station>& stations) {
    m_stations = stations;
    QStringList words;
    for (const Station& station : stations)
        words << QStringLiteral("%1: %2 %3").arg(station.name, station.figure, station.note);
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    update();
}

void Flywheel::setLit(const QString& page) {
    m_lit = page;
    update();
}

double Flywheel::step() const { return m_stations.isEmpty() ? width() : width() / double(m_stations.size()); }
QPointF Flywheel::center(int index) const { return {step() * (index + 0.5), centerY}; }

int Flywheel::stationAt(const QPointF& point) const {
    if (point.y() > backY - 12) return -1;
    for (int i = 0; i < m_stations.size(); ++i)
        if (std::abs(center(i).x() - point.x()) < std::min(56.0, step() / 2)) return i;
    return -1;
}

void Flywheel::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i + 1 < m_stations.size(); ++i) {
        const QPointF from = center(i) + QPointF(arrowGap, 0), to = center(i + 1) - QPointF(arrowGap, 0);
        p.setPen(QPen(c.border, 1.25));
        p.drawLine(from, to);
        p.setPen(QPen(c.off, 1.25));
        paintHead(p, to, {1, 0});
    }
    for (int i = 0; i < m_stations.size(); ++i) paintStation(p, i);
    if (m_stations.size() > 1) paintWayBack(p);
}

void Flywheel::paintStation(QPainter& p, int index) const {
    const Palette& c = Palette::of(this);
    const Station& station = m_stations[index];
    const QPointF at = center(index);
    const bool lit = station.page == m_lit;
    const bool marked = index == m_hovered || (hasFocus() && index == m_current);
    if (lit) {
        p.setBrush(Qt::NoBrush);
        p.setPen(QPen(mix(c.accent, c.surface, 0.4), 2));
        p.drawEllipse(at, circle + 4, circle + 4);
    }
    p.setPen(lit ? QPen(Qt::NoPen) : QPen(marked ? c.ink3 : c.border, 1));
    p.setBrush(lit ? (marked ? c.fillHover : c.fill) : marked ? c.hover : c.paper);
    p.drawEllipse(at, circle, circle);
    paintIcon(p, station.page, QRectF(at.x() - 10, at.y() - 10, 20, 20), lit ? c.onFill : c.ink);

    const double left = at.x() - step() / 2, wide = step();
    p.setFont(fontOf(TextStyle::BodyMedium));
    p.setPen(lit ? c.accent : c.ink2);
    p.drawText(QRectF(left, 68, wide, 20), Qt::AlignCenter, station.name);
    p.setFont(fontOf(TextStyle::Figure));
    p.setPen(c.ink);
    p.drawText(QRectF(left, 88, wide, 28), Qt::AlignCenter, station.figure);

    const QFont small = fontOf(TextStyle::Secondary);
    p.setFont(small);
    const QFontMetricsF metrics(small);
    const double gap = station.change.isEmpty() ? 0 : 8;
    const double changeWidth = metrics.horizontalAdvance(station.change);
    const QString note = metrics.elidedText(station.note, Qt::ElideRight, wide - gap - changeWidth - 4);
    const double x = at.x() - (metrics.horizontalAdvance(note) + gap + changeWidth) / 2;
    p.setPen(c.ink2);
    p.drawText(QRectF(x, 116, wide, 18), Qt::AlignLeft | Qt::AlignVCenter, note);
    p.setPen(station.better ? c.good : c.bad);
    p.drawText(QRectF(x + metrics.horizontalAdvance(note) + gap, 116, wide, 18),
               Qt::AlignLeft | Qt::AlignVCenter, station.change);
}

void Flywheel::paintWayBack(QPainter& p) const {
    const Palette& c = Palette::of(this);
    const QString words = tr("corrected answers become records");
    p.setFont(fontOf(TextStyle::Secondary));
    const double half = QFontMetricsF(p.font()).horizontalAdvance(words) / 2 + 10;
    const double first = center(0).x(), last = center(int(m_stations.size()) - 1).x(), middle = width() / 2.0;
    constexpr double top = 140, bend = 6;
    QPainterPath right(QPointF(last, top));
    right.lineTo(last, backY - bend);
    right.quadTo(last, backY, last - bend, backY);
    right.lineTo(middle + half, backY);
    QPainterPath left(QPointF(middle - half, backY));
    left.lineTo(first + bend, backY);
    left.quadTo(first, backY, first, backY - bend);
    left.lineTo(first, top);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(c.border, 1.25));
    p.drawPath(right);
    p.drawPath(left);
    p.setPen(QPen(c.off, 1.25));
    paintHead(p, {first, top}, {0, -1});
    p.setPen(c.ink2);
    p.drawText(QRectF(middle - half, backY - 10, 2 * half, 20), Qt::AlignCenter, words);
}

void Flywheel::mouseMoveEvent(QMouseEvent* event) {
    const int at = stationAt(event->position());
    if (at == m_hovered) return;
    m_hovered = at;
    setCursor(at < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void Flywheel::leaveEvent(QEvent*) {
    m_hovered = -1;
    update();
}

void Flywheel::mouseReleaseEvent(QMouseEvent* event) {
    const int at = stationAt(event->position());
    if (event->button() == Qt::LeftButton && at >= 0) Q_EMIT chosen(m_stations[at].page);
}

void Flywheel::keyPressEvent(QKeyEvent* event) {
    if (m_stations.isEmpty()) return QWidget::keyPressEvent(event);
    const int last = int(m_stations.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
        m_current = std::max(0, m_current - 1);
        return update();
    case Qt::Key_Right:
        m_current = std::min(last, m_current + 1);
        return update();
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        Q_EMIT chosen(m_stations[std::min(m_current, last)].page);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace inkstone
