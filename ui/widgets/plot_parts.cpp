#include "ui/widgets/plot_parts.h"

#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"

#include <QPainter>
#include <qcustomplot.h>

namespace inkstone {

void dressPlot(QCustomPlot& plot, const Palette& c) {
    plot.setBackground(QBrush(c.surface));
    plot.axisRect()->setMinimumMargins(QMargins(30, 6, 6, 22));
    for (QCPAxis* axis : {plot.xAxis, plot.yAxis}) {
        axis->setTickLabelFont(fontOf(TextStyle::Small));
        axis->setTickLabelColor(c.ink2);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelPadding(6);
        axis->grid()->setPen(QPen(c.hairline, 1));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    plot.xAxis->grid()->setVisible(false);
    plot.xAxis->setBasePen(QPen(c.border, 1));
    plot.yAxis->setBasePen(Qt::NoPen);
    plot.yAxis->ticker()->setTickCount(6);
    plot.xAxis->ticker()->setTickCount(8);
}

LegendSign::LegendSign(bool marker, QWidget* parent) : QWidget(parent), m_marker(marker) {
    setFixedSize(22, 16);
}

void LegendSign::setSeries(int index) {
    m_series = index;
    update();
}

void LegendSign::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(c.series(m_series), m_marker ? 1.25 : 2));
    p.drawLine(QPointF(0, 8), QPointF(22, 8));
    if (!m_marker) return;
    p.setBrush(c.surface);
    p.drawEllipse(QPointF(11, 8), 2.75, 2.75);
}

} // namespace inkstone
