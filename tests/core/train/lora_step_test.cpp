// One LoRA step and twenty against torch + peft: tests/golden/lora_step, made by tests/reference.

#include "core/tensor/safetensors.h"
#include "core/train/lora_engine.h"

#include <QtTest>
#include <cmath>

using namespace inkstone;

namespace {
const fs::path golden = fs::path(INKSTONE_SOURCE_DIR) / "tests" / "golden";

std::vector<int32_t> ints(const SafetensorsFile& file, const std::string& name) {
    const SafeTensor* tensor = file.find(name);
    const auto* values = reinterpret_cast<const int32_t*>(tensor->data);
    return {values, values + tensor->count()};
}

std::vector<float> floats(const SafetensorsFile& file, const std::string& name) {
    const SafeTensor* tensor = file.find(name);
    const auto* values = reinterpret_cast<const float*>(tensor->data);
    return {values, values + tensor->count()};
}

std::vector<TrainingSample> readBatch(const SafetensorsFile& file, int index) {
    const std::string suffix = "_" + std::to_string(index);
    const auto ids = ints(file, "ids" + suffix), ends = ints(file, "cu_seqlens" + suffix),
               mask = ints(file, "mask" + suffix);
    std::vector<TrainingSample> samples;
    for (size_t i = 0; i + 1 < ends.size(); ++i) {
        TrainingSample sample;
        sample.ids.assign(ids.begin() + ends[i], ids.begin() + ends[i + 1]);
        sample.trained.assign(mask.begin() + ends[i], mask.begin() + ends[i + 1]);
        samples.push_back(std::move(sample));
    }
    return samples;
}

double relativeError(std::span<const float> found, std::span<const float> expected) {
    double difference = 0, size = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
        difference += std::pow(double(found[i]) - expected[i], 2);
        size += std::pow(double(expected[i]), 2);
    }
    return size > 0 ? std::sqrt(difference / size) : std::sqrt(difference);
}

/// The part of a flat buffer with the adapter's layout that belongs to one tensor.
std::span<const float> part(LoraAdapter& adapter, std::span<const float> flat, int64_t layer, Linear linear,
                            bool b) {
    const kernels::TensorView view = b ? adapter.b(layer, linear) : adapter.a(layer, linear);
    return flat.subspan(size_t(view.f32() - adapter.parameters().data()), size_t(view.count()));
}
} // namespace

class LoraStepTest : public QObject {
    Q_OBJECT

    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const SafetensorsFile> m_batches;

    LoraEngine engine(const kernels::Backend& backend, const std::string& start, int64_t microTokens) {
        auto prepared = PreparedModel::make(
            m_model,
            {.backend = &backend, .compute = Compute::F32, .purpose = Purpose::Training, .threads = 2});
        auto adapter = LoraAdapter::load(golden / "lora_step" / start, m_model->config());
        if (!prepared || !adapter)
            qFatal("%s", adapter ? prepared.error().str().c_str() : adapter.error().str().c_str());
        TrainConfig config;
        config.lora = adapter->config();
        config.microBatchTokens = microTokens;
        config.threads = 2;
        return LoraEngine(*prepared, std::move(*adapter), config);
    }

    static std::optional<LoraEngine::Step> run(LoraEngine& engine, const std::vector<TrainingSample>& batch,
                                               int64_t number) {
        std::vector<int32_t> rows(batch.size());
        for (size_t i = 0; i < rows.size(); ++i) rows[i] = int32_t(i);
        return engine.step({batch, rows}, number, 1e-2, {});
    }

private slots:
    void initTestCase() {
        auto model = Model::open(golden / "tiny_llama" / "tiny.gguf");
        QVERIFY2(bool(model), model ? "" : model.error().str().c_str());
        m_model = *model;
        auto batches = SafetensorsFile::open(golden / "lora_step" / "batches.safetensors");
        QVERIFY(bool(batches));
        m_batches = *batches;
    }

    void equalsTorchAndPeft_data() {
        QTest::addColumn<QString>("backend");
        QTest::addColumn<QString>("start");
        QTest::addColumn<int>("microTokens");
        for (const kernels::Backend& backend : kernels::backends())
            if (backend.name != "cuda")
                for (const char* start : {"init_adapter", "init_adapter_b"})
                    for (int micro : {512, 20}) // 20: the batch falls into several micro-batches
                        QTest::addRow("%s %s micro %d", backend.name.c_str(), start, micro)
                            << QString::fromStdString(backend.name) << start << micro;
    }
    void equalsTorchAndPeft() {
        QFETCH(QString, backend);
        QFETCH(QString, start);
        QFETCH(int, microTokens);
        LoraEngine engine =
            this->engine(*kernels::findBackend(backend.toStdString()), start.toStdString(), microTokens);
        auto expected = SafetensorsFile::open(golden / "lora_step" /
                                              ("expected_" + start.toStdString() + ".safetensors"));
        QVERIFY(bool(expected));
        const auto batch = readBatch(*m_batches, 0);
        const auto losses = floats(**expected, "losses"), norms = floats(**expected, "grad_norms");

        for (size_t i = 0; i < losses.size(); ++i) {
            const auto step = run(engine, batch, int64_t(i + 1));
            QVERIFY(step && step->finite);
            // Bounds of the issue: the first loss 1e-6, the twentieth 1e-3, relative.
            const double bound = i == 0 ? 1e-6 : 1e-3;
            QVERIFY2(std::abs(step->loss - losses[i]) <= bound * losses[i],
                     qPrintable(QString("step %1: %2, expected %3")
                                    .arg(i + 1)
                                    .arg(step->loss, 0, 'g', 9)
                                    .arg(losses[i], 0, 'g', 9)));
            QVERIFY(std::abs(step->gradNorm - norms[i]) <= 1e-2 * norms[i]);
            if (i > 0) continue;
            for (int64_t layer = 0; layer < m_model->config().layers; ++layer)
                for (Linear linear : allLinears)
                    for (bool b : {false, true}) {
                        const std::string name = "base_model.model.model.layers." + std::to_string(layer) +
                                                 "." + modulePath(linear) +
                                                 (b ? ".lora_B.weight" : ".lora_A.weight");
                        const double gradError =
                            relativeError(part(engine.adapter(), engine.gradients(), layer, linear, b),
                                          floats(**expected, "grad." + name));
                        QVERIFY2(
                            gradError <= 1e-4,
                            qPrintable(QString("%1: gradient off by %2").arg(name.c_str()).arg(gradError)));
                        // Adam divides by the gradient's size: where it is near zero, its sign is noise.
                        const double stepError = relativeError(
                            part(engine.adapter(), engine.adapter().parameters(), layer, linear, b),
                            floats(**expected, "after." + name));
                        QVERIFY2(stepError <= 1e-3,
                                 qPrintable(QString("%1: step off by %2").arg(name.c_str()).arg(stepError)));
                    }
        }
    }

    void fourBatchesInTurnEqualTorch() {
        LoraEngine engine = this->engine(kernels::defaultBackend(), "init_adapter", 512);
        auto expected = SafetensorsFile::open(golden / "lora_step" / "expected_init_adapter.safetensors");
        QVERIFY(bool(expected));
        const auto losses = floats(**expected, "losses_cycling");
        for (size_t i = 0; i < losses.size(); ++i) {
            const auto step = run(engine, readBatch(*m_batches, int(i % 4)), int64_t(i + 1));
            QVERIFY(step);
            QVERIFY2(
                std::abs(step->loss - losses[i]) <= 1e-3 * losses[i],
                qPrintable(QString("step %1: %2, expected %3").arg(i + 1).arg(step->loss).arg(losses[i])));
        }
    }
};

QTEST_APPLESS_MAIN(LoraStepTest)
#include "lora_step_test.moc"
