#include "core/model/catalogue.h"

#include "core/tensor/gguf.h"
#include "core/tensor/non_finite.h"
#include "tests/support/scratch.h"

#include <set>

using namespace inkstone;
using namespace inkstone::test;

class CatalogueTest : public QObject {
    Q_OBJECT
private slots:
    void theTinyModelIsACompleteLlama() {
        const Scratch scratch;
        VERIFY_OK(makeTinyRandomModel(scratch.path("tiny.gguf"), {.layers = 3, .tied = false}));
        const auto opened = GgufFile::open(scratch.path("tiny.gguf"));
        VERIFY_OK(opened);
        const GgufFile& file = **opened;
        QCOMPARE(*file.string("general.name"), std::string("Tiny random model (not a real one)"));
        QCOMPARE(*file.integer("llama.block_count"), 3);
        QCOMPARE(file.tensors().size(), size_t(3 + 3 * 9));
        QCOMPARE((*file.tensor("blk.2.attn_k.weight"))->shapeText(), std::string("[32, 64]"));
        QCOMPARE((*file.tensor("output.weight"))->shapeText(), std::string("[259, 64]"));
        const auto tokens = file.strings("tokenizer.ggml.tokens");
        VERIFY_OK(tokens);
        QCOMPARE(tokens->size(), size_t(259));
        QCOMPARE((*tokens)[3 + 'A'], std::string("A"));
        QCOMPARE((*tokens)[3 + ' '], std::string("Ġ"));
        QCOMPARE((*tokens)[3 + '\n'], std::string("Ċ"));
        QCOMPARE((*tokens)[3 + 255], std::string("ÿ"));
        QCOMPARE(std::set<std::string>(tokens->begin(), tokens->end()).size(), size_t(259));
        QCOMPARE(countNonFinite(file)->count, 0);
    }

    void theSeedDecides() {
        const Scratch scratch;
        VERIFY_OK(makeTinyRandomModel(scratch.path("a"), {.seed = 1}));
        VERIFY_OK(makeTinyRandomModel(scratch.path("b"), {.seed = 1}));
        VERIFY_OK(makeTinyRandomModel(scratch.path("c"), {.seed = 2}));
        VERIFY_OK(makeTinyRandomModel(scratch.path("d"), {.dtype = kernels::DType::BF16}));
        QVERIFY(scratch.get("a") == scratch.get("b"));
        QVERIFY(scratch.get("a") != scratch.get("c"));
        QCOMPARE(std::string((*GgufFile::open(scratch.path("d")))->find("blk.0.attn_q.weight")->typeName),
                 std::string("BF16"));
    }

    void listsWhatIsOnDisk() {
        const Scratch scratch;
        QVERIFY(listModels(scratch.path("absent")).empty());
        scratch.put("SmolLM2-135M-Instruct.Q4_1.gguf", "12345");
        scratch.put("other.gguf", "1");
        scratch.put("big-00001-of-00002.gguf", "1");
        scratch.put("big-00002-of-00002.gguf", "1");
        scratch.put("half.gguf.tmp-1-2-3", "1");
        scratch.put("hf-model/config.json", "{}");
        scratch.put("hf-model/model.safetensors", "1234567");
        scratch.put("no-model/readme", "");
        const auto models = listModels(scratch.path());
        QCOMPARE(models.size(), size_t(4));
        QCOMPARE(models[0].name, std::string("SmolLM2-135M-Instruct"));
        QCOMPARE(models[0].bytes, uint64_t(5));
        QCOMPARE(models[1].name, std::string("big-00001-of-00002"));
        QCOMPARE(models[2].name, std::string("hf-model"));
        QCOMPARE(models[2].kind, ModelKind::HuggingFace);
        QCOMPARE(models[2].bytes, uint64_t(9));
        QCOMPARE(models[3].name, std::string("other"));
    }

    void findsByNameFileOrFolder() {
        const Scratch scratch;
        scratch.put("SmolLM2-135M-Instruct.Q4_1.gguf", "12345");
        scratch.put("hf/config.json", "{}");
        const fs::path file = scratch.path("SmolLM2-135M-Instruct.Q4_1.gguf");
        for (const std::string name : {"SmolLM2-135M-Instruct", "smollm2-135m-instruct",
                                       "SmolLM2-135M-Instruct.Q4_1", "SmolLM2-135M-Instruct.Q4_1.gguf"}) {
            const auto found = findModel(name, scratch.path());
            VERIFY_OK(found);
            QCOMPARE(found->path, file);
        }
        QCOMPARE(findModel(file.string())->path, file);
        QCOMPARE(findModel(scratch.path("hf").string() + "/")->kind, ModelKind::HuggingFace);
        QCOMPARE(findModel("hf", scratch.path())->kind, ModelKind::HuggingFace);
        VERIFY_FAILS(findModel("nonsense", scratch.path()), "installed: SmolLM2-135M-Instruct, hf");
        VERIFY_FAILS(findModel("", scratch.path()), "cannot find the model");
        VERIFY_FAILS(findModel("SmolLM2-135M-Instruct", scratch.path("empty")),
                     "packaging/run.sh gets it (98.4 MB)");
        scratch.put("junk/readme", "");
        VERIFY_FAILS(findModel(scratch.path("junk").string()), "the folder holds no model");
    }

    void hashesAreRememberedUntilTheFileChanges() {
        const Scratch scratch;
        qputenv("XDG_CACHE_HOME", QByteArray::fromStdString(scratch.path("cache").string()));
        const fs::path file = scratch.put("m.gguf", "one");
        QCOMPARE(*modelSha256(file), sha256("one"));
        bool read = false;
        const auto watch = [&](uint64_t, uint64_t) { read = true; };
        QCOMPARE(*modelSha256(file, {}, watch), sha256("one"));
        QVERIFY(!read);
        scratch.put("m.gguf", "two");
        fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(2));
        QCOMPARE(*modelSha256(file, {}, watch), sha256("two"));
        QVERIFY(read);
        scratch.put("cache/inkstone/model-hashes.json", "{broken");
        QCOMPARE(*modelSha256(file), sha256("two"));
        VERIFY_FAILS(modelSha256(scratch.path("absent")), "it does not exist");
    }

    void aWrongFileIsNotTheCatalogues() {
        const Scratch scratch;
        qputenv("XDG_CACHE_HOME", QByteArray::fromStdString(scratch.path("cache").string()));
        CatalogueEntry entry;
        entry.sha256 = sha256("good");
        entry.bytes = 4;
        VERIFY_OK(verifyModel(entry, scratch.put("a", "good")));
        VERIFY_FAILS(verifyModel(entry, scratch.put("b", "goo")), "it has 3 bytes, 4 are expected");
        VERIFY_FAILS(verifyModel(entry, scratch.put("c", "baad")), "expected is " + sha256("good"));
    }

    void theStarterModelIsTheRealOne() {
        const auto starter = findModel("SmolLM2-135M-Instruct");
        if (!starter) QSKIP("the starter model is not on this machine");
        VERIFY_OK(verifyModel(*findInCatalogue("SmolLM2-135M-Instruct"), starter->path));
        const ProcessorTimer timer;
        const auto opened = GgufFile::open(starter->path);
        VERIFY_OK(opened);
        QVERIFY(timer.milliseconds() < 500 * slowness);
        QCOMPARE((*opened)->tensors().size(), size_t(272));
        QCOMPARE(countNonFinite(**opened)->count, 0);
    }
};

QTEST_APPLESS_MAIN(CatalogueTest)
#include "catalogue_test.moc"
