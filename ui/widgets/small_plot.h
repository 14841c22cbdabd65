#pragma once
// A small multiple: a name, the current value, a curve over a baseline. Learning rate, gradient norm, speed.

#include <QVector>
#include <QWidget>

class QLabel;

namespace inkstone {

class SmallPlot final : public QWidget {
    Q_OBJECT
public:
    /// `meaning` explains the term in one sentence, as a tooltip.
    SmallPlot(const QString& name, const QString& meaning, QWidget* parent = nullptr);
    /// `total` >= values.size() leaves room at the right for what is to come.
    void setValues(const QVector<double>& values, qsizetype total = 0);
    void setCurrent(const QString& text);
    void setSeries(int index);
    QSize sizeHint() const override { return {160, 84}; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QLabel *m_name, *m_current;
    QVector<double> m_values;
    qsizetype m_total = 0;
    int m_series = 0;
};

} // namespace inkstone
