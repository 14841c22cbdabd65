// The certificate says "equal" of equal copies and finds what is wrong with wrong ones.
#include "core/generate/export_model.h"
#include "core/tensor/gguf.h"

#include "tests/support/models.h"

using namespace inkstone;
using namespace inkstone::test;

namespace {

fs::path tiny() { return golden("tiny_llama/hf"); }

Result<ExportedModel> exported(const fs::path& source, ExportRequest request, std::stop_token stop = {}) {
    INK_TRY(model, Model::open(source));
    request.threads = 2;
    request.program = "test 1";
    NullSink sink;
    return exportModel(std::move(model), std::move(request), stop, sink);
}

ExportRequest to(const fs::path& target, ExportType type, ConvertFormat format = ConvertFormat::Gguf) {
    ExportRequest request;
    request.convert.target = target;
    request.convert.type = type;
    request.convert.format = format;
    return request;
}

} // namespace

class ParityTest : public QObject {
    Q_OBJECT

private slots:
    void anExactCopyIsEqual() {
        Scratch scratch;
        const auto done = exported(tiny(), to(scratch.path("m.gguf"), ExportType::F32));
        VERIFY_OK(done);
        QVERIFY(done->certificate);
        const Parity& parity = done->certificate->parity;
        QVERIFY(parity.divergence.tokens > 100);
        QVERIFY(std::abs(parity.divergence.mean) < 1e-9);
        QCOMPARE(parity.divergence.top1Agreement, 1.0);
        QCOMPARE(parity.prompts, 20);
        QCOMPARE(parity.greedyEqual, 20);
        QVERIFY(parity.stopsEqual() && parity.tokenizerEqual && parity.templateEqual);

        const auto json = readJson(scratch.path("m.gguf.parity.json"));
        VERIFY_OK(json);
        const auto sha = sha256OfFile(scratch.path("m.gguf"));
        QCOMPARE((*json)["result"]["sha256"].get<std::string>(), *sha);
        QCOMPARE((*json)["result"]["type"].get<std::string>(), std::string("f32"));
        QCOMPARE((*json)["program"].get<std::string>(), std::string("test 1"));
        QCOMPARE((*json)["parity"]["greedy"]["equal"].get<int>(), 20);
        QVERIFY((*json)["adapter"].is_null());
        QCOMPARE((*json)["source"]["sha256"].get<std::string>().size(), size_t(64));
    }

    void aQuantisedCopyIsNear() {
        Scratch scratch;
        const auto q8 = exported(tiny(), to(scratch.path("q8.gguf"), ExportType::Q8_0));
        const auto q4 = exported(tiny(), to(scratch.path("q4.gguf"), ExportType::Q4_0));
        VERIFY_OK(q8);
        VERIFY_OK(q4);
        const Divergence a = q8->certificate->parity.divergence, b = q4->certificate->parity.divergence;
        QVERIFY(a.mean > 0 && a.mean <= a.max);
        QVERIFY(a.mean < b.mean);
        QVERIFY(a.top1Agreement >= b.top1Agreement);
    }

    void aMergedCopyIsBasePlusAdapter() {
        Scratch scratch;
        ExportRequest request = to(scratch.path("hf"), ExportType::F32, ConvertFormat::HuggingFace);
        request.adapterFolder = golden("lora_step/init_adapter_b");
        const auto merged = exported(tiny(), request);
        VERIFY_OK(merged);
        QVERIFY(merged->certificate->parity.divergence.max < 1e-8);
        QCOMPARE(merged->certificate->parity.greedyEqual, 20);
        const auto json = readJson(scratch.path("hf.parity.json"));
        VERIFY_OK(json);
        QCOMPARE((*json)["adapter"]["sha256"].get<std::string>().size(), size_t(64));
        // Without the adapter it is another model: the check above could have failed.
        NullSink sink;
        const auto base = prepare(tiny(), Compute::F32), copy = prepare(scratch.path("hf"), Compute::F32);
        const auto other = measureParity({base}, {copy}, {}, {}, sink);
        VERIFY_OK(other);
        QVERIFY(other->divergence.max > 1e-4);
    }

    void aChangedEndIsFound() {
        Scratch scratch;
        fs::copy(tiny(), scratch.path("hf"));
        auto config = readJson(scratch.path("hf/tokenizer_config.json"));
        VERIFY_OK(config);
        (*config)["eos_token"] = "<|im_start|>";
        (*config)["chat_template"] = "{{ messages[0]['content'] }}";
        fs::remove(scratch.path("hf/chat_template.jinja"));
        VERIFY_OK(writeJson(scratch.path("hf/tokenizer_config.json"), *config));
        NullSink sink;
        const auto parity = measureParity({prepare(tiny(), Compute::F32)},
                                          {prepare(scratch.path("hf"), Compute::F32)}, {}, {}, sink);
        VERIFY_OK(parity);
        QVERIFY(!parity->endTokensEqual);
        QVERIFY(!parity->stopsEqual());
        QVERIFY(!parity->templateEqual);
        QVERIFY(parity->tokenizerEqual);
    }

    void withoutATokenizerIdsAreCompared() {
        Scratch scratch;
        const auto done =
            exported(golden("architectures/gemma2"), to(scratch.path("m.gguf"), ExportType::BF16));
        VERIFY_OK(done);
        QVERIFY(!done->certificate->parity.hasTokenizer);
        QCOMPARE(done->certificate->parity.greedyEqual, 20);
        QVERIFY(!done->converted.warnings.empty());
    }

    void anOldCertificateDoesNotStay() {
        Scratch scratch;
        scratch.put("m.gguf", "old");
        scratch.put("m.gguf.parity.json", "{}");
        ExportRequest request = to(scratch.path("m.gguf"), ExportType::F16);
        request.certificate = false;
        VERIFY_FAILS(exported(tiny(), request), "exists already");
        QVERIFY(fs::exists(scratch.path("m.gguf.parity.json")));
        request.convert.replace = true;
        VERIFY_OK(exported(tiny(), request));
        QVERIFY(!fs::exists(scratch.path("m.gguf.parity.json")));
    }

    void anAdapterOfAnotherModelIsRefused() {
        Scratch scratch;
        ExportRequest request = to(scratch.path("m.gguf"), ExportType::F16);
        request.adapterFolder = golden("lora_step/init_adapter");
        VERIFY_FAILS(exported(golden("architectures/llama3"), request), "does not fit");
        QVERIFY(scratch.names().empty());
    }
};

QTEST_APPLESS_MAIN(ParityTest)
#include "parity_test.moc"
