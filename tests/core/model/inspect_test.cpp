// Statistics of tensors and the X-ray of adapters, against gguf and numpy
// (tests/reference/inspect_models.py).
#include "core/base/json.h"
#include "core/base/random.h"
#include "core/model/adapter_xray.h"
#include "core/model/tensor_stats.h"
#include "core/tensor/safetensors.h"
#include "tests/support/scratch.h"

#include <cmath>
#include <limits>

using namespace inkstone;
using namespace inkstone::test;

namespace {

Json expected() { return readJson(golden("inspect") / "expected.json").value_or(Json()); }

bool near(double found, double wanted, double relative, double scale) {
    return std::abs(found - wanted) <= relative * std::max(std::abs(wanted), scale);
}

TensorStats ofFloats(const std::vector<float>& values) {
    return statsOf(kernels::DType::F32, reinterpret_cast<const std::byte*>(values.data()),
                   int64_t(values.size()));
}

/// B·A in full, to compare with.
double frobeniusOfProduct(const std::vector<double>& b, int64_t rows, const std::vector<double>& a,
                          int64_t columns, int64_t rank) {
    double squares = 0;
    for (int64_t i = 0; i < rows; ++i)
        for (int64_t j = 0; j < columns; ++j) {
            double sum = 0;
            for (int64_t k = 0; k < rank; ++k) sum += b[size_t(i * rank + k)] * a[size_t(k * columns + j)];
            squares += sum * sum;
        }
    return std::sqrt(squares);
}

void writeAdapter(const Scratch& scratch, const std::vector<float>& a, const std::vector<float>& b,
                  int64_t rank, const std::string& config) {
    const auto bytes = [](const std::vector<float>& values) { return std::as_bytes(std::span(values)); };
    const std::string name = "base_model.model.model.layers.7.mlp.up_proj";
    std::vector<SafeTensorToWrite> tensors;
    tensors.push_back({name + ".lora_A.weight", SafeType::F32, {rank, int64_t(a.size()) / rank}, bytes(a)});
    tensors.push_back({name + ".lora_B.weight", SafeType::F32, {int64_t(b.size()) / rank, rank}, bytes(b)});
    scratch.put("adapter_config.json", config);
    QVERIFY(writeSafetensors(scratch.path("adapter_model.safetensors"), tensors).has_value());
}

} // namespace

class InspectTest final : public QObject {
    Q_OBJECT
private slots:
    void statisticsEqualNumpys() {
        const Json wanted = expected()["tensors"];
        const auto model = Model::open(golden("tiny_llama") / "tiny.gguf");
        VERIFY_OK(model);
        size_t seen = 0;
        VERIFY_OK(tensorStats(**model, {}, [&](size_t index, const TensorStats& stats) {
            const Json& row = wanted.at((*model)->tensors()[index].name);
            const double scale = row["deviation"];
            QVERIFY(stats.known);
            QCOMPARE(stats.count, row["count"].get<int64_t>());
            QCOMPARE(stats.min, row["min"].get<double>());
            QCOMPARE(stats.max, row["max"].get<double>());
            QVERIFY(near(stats.mean, row["mean"], 1e-9, scale));
            QVERIFY(near(stats.deviation, row["deviation"], 1e-9, 1e-12));
            QCOMPARE(stats.zeros, row["zeros"].get<int64_t>());
            QCOMPARE(stats.nonFinite, int64_t(0));
            ++seen;
        }));
        QCOMPARE(seen, wanted.size());
    }

    void aFolderHasThemInTheModelsOrder() {
        const auto model = Model::open(golden("tiny_llama") / "hf");
        VERIFY_OK(model);
        const auto file = SafetensorsFile::open(golden("tiny_llama") / "hf" / "model.safetensors");
        VERIFY_OK(file);
        size_t seen = 0;
        VERIFY_OK(tensorStats(**model, {}, [&](size_t index, const TensorStats& stats) {
            const SafeTensor* tensor = (*file)->find((*model)->tensors()[index].name);
            QVERIFY(tensor);
            const TensorStats alone = statsOf(*tensor->dtype(), tensor->data, tensor->count());
            QCOMPARE(stats.mean, alone.mean);
            QCOMPARE(stats.max, alone.max);
            ++seen;
        }));
        QCOMPARE(seen, (*model)->tensors().size());
        std::stop_source stop;
        stop.request_stop();
        const Status stopped = tensorStats(**model, stop.get_token(), [](size_t, const TensorStats&) {});
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
    }

    void oddNumbersAreCounted() {
        constexpr float nan = std::numeric_limits<float>::quiet_NaN(),
                        inf = std::numeric_limits<float>::infinity();
        TensorStats stats = ofFloats({nan, 0, -0.0f, 2, inf, -inf, 4});
        QCOMPARE(stats.nonFinite, int64_t(3));
        QCOMPARE(stats.zeros, int64_t(2));
        QCOMPARE(stats.mean, 1.5);
        QCOMPARE(stats.min, 0.0);
        QCOMPARE(stats.max, 4.0);
        stats = ofFloats({nan, inf});
        QVERIFY(std::isnan(stats.mean) && std::isnan(stats.min));
        // A large mean with a small spread: no cancellation.
        std::vector<float> values(200'000);
        for (size_t i = 0; i < values.size(); ++i) values[i] = i % 2 ? 4096.25f : 4096.75f;
        stats = ofFloats(values);
        QVERIFY(near(stats.mean, 4096.5, 1e-12, 1));
        QVERIFY(near(stats.deviation, 0.25, 1e-9, 0));
        QVERIFY(!statsOf(kernels::DType::I8, nullptr, 3).known);
    }

    void theXrayEqualsNumpys() {
        const Json adapters = expected()["adapters"];
        for (const auto& [name, wanted] : adapters.items()) {
            const auto matrices = xrayAdapter(golden("architectures") / name / "adapter");
            VERIFY_OK(matrices);
            QCOMPARE(matrices->size(), wanted.size());
            for (const AdapterMatrix& matrix : *matrices) {
                const Json& row = wanted.at(matrix.module);
                const double norm = row["norm"];
                QCOMPARE(matrix.scale, row["scale"].get<double>());
                QVERIFY(near(matrix.norm, norm, 1e-9, 0));
                QCOMPARE(matrix.singularValues.size(), row["singular_values"].size());
                for (size_t i = 0; i < matrix.singularValues.size(); ++i)
                    QVERIFY2(near(matrix.singularValues[i], row["singular_values"][i], 1e-8, 1e-6 * norm),
                             matrix.module.c_str());
                QVERIFY(effectiveRank(matrix) >= 1 && effectiveRank(matrix) <= double(matrix.rank) + 1e-9);
            }
        }
    }

    void singularValuesOfOddShapes() {
        Random random(5);
        const std::array<int64_t, 3> shapes[] = {
            {1, 1, 1}, {31, 33, 4}, {3, 40, 8}, {40, 3, 8}, {300, 200, 64}};
        for (const auto& [rows, columns, rank] : shapes) {
            std::vector<double> b(size_t(rows * rank)), a(size_t(rank * columns));
            for (double& value : b) value = random.normal();
            for (double& value : a) value = random.normal();
            const auto values = singularValuesOfProduct(b, rows, a, columns, rank);
            QCOMPARE(values.size(), size_t(rank));
            double squares = 0;
            for (const double value : values) squares += value * value;
            QVERIFY(near(std::sqrt(squares), frobeniusOfProduct(b, rows, a, columns, rank), 1e-10, 0));
            QVERIFY(std::is_sorted(values.rbegin(), values.rend()));
            for (size_t i = size_t(std::min({rows, columns, rank})); i < values.size(); ++i)
                QVERIFY(values[i] < 1e-9 * values.front());
        }
        // An untrained adapter: B is zero.
        const auto zeros =
            singularValuesOfProduct(std::vector<double>(40), 10, std::vector<double>(40, 1), 10, 4);
        QCOMPARE(zeros, std::vector<double>(4, 0.0));
    }

    void scalesAndBrokenAdapters() {
        const Scratch scratch;
        // A = [1 0], B = [3; 4]: the delta is (3 0; 4 0), its norm 5.
        writeAdapter(scratch, {1, 0}, {3, 4}, 1, R"({"r":1,"lora_alpha":8})");
        auto matrices = xrayAdapter(scratch.path());
        VERIFY_OK(matrices);
        QCOMPARE(matrices->front().module, std::string("layers.7.mlp.up_proj"));
        QCOMPARE(matrices->front().layer, int64_t(7));
        QVERIFY(near(matrices->front().norm, 40, 1e-12, 0));
        writeAdapter(scratch, {1, 0, 0, 0}, {3, 0, 4, 0}, 2, R"({"r":2,"lora_alpha":8,"use_rslora":true})");
        QVERIFY(near(xrayAdapter(scratch.path())->front().norm, 5 * 8 / std::sqrt(2), 1e-12, 0));
        writeAdapter(scratch, {1, 0}, {3, 4}, 1, R"({"r":1,"lora_alpha":8,"alpha_pattern":{"up_proj":2}})");
        QVERIFY(near(xrayAdapter(scratch.path())->front().norm, 10, 1e-12, 0));
        writeAdapter(scratch, {1, std::numeric_limits<float>::quiet_NaN()}, {3, 4}, 1,
                     R"({"r":1,"lora_alpha":8})");
        matrices = xrayAdapter(scratch.path());
        VERIFY_OK(matrices);
        QVERIFY(!matrices->front().finite && std::isnan(matrices->front().norm));
        scratch.put("adapter_model.safetensors", "junk");
        QVERIFY(!xrayAdapter(scratch.path()));
    }
};

QTEST_APPLESS_MAIN(InspectTest)
#include "inspect_test.moc"
