#include "ui/shell/keyboard_list.h"

#include "ui/shell/actions.h"
#include "ui/widgets/label.h"

#include <QAction>
#include <QBoxLayout>
#include <QGridLayout>
#include <QScrollArea>

namespace inkstone {

namespace {
struct Line {
    QString group, words, keys;
};

/// What works everywhere, then the keys of each page, whether it is shown or not.
std::vector<Line> linesOf(const ActionTable& actions) {
    std::vector<Line> lines;
    for (const QAction* action : actions.all())
        if (!action->shortcut().isEmpty() && qobject_cast<QWidget*>(action->parent()))
            lines.push_back({ActionTable::groupOf(action), action->text(),
                             action->shortcut().toString(QKeySequence::NativeText)});
    for (const ActionSpec& spec : actions.declared()) {
        const QString keys =
            spec.keys.isEmpty() ? spec.shortcut.toString(QKeySequence::NativeText) : spec.keys;
        if (!keys.isEmpty()) lines.push_back({spec.group, spec.text, keys});
    }
    return lines;
}

QWidget* makeTable(const std::vector<Line>& lines) {
    auto* table = new QWidget;
    auto* grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 12, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(0, 1);
    QStringList groups;
    for (const Line& line : lines)
        if (!groups.contains(line.group)) groups << line.group;
    int row = 0;
    for (const QString& group : groups) {
        grid->addWidget(makeLabel(group, TextStyle::SecondaryMedium, Tone::Ink2), row, 0, 1, 2,
                        Qt::AlignBottom);
        grid->setRowMinimumHeight(row, row > 0 ? 28 : 20); // room above every group but the first
        ++row;
        for (const Line& line : lines) {
            if (line.group != group) continue;
            grid->addWidget(makeLabel(line.words), row, 0);
            grid->addWidget(new KeyCap(line.keys), row++, 1, Qt::AlignRight);
        }
    }
    grid->setRowStretch(row, 1);
    return table;
}
} // namespace

KeyboardList::KeyboardList(ActionTable& actions, QWidget* window) : Sheet(window), m_actions(actions) {
    setCardWidth(480);
    setAccessibleName(tr("Keyboard"));
    content()->addWidget(makeLabel(tr("Keyboard"), TextStyle::Section));
}

void KeyboardList::popUp() {
    delete m_table;
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(makeTable(linesOf(m_actions)));
    scroll->setAccessibleName(tr("Keyboard"));
    scroll->viewport()->setAutoFillBackground(false);
    scroll->widget()->setAutoFillBackground(false);
    scroll->setMinimumHeight(std::min(scroll->widget()->sizeHint().height(), parentWidget()->height() - 160));
    m_table = scroll;
    content()->addWidget(m_table);
    open();
}

} // namespace inkstone
