#pragma once
// A whole window on a small project of its own: a tiny random model, and nothing of the person who runs the
// test.

#include "core/jobs/job_queue.h"
#include "core/model/catalogue.h"
#include "ui/documents/hub_fetch.h"
#include "ui/documents/model_export.h"
#include "ui/documents/workbench.h"
#include "ui/jobs/job_bridge.h"
#include "ui/pages/drops.h"
#include "ui/pages/pages.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_stack.h"
#include "ui/shell/settings_store.h"
#include "ui/shell/shell.h"
#include "ui/shell/theme.h"
#include "ui/shell/translations.h"
#include "ui/widgets/notice_bar.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

namespace inkstone::test {

/// Everything in one folder, so that two desks may stand in the same place one after the other.
class Desk {
public:
    explicit Desk(const QString& home, QSize size = {1280, 800},
                  const QString& language = QStringLiteral("en"))
        : m_home(home) {
        for (const char* variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
            qputenv(variable, home.toLocal8Bit());
        // Nor what other programs keep on this machine.
        for (const char* variable : {"HOME", "HF_HOME", "HF_HUB_CACHE", "MODELSCOPE_CACHE", "OLLAMA_MODELS"})
            qputenv(variable, (home + QStringLiteral("/others")).toLocal8Bit());
        const std::filesystem::path models = (home + QStringLiteral("/inkstone/models")).toStdString();
        std::filesystem::create_directories(models);
        if (!std::filesystem::exists(models / "tiny.gguf"))
            if (const Status made = makeTinyRandomModel(models / "tiny.gguf"); !made)
                qFatal("%s", made.error().str().c_str());
        translations.use(language);
        workbench = std::make_unique<Workbench>(bridge);
        fetch = std::make_unique<HubFetch>(*workbench);
        exporting = std::make_unique<ModelExport>(*workbench);
        settings = std::make_unique<FileSettingsStore>(home + QStringLiteral("/window.ini"));
        shell = std::make_unique<Shell>(bridge, *settings);
        addDropHandlers(*shell, shell.get());
        if (const Status opened = workbench->openProject(projectFolder()); !opened)
            qFatal("%s", opened.error().str().c_str());
        makeWindow(size);
    }
    ~Desk() {
        queue.cancelAll();
        window.reset();
    }

    /// As the program changes its language: a new window in the old one's place.
    void changeLanguage(const QString& language) {
        translations.use(language);
        const std::unique_ptr<MainWindow> old = std::move(window);
        makeWindow(old->size());
    }

    std::filesystem::path projectFolder() const {
        return (m_home + QStringLiteral("/project")).toStdString();
    }
    Project& project() const { return workbench->project(); }

    /// The visible one of this name; null when there is none.
    template <class T> T* find(const char* name) const {
        for (T* widget : window->findChildren<T*>(QLatin1String(name)))
            if (widget->isVisible()) return widget;
        return nullptr;
    }
    /// Presses a button with the mouse; false when it cannot be pressed.
    bool press(const char* name) const {
        auto* button = find<QAbstractButton>(name);
        if (!button || !button->isEnabled()) return false;
        QTest::mouseClick(button, Qt::LeftButton);
        return true;
    }
    void go(const char* page) const {
        window->pages().open(QLatin1String(page));
        QTest::qWait(20);
    }
    QString page() const { return window->pages().current(); }

    /// Drops files on the middle of the window, as a file manager does.
    void drop(const QStringList& files) const {
        QMimeData data;
        QList<QUrl> urls;
        for (const QString& file : files) urls << QUrl::fromLocalFile(file);
        data.setUrls(urls);
        const QPoint at = window->rect().center();
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window.get(), &enter);
        QDropEvent drop(QPointF(at), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window.get(), &drop);
    }
    /// The words of the bars above the page.
    QString notices() const {
        QStringList words;
        for (const NoticeBar* bar : window->findChildren<NoticeBar*>())
            if (bar->isVisible())
                words << bar->notice().title + QLatin1Char('\n') + bar->notice().text + bar->notice().details;
        return words.join(QLatin1Char('\n'));
    }
    QString write(const QString& name, const QByteArray& content) const {
        const QString path = m_home + QLatin1Char('/') + name;
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

    /// Imports `rows` short conversations under the name "rows" without the window.
    DatasetId addRows(int rows) const {
        DatasetRepository datasets = project().datasets();
        const auto made = datasets.create("rows");
        if (!made) return 0;
        for (int i = 0; i < rows; ++i) {
            Record record;
            const std::string n = std::to_string(i);
            record.turns = {{"user", "question " + n, {}}, {"assistant", "answer " + n, {}}};
            if (!datasets.append(*made, record)) return 0;
        }
        workbench->tellDatasets();
        return *made;
    }

    JobQueue queue;
    JobBridge bridge{queue};
    Theme theme{*qApp, Theme::Mode::Light};
    Translations translations;
    std::unique_ptr<Workbench> workbench;
    std::unique_ptr<HubFetch> fetch;
    std::unique_ptr<ModelExport> exporting;
    std::unique_ptr<FileSettingsStore> settings;
    std::unique_ptr<Shell> shell;
    std::unique_ptr<MainWindow> window;

private:
    void makeWindow(QSize size) {
        window = std::make_unique<MainWindow>(
            *shell, standardPages({theme, translations, *workbench, *fetch, *exporting}));
        window->resize(size);
        window->show();
        window->activateWindow();
        (void)QTest::qWaitForWindowActive(window.get());
    }

    QString m_home;
};

} // namespace inkstone::test
