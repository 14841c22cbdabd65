#include "ui/widgets/slider_row.h"

#include "ui/widgets/label.h"

#include <QBoxLayout>
#include <QDoubleSpinBox>
#include <QSignalBlocker>
#include <QSlider>
#include <cmath>

namespace inkstone {

SliderRow::SliderRow(const QString& name, const QString& meaning, Range range, QWidget* parent)
    : QWidget(parent), m_range(range), m_field(new QDoubleSpinBox), m_slider(new QSlider(Qt::Horizontal)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* head = new QHBoxLayout;
    head->addWidget(m_name = makeLabel(name));
    head->addStretch(1);
    head->addWidget(m_field);
    layout->addLayout(head);
    layout->addWidget(m_slider);
    setToolTip(meaning);
    m_field->setRange(range.low, range.high);
    m_field->setSingleStep(range.step);
    m_field->setDecimals(range.decimals);
    m_field->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_field->setAlignment(Qt::AlignRight);
    m_field->setFixedWidth(64);
    m_field->setAccessibleName(name);
    m_slider->setRange(0, int(std::lround((range.high - range.low) / range.step)));
    m_slider->setAccessibleName(name);
    connect(m_field, &QDoubleSpinBox::valueChanged, this, [this](double value) { set(value, true); });
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int tick) { set(m_range.low + tick * m_range.step, true); });
}

double SliderRow::value() const { return m_field->value(); }

void SliderRow::setValue(double value) { set(value, false); }

void SliderRow::set(double value, bool tell) {
    const QSignalBlocker quietField(m_field), quietSlider(m_slider);
    if (std::abs(m_field->value() - value) > m_range.step / 1000) m_field->setValue(value);
    m_slider->setValue(int(std::lround((value - m_range.low) / m_range.step)));
    if (tell) Q_EMIT changed(m_field->value());
}

} // namespace inkstone
