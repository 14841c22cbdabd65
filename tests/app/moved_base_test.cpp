// Without --model: a run named by --adapter or --resume knows its base model, wherever it lies now.
#include "core/base/json.h"
#include "core/model/catalogue.h"
#include "core/project/project.h"
#include "tests/support/cli.h"
#include "tests/support/scratch.h"

using namespace inkstone;
using namespace inkstone::test;

class MovedBaseTest : public QObject {
    Q_OBJECT
    Scratch m_scratch;

    QString path(const std::string& name) const {
        return QString::fromStdString(m_scratch.path(name).string());
    }
    QStringList withProject(QStringList arguments) const {
        return arguments << "--project" << path("project");
    }
    QStringList logits(const QStringList& whose) const {
        return withProject(QStringList{"logits", "--ids", "1,2,3", "--last", "--json"} + whose);
    }
    void move(const std::string& from, const std::string& to) const {
        fs::create_directories(m_scratch.path(to).parent_path());
        fs::rename(m_scratch.path(from), m_scratch.path(to));
    }

private slots:
    /// A run of the project and one in a folder, both with their base at "base/tiny.gguf".
    void initTestCase() {
        for (const char* variable : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HF_HOME",
                                     "HF_HUB_CACHE", "MODELSCOPE_CACHE", "OLLAMA_MODELS"})
            qputenv(variable, m_scratch.path().c_str());
        m_scratch.put("base/tiny.gguf", *readFile(golden("tiny_llama") / "tiny.gguf"));
        m_scratch.put("rows.jsonl", R"({"prompt":"a","completion":"b"})"
                                    "\n"
                                    R"({"prompt":"c","completion":"d"})"
                                    "\n");
        VERIFY_RAN(run(withProject({"data", "import", path("rows.jsonl"), "--name", "rows"})), 0);
        const QStringList train{"train", "--model", path("base/tiny.gguf"), "--max-steps", "2",
                                "--lr",  "0.01"};
        VERIFY_RAN(run(withProject(train + QStringList{"--data", "rows", "--out", "first"})), 0);
        VERIFY_RAN(run(train + QStringList{"--data", path("rows.jsonl"), "--out", path("lone/")}), 0);
    }

    void aRunsAdapterNeedsNoModel() {
        const Ran named = run(logits({"--adapter", "first", "--model", path("base/tiny.gguf")}));
        const Ran plain = run(logits({"--model", path("base/tiny.gguf")}));
        const Ran alone = run(logits({"--adapter", "first"}));
        VERIFY_RAN(alone, 0);
        QCOMPARE(alone.out, named.out);
        QVERIFY(alone.out != plain.out);
    }
    void aMovedBaseIsFoundByItsContents() {
        const Ran before = run(logits({"--adapter", "first"}));
        move("base/tiny.gguf", "inkstone/models/renamed.gguf");
        const Ran after = run(logits({"--adapter", "first"}));
        VERIFY_RAN(after, 0);
        QCOMPARE(after.out, before.out);
        const QString file = QString::fromStdString(
            m_scratch
                .put("suite.jsonl", R"({"id":"a","prompt":"a","scorer":"contains","expected":["b"]})"
                                    "\n")
                .string());
        const QStringList verbs[] = {
            {"generate", "--prompt", "a", "--max-tokens", "2"},
            {"score", "--file", path("rows.jsonl")},
            {"eval", "--suite", file, "--out", path("scores")},
        };
        for (const QStringList& verb : verbs)
            for (const QString& adapter : {QStringLiteral("first"), path("lone/"), path("lone/adapter")})
                VERIFY_RAN(run(withProject(verb + QStringList{"--adapter", adapter})), 0);
        move("inkstone/models/renamed.gguf", "base/tiny.gguf");
    }
    void aBaseThatIsGoneIsNamedInOneSentence() {
        const QByteArray hash = QByteArray::fromStdString(*sha256OfFile(m_scratch.path("base/tiny.gguf")));
        const QByteArray place = path("base/tiny.gguf").toUtf8();
        move("base/tiny.gguf", "aside/tiny.gguf");
        const QStringList refused[] = {
            withProject({"generate", "--adapter", "first", "--prompt", "a"}),
            withProject({"train", "--resume", "--out", "first"}),
        };
        for (const QStringList& arguments : refused) {
            const Ran ran = run(arguments);
            VERIFY_RAN(ran, 1);
            QCOMPARE(ran.err.count("error: "), 1);
            for (const QByteArray& words : {QByteArray("first"), place, hash, QByteArray("--model")})
                QVERIFY2(ran.errorLine().contains(words), ran.err.constData());
        }
        // The remedy works.
        VERIFY_RAN(run(logits({"--adapter", "first", "--model", path("aside/tiny.gguf")})), 0);
        VERIFY_RAN(
            run(withProject({"train", "--resume", "--out", "first", "--model", path("aside/tiny.gguf")})), 0);
        move("aside/tiny.gguf", "base/tiny.gguf");
    }
    void aRunIsResumedWithoutItsModel() {
        move("base/tiny.gguf", "inkstone/models/renamed.gguf");
        const Ran ofProject = run(withProject({"train", "--resume", "--out", "first", "--json"}));
        VERIFY_RAN(ofProject, 0);
        QCOMPARE(ofProject.json()["steps"].toInt(), 2);
        const Ran ofFolder = run({"train", "--resume", "--data", path("rows.jsonl"), "--out", path("lone/"),
                                  "--max-steps", "2", "--lr", "0.01", "--json"});
        VERIFY_RAN(ofFolder, 0);
        QCOMPARE(ofFolder.json()["steps"].toInt(), 2);
        move("inkstone/models/renamed.gguf", "base/tiny.gguf");
    }
    void aRefusedResumeLeavesTheRunAsItWas() {
        VERIFY_RAN(run(withProject({"data", "import", path("rows.jsonl"), "--name", "edited"})), 0);
        VERIFY_RAN(run(withProject({"train", "--model", path("base/tiny.gguf"), "--max-steps", "1", "--data",
                                    "edited", "--out", "of-edited"})),
                   0);
        const auto setOf = [](const Project& project) { return project.datasets().list()->front(); };
        {
            auto project = *Project::open(m_scratch.path("project"));
            QCOMPARE(setOf(*project).name, std::string("edited"));
            Record record =
                *project->datasets().record(project->datasets().rows(setOf(*project).id)->front());
            record.turns.back().content = "another answer";
            QVERIFY(project->datasets().save(record));
        }
        const Ran ran = run(withProject({"train", "--resume", "--out", "of-edited"}));
        VERIFY_RAN(ran, 1);
        QVERIFY2(ran.errorLine().contains("settings changed"), ran.err.constData());
        const RunInfo kept = *(*Project::open(m_scratch.path("project")))->runs().find("of-edited");
        QVERIFY(kept.status == RunStatus::Finished);
        QVERIFY(!kept.failure);
    }
    void whatBelongsToNoRunNeedsAModel() {
        for (const char* verb : {"generate", "chat", "logits", "score", "eval", "train"})
            VERIFY_RAN(run({verb}), 2);
        VERIFY_RAN(run(withProject({"train", "--data", "rows", "--out", "second"})), 2);
        const QString foreign = QString::fromStdString((golden("lora_step") / "init_adapter_b").string());
        const Ran ran = run({"generate", "--adapter", foreign, "--prompt", "a"});
        VERIFY_RAN(ran, 1);
        QVERIFY2(ran.errorLine().contains("name its base model with --model"), ran.err.constData());
    }
    void aRunOfTheProjectThatWasTrainedFromAFileNeedsTheFile() {
        VERIFY_RAN(run(withProject({"train", "--model", path("base/tiny.gguf"), "--max-steps", "1", "--data",
                                    path("rows.jsonl"), "--out", "of-a-file"})),
                   0);
        const Ran ran = run(withProject({"train", "--resume", "--out", "of-a-file"}));
        VERIFY_RAN(ran, 1);
        QVERIFY2(ran.errorLine().contains("name the file with --data"), ran.err.constData());
        VERIFY_RAN(run(withProject({"train", "--resume", "--out", "of-a-file", "--max-steps", "1", "--data",
                                    path("rows.jsonl")})),
                   0);
    }
};

QTEST_GUILESS_MAIN(MovedBaseTest)
#include "moved_base_test.moc"
