#pragma once
// What the plots share: the dress of the axes, and the signs of their legends.

#include <QWidget>

class QCustomPlot;

namespace inkstone {

struct Palette;

/// Ink on surface: horizontal hairlines, small tick labels, no ticks, one baseline.
void dressPlot(QCustomPlot& plot, const Palette& colors);

/// A short line, with a marker for held-out values.
class LegendSign final : public QWidget {
    Q_OBJECT
public:
    explicit LegendSign(bool marker, QWidget* parent = nullptr);
    void setSeries(int index);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    bool m_marker;
    int m_series = 0;
};

} // namespace inkstone
