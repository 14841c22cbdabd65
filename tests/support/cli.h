#pragma once
// inkstone-cli as a process.

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>

namespace inkstone::test {

inline const QString cli = QString(INKSTONE_BIN_DIR) + "/inkstone-cli";

struct Ran {
    int exit = -1; ///< -1: it crashed
    QByteArray out, err;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    /// Exactly one line of stdout, and it is an object.
    bool isOneObject() const { return out.count('\n') == 1 && out.endsWith('\n') && !json().isEmpty(); }
    /// The last line of stderr: "error: WHAT: WHERE: WHY. HINT".
    QByteArray errorLine() const { return err.trimmed().split('\n').last(); }
};

inline Ran finish(QProcess& process) {
    if (!process.waitForFinished(200'000)) process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

inline Ran run(const QStringList& arguments, const QByteArray& input = {}) {
    QProcess process;
    process.start(cli, arguments);
    if (!process.waitForStarted()) return {};
    process.write(input);
    process.closeWriteChannel();
    return finish(process);
}

} // namespace inkstone::test

#define VERIFY_RAN(ran, code) QVERIFY2((ran).exit == (code), (ran).err.constData())
