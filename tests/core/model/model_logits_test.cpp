// The forward pass from outside: logits and greedy answers by transformers (tests/reference).
#include "core/base/json.h"
#include "core/generate/generation.h"
#include "core/model/catalogue.h"
#include "core/model/convert.h"
#include "core/tensor/safetensors.h"

#include "tests/support/models.h"

#include <cmath>

using namespace inkstone;
using kernels::DType;
using namespace inkstone::test;

namespace {

/// The allowed error of --compute f32, as a part of the largest logit.
constexpr double exactness = 1e-4;

struct Case {
    std::vector<TokenId> ids;
    std::span<const float> logits; ///< [n, vocabulary]
};

std::vector<Case> readCases(const SafetensorsFile& file) {
    std::vector<Case> cases;
    for (int i = 0; const SafeTensor* ids = file.find("ids_" + std::to_string(i)); ++i) {
        const SafeTensor* logits = file.find("logits_" + std::to_string(i));
        const auto* first = reinterpret_cast<const TokenId*>(ids->data);
        cases.push_back({{first, first + ids->count()},
                         {reinterpret_cast<const float*>(logits->data), size_t(logits->count())}});
    }
    return cases;
}

std::vector<float> allLogits(Decoder& decoder, std::span<const TokenId> ids) {
    std::vector<float> all;
    const auto each = [&](int64_t, kernels::TensorView rows) -> Status {
        all.insert(all.end(), rows.f32(), rows.f32() + rows.count());
        return {};
    };
    if (const Status status = decoder.feedAll(ids, each); !status)
        qWarning("%s", status.error().str().c_str());
    return all;
}

/// Largest difference as a part of the largest expected value.
double relativeError(std::span<const float> got, std::span<const float> expected) {
    if (got.size() != expected.size()) return INFINITY;
    double error = 0, largest = 0;
    for (size_t i = 0; i < got.size(); ++i) {
        error = std::max(error, std::isfinite(got[i]) ? std::abs(double(got[i]) - expected[i]) : INFINITY);
        largest = std::max(largest, std::abs(double(expected[i])));
    }
    return error / largest;
}

/// Size of the differences as a part of the values' size.
double relativeRms(std::span<const float> got, std::span<const float> expected) {
    if (got.size() != expected.size()) return INFINITY;
    double error = 0, size = 0;
    for (size_t i = 0; i < got.size(); ++i) {
        error += std::isfinite(got[i]) ? std::pow(double(got[i]) - expected[i], 2) : INFINITY;
        size += std::pow(double(expected[i]), 2);
    }
    return std::sqrt(error / size);
}

/// Logits of all tokens, fed in pieces of at most `most`.
std::vector<float> logitsInPieces(const std::shared_ptr<const PreparedModel>& prepared,
                                  std::span<const TokenId> ids, size_t most, CacheType cache = {}) {
    std::vector<float> logits;
    auto decoder = Decoder::make(prepared, nullptr, {.threads = 2, .cacheType = cache});
    while (!ids.empty()) {
        const auto part = ids.first(std::min(most, ids.size()));
        const auto more = allLogits(**decoder, part);
        logits.insert(logits.end(), more.begin(), more.end());
        ids = ids.subspan(part.size());
    }
    return logits;
}

} // namespace

class ModelLogitsTest : public QObject {
    Q_OBJECT
    std::shared_ptr<const SafetensorsFile> m_expected;
    Scratch m_scratch;
    fs::path m_blocks; ///< a model whose matrices are quantised

    /// Those of a case, as far as the model's vocabulary goes.
    static std::vector<TokenId> idsFor(const PreparedModel& model, const Case& c) {
        std::vector<TokenId> ids = c.ids;
        for (TokenId& id : ids) id %= TokenId(model.config().vocabulary);
        return ids;
    }

    void smollmCase(const Json& expected, Decoder& decoder) {
        decoder.truncate(0);
        VERIFY_OK(decoder.feed(expected["ids"].get<std::vector<TokenId>>()));
        const double largest = expected["max_abs"].get<double>();
        double sum = 0;
        for (const float x : decoder.logits()) sum += std::exp(double(x));
        QVERIFY(std::abs(std::log(sum) - expected["logsumexp"].get<double>()) < exactness * largest);
        for (const Json& entry : expected["top"]) {
            const double got = decoder.logits()[entry["id"].get<size_t>()];
            QVERIFY2(
                std::abs(got - entry["logit"].get<double>()) < exactness * largest,
                qPrintable(
                    QString("%1: %2").arg(entry["id"].get<int>()).arg(got - entry["logit"].get<double>())));
        }
    }

private slots:
    void initTestCase() {
        auto file = SafetensorsFile::open(golden("tiny_llama") / "expected.safetensors");
        VERIFY_OK(file);
        m_expected = *file;
        const fs::path floats = m_scratch.path("floats.gguf");
        VERIFY_OK(makeTinyRandomModel(floats));
        m_blocks = m_scratch.path("blocks.gguf");
        VERIFY_OK(convertModel(openModel(floats), {.target = m_blocks, .type = ExportType::Q8_0}));
    }

    void tinyLogits_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("backend");
        for (const char* file : {"tiny.gguf", "hf"})
            for (const kernels::Backend& backend : kernels::backends())
                QTest::addRow("%s on %s", file, backend.name.c_str())
                    << file << QString::fromStdString(backend.name);
    }
    void tinyLogits() {
        QFETCH(QString, file);
        QFETCH(QString, backend);
        const auto model = openModel(golden("tiny_llama") / file.toStdString());
        QVERIFY(model);
        const auto prepared = prepare(model, Compute::F32, kernels::findBackend(backend.toStdString()));
        QVERIFY(prepared);
        const auto cases = readCases(*m_expected);
        QCOMPARE(cases.size(), size_t(4));
        for (const Case& c : cases) {
            auto decoder = Decoder::make(prepared, nullptr, {.threads = 2});
            VERIFY_OK(decoder);
            const double error = relativeError(allLogits(**decoder, c.ids), c.logits);
            QVERIFY2(error < exactness, qPrintable(QString::number(error)));
        }
    }
    void anAdapterGivesPeftsLogits() {
        const auto model = openModel(golden("tiny_llama") / "tiny.gguf");
        QVERIFY(model);
        const auto prepared = prepare(model, Compute::F32);
        for (const char* name : {"init_adapter", "init_adapter_b"}) {
            auto adapter = LoraAdapter::load(golden("lora_step") / name, model->config());
            VERIFY_OK(adapter);
            auto expected = SafetensorsFile::open(golden("lora_step") /
                                                  ("expected_" + std::string(name) + ".safetensors"));
            VERIFY_OK(expected);
            const SafeTensor* ids = (*expected)->find("ids");
            const SafeTensor* logits = (*expected)->find("logits");
            QVERIFY(ids && logits);
            auto decoder = Decoder::make(prepared, std::make_shared<const LoraAdapter>(std::move(*adapter)),
                                         {.threads = 2});
            VERIFY_OK(decoder);
            const auto* first = reinterpret_cast<const TokenId*>(ids->data);
            const auto got = allLogits(**decoder, {first, size_t(ids->count())});
            const double error =
                relativeError(got, {reinterpret_cast<const float*>(logits->data), size_t(logits->count())});
            QVERIFY2(error < exactness, qPrintable(QString::number(error)));
        }
    }

    void tokenByTokenEqualsAtOnce_data() {
        QTest::addColumn<int>("compute");
        QTest::addColumn<int>("chunk");
        QTest::addColumn<double>("tolerance");
        // Exact: the same sums in another order.
        QTest::newRow("f32") << int(Compute::F32) << 1000 << 1e-5;
        // Few tokens at once attend in f32, as one does.
        QTest::newRow("int8, few at once") << int(Compute::Int8) << 8 << 1e-6;
    }
    void tokenByTokenEqualsAtOnce() {
        QFETCH(int, compute);
        QFETCH(int, chunk);
        QFETCH(double, tolerance);
        for (const fs::path& path : {golden("tiny_llama") / "tiny.gguf", m_blocks}) {
            const auto prepared = prepare(path, Compute(compute));
            QVERIFY(prepared);
            const Case c = readCases(*m_expected)[2];
            const auto ids = idsFor(*prepared, c);
            const double error =
                relativeError(logitsInPieces(prepared, ids, 1), logitsInPieces(prepared, ids, size_t(chunk)));
            QVERIFY2(error < tolerance, qPrintable(QString::number(error)));
        }
    }
    /// Many tokens at once attend in bf16 and one in f32; in int8 such a rounding may move an activation by a
    /// whole step. Each is near the exact result; independent errors lie apart by the root of their squares.
    /// A wrong cache or position gives more than a tenth.
    void fastWaysAgreeAsTheyDoWithTheExactOne() {
        // Matrices in floats are multiplied in bf16 where that is fast, those in blocks in int8.
        for (const fs::path& path : {golden("tiny_llama") / "tiny.gguf", m_blocks}) {
            const auto prepared = prepare(path, Compute::Int8), exact = prepare(path, Compute::F32);
            QVERIFY(prepared && exact);
            const auto ids = idsFor(*prepared, readCases(*m_expected)[2]);
            const auto expected = logitsInPieces(exact, ids, 1000),
                       stepped = logitsInPieces(prepared, ids, 1),
                       atOnce = logitsInPieces(prepared, ids, 1000);
            const double apart = relativeRms(atOnce, stepped), off = relativeRms(stepped, expected),
                         offAtOnce = relativeRms(atOnce, expected);
            const QString facts = QString("%1 apart, %2 and %3 off").arg(apart).arg(off).arg(offAtOnce);
            QVERIFY2(apart <= std::hypot(off, offAtOnce), qPrintable(facts));
            QVERIFY2(std::max(off, offAtOnce) < 5e-2, qPrintable(facts));
        }
    }
    /// Rounding to 8 bits moves a key by up to 1/254 of its block's largest; it shows, but is small.
    void aCacheOfEightBitsIsNearTheExactOne() {
        const fs::path path = m_scratch.path("heads of 32.gguf");
        VERIFY_OK(makeTinyRandomModel(path, {.hidden = 128, .heads = 4, .keyValueHeads = 2}));
        const auto prepared = prepare(path, Compute::F32);
        QVERIFY(prepared);
        const auto ids = idsFor(*prepared, readCases(*m_expected)[2]);
        const auto expected = logitsInPieces(prepared, ids, 1000);
        for (const size_t most : {size_t(1), size_t(1000)}) {
            const double off = relativeRms(logitsInPieces(prepared, ids, most, DType::Q8_0), expected);
            QVERIFY2(off > 1e-5 && off < 2e-2, qPrintable(QString::number(off)));
        }
        // 68 bytes a head instead of 128.
        QCOMPARE(cacheBytesPerToken(prepared->config(), DType::Q8_0) * 32,
                 cacheBytesPerToken(prepared->config(), DType::BF16) * 17);
        VERIFY_FAILS(Decoder::make(prepare(golden("tiny_llama") / "tiny.gguf", Compute::F32), nullptr,
                                   {.cacheType = DType::Q8_0}),
                     "multiple of 32");
    }
    void forgottenTokensLeaveNoTrace() {
        const auto prepared = prepare(golden("tiny_llama") / "tiny.gguf", Compute::F32);
        const Case c = readCases(*m_expected)[2];
        auto decoder = Decoder::make(prepared, nullptr, {.threads = 2});
        auto fresh = Decoder::make(prepared, nullptr, {.threads = 2});
        VERIFY_OK(decoder);
        VERIFY_OK(fresh);
        VERIFY_OK((*decoder)->feed(c.ids));
        (*decoder)->truncate(10);
        const std::vector<TokenId> other{5, 4, 3};
        VERIFY_OK((*decoder)->feed(other));
        VERIFY_OK((*fresh)->feed(std::span(c.ids).first(10)));
        VERIFY_OK((*fresh)->feed(other));
        QVERIFY(relativeError((*decoder)->logits(), (*fresh)->logits()) < 1e-6);
    }
    void resultsDoNotDependOnThreads() {
        for (const Compute compute : {Compute::F32, Compute::Int8}) {
            const auto prepared = prepare(golden("tiny_llama") / "tiny.gguf", compute);
            const Case c = readCases(*m_expected)[2];
            auto one = Decoder::make(prepared, nullptr, {.threads = 1});
            auto three = Decoder::make(prepared, nullptr, {.threads = 3});
            VERIFY_OK(one);
            VERIFY_OK(three);
            QVERIFY(allLogits(**one, c.ids) == allLogits(**three, c.ids));
        }
    }

    void smollmLogits() {
        NEED_STARTER_MODEL();
        const auto prepared = prepare(starterModelPath(), Compute::F32);
        QVERIFY(prepared);
        const auto cases = readJson(golden("smollm2_logits") / "logits.json");
        VERIFY_OK(cases);
        auto decoder = Decoder::make(prepared, nullptr, {.capacity = 256, .threads = 2});
        VERIFY_OK(decoder);
        for (const Json& expected : *cases) smollmCase(expected, **decoder);
    }
    void smollmAnswers() {
        NEED_STARTER_MODEL();
        const auto prepared = prepare(starterModelPath(), Compute::F32);
        QVERIFY(prepared);
        auto generator = Generator::make(prepared, nullptr, {.capacity = 256, .threads = 2});
        VERIFY_OK(generator);
        const auto cases = readJson(golden("smollm2_logits") / "greedy.json");
        VERIFY_OK(cases);
        for (const Json& expected : *cases) {
            const auto prompt = chatPrompt(
                prepared->model(), {{.role = "user", .content = expected["question"].get<std::string>()}});
            VERIFY_OK(prompt);
            QCOMPARE(prompt->text, expected["prompt_text"].get<std::string>());
            QCOMPARE(prompt->ids, expected["prompt_ids"].get<std::vector<TokenId>>());
            // A close call may fall otherwise; the token before it must not. Twelve tokens keep the test
            // short.
            NullSink sink;
            const auto answer = (*generator)->generate(prompt->ids, {.maxTokens = 12}, {}, sink);
            VERIFY_OK(answer);
            auto ids = expected["ids"].get<std::vector<TokenId>>();
            ids.resize(std::min<size_t>(ids.size(), 12));
            QCOMPARE(answer->ids, ids);
        }
    }
};

QTEST_APPLESS_MAIN(ModelLogitsTest)
#include "model_logits_test.moc"
