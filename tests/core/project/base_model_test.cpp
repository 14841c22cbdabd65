// A run's base model: at its place, or wherever its contents lie now, or one sentence that says what is gone.
#include "core/project/base_model.h"
#include "core/train/checkpoint.h"
#include "tests/support/models.h"

using namespace inkstone;
using namespace inkstone::test;

class BaseModelTest : public QObject {
    Q_OBJECT
    Scratch m_scratch;
    NullSink m_sink;

    fs::path models() const { return m_scratch.path("inkstone/models"); }
    BaseModel baseAt(const fs::path& path) const {
        return {.run = "identity-1", .name = "tiny", .sha256 = *modelSha256(path), .path = path};
    }
    fs::path putFile(const std::string& name) const {
        return m_scratch.put(name, *readFile(golden("tiny_llama") / "tiny.gguf"));
    }
    fs::path putFolder(const std::string& name) const {
        fs::create_directories(m_scratch.path(name).parent_path());
        fs::copy(golden("tiny_llama") / "hf", m_scratch.path(name));
        return m_scratch.path(name);
    }

private slots:
    void initTestCase() {
        for (const char* variable : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HF_HOME",
                                     "HF_HUB_CACHE", "MODELSCOPE_CACHE", "OLLAMA_MODELS"})
            qputenv(variable, m_scratch.path().c_str());
        TinyModelOptions other;
        other.seed = 7;
        fs::create_directories(models());
        QVERIFY(makeTinyRandomModel(models() / "other.gguf", other));
    }

    void aModelAtItsPlaceIsTaken() {
        const fs::path place = putFile("place/tiny.gguf");
        QCOMPARE(*findBaseModel(baseAt(place), {}, {}, m_sink), place);
    }
    void aMovedFileIsFoundInTheLibrary() {
        const fs::path place = putFile("moved/tiny.gguf");
        const BaseModel base = baseAt(place);
        fs::rename(place, models() / "renamed.gguf");
        QCOMPARE(*findBaseModel(base, {}, {}, m_sink), models() / "renamed.gguf");
        fs::remove(models() / "renamed.gguf");
    }
    void aMovedFolderIsFoundInTheLibrary() {
        const fs::path place = putFolder("moved/folder");
        const BaseModel base = baseAt(place);
        fs::rename(place, models() / "another-name");
        QCOMPARE(*findBaseModel(base, {}, {}, m_sink), models() / "another-name");
        fs::remove_all(models() / "another-name");
    }
    void onlyTheGivenModelsAreLookedAt() {
        const fs::path place = putFile("given/tiny.gguf");
        const BaseModel base = baseAt(place);
        const fs::path now = m_scratch.path("given/now.gguf");
        fs::rename(place, now);
        QCOMPARE(*findBaseModel(base, {models() / "other.gguf", now}, {}, m_sink), now);
        VERIFY_FAILS(findBaseModel(base, {models() / "other.gguf"}, {}, m_sink), "is gone from there");
    }
    void anotherModelAtItsPlaceIsNotTaken() {
        const fs::path place = putFile("replaced/tiny.gguf");
        const BaseModel base = baseAt(place);
        fs::copy_file(models() / "other.gguf", place, fs::copy_options::overwrite_existing);
        VERIFY_FAILS(findBaseModel(base, {}, {}, m_sink), "another model lies there now");
        fs::rename(putFile("replaced/moved.gguf"), models() / "moved.gguf");
        QCOMPARE(*findBaseModel(base, {}, {}, m_sink), models() / "moved.gguf");
        fs::remove(models() / "moved.gguf");
    }
    void whatIsGoneIsNamedWithItsHashAndTheRemedy() {
        const fs::path place = putFile("gone/tiny.gguf");
        const BaseModel base = baseAt(place);
        fs::remove(place);
        const auto found = findBaseModel(base, {}, {}, m_sink);
        QVERIFY(!found && found.error().code == ErrorCode::NotFound);
        for (const std::string& words :
             {base.run, base.name, place.string(), base.sha256, std::string("--model")})
            VERIFY_FAILS(found, words);
    }
    void theSearchCanBeStopped() {
        const fs::path place = putFile("stopped/tiny.gguf");
        const BaseModel base = baseAt(place);
        const fs::path now = m_scratch.path("stopped/now.gguf"); // not hashed yet
        fs::rename(place, now);
        std::stop_source stop;
        stop.request_stop();
        const auto found = findBaseModel(base, {now}, stop.get_token(), m_sink);
        QVERIFY(!found && found.error().code == ErrorCode::Cancelled);
    }

    void aRunsFolderTellsItsBase() {
        const fs::path run = m_scratch.path("runs/identity-1");
        fs::create_directories(run / "adapter");
        QVERIFY(RunFolder(run).writeFacts(
            {{"model",
              {{"name", "tiny"}, {"file", "tiny.gguf"}, {"path", "/m/tiny.gguf"}, {"sha256", "ab"}}}}));
        for (const fs::path& folder :
             {run, run / "adapter", run / "adapter/", run / "checkpoints/../adapter"}) {
            const auto base = readBaseModel(folder);
            VERIFY_OK(base);
            QCOMPARE(base->run, std::string("identity-1"));
            QCOMPARE(base->name, std::string("tiny"));
            QCOMPARE(base->sha256, std::string("ab"));
            QCOMPARE(base->path, fs::path("/m/tiny.gguf"));
        }
        VERIFY_FAILS(readBaseModel(m_scratch.path("inkstone")), "belongs to no run");
        m_scratch.put("runs/broken/run.json", R"({"model": []})");
        VERIFY_FAILS(readBaseModel(m_scratch.path("runs/broken")), "run.json");
    }
    void aRunOfAnEarlierVersionKnowsOnlyTheFilesName() {
        const fs::path run = m_scratch.path("runs/early");
        fs::create_directories(run);
        QVERIFY(RunFolder(run).writeFacts(
            {{"model", {{"name", "tiny"}, {"file", "tiny.gguf"}, {"sha256", "ab"}}}}));
        QCOMPARE(readBaseModel(run)->path, fs::path("tiny.gguf"));
    }
};

QTEST_GUILESS_MAIN(BaseModelTest)
#include "base_model_test.moc"
