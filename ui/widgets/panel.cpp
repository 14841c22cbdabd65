#include "ui/widgets/panel.h"

#include "ui/shell/style_paint.h"
#include "ui/widgets/label.h"

#include <QHBoxLayout>
#include <QPainter>

namespace inkstone {

Panel::Panel(QWidget* parent) : QWidget(parent), m_content(new QVBoxLayout(this)) {
    m_content->setContentsMargins(16, 16, 16, 16);
    m_content->setSpacing(8);
}

QBoxLayout* Panel::setTitle(const QString& title) {
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(makeLabel(title, TextStyle::Section));
    row->addStretch(1);
    m_content->insertLayout(0, row);
    return row;
}

void Panel::setSunken(bool sunken) {
    m_sunken = sunken;
    update();
}

void Panel::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    if (m_sunken)
        paint::box(p, rect(), 8, c.dark ? c.hover : c.sunken, QColor());
    else
        paint::box(p, rect(), 8, c.surface, c.hairline);
}

} // namespace inkstone
