#pragma once
// The composition root of the window: builds everything, owns everything, in the order of their lives.

#include <QObject>
#include <memory>

class QApplication;
class QPoint;

namespace inkstone {

class HubFetch;
class JobBridge;
class JobQueue;
class MainWindow;
class ModelExport;
class Shell;
class Theme;
class Translations;
class UserSettings;
class Workbench;

class Application final : public QObject {
    Q_OBJECT
public:
    explicit Application(QApplication& app);
    ~Application() override;

    /// Opens `project` (created when missing), or the last one when it is empty; then shows the window.
    void show(const QString& project);
    /// What dropping them on the window would do.
    void openFiles(const QStringList& files);
    MainWindow* window() const { return m_window.get(); }

signals:
    void firstPainted();

private:
    void buildWindow();
    void changeLanguage();
    void nameProject();
    void watchMemory();

    QApplication& m_app;
    std::unique_ptr<JobQueue> m_queue;
    std::unique_ptr<JobBridge> m_bridge;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<HubFetch> m_fetch;
    std::unique_ptr<ModelExport> m_export;
    std::unique_ptr<UserSettings> m_settings;
    std::unique_ptr<Translations> m_translations;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Shell> m_shell;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace inkstone
