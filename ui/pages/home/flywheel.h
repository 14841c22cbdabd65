#pragma once
// The loop of the work, drawn: data, label, train, evaluate, chat, and the way back. One station is lit: the
// suggested next step. Stations are chosen by the pointer, or by the arrow keys and Enter.

#include <QVector>
#include <QWidget>

class QPainter;

namespace inkstone {

class Flywheel final : public QWidget {
    Q_OBJECT
public:
    struct Station {
        QString page;   ///< id; also the name of its icon
        QString name;   ///< translated
        QString figure; ///< the big number
        QString note;   ///< what it counts
        QString change; ///< "+0.31", may be empty
        bool better = true;
    };
    explicit Flywheel(QWidget* parent = nullptr);

    void setStations(const QVector<Station>& stations);
    void setLit(const QString& page); ///< empty: none
    const QVector<Station>& stations() const { return m_stations; }
    const QString& lit() const { return m_lit; }
    QPointF center(int index) const; ///< of a station's circle
    QSize sizeHint() const override { return {700, 178}; }
    QSize minimumSizeHint() const override { return {520, 178}; }

signals:
    void chosen(const QString& page);

protected:
    void paintEvent(QPaintEvent*) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    double step() const;
    int stationAt(const QPointF& point) const;
    void paintStation(QPainter& painter, int index) const;
    void paintWayBack(QPainter& painter) const;

    QVector<Station> m_stations;
    QString m_lit;
    int m_hovered = -1, m_current = 0;
};

} // namespace inkstone
