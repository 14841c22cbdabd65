#pragma once
// Kills a training run with SIGKILL at random moments, resumes it each time, and asks that the end is exactly
// the one of a run nobody disturbed: the same loss at every step, the same result byte for byte.

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QThread>
#include <QtTest>

#include <map>

class TrainingKills {
public:
    /// `method` "lora" or "full".
    TrainingKills(quint32 seed, const QString& method)
        : m_random(seed), m_method(method),
          m_result(method == "full" ? "model/model.safetensors" : "adapter/adapter_model.safetensors") {
        writeRows();
    }

    /// Runs until `kills` kills have hit a living process; starts a new run whenever one got through.
    void run(int kills) {
        QVERIFY(m_folder.isValid());
        QProcess undisturbed;
        start(undisturbed, "undisturbed");
        QVERIFY2(finished(undisturbed), qPrintable(undisturbed.readAllStandardError()));
        int hits = 0;
        for (int runNumber = 0; hits < kills; ++runNumber) {
            const QString name = QString("killed-%1").arg(runNumber);
            QVERIFY2(runNumber < kills, "a whole run went by without a kill");
            while (!disturbedRunEnds(name, hits < kills, hits))
                if (QTest::currentTestFailed()) return;
            compare(name);
            if (QTest::currentTestFailed()) return;
        }
        QVERIFY2(!m_kept.empty(), "no kill came after a checkpoint");
    }

private:
    static constexpr int rows = 24, wholeSteps = 240, mostSteps = 30;

    void writeRows() {
        QFile file(path("rows.jsonl"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < rows; ++i)
            file.write(QString(R"({"messages":[{"role":"user","content":"question %1"},)"
                               R"({"role":"assistant","content":"the answer is %2"}]})"
                               "\n")
                           .arg(i)
                           .arg(i * 7 % 10)
                           .toUtf8());
    }

    QString path(const QString& name) const { return m_folder.filePath(name); }

    void start(QProcess& process, const QString& name) const {
        QStringList arguments{"train",
                              "--model",
                              QString(INKSTONE_SOURCE_DIR) + "/tests/golden/tiny_llama/tiny.gguf",
                              "--data",
                              path("rows.jsonl"),
                              "--out",
                              path(name),
                              "--method",
                              m_method,
                              "--max-steps",
                              QString::number(wholeSteps),
                              "--save-steps",
                              "5",
                              "--batch-tokens",
                              "160",
                              "--eval-fraction",
                              "0",
                              "--threads",
                              "1",
                              "--json"};
        if (QFile::exists(path(name) + "/run.json")) arguments << "--resume";
        process.start(QString(INKSTONE_BIN_DIR) + "/inkstone-cli", arguments);
    }

    static bool finished(QProcess& process) {
        process.waitForFinished(120'000);
        return process.state() == QProcess::NotRunning && process.exitStatus() == QProcess::NormalExit &&
               process.exitCode() == 0;
    }

    qint64 steps(const QString& name) const {
        QFile file(path(name) + "/metrics.jsonl");
        return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : 0;
    }

    /// One life of a run, ended by a kill (false) or by its own end (true). The moment is a number of steps
    /// further on and a part of a step, so that it does not depend on the speed of the machine; some lives
    /// end while they begin.
    bool disturbedRunEnds(const QString& name, bool kill, int& hits) {
        const qint64 until = steps(name) + m_random.bounded(mostSteps);
        const bool early = m_random.bounded(5) == 0;
        const int after = m_random.bounded(early ? 60'000 : 3'000);
        QProcess process;
        start(process, name);
        while (kill && !early && process.state() != QProcess::NotRunning && steps(name) < until)
            process.waitForFinished(1);
        if (kill && process.waitForStarted()) QThread::usleep(unsigned(after));
        if (!kill || process.waitForFinished(0)) {
            const bool good = finished(process);
            [&] { QVERIFY2(good, qPrintable(process.readAllStandardError())); }();
            return good;
        }
        process.kill();
        process.waitForFinished();
        ++hits;
        keep(name);
        return false;
    }

    qint64 lastCheckpoint(const QString& name) const {
        qint64 last = 0;
        for (const QString& folder :
             QDir(path(name) + "/checkpoints").entryList({"checkpoint-*"}, QDir::Dirs))
            last = std::max(last,
                            folder.mid(int(strlen("checkpoint-"))).toLongLong()); // 0 for an unfinished one
        return last;
    }

    /// What the last checkpoint holds is never done again: its lines, which tell the time each step took,
    /// stay.
    void keep(const QString& name) {
        const qint64 last = lastCheckpoint(name);
        QFile file(path(name) + "/metrics.jsonl");
        if (last == 0 || !file.open(QIODevice::ReadOnly)) return;
        std::map<int, QByteArray>& kept = m_kept[name];
        while (!file.atEnd()) {
            const QByteArray line = file.readLine();
            const int step = QJsonDocument::fromJson(line).object()["step"].toInt();
            if (step > 0 && step <= last) kept.emplace(step, line);
        }
        QCOMPARE(qint64(kept.size()), last);
    }

    std::map<int, double> losses(const QString& name) const {
        std::map<int, double> found;
        QFile file(path(name) + "/metrics.jsonl");
        if (!file.open(QIODevice::ReadOnly)) return found;
        while (!file.atEnd()) {
            const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
            if (!line.contains("loss")) continue;
            const int step = line["step"].toInt();
            if (!found.emplace(step, line["loss"].toDouble()).second)
                found[-step] = 0; // a step told twice is a difference
        }
        return found;
    }

    QByteArray result(const QString& name) const {
        QFile file(path(name) + "/" + m_result);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    void compare(const QString& name) const {
        const auto expected = losses("undisturbed"), found = losses(name);
        QCOMPARE(int(expected.size()), wholeSteps);
        QCOMPARE(int(found.size()), wholeSteps);
        for (const auto& [step, loss] : expected) {
            QVERIFY2(found.contains(step), qPrintable(QString("step %1 is missing").arg(step)));
            QVERIFY2(found.at(step) == loss,
                     qPrintable(QString("step %1: %2, not %3").arg(step).arg(found.at(step)).arg(loss)));
        }
        QVERIFY(!result(name).isEmpty());
        QVERIFY2(result(name) == result("undisturbed"),
                 "the result differs from that of the undisturbed run");
        verifyKept(name);
    }

    void verifyKept(const QString& name) const {
        QFile metrics(path(name) + "/metrics.jsonl");
        QVERIFY(metrics.open(QIODevice::ReadOnly));
        const QByteArray lines = metrics.readAll();
        const auto kept = m_kept.find(name);
        if (kept == m_kept.end()) return; // its kills all came before a checkpoint
        for (const auto& [step, line] : kept->second)
            QVERIFY2(lines.contains(line), qPrintable(QString("step %1 was done again").arg(step)));
    }

    QTemporaryDir m_folder;
    QRandomGenerator m_random;
    const QString m_method, m_result;
    std::map<QString, std::map<int, QByteArray>> m_kept; ///< metrics of the steps in checkpoints, by run
};
