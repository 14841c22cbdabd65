// Training all weights against torch: tests/golden/full_step, made by tests/reference/make_full_step.py. And
// the model that comes out of it, as others open it.
#include "core/model/architecture.h"
#include "core/tensor/safetensors.h"
#include "core/train/checkpoint.h"
#include "core/train/full_engine.h"

#include "tests/support/models.h"

#include <cmath>

using namespace inkstone;
using namespace inkstone::test;

namespace {

constexpr const char* names[] = {"llama3", "llama_linear", "qwen2",     "qwen3",
                                 "gemma2", "gemma3",       "tiny_llama"};

fs::path folderOf(const QString& name) {
    return name == "tiny_llama" ? golden("tiny_llama") / "hf" : golden("architectures") / name.toStdString();
}

template <class T> std::vector<T> values(const SafetensorsFile& file, const std::string& name) {
    const SafeTensor* tensor = file.find(name);
    if (!tensor) qFatal("no tensor %s", name.c_str());
    const auto* first = reinterpret_cast<const T*>(tensor->data);
    return {first, first + tensor->count()};
}

double relativeL2(std::span<const float> got, std::span<const float> expected) {
    double difference = 0, size = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
        difference += std::pow(double(got[i]) - expected[i], 2);
        size += std::pow(double(expected[i]), 2);
    }
    return std::sqrt(difference / size);
}

struct NamedPart {
    std::string name; ///< Hugging Face's
    WeightLayout::Part part;
};

/// Every parameter of the model, tied matrices once.
std::vector<NamedPart> partsOf(const Model& model, const WeightLayout& layout) {
    const ModelConfig& c = model.config();
    const HfNames& hf = *findModelType(c.architecture)->hf;
    std::vector<NamedPart> parts{{hf.embedding, layout.embedding()}, {hf.finalNorm, layout.finalNorm()}};
    if (!c.tiedHead) parts.push_back({hf.head, layout.head()});
    for (int64_t i = 0; i < c.layers; ++i) {
        for (Linear linear : allLinears) {
            parts.push_back({hfName(hf, i, linear), layout.linear(i, linear)});
            if (layout.bias(i, linear))
                parts.push_back({hfName(hf, i, linear, ".bias"), layout.bias(i, linear)});
        }
        for (Norm norm : allNorms)
            if (layout.norm(i, norm)) parts.push_back({hfName(hf, i, norm), layout.norm(i, norm)});
    }
    return parts;
}

} // namespace

class FullStepTest : public QObject {
    Q_OBJECT

    Scratch m_scratch;
    std::shared_ptr<const SafetensorsFile> m_expected;
    std::vector<TrainingSample> m_batch;
    const std::vector<int32_t> m_rows{0, 1, 2};

    struct How {
        Compute compute = Compute::F32;
        QString backend;
        int64_t microTokens = 512;
        int threads = 2;
        Optimizer optimizer = Optimizer::AdamW;
    };

    /// An engine for the model of that name; its batch and what torch made of it in m_batch, m_expected.
    std::unique_ptr<FullEngine> begin(const QString& name, const How& how) {
        auto expected = SafetensorsFile::open(golden("full_step") / (name.toStdString() + ".safetensors"));
        auto model = Model::open(folderOf(name));
        if (!expected || !model) qFatal("%s", (expected ? model.error() : expected.error()).str().c_str());
        m_expected = *expected;
        const auto ids = values<int32_t>(*m_expected, "batch.ids"),
                   mask = values<int32_t>(*m_expected, "batch.mask"),
                   ends = values<int32_t>(*m_expected, "batch.cu_seqlens");
        m_batch.clear();
        for (size_t i = 0; i + 1 < ends.size(); ++i) {
            TrainingSample& sample = m_batch.emplace_back();
            sample.ids.assign(ids.begin() + ends[i], ids.begin() + ends[i + 1]);
            sample.trained.assign(mask.begin() + ends[i], mask.begin() + ends[i + 1]);
        }
        const kernels::Backend* backend = how.backend.isEmpty()
                                              ? &kernels::defaultBackend()
                                              : kernels::findBackend(how.backend.toStdString());
        TrainConfig config;
        config.method = fullMethod;
        config.weightDecay = 1;
        config.microBatchTokens = how.microTokens;
        config.threads = how.threads;
        config.optimizer = how.optimizer;
        auto engine = FullEngine::make(
            **model, {.backend = backend, .compute = how.compute, .threads = how.threads}, config);
        if (!engine) qFatal("%s", engine.error().str().c_str());
        return std::move(*engine);
    }

    std::optional<TrainingEngine::Step> step(TrainingEngine& engine, int64_t number) {
        return engine.step({m_batch, m_rows}, number, 3e-3, {});
    }

private slots:
    void gradientsEqualTorch_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("backend");
        QTest::addColumn<int>("compute");
        QTest::addColumn<int>("microTokens");
        for (const char* name : names) {
            for (const kernels::Backend& backend : kernels::backends())
                if (backend.name != "cuda")
                    QTest::addRow("%s %s", name, backend.name.c_str())
                        << name << QString::fromStdString(backend.name) << int(Compute::F32) << 512;
            QTest::addRow("%s in two parts", name) << name << QString() << int(Compute::F32) << 20;
            QTest::addRow("%s bf16", name) << name << QString() << int(Compute::Bf16) << 512;
        }
    }
    void gradientsEqualTorch() {
        QFETCH(QString, name);
        QFETCH(QString, backend);
        QFETCH(int, compute);
        QFETCH(int, microTokens);
        const auto engine = begin(name, {Compute(compute), backend, microTokens});
        const auto found = engine->gradient({m_batch, m_rows}, 1, {});
        QVERIFY(found && found->finite);
        const bool exact = Compute(compute) == Compute::F32;
        const double loss = values<float>(*m_expected, "losses")[0];
        QVERIFY2(std::abs(found->loss - loss) <= (exact ? 1e-5 : 1e-2) * loss,
                 qPrintable(QString("%1, expected %2").arg(found->loss, 0, 'g', 9).arg(loss, 0, 'g', 9)));
        std::vector<float> allGot, allExpected;
        for (const auto& [tensor, part] : partsOf(engine->model().model(), engine->layout())) {
            const auto expected = values<float>(*m_expected, "grad." + tensor);
            const auto got = engine->gradients().subspan(size_t(part.at), size_t(part.count()));
            QCOMPARE(got.size(), expected.size());
            allGot.insert(allGot.end(), got.begin(), got.end());
            allExpected.insert(allExpected.end(), expected.begin(), expected.end());
            const double error = relativeL2(got, expected);
            QVERIFY2(!exact || error <= 1e-4,
                     qPrintable(QString("%1: off by %2").arg(tensor.c_str()).arg(error)));
        }
        QCOMPARE(int64_t(allGot.size()), engine->layout().size());
        // As for adapters, a single small gradient may be mostly rounding in bf16.
        const double error = relativeL2(allGot, allExpected);
        QVERIFY2(error <= (exact ? 1e-4 : 1e-1), qPrintable(QString::number(error)));
    }

    void tenStepsEqualTorch_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("backend");
        for (const char* name : names)
            for (const kernels::Backend& backend : kernels::backends())
                if (backend.name != "cuda")
                    QTest::addRow("%s %s", name, backend.name.c_str())
                        << name << QString::fromStdString(backend.name);
    }
    void tenStepsEqualTorch() {
        QFETCH(QString, name);
        QFETCH(QString, backend);
        const auto engine = begin(name, {.backend = backend});
        const auto losses = values<float>(*m_expected, "losses"),
                   norms = values<float>(*m_expected, "grad_norms");
        for (size_t i = 0; i < losses.size(); ++i) {
            const auto found = step(*engine, int64_t(i + 1));
            QVERIFY(found && found->finite);
            QVERIFY2(
                std::abs(found->loss - losses[i]) <= 1e-3 * losses[i],
                qPrintable(QString("step %1: %2, expected %3").arg(i + 1).arg(found->loss).arg(losses[i])));
            QVERIFY(std::abs(found->gradNorm - norms[i]) <= 1e-2 * norms[i]);
        }
    }

    void packedCopiesFollow_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : names) QTest::newRow(name) << name;
    }
    /// bf16: ten steps end near where f32 ends; copies that were not made anew would stay at the first loss.
    void packedCopiesFollow() {
        QFETCH(QString, name);
        const auto engine = begin(name, {.compute = Compute::Bf16});
        const auto losses = values<float>(*m_expected, "losses");
        std::optional<TrainingEngine::Step> last;
        for (size_t i = 0; i < losses.size(); ++i) last = step(*engine, int64_t(i + 1));
        QVERIFY(last && last->finite);
        const double progress = losses.front() - losses.back();
        QVERIFY(progress > 0.05 * losses.front());
        QVERIFY2(std::abs(last->loss - losses.back()) <= 0.1 * progress,
                 qPrintable(QString("%1, expected %2").arg(last->loss).arg(losses.back())));
    }

    void momentsIn8BitsFollow_data() { packedCopiesFollow_data(); }
    /// Ten steps end near where torch's do, whose moments are F32.
    void momentsIn8BitsFollow() {
        QFETCH(QString, name);
        const auto engine = begin(name, {.optimizer = Optimizer::AdamW8bit});
        QCOMPARE(engine->optimizer().packed.count, engine->layout().matrices());
        QCOMPARE(int64_t(engine->optimizer().moment1.size()),
                 engine->layout().size() - engine->layout().matrices());
        const auto losses = values<float>(*m_expected, "losses");
        const double progress = losses.front() - losses.back();
        for (size_t i = 0; i < losses.size(); ++i) {
            const auto found = step(*engine, int64_t(i + 1));
            QVERIFY(found && found->finite);
            QVERIFY2(std::abs(found->loss - losses[i]) <= 0.05 * progress + 1e-5,
                     qPrintable(QString("%1, expected %2").arg(found->loss).arg(losses[i])));
        }
    }

    void threadsDoNotChangeTheBits_data() {
        QTest::addColumn<Optimizer>("optimizer");
        QTest::newRow("F32 moments") << Optimizer::AdamW;
        QTest::newRow("8-bit moments") << Optimizer::AdamW8bit;
    }
    void threadsDoNotChangeTheBits() {
        QFETCH(Optimizer, optimizer);
        const auto one = begin("gemma3", {.threads = 1, .optimizer = optimizer}),
                   two = begin("gemma3", {.threads = 2, .optimizer = optimizer});
        for (int64_t number = 1; number <= 3; ++number) {
            QVERIFY(step(*one, number));
            QVERIFY(step(*two, number));
        }
        const auto a = one->parameters(), b = two->parameters();
        QVERIFY(std::equal(a.begin(), a.end(), b.begin(), b.end()));
    }

    void aStoppedStepChangesNothing() {
        const auto engine = begin("qwen3", {});
        const std::vector<float> before(engine->parameters().begin(), engine->parameters().end());
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!engine->step({m_batch, m_rows}, 1, 3e-3, stop.get_token()));
        QVERIFY(std::equal(before.begin(), before.end(), engine->parameters().begin()));
    }

    void theResultIsTheModel_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("file"); ///< in the folder of that name; empty: the folder itself
        for (const char* name : names) {
            QTest::addRow("%s", name) << name << QString();
            if (fs::exists(folderOf(name) / "tiny.gguf"))
                QTest::addRow("%s.gguf", name) << name << "tiny.gguf";
        }
    }
    /// Trained, saved, opened: every weight is the trained one rounded to the base's type.
    void theResultIsTheModel() {
        QFETCH(QString, name);
        QFETCH(QString, file);
        (void)begin(name, {}); // its batch
        auto base = Model::open(folderOf(name) / file.toStdString());
        VERIFY_OK(base);
        TrainConfig config;
        config.method = fullMethod;
        VERIFY_OK(FullEngine::checkSavable(**base));
        auto engine = FullEngine::make(**base, {.compute = Compute::F32, .threads = 2}, config);
        VERIFY_OK(engine);
        const std::vector<float> before((*engine)->parameters().begin(), (*engine)->parameters().end());
        for (int64_t number = 1; number <= 3; ++number) QVERIFY(step(**engine, number));
        const fs::path target = m_scratch.path(QTest::currentDataTag());
        VERIFY_OK((*engine)->saveResult(target, 3));
        auto saved = Model::open(target);
        VERIFY_OK(saved);
        QCOMPARE((*saved)->layer(0)[Linear::Q].dtype, (*base)->layer(0)[Linear::Q].dtype);
        auto again = FullEngine::make(**saved, {.compute = Compute::F32, .threads = 2}, config);
        VERIFY_OK(again);
        const auto wanted = (*engine)->parameters(), got = (*again)->parameters();
        QCOMPARE(got.size(), wanted.size());
        const double unit = (*base)->layer(0)[Linear::Q].dtype == kernels::DType::F32    ? 0x1p-23
                            : (*base)->layer(0)[Linear::Q].dtype == kernels::DType::BF16 ? 0x1p-8
                                                                                         : 0x1p-10;
        size_t moved = 0;
        for (size_t i = 0; i < got.size(); ++i) {
            // Gemma's norms are rounded less 1.
            const double bound =
                unit * std::max(std::abs(double(wanted[i])), std::abs(wanted[i] - 1.0)) + 1e-7;
            QVERIFY2(std::abs(double(got[i]) - wanted[i]) <= bound,
                     qPrintable(QString("%1: %2, expected %3").arg(i).arg(got[i]).arg(wanted[i])));
            moved += wanted[i] != before[i];
        }
        QVERIFY(moved > got.size() / 2);
    }

    void parametersOfACheckpointComeBack() {
        const auto engine = begin("qwen2", {.compute = Compute::Bf16});
        QVERIFY(step(*engine, 1));
        fs::create_directories(m_scratch.path("checkpoint"));
        VERIFY_OK(engine->saveParameters(m_scratch.path("checkpoint")));
        const std::vector<float> kept(engine->parameters().begin(), engine->parameters().end());
        const double loss = engine->evaluate(m_batch, {}).value_or(0);
        QVERIFY(step(*engine, 2));
        QVERIFY(engine->evaluate(m_batch, {}).value_or(0) != loss);
        VERIFY_OK(engine->readParameters(m_scratch.path("checkpoint")));
        QVERIFY(std::equal(kept.begin(), kept.end(), engine->parameters().begin()));
        QCOMPARE(engine->evaluate(m_batch, {}).value_or(0), loss); // packed copies and biases came back too
        const auto other = begin("qwen3", {});
        VERIFY_FAILS(other->readParameters(m_scratch.path("checkpoint")), "model's size");
    }

    void aResumedRunHasTheSameBits_data() { threadsDoNotChangeTheBits_data(); }
    void aResumedRunHasTheSameBits() {
        QFETCH(Optimizer, optimizer);
        const How how{.compute = Compute::Bf16, .optimizer = optimizer};
        const auto engine = begin("gemma2", how), other = begin("gemma2", how);
        const RunFolder run(m_scratch.path(QTest::currentDataTag()));
        QVERIFY(step(*engine, 1));
        VERIFY_OK(run.save({.step = 1}, *engine, "same", 1));
        QVERIFY(step(*engine, 2));
        std::vector<Text> warnings;
        const auto state = run.load(*other, "same", warnings);
        VERIFY_OK(state);
        QVERIFY(*state && (*state)->step == 1 && warnings.empty());
        QVERIFY(step(*other, 2));
        QVERIFY(std::ranges::equal(engine->parameters(), other->parameters()));
        // Moments of the other kind are no moments of this run.
        const auto mixed = begin(
            "gemma2", {.compute = Compute::Bf16,
                       .optimizer = optimizer == Optimizer::AdamW ? Optimizer::AdamW8bit : Optimizer::AdamW});
        VERIFY_FAILS(run.load(*mixed, "same", warnings), "does not have the size");
    }

    void aNormalizedHeadIsRefused() {
        auto model = Model::open(golden("architectures") / "baichuan2");
        VERIFY_OK(model);
        VERIFY_FAILS(FullEngine::make(**model, {}, {}), "LoRA");
    }
};

QTEST_GUILESS_MAIN(FullStepTest)
#include "full_step_test.moc"
