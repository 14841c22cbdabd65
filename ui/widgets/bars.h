#pragma once
// Thin bars: how far, and what fills the memory.

#include <QColor>
#include <QVector>
#include <QWidget>

namespace inkstone {

/// 6 px (or `setThin`: 3 px) of progress in ink2 or in a run's colour.
class ProgressBar final : public QWidget {
    Q_OBJECT
public:
    explicit ProgressBar(QWidget* parent = nullptr);
    void setFraction(double fraction); ///< 0..1; negative: unknown, an empty groove
    double fraction() const { return m_fraction; }
    void setSeries(int index); ///< a run's colour; negative: ink2
    void setThin(bool thin);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    double m_fraction = -1;
    int m_series = -1;
};

/// One bar in a ramp from ink to surface, and a legend below it: weights 0.54 GB, adapter 0.04 GB... It takes
/// as many lines as it needs.
class MemoryBar final : public QWidget {
    Q_OBJECT
public:
    struct Part {
        QString name; ///< translated
        qint64 bytes = 0;
        QString meaning; ///< tooltip of the term
    };
    explicit MemoryBar(QWidget* parent = nullptr);
    /// `total` is what the machine has; parts beyond it turn the sum into `bad`.
    void setParts(const QVector<Part>& parts, qint64 total);

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    bool event(QEvent* event) override;

private:
    QColor rampColor(int index) const;
    qint64 sum() const;
    QString sumOfTotal() const;
    void placeLegend();
    void paintLegend(QPainter& painter) const;

    QVector<Part> m_parts;
    QVector<QRect> m_legend; ///< one for each part
    qint64 m_total = 0;
};

} // namespace inkstone
