// The quantisers against the error that llama.cpp's own make on the same values.
#include "core/base/random.h"
#include "core/model/export_type.h"
#include "core/model/quantize.h"
#include "kernels/backend.h"

#include "tests/support/scratch.h"

#include <cmath>

using namespace inkstone;
using kernels::DType;

namespace {

std::vector<float> dequantized(DType type, const std::vector<std::byte>& bytes, size_t n) {
    std::vector<float> values(n);
    const kernels::WeightSource source{.data = bytes.data(), .dtype = type, .rows = 1, .columns = int64_t(n)};
    kernels::Stream here;
    kernels::findBackend("reference")
        ->ops->dequantize(here, source, 0,
                          kernels::TensorView::matrix(values.data(), DType::F32, 1, int64_t(n)));
    return values;
}

std::vector<float> roundTrip(DType type, const std::vector<float>& values) {
    std::vector<std::byte> bytes(kernels::rowBytes(type, int64_t(values.size())));
    quantizeRow(type, values, bytes.data());
    return dequantized(type, bytes, values.size());
}

double rmse(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += std::pow(double(a[i]) - double(b[i]), 2);
    return std::sqrt(sum / double(a.size()));
}

std::vector<float> bell(size_t n, uint64_t seed) {
    Random random(seed);
    std::vector<float> values(n);
    for (float& x : values) x = float(random.normal());
    return values;
}

} // namespace

class QuantizeTest : public QObject {
    Q_OBJECT

private slots:
    /// `reference`: RMSE of llama.cpp's quantiser on standard normal values, in units of their deviation
    /// (tests/reference/quantizer_error.py); ours may not err 5 % more.
    void errsNoMoreThanTheReference_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<double>("reference");
        QTest::newRow("Q8_0") << int(DType::Q8_0) << 0.005350;
        QTest::newRow("Q4_0") << int(DType::Q4_0) << 0.085916;
        QTest::newRow("Q5_0") << int(DType::Q5_0) << 0.042670;
        QTest::newRow("Q5_1") << int(DType::Q5_1) << 0.037841;
        QTest::newRow("Q4_K") << int(DType::Q4_K) << 0.071334;
        QTest::newRow("Q5_K") << int(DType::Q5_K) << 0.036112;
        QTest::newRow("Q6_K") << int(DType::Q6_K) << 0.017730;
    }
    void errsNoMoreThanTheReference() {
        QFETCH(int, type);
        QFETCH(double, reference);
        const auto values = bell(256 * 256, 7);
        const double error = rmse(values, roundTrip(DType(type), values));
        QVERIFY2(error <= 1.05 * reference, qPrintable(QString::number(error)));
        QVERIFY2(error >= 0.5 * reference, qPrintable(QString::number(error))); // else the ruler is wrong
    }

    void plainTypesRoundToNearest() {
        const std::vector<float> values{0, -0.f, 1, -2.5f, 1e-8f, 65504, 3.14159274f, 1.00390625f};
        for (const DType type : {DType::F32, DType::F16, DType::BF16}) {
            const auto back = roundTrip(type, values);
            for (size_t i = 0; i < values.size(); ++i) {
                const float expected = type == DType::F32   ? values[i]
                                       : type == DType::F16 ? kernels::toFloat(kernels::toF16(values[i]))
                                                            : kernels::toFloat(kernels::toBf16(values[i]));
                QCOMPARE(back[i], expected);
            }
        }
    }

    void oddBlocksStayFinite_data() {
        QTest::addColumn<int>("type");
        for (const DType type :
             {DType::Q8_0, DType::Q4_0, DType::Q5_0, DType::Q5_1, DType::Q4_K, DType::Q5_K, DType::Q6_K})
            QTest::newRow(kernels::dtypeInfo(type)->name) << int(type);
    }
    void oddBlocksStayFinite() {
        QFETCH(int, type);
        std::vector<std::vector<float>> blocks(7, std::vector<float>(256, 0.f));
        blocks[1].assign(256, 3.5f);   // all equal, above 0
        blocks[2].assign(256, -3.5f);  // all equal, below 0
        blocks[3].assign(256, 1e-35f); // far below what a half can scale
        blocks[4][100] = 40000.f;      // one outlier
        for (size_t i = 0; i < 256; ++i) blocks[5][i] = float(i) * 1e-6f;
        for (size_t i = 0; i < 256; ++i) blocks[6][i] = i % 2 ? -1e4f : 1e4f;
        for (const std::vector<float>& block : blocks) {
            const auto back = roundTrip(DType(type), block);
            const float largest = std::abs(*std::max_element(
                block.begin(), block.end(), [](float a, float b) { return std::abs(a) < std::abs(b); }));
            for (size_t i = 0; i < block.size(); ++i) {
                QVERIFY(std::isfinite(back[i]));
                QVERIFY(std::abs(back[i] - block[i]) <= 0.15f * largest + 1e-7f);
            }
        }
    }

    /// llama.cpp's mix of a Q4_K_M, as its own quantiser writes it for a Llama of 32 layers.
    void mixesAsLlamaCppDoes() {
        ModelConfig c;
        c.architecture = "llama";
        c.layers = 32;
        c.heads = c.kvHeads = 32;
        const auto typeOf = [&](ExportType type, Linear linear, int64_t layer, int64_t columns = 4096) {
            return matrixType(type, c, {.layer = layer, .linear = linear, .columns = columns});
        };
        std::vector<int64_t> more;
        for (int64_t i = 0; i < 32; ++i)
            if (typeOf(ExportType::Q4_K_M, Linear::Down, i) == DType::Q6_K) more.push_back(i);
        const std::vector<int64_t> expected{0, 1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 27, 28, 29, 30, 31};
        QCOMPARE(more, expected);
        QCOMPARE(typeOf(ExportType::Q4_K_M, Linear::V, 5), DType::Q4_K);
        QCOMPARE(typeOf(ExportType::Q4_K_M, Linear::Q, 0), DType::Q4_K);
        QCOMPARE(typeOf(ExportType::Q5_K_M, Linear::V, 0), DType::Q6_K);
        QCOMPARE(typeOf(ExportType::Q6_K, Linear::Gate, 9), DType::Q6_K);
        QCOMPARE(typeOf(ExportType::Q4_0, Linear::Down, 0), DType::Q4_0);
    }

    void fallsBackWhereRowsDoNotDivide() {
        ModelConfig c;
        c.layers = 30;
        const auto typeOf = [&](ExportType type, MatrixPlace place) { return matrixType(type, c, place); };
        const MatrixPlace gate{.layer = 5, .linear = Linear::Gate, .columns = 576};
        QCOMPARE(typeOf(ExportType::Q4_K_M, gate), DType::Q5_0);
        QCOMPARE(typeOf(ExportType::Q5_K_M, gate), DType::Q5_1);
        QCOMPARE(typeOf(ExportType::Q6_K, gate), DType::Q8_0);
        const MatrixPlace narrow{.layer = 5, .linear = Linear::Gate, .columns = 40};
        for (const ExportType type :
             {ExportType::Q4_K_M, ExportType::Q6_K, ExportType::Q4_0, ExportType::Q8_0})
            QCOMPARE(typeOf(type, narrow), DType::F16);
        using Kind = MatrixPlace::Kind;
        c.tiedHead = true;
        QCOMPARE(typeOf(ExportType::Q4_0, {.kind = Kind::Embedding, .columns = 4096}), DType::Q6_K);
        QCOMPARE(typeOf(ExportType::Q4_0, {.kind = Kind::Embedding, .columns = 576}), DType::Q8_0);
        QCOMPARE(typeOf(ExportType::Q8_0, {.kind = Kind::Embedding, .columns = 4096}), DType::Q8_0);
        c.tiedHead = false;
        QCOMPARE(typeOf(ExportType::Q4_K_M, {.kind = Kind::Embedding, .columns = 4096}), DType::Q4_K);
        QCOMPARE(typeOf(ExportType::Q4_K_M, {.kind = Kind::Head, .columns = 4096}), DType::Q6_K);
    }

    void namesAreRead() {
        for (const ExportTypeInfo& row : exportTypes()) {
            const auto read = parseExportType(QString(row.name).toUpper().toStdString());
            VERIFY_OK(read);
            QVERIFY(*read == row.type);
        }
        VERIFY_FAILS(parseExportType("q3_k_l"), "q4_k_m");
    }
};

QTEST_APPLESS_MAIN(QuantizeTest)
#include "quantize_test.moc"
