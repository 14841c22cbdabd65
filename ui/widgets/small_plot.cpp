#include "ui/widgets/small_plot.h"

#include "ui/widgets/label.h"
#include "ui/widgets/sparkline.h"

#include <QBoxLayout>
#include <QPainter>

namespace inkstone {

namespace {
constexpr int kHead = 16;
}

SmallPlot::SmallPlot(const QString& name, const QString& meaning, QWidget* parent) : QWidget(parent) {
    setMinimumSize(120, 60);
    setToolTip(meaning);
    setAccessibleName(name);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* head = new QHBoxLayout;
    head->addWidget(m_name = makeLabel(name, TextStyle::Secondary, Tone::Ink2));
    head->addStretch(1);
    head->addWidget(m_current = makeLabel({}, TextStyle::SecondaryMedium));
    layout->addLayout(head);
    layout->addStretch(1);
}

void SmallPlot::setValues(const QVector<double>& values, qsizetype total) {
    m_values = values;
    m_total = std::max(total, values.size());
    update();
}

void SmallPlot::setCurrent(const QString& text) {
    m_current->setText(text);
    setAccessibleDescription(text);
}

void SmallPlot::setSeries(int index) {
    m_series = index;
    update();
}

void SmallPlot::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    const QRectF area(0, kHead + 6, width(), height() - kHead - 8);
    p.fillRect(QRectF(0, height() - 1, width(), 1), c.border);
    if (m_values.size() < 2) return;
    QRectF part = area.adjusted(1, 2, -1, -2);
    part.setWidth(part.width() * double(m_values.size() - 1) / double(std::max<qsizetype>(1, m_total - 1)));
    paintSparkline(p, part, m_values, c.series(m_series), 1.5);
}

} // namespace inkstone
