#include "ui/pages/project_menu.h"

#include "ui/documents/workbench.h"
#include "ui/shell/actions.h"
#include "ui/shell/icons.h"
#include "ui/shell/shell.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMenu>

namespace inkstone {

namespace {
struct ProjectMenu {
    Q_DECLARE_TR_FUNCTIONS(ProjectMenu)
};

void open(Shell& shell, Workbench& workbench, const std::filesystem::path& folder) {
    if (const Status opened = workbench.openProject(folder); !opened) shell.fail(opened.error());
}
} // namespace

void chooseProject(Shell& shell, Workbench& workbench, QWidget* window) {
    auto* dialog = new QFileDialog(window, ProjectMenu::tr("Open or create a project: choose its folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, window, [&shell, &workbench](const QString& folder) {
        open(shell, workbench, folder.toStdString());
    });
    dialog->open();
}

void openSamples(Shell& shell, Workbench& workbench) {
    if (const Status opened = workbench.openSampleProject(Workbench::projectsFolder() / "sample"); !opened)
        return shell.fail(opened.error());
    shell.open(QStringLiteral("home"));
}

QMenu* makeProjectMenu(Shell& shell, Workbench& workbench, QWidget* window) {
    auto* menu = new QMenu(window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(iconOf(QStringLiteral("folder")), ProjectMenu::tr("Open a project folder…"), window,
                    [&shell, &workbench, window] { chooseProject(shell, workbench, window); });
    menu->addAction(iconOf(QStringLiteral("star")), ProjectMenu::tr("Open the sample project"), window,
                    [&shell, &workbench] { openSamples(shell, workbench); });
    bool first = true;
    for (const auto& folder : workbench.recentProjects()) {
        if (workbench.hasProject() && folder == workbench.project().folder()) continue;
        if (first) menu->addSeparator();
        first = false;
        auto* action = menu->addAction(QString::fromStdString(folder.filename().string()), window,
                                       [&shell, &workbench, folder] { open(shell, workbench, folder); });
        action->setToolTip(QString::fromStdString(folder.string()));
    }
    menu->setToolTipsVisible(true);
    menu->addSeparator();
    if (workbench.hasProject())
        menu->addAction(iconOf(QStringLiteral("cross")), ProjectMenu::tr("Close the project"), window,
                        [&workbench] { workbench.closeProject(); });
    menu->addAction(iconOf(QStringLiteral("sliders")), ProjectMenu::tr("Settings"), window,
                    [&shell] { shell.open(QStringLiteral("settings")); });
    return menu;
}

void addProjectActions(Shell& shell, Workbench& workbench, QWidget* window) {
    const QString group = ProjectMenu::tr("Project");
    shell.actions().add(window, {QStringLiteral("project.open"), ProjectMenu::tr("Open a project folder…"),
                                 group, QStringLiteral("folder"), QKeySequence(QStringLiteral("Ctrl+O")),
                                 [&shell, &workbench, window] { chooseProject(shell, workbench, window); }});
    shell.actions().add(window, {QStringLiteral("project.sample"), ProjectMenu::tr("Open the sample project"),
                                 group, QStringLiteral("star"), QKeySequence(),
                                 [&shell, &workbench] { openSamples(shell, workbench); }});
}

} // namespace inkstone
