// `inkstone-cli model fetch` as a process against a hub on localhost: killed, stopped, started twice.
#include "tests/core/hub/fake_hub.h"
#include "tests/support/scratch.h"

#include <QProcess>
#include <csignal>

using namespace inkstone;
using namespace inkstone::test;

namespace {
const QByteArray weights = noise(2'000'000, 4);
}

class FetchCliTest final : public QObject {
    Q_OBJECT

    Scratch m_scratch;
    FakeHub m_hub;
    FakeRepo m_repo, m_tune;
    std::atomic<int> m_slowBy = 0;

    void start(QProcess& process, const QStringList& arguments) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        const QString home = QString::fromStdString(m_scratch.path().string());
        for (const char* name : {"HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"})
            environment.insert(name, home);
        environment.insert("HF_ENDPOINT", QString::fromStdString(m_hub.url()));
        environment.insert("HF_TOKEN", "hf_secret");
        environment.insert("no_proxy", "127.0.0.1");
        process.setProcessEnvironment(environment);
        process.start(QString(INKSTONE_BIN_DIR) + "/inkstone-cli", arguments);
        QVERIFY(process.waitForStarted());
    }
    static QJsonObject resultOf(QProcess& process) {
        process.waitForFinished(60'000);
        return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    }
    fs::path part() const {
        const std::string name = "tiny.Q8_0.gguf-" + sha256(weights.toStdString()).substr(0, 16) + ".part";
        return m_scratch.path("inkstone/models/org--tiny.part/" + name);
    }
    qint64 bytesHere() const {
        std::error_code error;
        const auto bytes = fs::file_size(part(), error);
        return error ? 0 : qint64(bytes);
    }

private slots:
    void initTestCase() {
        m_repo.add("tiny.Q8_0.gguf", weights, true);
        m_hub.setHandler([this](const FakeRequest& request) {
            FakeAnswer answer = request.path.startsWith("/api/models/org/tune/")
                                    ? FakeHub::whole(m_tune.huggingFace())
                                    : (request.path.contains("/tune/") ? m_tune : m_repo).answer(request);
            answer.slowBy = m_slowBy;
            return answer;
        });
    }

    void killedAndStoppedItGoesOn() {
        m_slowBy = 5;
        QProcess killed;
        start(killed, {"model", "fetch", "hf:org/tiny", "--json"});
        QTRY_VERIFY(bytesHere() > 200'000);
        QProcess second; // nobody writes into the file of another
        start(second, {"model", "fetch", "hf:org/tiny"});
        second.waitForFinished();
        QCOMPARE(second.exitCode(), 1);
        QVERIFY(second.readAllStandardError().contains("is being downloaded already"));
        ::kill(pid_t(killed.processId()), SIGKILL);
        killed.waitForFinished();
        const qint64 left = bytesHere();
        QVERIFY(left > 200'000 && left < weights.size());
        QVERIFY(!fs::exists(m_scratch.path("inkstone/models/org--tiny")));
        QProcess list;
        start(list, {"model", "list", "--json"});
        QVERIFY(QJsonDocument(resultOf(list)).toJson().contains("hf:org/tiny:tiny.Q8_0.gguf"));

        QProcess stopped;
        start(stopped, {"model", "fetch", "hf:org/tiny", "--json"});
        QTRY_VERIFY(bytesHere() > left + 100'000);
        ::kill(pid_t(stopped.processId()), SIGINT);
        stopped.waitForFinished();
        QCOMPARE(stopped.exitCode(), 130);

        m_slowBy = 0;
        m_hub.forget();
        QProcess last;
        start(last, {"model", "fetch", "hf:org/tiny", "--json"});
        const QJsonObject result = resultOf(last);
        QVERIFY2(last.exitCode() == 0, last.readAllStandardError().constData());
        QCOMPARE(result["sha256"].toString(), QString::fromStdString(sha256(weights.toStdString())));
        QCOMPARE(qint64(result["bytes"].toDouble()), qint64(weights.size()));
        QVERIFY(qint64(result["received_bytes"].toDouble()) < weights.size() - left - 90'000);
        const fs::path path = result["path"].toString().toStdString();
        QVERIFY(*readFile(path) == weights.toStdString());
        QVERIFY(!m_hub.requestsFor("/resolve/").front().header("range").isEmpty());
        for (const FakeRequest& request : m_hub.requests()) // the endpoint is a mirror
            QVERIFY(request.header("authorization").isEmpty());
    }

    void choicesAreListed() {
        QProcess process;
        start(process, {"model", "fetch", "org/tiny", "--list", "--json"});
        const QJsonObject result = resultOf(process);
        const QJsonObject choice = result["choices"].toArray().at(0).toObject();
        QCOMPARE(choice["name"].toString(), QString("Q8_0"));
        QCOMPARE(choice["bytes"].toInt(), int(weights.size()));
        QCOMPARE(result["licence"].toString(), QString("apache-2.0"));
    }

    void adaptersAreFetchedAndFoundByName() {
        const fs::path adapter = golden("lora_step") / "init_adapter_b";
        for (const char* name : {"adapter_config.json", "adapter_model.safetensors"})
            m_tune.add(name, QByteArray::fromStdString(*readFile(adapter / name)), true);
        m_tune.add("tokenizer.json", "{}", false);
        QProcess fetch;
        start(fetch, {"model", "fetch", "hf:org/tune", "--json"});
        const QJsonObject result = resultOf(fetch);
        QVERIFY2(fetch.exitCode() == 0, fetch.readAllStandardError().constData());
        QCOMPARE(result["kind"].toString(), QString("adapter"));
        const fs::path folder = result["path"].toString().toStdString();
        QCOMPARE(folder, m_scratch.path("inkstone/models/org--tune"));
        QVERIFY(fs::exists(folder / "adapter_model.safetensors") && !fs::exists(folder / "tokenizer.json"));
        QProcess list;
        start(list, {"model", "list", "--json"});
        QVERIFY(!QJsonDocument(resultOf(list)).toJson().contains("tune")); // it is no model
        const QString tiny = QString::fromStdString((golden("tiny_llama") / "tiny.gguf").string());
        QByteArray answers[3];
        const QStringList adapters[] = {
            {}, {"--adapter", "org/tune"}, {"--adapter", QString::fromStdString(adapter.string())}};
        for (int i = 0; i < 3; ++i) {
            QProcess logits;
            start(logits, QStringList{"logits", "--model", tiny, "--ids", "1,2,3", "--json"} + adapters[i]);
            answers[i] = QJsonDocument(resultOf(logits)).toJson();
            QVERIFY2(logits.exitCode() == 0, logits.readAllStandardError().constData());
        }
        QVERIFY(answers[0] != answers[1]);
        QCOMPARE(answers[1], answers[2]);
    }

    void mistakesAreErrors() {
        QProcess process;
        start(process, {"model", "fetch", "hf:org/absent"});
        process.waitForFinished();
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().startsWith("error: "));
    }
};

QTEST_GUILESS_MAIN(FetchCliTest)
#include "fetch_cli_test.moc"
