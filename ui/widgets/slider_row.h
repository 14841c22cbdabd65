#pragma once
// A number as a slider with its field: "Temperature [0.70]" over a groove. One value, two ways to set it.

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QSlider;

namespace inkstone {

class SliderRow final : public QWidget {
    Q_OBJECT
public:
    struct Range {
        double low = 0, high = 1, step = 0.01;
        int decimals = 2;
    };
    /// `meaning` explains the term in one sentence, as a tooltip.
    SliderRow(const QString& name, const QString& meaning, Range range, QWidget* parent = nullptr);
    double value() const;
    void setValue(double value); ///< without a signal

signals:
    void changed(double value);

private:
    void set(double value, bool tell);

    Range m_range;
    QLabel* m_name;
    QDoubleSpinBox* m_field;
    QSlider* m_slider;
};

} // namespace inkstone
