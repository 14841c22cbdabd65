// The log of the window: what the program writes there, and the way to it.

#include "core/base/log.h"
#include "tests/ui/window/desk.h"
#include "ui/shell/command_palette.h"

#include <QDesktopServices>
#include <QLineEdit>
#include <QProcess>

using namespace inkstone;
using namespace inkstone::test;

class ProgramLogTest final : public QObject {
    Q_OBJECT
    QList<QUrl> m_shown;

public slots:
    void show(const QUrl& url) { m_shown << url; }

private slots:
    void itTellsWhatTheProgramDid() {
        QTemporaryDir home;
        QDir(home.path()).mkpath(QStringLiteral("inkstone"));
        QFile settings(home.filePath(QStringLiteral("inkstone/settings.json")));
        QVERIFY(settings.open(QIODevice::WriteOnly));
        settings.write("{\"chat.system_prompt\": \"a secret\", ");
        settings.close();
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* variable :
             {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "HOME"})
            environment.insert(QLatin1String(variable), home.path());
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        program.setProcessEnvironment(environment);
        const QString project = home.filePath(QStringLiteral("notes"));
        program.start(QStringLiteral(INKSTONE_BIN_DIR "/inkstone"),
                      {QStringLiteral("--quit-after-first-paint"), QStringLiteral("--project"), project});
        QVERIFY(program.waitForFinished(60000));
        QCOMPARE(program.exitCode(), 0);
        QFile file(home.filePath(QStringLiteral("inkstone/inkstone.log")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray log = file.readAll();
        for (const QByteArray& line :
             {QByteArray("program: inkstone "), QByteArray(" begins: "),
              QByteArray("settings: the settings begin anew"), "project: opened " + project.toUtf8(),
              "project: closed " + project.toUtf8()})
            QVERIFY2(log.contains(line), line + log);
        QVERIFY(!log.contains("secret"));
    }

    void aJobLeavesItsLines() {
        QTemporaryDir home;
        const fs::path file = home.filePath(QStringLiteral("log")).toStdString();
        QVERIFY(startLog({.file = file, .stderrLevel = LogLevel::Off}));
        JobQueue queue;
        const auto run = [&](const char* title, JobResult result) {
            queue.start({.kind = "import", .title = title, .run = [result](std::stop_token, JobSink&) {
                             return result;
                         }});
            QVERIFY(queue.waitForAll(std::chrono::seconds(10)));
        };
        run("Import rows", {});
        run("Import more", {Outcome::Cancelled, {}, {}});
        run("Import none",
            {Outcome::Failed, {ErrorCode::Io, "cannot read", "rows.csv", "it is gone", {}}, {}});
        run("", {});
        stopLog();
        const std::string log = readFile(file).value();
        for (const char* line : {"job 1 (import) started: Import rows\n", "job 1 (import) is done after ",
                                 "job 2 (import) stopped after ",
                                 "warning jobs: job 3 (import) failed: cannot read: rows.csv: it is gone\n"})
            QVERIFY2(log.find(line) != std::string::npos, (line + log).c_str());
        QVERIFY(log.find("job 4") == std::string::npos);
    }

    void itsFolderIsShown() {
        QTemporaryDir home;
        Desk desk(home.path());
        QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "show");
        desk.go("settings");
        QVERIFY(desk.press("settings.logs"));
        const QUrl folder = QUrl::fromLocalFile(home.filePath(QStringLiteral("inkstone")));
        QCOMPARE(m_shown, QList<QUrl>{folder});
        // From anywhere, in either language.
        desk.go("home");
        CommandPalette& palette = desk.window->commandPalette();
        for (const char* words : {"log folder", "日志"}) {
            m_shown.clear();
            palette.popUp();
            palette.setQuery(QString::fromUtf8(words));
            QTest::keyClick(palette.findChild<QLineEdit*>(), Qt::Key_Return);
            QTRY_COMPARE(m_shown, QList<QUrl>{folder});
        }
        // Where it could not be made, its place is told.
        QVERIFY(desk.notices().isEmpty());
        qputenv("XDG_STATE_HOME", home.filePath(QStringLiteral("absent")).toLocal8Bit());
        m_shown.clear();
        palette.popUp();
        palette.setQuery(QStringLiteral("log folder"));
        QTest::keyClick(palette.findChild<QLineEdit*>(), Qt::Key_Return);
        QTRY_VERIFY(!desk.notices().isEmpty());
        QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
        QVERIFY(m_shown.isEmpty());
        QVERIFY2(desk.notices().contains(home.filePath(QStringLiteral("absent/inkstone"))),
                 qPrintable(desk.notices()));
    }
};

QTEST_MAIN(ProgramLogTest)
#include "program_log_test.moc"
