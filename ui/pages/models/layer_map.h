#pragma once
// A map of numbers by layer (left to right) and kind of matrix (top to bottom): the stronger, the darker.

#include <QStringList>
#include <QVector>
#include <QWidget>

namespace inkstone {

class LayerMap final : public QWidget {
    Q_OBJECT
public:
    struct Cell {
        int layer = 0, kind = 0; ///< kind: index of the names
        double value = 0;        ///< NaN: shown as broken
        QString tip;
    };
    explicit LayerMap(QWidget* parent = nullptr);
    void setCells(const QStringList& kinds, const QVector<Cell>& cells);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

signals:
    void chosen(int index); ///< of the cells

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF rectOf(const Cell& cell) const;
    int at(QPointF point) const;

    QStringList m_kinds;
    QVector<Cell> m_cells;
    int m_layers = 0;
    double m_largest = 0;
};

} // namespace inkstone
