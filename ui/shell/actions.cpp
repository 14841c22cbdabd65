#include "ui/shell/actions.h"

#include "ui/shell/icons.h"

#include <QAction>
#include <QWidget>
#include <algorithm>

namespace inkstone {

namespace {
constexpr const char* kGroup = "inkGroup";
constexpr const char* kInPalette = "inkInPalette";
constexpr const char* kKeywords = "inkKeywords";
} // namespace

QAction* ActionTable::add(QWidget* owner, ActionSpec spec) {
    auto* action = new QAction(spec.text, owner);
    action->setObjectName(spec.id);
    action->setShortcut(spec.shortcut);
    action->setProperty(kGroup, spec.group);
    action->setProperty(kInPalette, spec.inPalette);
    action->setProperty(kKeywords, spec.keywords);
    action->setProperty("inkIcon", spec.icon);
    if (!spec.icon.isEmpty()) action->setIcon(iconOf(spec.icon));
    if (spec.run) connect(action, &QAction::triggered, this, spec.run);
    owner->addAction(action);
    (spec.listed ? m_actions : m_unlisted).push_back(action);
    connect(action, &QObject::destroyed, this, [this, action] {
        std::erase(m_actions, action);
        std::erase(m_unlisted, action);
    });
    return action;
}

void ActionTable::declare(QObject* owner, ActionSpec spec) {
    std::erase_if(m_declared, [](const Declared& entry) { return !entry.owner; });
    m_declared.push_back({owner, std::move(spec)});
}

std::vector<QAction*> ActionTable::all() const { return m_actions; }

std::vector<ActionSpec> ActionTable::declared() const {
    std::vector<ActionSpec> specs;
    for (const Declared& entry : m_declared)
        if (entry.owner) specs.push_back(entry.spec);
    return specs;
}

QAction* ActionTable::find(const QString& id) const {
    for (const auto* actions : {&m_actions, &m_unlisted})
        for (QAction* action : *actions)
            if (action->objectName() == id) return action;
    return nullptr;
}

QString ActionTable::groupOf(const QAction* action) { return action->property(kGroup).toString(); }

QString ActionTable::keywordsOf(const QAction* action) { return action->property(kKeywords).toString(); }

bool ActionTable::inPalette(const QAction* action) { return action->property(kInPalette).toBool(); }

} // namespace inkstone
