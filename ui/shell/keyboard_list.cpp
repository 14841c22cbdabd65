#include "ui/shell/keyboard_list.h"

#include "ui/shell/actions.h"
#include "ui/widgets/label.h"

#include <QAction>
#include <QBoxLayout>
#include <QGridLayout>
#include <QScrollArea>

namespace inkstone {

namespace {
QWidget* makeTable(const std::vector<QAction*>& actions) {
    auto* table = new QWidget;
    auto* grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 12, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(0, 1);
    QStringList groups;
    for (const QAction* action : actions)
        if (!action->shortcut().isEmpty() && !groups.contains(ActionTable::groupOf(action)))
            groups << ActionTable::groupOf(action);
    int row = 0;
    for (const QString& group : groups) {
        grid->addWidget(makeLabel(group, TextStyle::SecondaryMedium, Tone::Ink2), row, 0, 1, 2);
        grid->setRowMinimumHeight(row++, row > 1 ? 28 : 20);
        for (const QAction* action : actions) {
            const auto* owner = qobject_cast<QWidget*>(action->parent());
            if (action->shortcut().isEmpty() || ActionTable::groupOf(action) != group || !owner) continue;
            grid->addWidget(makeLabel(action->text()), row, 0);
            grid->addWidget(new KeyCap(action->shortcut().toString(QKeySequence::NativeText)), row++, 1,
                            Qt::AlignRight);
        }
    }
    grid->setRowStretch(row, 1);
    return table;
}
} // namespace

KeyboardList::KeyboardList(ActionTable& actions, QWidget* window) : Sheet(window), m_actions(actions) {
    setCardWidth(480);
    content()->addWidget(makeLabel(tr("Keyboard"), TextStyle::Section));
}

void KeyboardList::popUp() {
    delete m_table;
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(makeTable(m_actions.all()));
    scroll->viewport()->setAutoFillBackground(false);
    scroll->widget()->setAutoFillBackground(false);
    scroll->setMinimumHeight(std::min(scroll->widget()->sizeHint().height(), parentWidget()->height() - 160));
    m_table = scroll;
    content()->addWidget(m_table);
    open();
}

} // namespace inkstone
