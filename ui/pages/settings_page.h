#pragma once
// Settings of the window and of computing, and who made all this.

#include "ui/shell/actions.h"
#include "ui/shell/page.h"

namespace inkstone {

class Theme;

/// Theme and language for the command palette.
std::vector<ActionSpec> settingsActions(Shell& shell, Theme& theme);

class SettingsPage final : public Page {
    Q_OBJECT
public:
    SettingsPage(Shell& shell, Theme& theme, QWidget* parent = nullptr);

private:
    QWidget* makeAppearance(Theme& theme);
    QWidget* makeComputing();
    QWidget* makeAbout();
};

} // namespace inkstone
