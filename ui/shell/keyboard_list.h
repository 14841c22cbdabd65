#pragma once
// Ctrl+/: every shortcut that works here, by group.

#include "ui/shell/sheet.h"

namespace inkstone {

class ActionTable;

class KeyboardList final : public Sheet {
    Q_OBJECT
public:
    KeyboardList(ActionTable& actions, QWidget* window);
    void popUp();

private:
    ActionTable& m_actions;
    QWidget* m_table = nullptr;
};

} // namespace inkstone
