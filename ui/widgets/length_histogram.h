#pragma once
// Lengths as bars, with a cut line that can be dragged: what lies right of it is lost.

#include <QVector>
#include <QWidget>

namespace inkstone {

class LengthHistogram final : public QWidget {
    Q_OBJECT
public:
    explicit LengthHistogram(QWidget* parent = nullptr);

    /// `counts[i]` values lie in [i * step, (i + 1) * step). `unit` is written at the end of the axis.
    void setBins(const QVector<qint64>& counts, double step, const QString& unit);
    /// Negative: no cut line.
    void setCut(double value);
    double cut() const { return m_cut; }
    /// Written beside the handle: "cut at 512 tokens, 3 rows". Called while dragging.
    void setCutText(const QString& text);
    QSize sizeHint() const override { return {400, 94}; }

signals:
    void cutDragged(double value); ///< while the pointer moves
    void cutChosen(double value);  ///< when it lets go, or by the keyboard

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF plot() const;
    double xOf(double value) const;
    double valueAt(double x) const;
    double whole() const { return m_step * double(m_counts.size()); }
    void paintBars(QPainter& painter);
    void paintAxis(QPainter& painter);
    void paintCut(QPainter& painter);

    QVector<qint64> m_counts;
    double m_step = 1, m_cut = -1;
    QString m_unit, m_cutText;
    bool m_dragging = false;
};

} // namespace inkstone
