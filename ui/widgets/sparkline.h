#pragma once
// A curve without axes: the loss of a run in a table, or the last minutes of a number.

#include <QColor>
#include <QVector>
#include <QWidget>

class QPainter;
class QRectF;

namespace inkstone {

/// Draws `values` from left to right into `rect`; NaN leaves a gap. Long series are reduced to the extremes
/// of each pixel column, so that peaks stay visible.
void paintSparkline(QPainter& painter, const QRectF& rect, const QVector<double>& values, const QColor& color,
                    double penWidth = 1.25);

/// At most two points (lowest and highest) for each of `columns` columns, in their order.
QVector<QPointF> decimate(const QVector<double>& xs, const QVector<double>& ys, int columns);

class Sparkline final : public QWidget {
    Q_OBJECT
public:
    explicit Sparkline(QWidget* parent = nullptr);
    void setValues(const QVector<double>& values);
    void setSeries(int index); ///< negative: ink2
    QSize sizeHint() const override { return {98, 24}; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QVector<double> m_values;
    int m_series = -1;
};

} // namespace inkstone
