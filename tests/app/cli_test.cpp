// inkstone-cli as a process: exit codes, the one JSON object, the one error line.
#include "tests/support/cli.h"
#include "tests/support/scratch.h"

#include <QJsonArray>
#include <csignal>

using namespace inkstone;
using namespace inkstone::test;

namespace {

const QString tiny = QString::fromStdString((golden("tiny_llama") / "tiny.gguf").string());
const QString tinyFolder = QString::fromStdString((golden("tiny_llama") / "hf").string());

} // namespace

class CliTest : public QObject {
    Q_OBJECT
    Scratch m_scratch;

    QString put(const char* name, std::string_view bytes) {
        return QString::fromStdString(m_scratch.put(name, bytes).string());
    }
    QString path(const char* name) { return QString::fromStdString(m_scratch.path(name).string()); }

private slots:
    void usage_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::newRow("nothing") << QStringList{} << 2;
        QTest::newRow("help") << QStringList{"--help"} << 0;
        QTest::newRow("version") << QStringList{"--version"} << 0;
        QTest::newRow("help of a verb") << QStringList{"generate", "--help"} << 0;
        QTest::newRow("unknown verb") << QStringList{"frobnicate"} << 2;
        QTest::newRow("a group alone") << QStringList{"model"} << 2;
        QTest::newRow("unknown flag") << QStringList{"model", "list", "--nonsense"} << 2;
        QTest::newRow("missing flag") << QStringList{"tokenize"} << 2;
        QTest::newRow("wrong compute") << QStringList{"model", "list", "--compute", "fast"} << 2;
        QTest::newRow("wrong device") << QStringList{"model", "list", "--device", "abacus"} << 2;
        QTest::newRow("wrong number") << QStringList{"model", "list", "--threads", "many"} << 2;
        QTest::newRow("two prompts") << QStringList{"generate", "--model", tiny, "--prompt",
                                                    "a",        "--raw",   "b"}
                                     << 2;
        QTest::newRow("no prompt") << QStringList{"generate", "--model", tiny} << 2;
        QTest::newRow("sampling out of range")
            << QStringList{"generate", "--model", tiny, "--raw", "a", "--top-p", "2"} << 2;
    }
    void usage() {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        const Ran ran = run(arguments);
        VERIFY_RAN(ran, code);
        if (code == 2) QVERIFY2(ran.errorLine().startsWith("error: "), ran.err.constData());
        if (code == 0) QVERIFY(!ran.out.isEmpty() && ran.err.isEmpty());
    }

    void failures_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("words"); ///< in the error line
        const QString foreign = put("foreign.gguf", "this is no model at all, but long enough to look at");
        const QString empty = put("empty.gguf", "");
        const std::string whole = *readFile(golden("tiny_llama") / "tiny.gguf");
        const QString cut = put("cut.gguf", std::string_view(whole).substr(0, whole.size() / 2));
        QTest::newRow("missing file")
            << QStringList{"model", "info", path("nowhere.gguf")} << QByteArray("nowhere.gguf");
        QTest::newRow("foreign file") << QStringList{"model", "info", foreign} << QByteArray("foreign.gguf");
        QTest::newRow("empty file") << QStringList{"model", "info", empty} << QByteArray("empty.gguf");
        QTest::newRow("truncated file")
            << QStringList{"logits", "--ids", "1", "--model", cut} << QByteArray("cut.gguf");
        QTest::newRow("token out of the vocabulary")
            << QStringList{"logits", "--model", tiny, "--ids", "1,999999"} << QByteArray("999999");
        QTest::newRow("no token id") << QStringList{"logits", "--model", tiny, "--ids", "1,x"}
                                     << QByteArray("'x'");
        QTest::newRow("no adapter there")
            << QStringList{"generate", "--model", tiny, "--raw", "a", "--adapter", path("none")}
            << QByteArray("none");
        QTest::newRow("missing text")
            << QStringList{"score", "--model", tiny, "--file", path("none.txt")} << QByteArray("none.txt");
        QTest::newRow("empty text") << QStringList{"score", "--model", tiny, "--file", put("empty.txt", "")}
                                    << QByteArray("empty.txt");
        QTest::newRow("broken conversation") << QStringList{"render", "--model", tiny, "--messages",
                                                            put("broken.json", R"([{"role": "user"}])")}
                                             << QByteArray("message 1");
        QTest::newRow("conversation that is no JSON")
            << QStringList{"render", "--model", tiny, "--messages", put("text.json", "hello")}
            << QByteArray("text.json");
        QTest::newRow("nowhere to write") << QStringList{"logits",
                                                         "--model",
                                                         tiny,
                                                         "--ids",
                                                         "1",
                                                         "--out",
                                                         path("no/such/folder/x.safetensors")}
                                          << QByteArray("no/such/folder");
    }
    void failures() {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, words);
        for (const bool json : {false, true}) {
            const Ran ran = run(json ? arguments + QStringList{"--json"} : arguments);
            VERIFY_RAN(ran, 1);
            QVERIFY2(ran.errorLine().startsWith("error: ") && ran.errorLine().contains(words),
                     ran.err.constData());
            QVERIFY2(ran.out.isEmpty(), ran.out.constData());
            QCOMPARE(ran.err.count("error: "), 1);
        }
    }

    void modelInfo() {
        for (const QString& model : {tiny, tinyFolder}) {
            const Ran ran = run({"model", "info", model, "--json"});
            VERIFY_RAN(ran, 0);
            QVERIFY(ran.isOneObject());
            const QJsonObject facts = ran.json();
            for (const char* key :
                 {"name", "arch", "parameters", "layers", "hidden", "heads", "kv_heads", "head_dim", "ffn",
                  "vocab", "context", "rope_theta", "tied", "quantization", "file_bytes", "chat_template"})
                QVERIFY2(facts.contains(key), key);
            QCOMPARE(facts["arch"].toString(), QString("llama"));
            QCOMPARE(facts["layers"].toInt(), 2);
            QCOMPARE(facts["hidden"].toInt(), 48);
            QCOMPARE(facts["vocab"].toInt(), 304);
            QCOMPARE(facts["tied"].toBool(), true);
            if (model == tiny) QVERIFY(facts["chat_template"].toString().contains("<|im_start|>"));
        }
    }
    void modelListIsAList() {
        const Ran ran = run({"model", "list", "--json"});
        VERIFY_RAN(ran, 0);
        QVERIFY(ran.isOneObject() && ran.json()["models"].isArray());
    }
    void tokensAndBack() {
        const QByteArray text = "hello the 2026 你好 <|im_end|>\n";
        const Ran plain = run({"tokenize", "--model", tiny, "--json"}, text);
        VERIFY_RAN(plain, 0);
        QVERIFY(plain.isOneObject());
        const QJsonArray ids = plain.json()["ids"].toArray();
        QCOMPARE(ids.size(), plain.json()["pieces"].toArray().size());
        QVERIFY(!ids.contains(2));
        QByteArray list;
        for (const auto& id : ids) list += QByteArray::number(id.toInt()) + " ";
        const Ran back = run({"detokenize", "--model", tiny, "--json"}, list);
        VERIFY_RAN(back, 0);
        QCOMPARE(back.json()["text"].toString().toUtf8(), text);
        const Ran special = run({"tokenize", "--model", tiny, "--json", "--parse-special"}, text);
        QVERIFY(special.json()["ids"].toArray().contains(2));
    }
    void render() {
        const QString file = put("chat.json", R"([{"role": "user", "content": "hello the 2026 你好"}])");
        const Ran ran = run({"render", "--model", tiny, "--messages", file, "--json"});
        VERIFY_RAN(ran, 0);
        QVERIFY(ran.isOneObject());
        QCOMPARE(ran.json()["text"].toString(),
                 QString("<|im_start|>user\nhello the 2026 你好<|im_end|>\n<|im_start|>assistant\n"));
        QVERIFY(ran.json()["ids"].toArray().size() > 10);
        const Ran closed =
            run({"render", "--model", tiny, "--messages", file, "--json", "--no-generation-prompt"});
        QVERIFY(closed.json()["text"].toString().endsWith("<|im_end|>\n"));
    }
    void logits() {
        const QString out = path("logits.safetensors");
        const Ran ran =
            run({"logits", "--model", tiny, "--ids", "1,2,3", "--top", "4", "--out", out, "--json"});
        VERIFY_RAN(ran, 0);
        QVERIFY(ran.isOneObject());
        QCOMPARE(ran.json()["vocab"].toInt(), 304);
        const QJsonArray rows = ran.json()["rows"].toArray();
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows[1]["position"].toInt(), 1);
        QCOMPARE(rows[1]["top"].toArray().size(), 4);
        QVERIFY(rows[1]["logsumexp"].toDouble() > rows[1]["top"][0]["logit"].toDouble());
        QVERIFY(rows[1]["top"][0]["logit"].toDouble() >= rows[1]["top"][1]["logit"].toDouble());
        QVERIFY(m_scratch.get("logits.safetensors").find(R"("logits":{"dtype":"F32","shape":[3,304])") !=
                std::string::npos);
        const Ran last = run({"logits", "--model", tiny, "--ids", "1,2,3", "--last", "--json"});
        QCOMPARE(last.json()["rows"].toArray().size(), 1);
        QCOMPARE(last.json()["rows"][0]["position"].toInt(), 2);
        QVERIFY(std::abs(last.json()["rows"][0]["logsumexp"].toDouble() - rows[2]["logsumexp"].toDouble()) <
                1e-4);
    }
    void score() {
        const QString file = put("text.txt", "hello the 2026 hello the 2026 hello\n");
        const Ran ran = run({"score", "--model", tiny, "--file", file, "--json"});
        VERIFY_RAN(ran, 0);
        QVERIFY(ran.isOneObject());
        const QJsonObject score = ran.json();
        QVERIFY(score["tokens"].toInt() > 5);
        QVERIFY(std::abs(score["perplexity"].toDouble() -
                         std::exp(score["nll"].toDouble() / score["tokens"].toInt())) <
                1e-6 * score["perplexity"].toDouble());
        QVERIFY(score["bits_per_byte"].toDouble() > 0);
    }
    void generate() {
        const QStringList common{
            "generate", "--model",   tiny,  "--raw-ids",     "10,20,30", "--max-tokens", "20", "--ignore-eos",
            "--json",   "--compute", "f32", "--temperature", "1"};
        const Ran ran = run(common + QStringList{"--seed", "3"});
        VERIFY_RAN(ran, 0);
        QVERIFY(ran.isOneObject());
        const QJsonObject answer = ran.json();
        QCOMPARE(answer["finish_reason"].toString(), QString("length"));
        QCOMPARE(answer["ids"].toArray().size(), 20);
        QCOMPARE(answer["prompt_tokens"].toInt(), 3);
        QCOMPARE(answer["completion_tokens"].toInt(), 20);
        QVERIFY(answer["prefill_tps"].toDouble() > 0 && answer["decode_tps"].toDouble() > 0);
        QCOMPARE(run(common + QStringList{"--seed", "3"}).json()["ids"], answer["ids"]);
        QVERIFY(run(common + QStringList{"--seed", "4"}).json()["ids"] != answer["ids"]);
        QCOMPARE(run(common + QStringList{"--seed", "3", "--threads", "1"}).json()["ids"], answer["ids"]);
    }
    void generateStreamsTextForPeople() {
        const Ran json =
            run({"generate", "--model", tiny, "--prompt", "hello", "--max-tokens", "12", "--json"});
        const Ran people =
            run({"generate", "--model", tiny, "--prompt", "hello", "--max-tokens", "12", "--quiet"});
        VERIFY_RAN(json, 0);
        VERIFY_RAN(people, 0);
        QCOMPARE(QString::fromUtf8(people.out), json.json()["text"].toString() + "\n");
        QVERIFY2(people.err.isEmpty(), people.err.constData());
    }
    void chatReadsLines() {
        const Ran ran =
            run({"chat", "--model", tiny, "--json", "--max-tokens", "4"}, "hello\nthe\n/reset\nagain");
        VERIFY_RAN(ran, 0);
        const auto lines = ran.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        const auto first = QJsonDocument::fromJson(lines[0]).object(),
                   second = QJsonDocument::fromJson(lines[1]).object();
        QVERIFY(second["prompt_tokens"].toInt() > first["prompt_tokens"].toInt());
        QVERIFY(second["reused_tokens"].toInt() >= first["prompt_tokens"].toInt());
    }
    void aRandomModelCanBeMadeAndUsed() {
        const QString file = path("made.gguf");
        const Ran made = run({"model", "tiny", file, "--json"});
        VERIFY_RAN(made, 0);
        QVERIFY(made.isOneObject() && made.json()["bytes"].toInt() > 1000);
        const Ran answer =
            run({"generate", "--model", file, "--prompt", "hello", "--max-tokens", "8", "--json"});
        VERIFY_RAN(answer, 0);
        QVERIFY(answer.isOneObject());
    }
    void keysAndValuesInEightBits() {
        const QStringList ask{"generate", "--model",      tiny, "--prompt",
                              "hello",    "--max-tokens", "4",  "--json"};
        VERIFY_RAN(run(ask + QStringList{"--kv-cache", "bf16"}), 0);
        const Ran narrow = run(ask + QStringList{"--kv-cache", "q8_0"}); // its heads are 16 wide
        QCOMPARE(narrow.exit, 1);
        QVERIFY2(narrow.errorLine().contains("multiple of 32"), narrow.errorLine());
        QCOMPARE(run(ask + QStringList{"--kv-cache", "q3"}).exit, 2);
    }
    void benchNamesItsNumbers() {
        for (const char* what : {"decode", "prefill"}) {
            const Ran ran = run({"bench", what, "--model", tiny, "--tokens", "16", "--depth", "20",
                                 "--repeats", "1", "--json"});
            VERIFY_RAN(ran, 0);
            QVERIFY(ran.isOneObject());
            for (const char* key :
                 {"name", "value", "unit", "threads", "device", "limit", "fraction_of_limit"})
                QVERIFY2(ran.json().contains(key), key);
            QCOMPARE(ran.json()["name"].toString(), QString(what));
            QVERIFY(ran.json()["value"].toDouble() > 0);
        }
    }
    void benchOfTheWorkAroundTheModel() {
        const QString rows = put("bench.jsonl", R"({"prompt":"a","completion":"b"})"
                                                "\n"
                                                R"({"prompt":"c","completion":"d"})"
                                                "\n");
        const QStringList runs[] = {
            {"tokenize", "--model", tiny, "--file", rows, "--repeats", "2"},
            {"import", "--file", rows, "--repeats", "1"},
            {"train", "--model", tiny, "--data", rows, "--steps", "2"},
            {"train", "--model", tiny, "--method", "full", "--length", "32", "--rows", "3", "--steps", "2"}};
        for (const QStringList& arguments : runs) {
            const Ran ran = run(QStringList{"bench"} + arguments + QStringList{"--json"});
            VERIFY_RAN(ran, 0);
            QVERIFY(ran.isOneObject());
            for (const char* key :
                 {"name", "value", "unit", "threads", "device", "limit", "fraction_of_limit"})
                QVERIFY2(ran.json().contains(key), key);
            QCOMPARE(ran.json()["name"].toString(), arguments[0]);
            QVERIFY(ran.json()["value"].toDouble() > 0);
        }
        QCOMPARE(
            run({"bench", "import", "--file", rows, "--repeats", "1", "--json"}).json()["records"].toInt(),
            2);
        const Ran empty = run({"bench", "tokenize", "--model", tiny, "--file", put("nothing.txt", "")});
        VERIFY_RAN(empty, 1);
        QVERIFY(empty.errorLine().contains("nothing.txt"));
    }
    void rowsOfABenchHaveTheirLength() {
        const Ran ran = run(
            {"bench", "train", "--model", tiny, "--length", "33", "--rows", "3", "--steps", "2", "--json"});
        VERIFY_RAN(ran, 0);
        QCOMPARE(ran.json()["tokens"].toInt(), 2 * 3 * 33);
        QCOMPARE(ran.json()["supervised_tokens"].toInt(), 2 * 3 * 32); // a row's first token has no loss
    }
    void lengthsAreInTokensOnlyWhenTheModelHasSome() {
        const QStringList project{"--project", path("lengths")};
        const QString rows = put("lengths.jsonl", R"({"prompt":"a b","completion":"c d"})"
                                                  "\n");
        VERIFY_RAN(run(QStringList{"data", "import", rows, "--name", "rows"} + project), 0);
        const fs::path bare = m_scratch.path("no tokenizer");
        fs::copy(golden("tiny_llama") / "hf", bare);
        fs::remove(bare / "tokenizer.json");
        for (const auto& [model, unit] : {std::pair(tinyFolder, "tokens"),
                                          std::pair(QString::fromStdString(bare.string()), "characters")}) {
            const Ran ran = run(QStringList{"data", "stats", "rows", "--model", model, "--json"} + project);
            VERIFY_RAN(ran, 0);
            QCOMPARE(ran.json()["length_unit"].toString(), QString(unit));
            QCOMPARE(ran.json()["tokens"].isNull(), unit == std::string("characters"));
        }
    }
    void aFolderIsNoSuite() {
        const QStringList project{"--project", path("project with a suite")};
        const QString file =
            put("names.jsonl", R"({"id":"a","prompt":"a","scorer":"contains","expected":["b"]})"
                               "\n");
        const auto eval = [&](const QString& suite) {
            return run(
                QStringList{"eval", "--model", tiny, "--suite", suite, "--out", path("scores"), "--json"} +
                project);
        };
        VERIFY_RAN(run(QStringList{"data", "import", put("a.jsonl", R"({"prompt":"a","completion":"b"})"),
                                   "--name", "rows"} +
                       project),
                   0);
        VERIFY_RAN(eval(file), 0); // the project keeps it under its name
        const QString before = QDir::currentPath();
        QDir::setCurrent(path(""));
        fs::create_directories(m_scratch.path("names"));
        fs::create_directories(m_scratch.path("other"));
        const Ran named = eval("names"), folder = eval("other");
        QDir::setCurrent(before);
        VERIFY_RAN(named, 0);
        QCOMPARE(named.json()["items"].toInt(), 1);
        VERIFY_RAN(folder, 1);
        QVERIFY2(folder.errorLine().contains("it is a folder"), folder.err.constData());
    }
    void trainingAllWeightsGivesAModel() {
        const QString rows = put("full.jsonl", R"({"prompt":"a","completion":"b"})"
                                               "\n");
        const QStringList train{"train",       "--model", tiny,     "--data", rows,
                                "--max-steps", "3",       "--json", "--out"};
        const Ran ran = run(train + QStringList{path("full"), "--method", "full"});
        VERIFY_RAN(ran, 0);
        QVERIFY(ran.json()["adapter"].toString().isEmpty());
        QCOMPARE(ran.json()["model"].toString(), path("full/model"));
        QVERIFY(ran.json()["loss_last"].toDouble() < ran.json()["loss_first"].toDouble());
        const QStringList logits{"logits", "--compute", "f32", "--ids", "5,9,7", "--json", "--model"};
        const Ran before = run(logits + QStringList{tiny}),
                  after = run(logits + QStringList{path("full/model")});
        VERIFY_RAN(after, 0);
        QVERIFY(after.out != before.out);
        // In a project it goes by the name of its run.
        const QStringList project{"--project", path("project with a model")};
        QCOMPARE(run(train + QStringList{"all of it", "--method", "full"} + project).exit, 0);
        const Ran named = run(logits + QStringList{"all of it"} + project);
        VERIFY_RAN(named, 0);
        QCOMPARE(named.out, after.out);
        QStringList listed;
        for (const QJsonValue& model :
             run(QStringList{"model", "list", "--json"} + project).json()["models"].toArray())
            if (model["source"] == "Run") listed << model["name"].toString();
        QCOMPARE(listed, QStringList{"all of it"});
        const Ran further = run({"train", "--model", "all of it", "--data", rows, "--out", "further",
                                 "--json", "--max-steps", "1", "--project", project[1]});
        VERIFY_RAN(further, 0);
        QCOMPARE(run(logits + QStringList{"all of it", "--adapter", "further"} + project).exit, 0);
        QCOMPARE(run(logits + QStringList{"all of it"}).exit, 1); // of no other project
        QCOMPARE(run(logits + QStringList{"model"} + project).exit, 1);

        const Ran again = run(train + QStringList{path("full"), "--method", "full", "--resume"});
        VERIFY_RAN(again, 0);
        QCOMPARE(again.json()["loss_last"].toDouble(), ran.json()["loss_last"].toDouble());
        const Ran other = run(train + QStringList{path("full"), "--method", "lora", "--resume"});
        VERIFY_RAN(other, 1);
        QVERIFY2(other.errorLine().contains("settings changed"), other.err.constData());
        const Ran adapter =
            run(train + QStringList{path("other"), "--method", "full", "--init-adapter", path("full")});
        QVERIFY(adapter.exit != 0);
        QVERIFY2(adapter.errorLine().contains("no start for training all weights"), adapter.err.constData());
        const Ran unknown = run(train + QStringList{path("other"), "--method", "frobnicate"});
        QVERIFY(unknown.exit != 0);
        QVERIFY2(unknown.errorLine().contains("use lora or full"), unknown.err.constData());
        const Ran optimizer = run(train + QStringList{path("other"), "--optimizer", "sgd"});
        QVERIFY(optimizer.exit != 0);
        QVERIFY2(optimizer.errorLine().contains("sgd: expected adamw or adamw_8bit"),
                 optimizer.err.constData());
    }
    void interruptStopsCleanly() {
        QProcess process;
        process.start(cli, {"generate", "--model", tiny, "--raw", "hello", "--max-tokens", "100000000",
                            "--ignore-eos", "--temperature", "1", "--compute", "f32"});
        QVERIFY(process.waitForReadyRead(60'000));
        kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(10'000));
        // The tiny model's context may have been full before the signal came.
        const bool ended = process.readAllStandardError().contains("context of 512");
        QVERIFY(process.exitStatus() == QProcess::NormalExit);
        QCOMPARE(process.exitCode(), ended ? 0 : 130);
    }
    void interruptLeavesTheChatWithSuccess() {
        QProcess process;
        process.start(cli, {"chat", "--model", tiny, "--compute", "f32"});
        process.setReadChannel(QProcess::StandardError);
        QVERIFY(process.waitForReadyRead(60'000));
        kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(10'000));
        QCOMPARE(process.exitCode(), 0);
    }
    void aFullDiskIsAnError() {
        // No file may grow: what a full disk does to the redirected output.
        QProcess process;
        process.setStandardOutputFile(path("out.json"));
        process.start("sh",
                      {"-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" model info \"$1\" --json", cli, tiny});
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("cannot write the result"));
    }
    void theLogTellsWhatRanAndNothingThatWasTyped() {
        const QByteArray state = qgetenv("XDG_STATE_HOME");
        qputenv("XDG_STATE_HOME", path("state").toLocal8Bit());
        const QStringList generate{"generate",     "--prompt", "Tell me a secret",
                                   "--max-tokens", "4",        "--model"};
        QCOMPARE(run(generate + QStringList{tiny}).exit, 0);
        QCOMPARE(run(generate + QStringList{path("absent.gguf")}).exit, 1);
        QCOMPARE(run({"project", "check", "--project", path("nowhere")}).exit, 1);
        const QByteArray log = QByteArray::fromStdString(m_scratch.get("state/inkstone/inkstone-cli.log"));
        QVERIFY2(log.contains("program: inkstone-cli ") && log.contains(" begins: "), log.constData());
        QCOMPARE(log.count("cli: verb generate\n"), 2);
        QCOMPARE(log.count("cli: verb project check\n"), 1);
        QCOMPARE(log.count("cli: done\n"), 1);
        QVERIFY2(log.contains("cli: failed: cannot find the model: "), log.constData());
        QVERIFY(!log.contains("secret"));
        if (state.isNull())
            qunsetenv("XDG_STATE_HOME");
        else
            qputenv("XDG_STATE_HOME", state);
    }
    void aLogThatCannotBeWrittenDisturbsNothing() {
        for (const QString& with : {QStringLiteral("XDG_STATE_HOME=/proc/none"), "XDG_STATE_HOME=" + tiny})
            for (const QString& limit : {QString(), QStringLiteral("ulimit -f 0;")}) {
                QProcess process;
                process.start("sh", {"-c",
                                     with + " && export XDG_STATE_HOME;" + limit +
                                         " exec \"$0\" model info \"$1\" --json",
                                     cli, tiny});
                const Ran ran = finish(process);
                VERIFY_RAN(ran, 0);
                QVERIFY(ran.isOneObject());
                QVERIFY2(ran.err.isEmpty(), ran.err.constData());
            }
    }
    void readingVerbsMakeNoProject() {
        QProcess process;
        process.setWorkingDirectory(QString::fromStdString(m_scratch.path().string()));
        process.start(cli, {"model", "list"});
        QVERIFY(process.waitForFinished(60'000));
        QVERIFY(!fs::exists(m_scratch.path("inkstone-project")));
    }
};

QTEST_GUILESS_MAIN(CliTest)
#include "cli_test.moc"
