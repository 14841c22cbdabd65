#include "ui/widgets/sparkline.h"

#include "ui/shell/palette.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <limits>

namespace inkstone {

QVector<QPointF> decimate(const QVector<double>& xs, const QVector<double>& ys, int columns) {
    QVector<QPointF> points;
    const qsizetype n = std::min(xs.size(), ys.size());
    if (columns <= 0 || n <= 2 * qsizetype(columns)) {
        for (qsizetype i = 0; i < n; ++i) points << QPointF(xs[i], ys[i]);
        return points;
    }
    for (int column = 0; column < columns; ++column) {
        const qsizetype from = n * column / columns, to = n * (column + 1) / columns;
        qsizetype low = -1, high = -1;
        for (qsizetype i = from; i < to; ++i) {
            if (std::isnan(ys[i])) continue;
            if (low < 0 || ys[i] < ys[low]) low = i;
            if (high < 0 || ys[i] > ys[high]) high = i;
        }
        if (low < 0) continue;
        points << QPointF(xs[std::min(low, high)], ys[std::min(low, high)]);
        if (low != high) points << QPointF(xs[std::max(low, high)], ys[std::max(low, high)]);
    }
    return points;
}

void paintSparkline(QPainter& p, const QRectF& rect, const QVector<double>& values, const QColor& color,
                    double penWidth) {
    double low = std::numeric_limits<double>::max(), high = std::numeric_limits<double>::lowest();
    for (double v : values)
        if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
    if (values.size() < 2 || low > high) return;
    const double span = high > low ? high - low : 1;
    QVector<double> xs(values.size());
    for (qsizetype i = 0; i < values.size(); ++i) xs[i] = double(i);
    QPolygonF line;
    const auto flush = [&] {
        if (line.size() > 1) p.drawPolyline(line);
        line.clear();
    };
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(color, penWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const QPointF& point : decimate(xs, values, int(rect.width()))) {
        if (!std::isfinite(point.y())) {
            flush();
            continue;
        }
        line << QPointF(rect.left() + rect.width() * point.x() / double(values.size() - 1),
                        rect.bottom() - rect.height() * (point.y() - low) / span);
    }
    flush();
    p.restore();
}

Sparkline::Sparkline(QWidget* parent) : QWidget(parent) {}

void Sparkline::setValues(const QVector<double>& values) {
    m_values = values;
    update();
}

void Sparkline::setSeries(int index) {
    m_series = index;
    update();
}

void Sparkline::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    paintSparkline(p, QRectF(rect()).adjusted(1, 2, -1, -2), m_values,
                   m_series < 0 ? c.ink2 : c.series(m_series));
}

} // namespace inkstone
