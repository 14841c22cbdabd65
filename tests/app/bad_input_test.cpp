// What a person may hand to inkstone-cli by mistake, or the machine may do to it: exit code 1 and one
// sentence that names file, place, cause and remedy; nothing half-written is left, and what was there before
// still works.

#include "core/project/project.h"
#include "tests/support/cli.h"
#include "tests/support/models.h"
#include "tests/support/raw_gguf.h"

#include <QThread>
#include <unistd.h>

using namespace inkstone;
using namespace inkstone::test;

namespace {
/// Under a limit of the shell: "ulimit -f 8".
Ran runLimited(const QString& limit, const QStringList& arguments) {
    QProcess process;
    process.start("sh",
                  QStringList{"-c", "trap '' XFSZ; " + limit + "; exec \"$0\" \"$@\"", cli} + arguments);
    return finish(process);
}

QString text(const fs::path& path) { return QString::fromStdString(path.string()); }
const fs::path tinyPath = golden("tiny_llama") / "tiny.gguf";

std::string rows(int count) {
    std::string all;
    for (int i = 0; i < count; ++i)
        all += R"({"prompt":"question )" + std::to_string(i) +
               R"(","completion":"an answer"})"
               "\n";
    return all;
}
} // namespace

#define VERIFY_FAILED(ran, ...)                                                                              \
    do {                                                                                                     \
        const Ran failed = (ran);                                                                            \
        QVERIFY2(failed.exit == 1, failed.err.constData());                                                  \
        QCOMPARE(failed.err.count("error: "), 1);                                                            \
        for (const char* word : {__VA_ARGS__})                                                               \
            QVERIFY2(failed.errorLine().contains(word), failed.err.constData());                             \
    } while (false)

class BadInputTest : public QObject {
    Q_OBJECT
    Scratch m_scratch;
    QString put(const char* name, std::string_view bytes) { return text(m_scratch.put(name, bytes)); }
    QString path(const char* name) const { return text(m_scratch.path(name)); }
    QStringList training(const QString& data, const QString& out, const fs::path& model = tinyPath) const {
        return {"train", "--model",     text(model), "--data",    data,     "--out",
                out,     "--max-steps", "6",         "--project", path("p")};
    }
    bool there(const char* name) const { return fs::exists(m_scratch.path(name)); }

private slots:
    void aModelOfAnotherKindIsNamed() {
        std::string bytes = *readFile(tinyPath);
        const size_t at = bytes.find("llama", bytes.find("general.architecture"));
        bytes.replace(at, 5, "lhama");
        VERIFY_FAILED(run({"generate", "--model", put("other.gguf", bytes), "--raw", "a"}), "other.gguf",
                      "lhama", "llama");
    }
    void wordsOfAFileDoNotSteerTheTerminal() {
        std::string bytes = *readFile(tinyPath);
        const size_t at = bytes.find("llama", bytes.find("general.architecture"));
        bytes.replace(at, 5, "l\x1b[2J");
        const Ran ran = run({"model", "info", put("escape.gguf", bytes)});
        VERIFY_FAILED(ran, "escape.gguf", "l\\u{1B}[2J");
        QVERIFY(!ran.err.contains('\x1b'));
    }
    void aTensorTypeThatCannotBeReadIsNamed() {
        std::string bytes = *readFile(tinyPath);
        const std::string name = "token_embd.weight";
        const size_t at = bytes.find(name) + name.size() + 4 + 16; // dimensions, then the type
        bytes.replace(at, 4, raw(uint32_t(29)));                   // IQ1_M
        VERIFY_FAILED(run({"generate", "--model", put("type.gguf", bytes), "--raw", "a"}), "type.gguf",
                      "token_embd.weight", "IQ1_M");
    }
    void weightsThatAreNoNumbersAreNotTrained() {
        std::string bytes = *readFile(tinyPath);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        std::memcpy(bytes.data() + bytes.size() - sizeof nan, &nan, sizeof nan);
        VERIFY_FAILED(
            run(training(put("few.jsonl", rows(4)), path("nan/"), m_scratch.put("nan.gguf", bytes))),
            "nan.gguf", "finite");
        QVERIFY(!there("nan"));
    }
    void rowsThatCannotBeLearnedAreRefused() {
        VERIFY_FAILED(run(training(put("empty.jsonl", ""), path("o1/"))), "empty.jsonl", "empty");
        VERIFY_FAILED(run(training(put("asked.jsonl", R"({"messages":[{"role":"user","content":"hi"}]})"
                                                      "\n"),
                                   path("o2/"))),
                      "no row has an answer");
        QVERIFY(!there("o1") && !there("o2"));
    }
    void brokenLinesAreListedAndTheRestKept() {
        const QString file = put("some.jsonl", rows(2) + "{broken\n" + rows(1) + "[1, 2\n");
        const Ran ran = run({"data", "import", file, "--name", "some", "--project", path("p1"), "--json"});
        QVERIFY2(ran.exit == 0, ran.err.constData());
        QVERIFY(ran.err.contains("some.jsonl:3:") && ran.err.contains("some.jsonl:5:"));
        QVERIFY2(ran.out.contains("\"records\":3") && ran.out.contains("\"skipped\":2"), ran.out.constData());
        VERIFY_FAILED(run({"data", "import", put("none.jsonl", "{broken\n"), "--name", "none", "--project",
                           path("p1")}),
                      "none.jsonl");
        VERIFY_FAILED(run({"data", "show", "none", "--project", path("p1")}), "none");
    }
    void otherEncodingsAreReadAndNonsenseIsRefused() {
        std::string utf16("\xff\xfe", 2);
        for (const char c : rows(2)) utf16.append({c, '\0'});
        const Ran ran = run({"data", "import", put("wide.jsonl", utf16), "--name", "wide", "--project",
                             path("p2"), "--json"});
        QVERIFY2(ran.exit == 0 && ran.out.contains("\"records\":2"), ran.err.constData());
        VERIFY_FAILED(
            run({"data", "import", put("picture.jsonl", "\x89PNG\r\n\x1a\n" + std::string(400, '\0')),
                 "--name", "x", "--project", path("p2")}),
            "picture.jsonl");
    }
    void anAdapterOfAnotherModelIsRefused() {
        const QString other = path("other-tiny.gguf");
        QCOMPARE(run({"model", "tiny", other}).exit, 0);
        const QString adapter = text(golden("lora_step") / "init_adapter_b");
        VERIFY_FAILED(run({"generate", "--model", other, "--adapter", adapter, "--raw", "a"}), "adapter",
                      "tensor", "base model");
    }
    void aProjectThatIsOpenElsewhereIsLeftAlone() {
        const auto held = Project::openOrCreate(m_scratch.path("held"));
        QVERIFY(held);
        VERIFY_FAILED(
            run({"data", "import", put("two.jsonl", rows(2)), "--name", "x", "--project", path("held")}),
            "held", "another window");
        QCOMPARE((*held)->datasets().list()->size(), size_t(0));
    }
    void aPlaceThatCannotBeWrittenIsNamed() {
        VERIFY_FAILED(run(training(put("few.jsonl", rows(4)), "/proc/nowhere/run/")), "/proc/nowhere");
    }
    void aFolderOfSomebodyElseIsNamed() {
        if (geteuid() == 0) QSKIP("root may write everywhere");
        fs::create_directory(m_scratch.path("locked"));
        fs::permissions(m_scratch.path("locked"), fs::perms(0555));
        VERIFY_FAILED(run(training(put("few.jsonl", rows(4)), path("locked/run/"))), "locked");
        VERIFY_FAILED(
            run({"data", "import", path("few.jsonl"), "--name", "x", "--project", path("locked/p")}),
            "locked");
    }
    void aFullDiskStopsATrainingThatCanGoOnLater() {
        // No file may grow beyond 4 kB: the adapter and the optimizer do not fit.
        const QString data = put("many.jsonl", rows(30)), out = path("full/");
        const Ran ran = runLimited("ulimit -f 8", training(data, out));
        VERIFY_FAILED(ran, "cannot save", "full/checkpoints");
        QVERIFY(!fs::exists(m_scratch.path("full/adapter/adapter_model.safetensors")));
        QStringList again = training(data, out);
        again << "--resume";
        Ran later = run(again);
        if (later.exit != 0) { // nothing was begun: the same name is free again
            fs::remove_all(m_scratch.path("full"));
            later = run(training(data, out));
        }
        QVERIFY2(later.exit == 0, later.err.constData());
    }
    void tooLittleMemoryIsASentence() {
        NEED_STARTER_MODEL();
        const Ran ran = runLimited("ulimit -v 600000", {"generate", "--model", text(starterModelPath()),
                                                        "--raw", "a", "--max-tokens", "4"});
        VERIFY_FAILED(ran, "memory");
    }
    void aModelCutShortWhileItAnswersIsASentence() {
        NEED_STARTER_MODEL();
        const fs::path copy = m_scratch.path("copy.gguf");
        fs::copy_file(starterModelPath(), copy);
        QProcess process;
        process.start(cli, {"generate", "--model", text(copy), "--compute", "f32", "--raw",
                            "Once upon a time", "--max-tokens", "1500", "--temperature", "1"});
        QVERIFY(process.waitForReadyRead(60'000)); // it is speaking
        fs::resize_file(copy, 4096);
        VERIFY_FAILED(finish(process), "copy.gguf");
    }
};

QTEST_GUILESS_MAIN(BadInputTest)
#include "bad_input_test.moc"
