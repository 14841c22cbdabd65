// The window. INKSTONE_TIME_STARTUP=1 prints the milliseconds to the first paint; --quit-after-first-paint
// ends then.

#include "app/application.h"
#include "app/program_log.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QFileInfo>
#include <cstdio>

namespace {
/// What Qt has to say about the window. It ends the program itself after a fatal message.
void logQt(QtMsgType type, const QMessageLogContext&, const QString& message) {
    const std::string words = message.toStdString();
    switch (type) {
    case QtDebugMsg:
        return inkstone::logDebug("qt", words);
    case QtInfoMsg:
        return inkstone::logInfo("qt", words);
    case QtWarningMsg:
        return inkstone::logWarning("qt", words);
    case QtCriticalMsg:
    case QtFatalMsg:
        return inkstone::logError("qt", words);
    }
}
} // namespace

int main(int argc, char** argv) {
    QElapsedTimer sinceStart;
    sinceStart.start();
    inkstone::startProgramLog("inkstone", inkstone::LogLevel::Warning);
    qInstallMessageHandler(logQt);
    QApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("inkstone"));
    QApplication::setApplicationDisplayName(QStringLiteral("Inkstone"));
    QApplication::setApplicationVersion(QStringLiteral(INKSTONE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("inkstone"));

    QCommandLineParser options;
    options.addHelpOption();
    options.addVersionOption();
    options.addOption({QStringLiteral("project"),
                       QStringLiteral("Project folder to open; made when missing."),
                       QStringLiteral("folder")});
    options.addOption({QStringLiteral("quit-after-first-paint"), QStringLiteral("For measuring.")});
    options.addPositionalArgument(QStringLiteral("files"),
                                  QStringLiteral("Data, models or adapters to open."),
                                  QStringLiteral("[files...]"));
    options.process(app);

    inkstone::Application application(app);
    QObject::connect(&application, &inkstone::Application::firstPainted, &app, [&] {
        if (qEnvironmentVariableIsSet("INKSTONE_TIME_STARTUP"))
            std::printf("first paint after %lld ms\n", static_cast<long long>(sinceStart.elapsed()));
        // Not quit(), which asks the window first.
        if (options.isSet(QStringLiteral("quit-after-first-paint"))) QApplication::exit();
    });
    application.show(options.value(QStringLiteral("project")));
    QStringList files;
    for (const QString& file : options.positionalArguments()) files << QFileInfo(file).absoluteFilePath();
    application.openFiles(files);
    return QApplication::exec();
}
