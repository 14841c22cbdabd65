// Writes every page as PNG in {en, zh_CN} x {light, dark} x {1280x800, 800x600}, and the gallery of controls.
// Usage: ui_screenshots FOLDER [PAGE...]; INKSTONE_SCREENSHOT_PROJECT names a project to open.

#include "core/jobs/job_queue.h"
#include "tests/ui/screenshots/controls_page.h"
#include "ui/documents/hub_fetch.h"
#include "ui/documents/model_export.h"
#include "ui/documents/workbench.h"
#include "ui/jobs/job_bridge.h"
#include "ui/pages/pages.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_stack.h"
#include "ui/shell/settings_store.h"
#include "ui/shell/shell.h"
#include "ui/shell/theme.h"
#include "ui/shell/translations.h"

#include <QApplication>
#include <QDir>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cstdio>

using namespace inkstone;

namespace {
/// Says how far it is and then waits to be stopped: what a screenshot needs of a training.
JobResult pretendToTrain(std::stop_token stop, JobSink& sink) {
    Progress progress;
    progress.done = 67;
    progress.total = 160;
    progress.unit = "tokens";
    progress.perSecond = 512;
    progress.secondsLeft = 180;
    sink.emit(progress);
    while (!stop.stop_requested()) QThread::msleep(5);
    return {Outcome::Cancelled, {}, {}};
}

std::vector<PageEntry> allPages(const PageServices& services) {
    std::vector<PageEntry> pages = standardPages(services);
    pages.push_back({.id = QStringLiteral("controls"),
                     .icon = QStringLiteral("sliders"),
                     .title = [] { return QStringLiteral("Controls"); },
                     .make = [](Shell& shell, QWidget* parent) { return new ControlsPage(shell, parent); },
                     .inRail = false});
    return pages;
}

/// Until only those that pretend are left: a page shows what its jobs read.
void waitForJobs(const JobQueue& queue, size_t pretending) {
    (void)QTest::qWaitFor(
        [&] {
            const std::vector<JobInfo> jobs = queue.jobs();
            return size_t(std::ranges::count_if(jobs, [](const JobInfo& job) {
                       return job.state != JobState::Finished;
                   })) <= pretending;
        },
        10000);
    QTest::qWait(120);
}

struct Look {
    QString language, theme;
    QSize size;
    QString suffix() const {
        return QStringLiteral("%1-%2-%3").arg(theme, language.left(2)).arg(size.width());
    }
};

QVector<Look> looks() {
    QVector<Look> all;
    for (const char* language : {"en", "zh_CN"})
        for (const char* theme : {"light", "dark"})
            for (const QSize size : {QSize(1280, 800), QSize(800, 600)})
                all.push_back({QString::fromLatin1(language), QString::fromLatin1(theme), size});
    return all;
}
} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QStringList arguments = QApplication::arguments().mid(1);
    const QDir folder(arguments.isEmpty() ? QStringLiteral("screenshots") : arguments.takeFirst());
    if (!folder.mkpath(QStringLiteral("."))) return std::fprintf(stderr, "cannot make the folder\n"), 1;

    QTemporaryDir temporary;
    qputenv("XDG_CONFIG_HOME", temporary.path().toLocal8Bit()); // nobody's settings and projects but ours
    FileSettingsStore settings(temporary.filePath(QStringLiteral("window.ini")));
    Translations translations;
    Theme theme(app);
    for (const Look& look : looks()) {
        translations.use(look.language);
        theme.setMode(Theme::modeFromKey(look.theme));
        JobQueue queue;
        JobBridge bridge(queue);
        Workbench workbench(bridge);
        HubFetch fetch(workbench);
        ModelExport exporting(workbench);
        if (const QString project = qEnvironmentVariable("INKSTONE_SCREENSHOT_PROJECT"); !project.isEmpty())
            if (const Status opened = workbench.openProject(project.toStdString()); !opened)
                return std::fprintf(stderr, "%s\n", opened.error().str().c_str()), 1;
        Shell shell(bridge, settings);
        shell.setProjectName(QStringLiteral("identity"));
        shell.setDeviceText(QStringLiteral("CPU, 2 threads  ·  6.7 of 16 GB"));
        shell.setCount(QStringLiteral("label"), 512);
        shell.setCount(QStringLiteral("jobs"), 2);
        queue.start({.kind = "train", .title = "Fine-tune identity", .run = pretendToTrain});
        queue.start({.kind = "evaluate", .title = "Evaluate arithmetic", .run = pretendToTrain});
        MainWindow window(shell, allPages({theme, translations, workbench, fetch, exporting}));
        window.resize(look.size);
        window.show();
        QTest::qWait(60);
        for (const PageEntry& entry : window.pages().entries()) {
            if (!arguments.isEmpty() && !arguments.contains(entry.id)) continue;
            window.pages().open(entry.id);
            if (auto* focused = window.findChild<QPushButton*>(QStringLiteral("focused")))
                focused->setFocus(Qt::TabFocusReason);
            QTest::qWait(60);
            waitForJobs(queue, 2);
            window.grab().save(
                folder.filePath(entry.id + QLatin1Char('-') + look.suffix() + QStringLiteral(".png")));
        }
        queue.cancelAll();
    }
    return 0;
}
