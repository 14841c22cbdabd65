#include "ui/pages/models/layer_map.h"

#include "ui/shell/fonts.h"
#include "ui/shell/palette.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace inkstone {

namespace {
constexpr int nameWidth = 84, rowHeight = 18, axisHeight = 18, mostWidth = 26;
}

LayerMap::LayerMap(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void LayerMap::setCells(const QStringList& kinds, const QVector<Cell>& cells) {
    m_kinds = kinds;
    m_cells = cells;
    m_layers = 0;
    m_largest = 0;
    for (const Cell& cell : cells) {
        m_layers = std::max(m_layers, cell.layer + 1);
        if (!std::isnan(cell.value)) m_largest = std::max(m_largest, cell.value);
    }
    updateGeometry();
    update();
}

QSize LayerMap::sizeHint() const { return {320, int(m_kinds.size()) * rowHeight + axisHeight}; }

QRectF LayerMap::rectOf(const Cell& cell) const {
    const double step = std::min(double(mostWidth), double(width() - nameWidth) / std::max(1, m_layers));
    return {nameWidth + cell.layer * step, double(cell.kind * rowHeight), step - 1, rowHeight - 1.0};
}

int LayerMap::at(QPointF point) const {
    for (int i = 0; i < m_cells.size(); ++i)
        if (rectOf(m_cells[i]).contains(point)) return i;
    return -1;
}

void LayerMap::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    p.setFont(fontOf(TextStyle::Secondary));
    p.setPen(c.ink2);
    for (int i = 0; i < m_kinds.size(); ++i)
        p.drawText(QRect(0, i * rowHeight, nameWidth - 8, rowHeight), Qt::AlignRight | Qt::AlignVCenter,
                   p.fontMetrics().elidedText(m_kinds[i], Qt::ElideMiddle, nameWidth - 8));
    for (const Cell& cell : m_cells) {
        const double share = m_largest > 0 && !std::isnan(cell.value) ? cell.value / m_largest : 0;
        p.fillRect(rectOf(cell), std::isnan(cell.value) ? c.bad : mix(c.ink2, c.sunken, share));
    }
    const int bottom = int(m_kinds.size()) * rowHeight;
    for (int layer = 0; layer < m_layers; layer += std::max(1, (m_layers + 5) / 6)) {
        const QRectF place = rectOf({layer, 0, 0, {}});
        p.drawText(QRectF(place.left(), bottom, 60, axisHeight), Qt::AlignLeft | Qt::AlignVCenter,
                   QString::number(layer));
    }
}

void LayerMap::mousePressEvent(QMouseEvent* event) {
    if (const int index = at(event->position()); index >= 0) Q_EMIT chosen(index);
}

bool LayerMap::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int index = at(help->pos());
    index >= 0 ? QToolTip::showText(help->globalPos(), m_cells[index].tip, this) : QToolTip::hideText();
    return true;
}

} // namespace inkstone
