#include "ui/pages/project_menu.h"

#include "ui/documents/workbench.h"
#include "ui/shell/actions.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/shell/icons.h"
#include "ui/shell/shell.h"
#include "ui/shell/vocabulary.h"
#include "ui/widgets/notice_bar.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMenu>

namespace inkstone {

namespace {
struct ProjectMenu {
    Q_DECLARE_TR_FUNCTIONS(ProjectMenu)
};

Notice readOnlyNotice(const std::filesystem::path& folder) {
    return {.kind = Notice::Kind::Warn,
            .title = ProjectMenu::tr("This project can only be looked at"),
            .text = ProjectMenu::tr("%1 cannot be written: nothing that is changed here would be kept.")
                        .arg(QString::fromStdString(folder.string()))};
}
} // namespace

void sayOpened(Shell& shell, Workbench& workbench, const std::filesystem::path& folder,
               const Status& opened) {
    if (opened) {
        if (workbench.hasProject() && workbench.project().readOnly()) shell.notify(readOnlyNotice(folder));
        return;
    }
    if (opened.error().code != ErrorCode::Busy) return shell.fail(opened.error());
    const ErrorWords words = wordsOf(opened.error());
    shell.notify({.kind = Notice::Kind::Bad,
                  .title = words.title,
                  .text = joinFacts({words.place, words.reason}),
                  .details = words.details,
                  .remedy = ProjectMenu::tr("Only look at it"),
                  .act = [&shell, &workbench, folder] {
                      sayOpened(shell, workbench, folder, workbench.openReadOnly(folder));
                  }});
}

bool openProjectFolder(Shell& shell, Workbench& workbench, const std::filesystem::path& folder) {
    const Status opened = workbench.openProject(folder);
    sayOpened(shell, workbench, folder, opened);
    return opened.has_value();
}

void chooseProject(Shell& shell, Workbench& workbench, QWidget* window) {
    auto* dialog = new QFileDialog(window, ProjectMenu::tr("Open or create a project: choose its folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    QObject::connect(dialog, &QFileDialog::fileSelected, window, [&shell, &workbench](const QString& folder) {
        openProjectFolder(shell, workbench, folder.toStdString());
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
        auto* action =
            menu->addAction(QString::fromStdString(folder.filename().string()), window,
                            [&shell, &workbench, folder] { openProjectFolder(shell, workbench, folder); });
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
    const auto add = [&](const char* id, const char* words, const char* icon, const char* keys,
                         std::function<void()> run) {
        shell.actions().add(window, {.id = QString::fromLatin1(id),
                                     .text = ProjectMenu::tr(words),
                                     .group = ProjectMenu::tr("Project"),
                                     .icon = QString::fromLatin1(icon),
                                     .shortcut = QKeySequence(QString::fromLatin1(keys)),
                                     .run = std::move(run),
                                     .keywords = shell.vocabulary().both("ProjectMenu", words)});
    };
    add("project.open", QT_TRANSLATE_NOOP("ProjectMenu", "Open a project folder…"), "folder", "Ctrl+O",
        [&shell, &workbench, window] { chooseProject(shell, workbench, window); });
    add("project.sample", QT_TRANSLATE_NOOP("ProjectMenu", "Open the sample project"), "star", "",
        [&shell, &workbench] { openSamples(shell, workbench); });
    add("project.close", QT_TRANSLATE_NOOP("ProjectMenu", "Close the project"), "cross", "",
        [&workbench] { workbench.closeProject(); });
}

} // namespace inkstone
