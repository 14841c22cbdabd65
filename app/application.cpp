#include "app/application.h"

#include "core/jobs/job_queue.h"
#include "ui/documents/hub_fetch.h"
#include "ui/documents/model_export.h"
#include "ui/documents/user_settings.h"
#include "ui/documents/workbench.h"
#include "ui/jobs/job_bridge.h"
#include "ui/pages/drops.h"
#include "ui/pages/find.h"
#include "ui/pages/label/label_count.h"
#include "ui/pages/pages.h"
#include "ui/pages/project_menu.h"
#include "ui/shell/drop_router.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_stack.h"
#include "ui/shell/shell.h"
#include "ui/shell/system_facts.h"
#include "ui/shell/theme.h"
#include "ui/shell/translations.h"

#include <QApplication>
#include <QMenu>
#include <QTimer>

namespace inkstone {

Application::Application(QApplication& app)
    : m_app(app), m_queue(std::make_unique<JobQueue>()), m_bridge(std::make_unique<JobBridge>(*m_queue)),
      m_workbench(std::make_unique<Workbench>(*m_bridge)), m_fetch(std::make_unique<HubFetch>(*m_workbench)),
      m_export(std::make_unique<ModelExport>(*m_workbench)),
      m_settings(std::make_unique<UserSettings>(*m_workbench)),
      m_translations(std::make_unique<Translations>()) {
    m_translations->use(m_settings->value(keys::kLanguage).toString());
    m_theme = std::make_unique<Theme>(app, Theme::modeFromKey(m_settings->value(keys::kTheme).toString()));
    m_shell = std::make_unique<Shell>(*m_bridge, *m_settings);
    addDropHandlers(*m_shell, this);
    addProjectSearch(*m_shell, *m_workbench, this);
    addLabelCount(*m_shell, *m_workbench, this);
    connect(m_workbench.get(), &Workbench::projectChanged, this, &Application::nameProject);
    // An Undo that is still offered belongs to the project that goes.
    connect(m_workbench.get(), &Workbench::projectLeaving, m_shell.get(), [this] { m_shell->say({}); });
    connect(m_settings.get(), &SettingsStore::changed, this, [this](const QString& key) {
        if (key == QLatin1String(keys::kLanguage)) QTimer::singleShot(0, this, &Application::changeLanguage);
    });
    nameProject();
    watchMemory();
}

Application::~Application() = default;

void Application::show(const QString& project) {
    std::filesystem::path folder = project.toStdString();
    if (const auto recent = m_workbench->recentProjects(); folder.empty() && !recent.empty())
        folder = recent.front();
    const Status opened = folder.empty() ? Status{} : m_workbench->openProject(folder);
    buildWindow();
    m_window->show();
    sayOpened(*m_shell, *m_workbench, folder, opened);
}

void Application::openFiles(const QStringList& files) {
    if (files.isEmpty()) return;
    const DropOffer offer = m_shell->drops().offerFor(files);
    if (offer.fit > 0) return offer.act();
    m_shell->fail({ErrorCode::InvalidArgument,
                   "cannot open the file",
                   files.first().toStdString(),
                   offer.sentence.toStdString(),
                   {}});
}

void Application::buildWindow() {
    m_window = std::make_unique<MainWindow>(
        *m_shell, standardPages({*m_theme, *m_translations, *m_workbench, *m_fetch, *m_export}));
    addProjectActions(*m_shell, *m_workbench, m_window.get());
    connect(m_window.get(), &MainWindow::firstPainted, this, &Application::firstPainted);
    connect(m_window.get(), &MainWindow::projectMenuRequested, this, [this](const QPoint& corner) {
        QMenu* menu = makeProjectMenu(*m_shell, *m_workbench, m_window.get());
        menu->popup(corner - QPoint(0, menu->sizeHint().height() + 4));
    });
}

// A new window in the new language, in the old one's place: nothing is left untranslated that way.
void Application::changeLanguage() {
    const QString page = m_window->pages().current();
    if (Page* shown = m_window->pages().page(page)) shown->leave();
    m_settings->setValue(keys::kGeometry, m_window->saveGeometry());
    m_app.setQuitOnLastWindowClosed(false);
    m_translations->use(m_settings->value(keys::kLanguage).toString());
    nameProject();
    m_shell->setDeviceText(deviceLine());
    std::unique_ptr<MainWindow> old = std::move(m_window);
    buildWindow();
    m_window->pages().open(page);
    m_window->show();
    old.reset();
    m_app.setQuitOnLastWindowClosed(true);
}

void Application::nameProject() {
    if (!m_workbench->hasProject()) return m_shell->setProjectName(tr("No project"));
    const QString name = QString::fromStdString(m_workbench->project().name());
    m_shell->setProjectName(m_workbench->project().readOnly() ? tr("%1 (only to look at)").arg(name) : name);
}

void Application::watchMemory() {
    auto* timer = new QTimer(this);
    const auto tell = [this] { m_shell->setDeviceText(deviceLine()); };
    connect(timer, &QTimer::timeout, this, tell);
    timer->start(2000);
    tell();
}

} // namespace inkstone
