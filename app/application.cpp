#include "app/application.h"

#include "core/jobs/job_queue.h"
#include "ui/documents/workbench.h"
#include "ui/jobs/job_bridge.h"
#include "ui/pages/pages.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_stack.h"
#include "ui/shell/settings_store.h"
#include "ui/shell/shell.h"
#include "ui/shell/system_facts.h"
#include "ui/shell/theme.h"
#include "ui/shell/translations.h"

#include <QApplication>
#include <QMenu>
#include <QTimer>

namespace inkstone {

Application::Application(QApplication& app)
    : m_app(app), m_settings(std::make_unique<FileSettingsStore>()),
      m_translations(std::make_unique<Translations>()) {
    m_translations->use(m_settings->value(keys::kLanguage).toString());
    m_theme = std::make_unique<Theme>(app, Theme::modeFromKey(m_settings->value(keys::kTheme).toString()));
    m_queue = std::make_unique<JobQueue>();
    m_bridge = std::make_unique<JobBridge>(*m_queue);
    m_workbench = std::make_unique<Workbench>(*m_bridge);
    m_shell = std::make_unique<Shell>(*m_bridge, *m_settings);
    m_shell->setProjectName(tr("No project"));
    connect(m_settings.get(), &SettingsStore::changed, this, [this](const QString& key) {
        if (key == QLatin1String(keys::kLanguage)) QTimer::singleShot(0, this, &Application::changeLanguage);
    });
    watchMemory();
    buildWindow();
}

Application::~Application() = default;

void Application::show() { m_window->show(); }

void Application::buildWindow() {
    m_window = std::make_unique<MainWindow>(*m_shell, standardPages({*m_theme, *m_translations, *m_workbench}));
    connect(m_window.get(), &MainWindow::firstPainted, this, &Application::firstPainted);
    connect(m_window.get(), &MainWindow::projectMenuRequested, this, &Application::showProjectMenu);
}

// A new window in the new language, in the old one's place: nothing is left untranslated that way.
void Application::changeLanguage() {
    const QString page = m_window->pages().current();
    if (Page* shown = m_window->pages().page(page)) shown->leave();
    m_settings->setValue(keys::kGeometry, m_window->saveGeometry());
    const bool quits = m_app.quitOnLastWindowClosed();
    m_app.setQuitOnLastWindowClosed(false);
    m_translations->use(m_settings->value(keys::kLanguage).toString());
    const std::unique_ptr<MainWindow> old = std::move(m_window);
    buildWindow();
    m_window->pages().open(page);
    m_window->show();
    old->hide();
    m_app.setQuitOnLastWindowClosed(quits);
}

void Application::showProjectMenu(const QPoint& globalPosition) {
    auto* menu = new QMenu(m_window.get());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Settings"), this, [this] { m_shell->open(QStringLiteral("settings")); });
    menu->popup(globalPosition - QPoint(0, menu->sizeHint().height() + 4));
}

void Application::watchMemory() {
    auto* timer = new QTimer(this);
    const auto tell = [this] { m_shell->setDeviceText(deviceLine()); };
    connect(timer, &QTimer::timeout, this, tell);
    timer->start(2000);
    tell();
}

} // namespace inkstone
