#include "ui/shell/actions.h"

#include "ui/shell/icons.h"

#include <QAction>
#include <QWidget>
#include <algorithm>

namespace inkstone {

namespace {
constexpr const char* kGroup = "inkGroup";
constexpr const char* kInPalette = "inkInPalette";
} // namespace

QAction* ActionTable::add(QWidget* owner, ActionSpec spec) {
    auto* action = new QAction(spec.text, owner);
    action->setObjectName(spec.id);
    action->setShortcut(spec.shortcut);
    action->setProperty(kGroup, spec.group);
    action->setProperty(kInPalette, spec.inPalette);
    action->setProperty("inkIcon", spec.icon);
    if (!spec.icon.isEmpty()) action->setIcon(iconOf(spec.icon));
    if (spec.run) connect(action, &QAction::triggered, this, spec.run);
    owner->addAction(action);
    m_actions.push_back(action);
    connect(action, &QObject::destroyed, this, [this, action] {
        m_actions.erase(std::remove(m_actions.begin(), m_actions.end(), action), m_actions.end());
    });
    return action;
}

std::vector<QAction*> ActionTable::all() const { return m_actions; }

QAction* ActionTable::find(const QString& id) const {
    for (QAction* action : m_actions)
        if (action->objectName() == id) return action;
    return nullptr;
}

QString ActionTable::groupOf(const QAction* action) { return action->property(kGroup).toString(); }

bool ActionTable::inPalette(const QAction* action) { return action->property(kInPalette).toBool(); }

} // namespace inkstone
