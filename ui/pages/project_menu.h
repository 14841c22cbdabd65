#pragma once
// Opening projects: the menu at the bottom of the rail, and the same as actions of the command palette.

#include "core/base/result.h"

#include <filesystem>

class QMenu;
class QWidget;

namespace inkstone {

class Shell;
class Workbench;

/// The menu, made anew each time it opens. Deletes itself when it closes.
QMenu* makeProjectMenu(Shell& shell, Workbench& workbench, QWidget* window);
/// "Open a project folder…", "Open the sample project" for the palette, on `window`.
void addProjectActions(Shell& shell, Workbench& workbench, QWidget* window);

/// Opens a project and says in the page that is shown what went wrong, or that it can only be looked at.
bool openProjectFolder(Shell& shell, Workbench& workbench, const std::filesystem::path& folder);
/// The words of that, for a project that was opened before there was a page.
void sayOpened(Shell& shell, Workbench& workbench, const std::filesystem::path& folder, const Status& opened);

/// Asks for a folder; creates a project in an empty one. Says what went wrong in the page that is shown.
void chooseProject(Shell& shell, Workbench& workbench, QWidget* window);
/// The sample project, in the user's data folder.
void openSamples(Shell& shell, Workbench& workbench);

} // namespace inkstone
