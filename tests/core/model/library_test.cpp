// The library: models of other programs, found where they lie. The folders are written as those programs
// write them.
#include "core/base/hash.h"
#include "core/model/library.h"
#include "core/model/model.h"
#include "tests/support/scratch.h"

using namespace inkstone;
using namespace inkstone::test;

namespace {

std::string bytesOf(const fs::path& file) {
    const auto bytes = readFile(file);
    return bytes ? *bytes : std::string();
}

const ModelOnDisk* named(const std::vector<ModelOnDisk>& models, const std::string& name) {
    for (const ModelOnDisk& model : models)
        if (model.name == name) return &model;
    return nullptr;
}

std::string problemOf(const std::vector<ModelOnDisk>& models, const std::string& name) {
    const ModelOnDisk* model = named(models, name);
    return model ? model->problem.str() : "there is no such model";
}

} // namespace

class LibraryTest final : public QObject {
    Q_OBJECT

    const std::string m_gguf = bytesOf(golden("tiny_llama") / "tiny.gguf");

    /// One file of a Hugging Face cache: a blob, and a link to it in the snapshot.
    static void putCached(const Scratch& scratch, const std::string& repo, const std::string& revision,
                          const std::string& name, const std::string& bytes) {
        const std::string blob = sha256(bytes);
        scratch.put(repo + "/blobs/" + blob, bytes);
        const fs::path link = scratch.path(repo + "/snapshots/" + revision + "/" + name);
        fs::create_directories(link.parent_path());
        fs::create_symlink("../../blobs/" + blob, link);
    }
    static void putFolderModel(const Scratch& scratch, const std::string& repo, const std::string& revision) {
        for (const auto& entry : fs::directory_iterator(golden("tiny_llama") / "hf"))
            putCached(scratch, repo, revision, entry.path().filename().string(), bytesOf(entry.path()));
    }
    /// A tag of Ollama with its blob; gives the blob's path.
    fs::path putOllama(const Scratch& scratch, const std::string& tag, const std::string& bytes,
                       const std::string& digest, uint64_t size) const {
        scratch.put("ollama/manifests/registry.ollama.ai/library/" + tag,
                    R"({"schemaVersion":2,"config":{"digest":"sha256:00"},"layers":[)"
                    R"({"mediaType":"application/vnd.ollama.image.template","digest":"sha256:11","size":3},)"
                    R"({"mediaType":"application/vnd.ollama.image.model","digest":"sha256:)" +
                        digest + R"(","size":)" + std::to_string(size) + "}]}");
        return bytes.empty() ? fs::path() : scratch.put("ollama/blobs/sha256-" + digest, bytes);
    }

private slots:
    void initTestCase() { QVERIFY(!m_gguf.empty()); }

    void variablesSayWhereToLook() {
        for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "MODELSCOPE_CACHE",
                                 "OLLAMA_MODELS", "XDG_CACHE_HOME"})
            qunsetenv(name);
        qputenv("HOME", "/home/somebody");
        LibraryPlaces places = libraryPlaces();
        QCOMPARE(places.huggingFace.front(), fs::path("/home/somebody/.cache/huggingface/hub"));
        QCOMPARE(places.ollama.front(), fs::path("/home/somebody/.ollama/models"));
        QCOMPARE(places.lmStudio.front(), fs::path("/home/somebody/.lmstudio/models"));
        qputenv("HF_HOME", "/data/hf");
        qputenv("MODELSCOPE_CACHE", "/data/ms");
        qputenv("OLLAMA_MODELS", "/data/ollama");
        places = libraryPlaces();
        QCOMPARE(places.huggingFace.front(), fs::path("/data/hf/hub"));
        QCOMPARE(places.modelScope.front(), fs::path("/data/ms"));
        QCOMPARE(places.ollama, std::vector<fs::path>{"/data/ollama"});
        qputenv("HF_HUB_CACHE", "/data/cache");
        QCOMPARE(libraryPlaces().huggingFace.front(), fs::path("/data/cache"));
    }

    void theHuggingFaceCacheIsReadThroughItsLinks() {
        const Scratch scratch;
        putFolderModel(scratch, "hub/models--org--tiny", "1111111aaa");
        scratch.put("hub/models--org--tiny/refs/main", "1111111aaa");
        putCached(scratch, "hub/models--org--gguf", "2222222bbb", "tiny.Q4_0.gguf", m_gguf);
        putCached(scratch, "hub/models--org--sorted", "3333333ccc", "Q8_0/sorted.Q8_0.gguf", m_gguf + "x");
        putCached(scratch, "hub/datasets--org--text", "4444444ddd", "config.json", "{}");
        putCached(scratch, "hub/models--org--tokens", "5555555eee", "tokenizer.json", "{}"); // no model
        const auto models = findLibrary({.models = {}, .huggingFace = {scratch.path("hub")}});
        QCOMPARE(models.size(), size_t(3));
        const ModelOnDisk* folder = named(models, "org/tiny");
        QVERIFY(folder && folder->kind == ModelKind::HuggingFace &&
                folder->source == ModelSource::HuggingFace);
        QVERIFY2(folder->sound(), folder->problem.str().c_str());
        VERIFY_OK(Model::open(folder->path));
        const ModelOnDisk* file = named(models, "tiny.Q4_0");
        QVERIFY(file && file->bytes == m_gguf.size());
        VERIFY_OK(Model::open(file->path));
        QVERIFY(named(models, "sorted.Q8_0"));
    }

    void aModelThatIsThereTwiceIsShownOnce() {
        const Scratch scratch;
        putFolderModel(scratch, "hub/models--org--tiny", "1111111aaa");
        putFolderModel(scratch, "hub/models--org--other", "9999999aaa");
        // A second revision with the very same blobs, and a third with its own.
        fs::copy(scratch.path("hub/models--org--tiny/snapshots/1111111aaa"),
                 scratch.path("hub/models--org--tiny/snapshots/2222222bbb"),
                 fs::copy_options::recursive | fs::copy_options::copy_symlinks);
        putCached(scratch, "hub/models--org--tiny", "3333333ccc", "config.json",
                  bytesOf(golden("tiny_llama") / "hf" / "config.json") + " ");
        putCached(scratch, "hub/models--org--tiny", "3333333ccc", "model.safetensors",
                  bytesOf(golden("tiny_llama") / "hf" / "model.safetensors"));
        scratch.put("hub/models--org--tiny/refs/main", "2222222bbb");
        // One GGUF under three names.
        scratch.put("models/tiny.gguf", m_gguf);
        scratch.put("more/unused", "");
        fs::create_hard_link(scratch.path("models/tiny.gguf"), scratch.path("more/hard.gguf"));
        fs::create_symlink(scratch.path("models/tiny.gguf"), scratch.path("more/soft.gguf"));
        const auto models = findLibrary({.models = scratch.path("models"),
                                         .huggingFace = {scratch.path("hub"), scratch.path("hub")},
                                         .folders = {scratch.path("more")}});
        std::vector<std::string> names;
        for (const ModelOnDisk& model : models) names.push_back(model.name);
        const std::vector<std::string> expected{"tiny", "org/other", "org/tiny", "org/tiny@3333333"};
        QCOMPARE(names, expected);
        QCOMPARE(named(models, "org/tiny")->path.filename(), fs::path("2222222bbb")); // what main names
    }

    void brokenEntriesSayWhatIsWrong() {
        const Scratch scratch;
        // A link out of the cache, even to a good file.
        const fs::path outside = scratch.put("elsewhere/secret.gguf", m_gguf);
        fs::create_directories(scratch.path("hub/models--org--leak/snapshots/1111111"));
        fs::create_symlink(outside, scratch.path("hub/models--org--leak/snapshots/1111111/leak.gguf"));
        // Interrupted before anything was whole.
        scratch.put("hub/models--org--begun/blobs/abc.incomplete", "half");
        // A shard of the index is missing.
        const std::string index =
            R"({"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}})";
        putCached(scratch, "hub/models--org--shard", "1111111", "config.json", "{}");
        putCached(scratch, "hub/models--org--shard", "1111111", "model.safetensors.index.json", index);
        putCached(scratch, "hub/models--org--shard", "1111111", "model-00001-of-00002.safetensors", "x");
        // A link whose blob is gone.
        putCached(scratch, "hub/models--org--gone", "1111111", "config.json", "{ }");
        putCached(scratch, "hub/models--org--gone", "1111111", "model.safetensors", "gone");
        fs::remove(scratch.path("hub/models--org--gone/blobs/" + sha256("gone")));
        putCached(scratch, "hub/models--org--pickle", "1111111", "config.json", "{  }");
        putCached(scratch, "hub/models--org--pickle", "1111111", "pytorch_model.bin", "pickle");
        putCached(scratch, "hub/models--org--config", "1111111", "config.json", "{   }");
        scratch.put("mine/part-00001-of-00002.gguf", m_gguf);
        scratch.put("mine/junk.gguf", "<html>not found</html>");
        scratch.put("mine/empty.gguf", "");
        const auto models = findLibrary(
            {.models = {}, .huggingFace = {scratch.path("hub")}, .folders = {scratch.path("mine")}});
        const std::pair<const char*, const char*> expected[] = {
            {"leak", "leads out of its cache"},
            {"org/begun", "not finished"},
            {"org/shard", "model-00002-of-00002.safetensors is not there"},
            {"org/gone", "model.safetensors is not there"},
            {"org/pickle", "pickles"},
            {"org/config", "no weights"},
            {"part-00001-of-00002", "part-00002-of-00002.gguf is not there"},
            {"junk", "not a GGUF file"},
            {"empty", "not a GGUF file"},
        };
        QCOMPARE(models.size(), std::size(expected));
        for (const auto& [name, words] : expected)
            QVERIFY2(problemOf(models, name).find(words) != std::string::npos,
                     (std::string(name) + ": " + problemOf(models, name)).c_str());
    }

    void ollamaBlobsAreFoundThroughTheirManifests() {
        const Scratch scratch;
        const std::string digest = sha256(m_gguf);
        putOllama(scratch, "tiny/latest", m_gguf, digest, m_gguf.size());
        putOllama(scratch, "tiny/same", {}, digest, m_gguf.size());
        putOllama(scratch, "lost/7b", {}, std::string(64, 'a'), 12);
        putOllama(scratch, "short/1b", "GGUF", std::string(64, 'b'), 12);
        // CVE-2024-37032: a digest that is a path.
        putOllama(scratch, "evil/1b", {}, "../../../../etc/passwd", 12);
        scratch.put("ollama/manifests/registry.ollama.ai/library/junk/latest", "{");
        const auto models = findLibrary({.models = {}, .ollama = {scratch.path("ollama")}});
        const ModelOnDisk* tiny = named(models, "tiny:latest");
        QVERIFY(tiny && tiny->sound() && tiny->source == ModelSource::Ollama);
        VERIFY_OK(Model::open(tiny->path)); // although it is not called .gguf
        QVERIFY(!named(models, "tiny:same"));
        QVERIFY(problemOf(models, "lost:7b").find("is not there") != std::string::npos);
        QVERIFY(problemOf(models, "short:1b").find("it has 4 bytes, 12 are expected") != std::string::npos);
        QVERIFY(problemOf(models, "evil:1b").find("its digest is none") != std::string::npos);
        QVERIFY(!named(models, "junk:latest")->sound());
        const auto found = findModel(
            "TINY:latest", LibraryPlaces{.models = scratch.path("none"), .ollama = {scratch.path("ollama")}});
        VERIFY_OK(found);
        QCOMPARE(found->path, tiny->path);
        VERIFY_FAILS(findModel("lost:7b", LibraryPlaces{.models = scratch.path("none"),
                                                        .ollama = {scratch.path("ollama")}}),
                     "is not there");
    }

    void modelScopeAndLmStudioAndOwnFolders() {
        const Scratch scratch;
        for (const auto& entry : fs::directory_iterator(golden("tiny_llama") / "hf"))
            scratch.put("ms/hub/models/org/tiny-1___5/" + entry.path().filename().string(),
                        bytesOf(entry.path()));
        scratch.put("ms/hub/models/._____temp/org/half/config.json", "{}");
        scratch.put("lm/publisher/model-GGUF/tiny.gguf", m_gguf);
        scratch.put("lm/publisher/model-GGUF/mmproj-tiny.gguf", m_gguf + "y");
        scratch.put("own/deep/deeper/mine.gguf", m_gguf + "z");
        scratch.put("own/org--half.part/x.gguf", m_gguf + "w");
        fs::create_directory_symlink("..", scratch.path("own/deep/circle"));
        const auto models = findLibrary({.models = {},
                                         .modelScope = {scratch.path("ms"), scratch.path("ms/hub/models")},
                                         .lmStudio = {scratch.path("lm")},
                                         .folders = {scratch.path("own")}});
        QCOMPARE(models.size(), size_t(3));
        QVERIFY(named(models, "org/tiny-1.5") && named(models, "org/tiny-1.5")->sound());
        QCOMPARE(named(models, "org/tiny-1.5")->source, ModelSource::ModelScope);
        QCOMPARE(named(models, "tiny")->source, ModelSource::LmStudio);
        QCOMPARE(named(models, "mine")->source, ModelSource::Folder);
    }

    void modelsOfRunsAreNamedAfterThem() {
        const Scratch scratch;
        for (const auto& entry : fs::directory_iterator(golden("tiny_llama") / "hf"))
            scratch.put("runs/whole-1/model/" + entry.path().filename().string(), bytesOf(entry.path()));
        scratch.put("runs/adapted/adapter/adapter_config.json", "{}");
        scratch.put("runs/torn/model/config.json", "{}");
        const auto models = findLibrary({.models = {}, .runs = {scratch.path("runs")}});
        QCOMPARE(models.size(), size_t(2));
        QVERIFY(named(models, "whole-1") && named(models, "whole-1")->sound());
        QCOMPARE(named(models, "whole-1")->source, ModelSource::Run);
        QCOMPARE(named(models, "whole-1")->path, fs::path(scratch.path("runs/whole-1/model")));
        QVERIFY(named(models, "torn") && !named(models, "torn")->sound());
        const auto found = findModel(
            "whole-1", LibraryPlaces{.models = scratch.path("none"), .runs = {scratch.path("runs")}});
        VERIFY_OK(found);
    }

    void aLargeCacheIsLookedThroughQuickly() {
        const Scratch scratch;
        for (int i = 0; i < 50; ++i) {
            const std::string repo = "hub/models--org--m" + std::to_string(i);
            putCached(scratch, repo, "1111111", "config.json", "{\"n\":" + std::to_string(i) + "}");
            putCached(scratch, repo, "1111111", "model.safetensors", std::to_string(i));
        }
        const ProcessorTimer timer;
        QCOMPARE(findLibrary({.models = {}, .huggingFace = {scratch.path("hub")}}).size(), size_t(50));
        QVERIFY2(timer.milliseconds() < 100 * slowness, std::to_string(timer.milliseconds()).c_str());
    }
};

QTEST_APPLESS_MAIN(LibraryTest)
#include "library_test.moc"
