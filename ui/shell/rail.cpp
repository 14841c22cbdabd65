#include "ui/shell/rail.h"

#include "ui/shell/palette.h"
#include "ui/shell/rail_items.h"
#include "ui/widgets/button.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace inkstone {

Rail::Rail(QWidget* parent) : QWidget(parent) {
    setFixedWidth(kWide);
    setAccessibleName(tr("Pages"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 1, 0);
    layout->setSpacing(0);
    layout->addWidget(new RailMark(this));
    m_list = new QVBoxLayout;
    m_list->setSpacing(0);
    layout->addLayout(m_list);
    layout->addStretch(1);

    m_foot = new QBoxLayout(QBoxLayout::LeftToRight);
    m_foot->setContentsMargins(8, 12, 10, 12);
    m_foot->setSpacing(4);
    m_project = new ProjectButton(this);
    m_project->setAccessibleName(tr("Project"));
    connect(m_project, &ProjectButton::clicked, this,
            [this] { Q_EMIT projectMenuRequested(m_project->mapToGlobal(QPoint(0, 0))); });
    auto* settings = Button::iconOnly(QStringLiteral("sliders"), tr("Settings"), this);
    connect(settings, &Button::clicked, this, &Rail::settingsChosen);
    settings->setObjectName(QStringLiteral("rail.settings"));
    m_settings = settings;
    m_foot->addWidget(m_project, 1);
    m_foot->addWidget(m_settings, 0, Qt::AlignCenter);
    layout->addLayout(m_foot);
}

void Rail::addPage(const QString& id, const QString& title, const QString& icon) {
    auto* item = new RailItem(id, title, icon, this);
    item->setNarrow(m_narrow);
    connect(item, &RailItem::clicked, this, [this, id] {
        setCurrent(id);
        Q_EMIT pageChosen(id);
    });
    m_items << item;
    m_list->addWidget(item);
}

void Rail::setCurrent(const QString& id) {
    for (RailItem* item : m_items) item->setChecked(item->id() == id);
}

void Rail::setCount(const QString& id, int count) {
    for (RailItem* item : m_items)
        if (item->id() == id) item->setCount(count);
}

void Rail::setProjectName(const QString& name) {
    m_project->setText(name);
    m_project->setToolTip(name);
}

void Rail::setNarrow(bool narrow) {
    m_narrow = narrow;
    setFixedWidth(narrow ? kNarrow : kWide);
    m_project->setVisible(!narrow);
    m_foot->setContentsMargins(8, 12, narrow ? 8 : 10, 12);
    for (RailItem* item : m_items) item->setNarrow(narrow);
}

void Rail::paintEvent(QPaintEvent*) {
    const Palette& c = Palette::of(this);
    QPainter p(this);
    p.fillRect(rect(), c.sunken);
    p.fillRect(width() - 1, 0, 1, height(), c.hairline);
    p.fillRect(0, height() - 56, width(), 1, c.hairline);
}

void Rail::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    const auto focused = m_items.indexOf(qobject_cast<RailItem*>(focusWidget()));
    if (step == 0 || focused < 0) return QWidget::keyPressEvent(event);
    const auto next = std::clamp<qsizetype>(focused + step, 0, m_items.size() - 1);
    m_items[next]->setFocus(Qt::TabFocusReason);
    m_items[next]->click();
}

} // namespace inkstone
