// The Int8 products against their definition: weights as the file holds them, activations rounded to int8 per
// 32 columns, summed in double.
#include "numbers.h"
#include "weights.h"

#include <QtTest>

using namespace inkstone::kernels;
using namespace inkstone::kernels::testing;

namespace {

/// x as the kernel sees it: per 32 columns, multiples of largest / 127.
std::vector<double> roundedRow(const Numbers& x, int64_t row) {
    std::vector<double> values(size_t(x.columns()), 0.0);
    for (int64_t first = 0; first < x.columns(); first += 32) {
        const int64_t last = std::min<int64_t>(first + 32, x.columns());
        float largest = 0;
        for (int64_t c = first; c < last; ++c) largest = std::max(largest, std::fabs(float(x.at(row, c))));
        const float inverse = largest > 0 ? 127.f / largest : 0.f;
        for (int64_t c = first; c < last; ++c)
            values[size_t(c)] = std::nearbyint(float(x.at(row, c)) * inverse) * double(largest / 127.f);
    }
    return values;
}

/// Rows of w as floats; F32, F16 and BF16 sources rounded to 8 bits per 32 columns with an f16 scale.
std::vector<float> weightRow(const WeightSource& w, int64_t row) {
    std::vector<float> values(size_t(w.columns));
    Stream stream;
    findBackend("reference")
        ->ops->dequantize(stream, w, row, TensorView::matrix(values.data(), DType::F32, 1, w.columns));
    if (dtypeInfo(w.dtype)->blockElements > 1) return values;
    for (int64_t first = 0; first < w.columns; first += 32) {
        const int64_t last = std::min<int64_t>(first + 32, w.columns);
        float largest = 0;
        for (int64_t c = first; c < last; ++c) largest = std::max(largest, std::fabs(values[size_t(c)]));
        const float scale = toFloat(toF16(largest / 127.f)), inverse = scale > 0 ? 1.f / scale : 0.f;
        for (int64_t c = first; c < last; ++c)
            values[size_t(c)] =
                std::clamp(std::nearbyint(values[size_t(c)] * inverse), -127.f, 127.f) * scale;
    }
    return values;
}

} // namespace

class Int8LinearTest : public QObject {
    Q_OBJECT
private slots:
    void matchesItsDefinition_data() {
        QTest::addColumn<QString>("isa");
        QTest::addColumn<int>("type");
        for (const Backend* backend : inkstone::kernels::testing::cpuBackends()) {
            for (DType type : sourceTypes())
                QTest::addRow("%s %s", backend->name.c_str(), dtypeInfo(type)->name)
                    << QString::fromStdString(backend->name) << int(type);
        }
    }
    void matchesItsDefinition() {
        QFETCH(QString, isa);
        QFETCH(int, type);
        const DType dtype = DType(type);
        const int elements = dtypeInfo(dtype)->blockElements;
        for (int64_t columns :
             {int64_t(elements), int64_t(elements) * 3, elements == 1 ? int64_t(1000) : int64_t(768)}) {
            for (int64_t rows : {1, 16, 31, 33, 80}) {
                for (int64_t tokens : {1, 2, 3, 5, 9, 33}) check(isa, dtype, rows, columns, tokens);
            }
        }
    }

    void meetsActivationsOfBf16_data() { matchesItsDefinition_data(); }
    /// Both directions against the file's numbers in double; each weight is rounded to bf16 once.
    void meetsActivationsOfBf16() {
        QFETCH(QString, isa);
        QFETCH(int, type);
        const Backend& backend = *findBackend(isa.toStdString());
        const int elements = dtypeInfo(DType(type))->blockElements;
        const auto one = StreamOwner::make(backend, 1), two = StreamOwner::make(backend, 2);
        for (const auto& [n, rows, columns] : {std::array{1, 1, elements},
                                               {5, 40, elements == 1 ? 1030 : 1280},
                                               {200, 130, 512},
                                               {9, 1100, 256}}) {
            const RandomWeights w(DType(type), rows, columns, 21);
            const Packed packed(*backend.ops, two->stream(), Packing::Int8, w.source());
            std::vector<std::vector<float>> weights;
            for (int r = 0; r < rows; ++r) weights.push_back(weightRow(w.source(), r));
            for (const bool forward : {true, false}) {
                const int inputs = forward ? columns : rows, outputs = forward ? rows : columns;
                Numbers x = Numbers::random(n, inputs, 22, DType::BF16, 3),
                        bias = Numbers::random(1, outputs, 23);
                const Numbers start = Numbers::random(n, outputs, 24, DType::F32, 7);
                Numbers y = start, again = start;
                const auto run = [&](Stream& stream, Numbers& to) {
                    if (forward)
                        backend.ops->linear(stream, x.view(), packed.weight, bias.vector(), to.view(), true);
                    else
                        backend.ops->linearBackward(stream, x.view(), packed.weight, to.view(), true);
                };
                run(one->stream(), y);
                run(two->stream(), again);
                QVERIFY(y.guardsHold());
                QVERIFY(y == again);
                for (int t = 0; t<n; t += n> 20 ? 13 : 1) {
                    for (int o = 0; o < outputs; o += outputs > 200 ? 7 : 1) {
                        double sum = start.at(t, o) + (forward ? bias.at(0, o) : 0), size = 1e-3;
                        for (int i = 0; i < inputs; ++i) {
                            const double term = x.at(t, i) * double(forward ? weights[size_t(o)][size_t(i)]
                                                                            : weights[size_t(i)][size_t(o)]);
                            sum += term;
                            size += std::fabs(term);
                        }
                        QVERIFY2(std::fabs(y.at(t, o) - sum) <= 0x1.02p-8 * size,
                                 qPrintable(QString("%1x%2x%3 %4 at %5, %6: %7 for %8")
                                                .arg(n)
                                                .arg(rows)
                                                .arg(columns)
                                                .arg(forward ? "forward" : "backward")
                                                .arg(t)
                                                .arg(o)
                                                .arg(y.at(t, o))
                                                .arg(sum)));
                    }
                }
            }
        }
    }

    void joinedMatricesAreOne() {
        for (const Backend& backend : backends()) {
            if (!backend.fastInt8 || backend.name == "cuda") continue;
            auto owner = StreamOwner::make(backend, 1);
            RandomWeights a(DType::Q4_1, 48, 96, 1), b(DType::Q4_1, 20, 96, 2), other(DType::Q4_0, 16, 96, 3),
                odd(DType::Q4_1, 20, 96, 4);
            QVERIFY(backend.ops->joinable(Packing::Int8, a.source(), b.source()));
            QVERIFY(!backend.ops->joinable(Packing::Int8, a.source(), other.source()));
            QVERIFY(!backend.ops->joinable(Packing::Int8, odd.source(), a.source()));
            Packed pa(*backend.ops, owner->stream(), Packing::Int8, a.source());
            Packed pb(*backend.ops, owner->stream(), Packing::Int8, b.source());
            std::vector<std::byte> memory(pa.weight.bytes + pb.weight.bytes + 64);
            std::byte* start = memory.data() + 64 - reinterpret_cast<uintptr_t>(memory.data()) % 64;
            std::memcpy(start, pa.weight.data, pa.weight.bytes);
            std::memcpy(start + pa.weight.bytes, pb.weight.data, pb.weight.bytes);
            PackedWeight joined = pa.weight;
            joined.source.rows += b.source().rows;
            joined.data = start;
            Numbers x = Numbers::random(5, 96, 7), y(5, 68), ya(5, 48), yb(5, 20);
            backend.ops->linear(owner->stream(), x.view(), joined, {}, y.view(), false);
            backend.ops->linear(owner->stream(), x.view(), pa.weight, {}, ya.view(), false);
            backend.ops->linear(owner->stream(), x.view(), pb.weight, {}, yb.view(), false);
            for (int64_t t = 0; t < 5; ++t) {
                for (int64_t r = 0; r < 68; ++r)
                    QCOMPARE(y.at(t, r), r < 48 ? ya.at(t, r) : yb.at(t, r - 48));
            }
        }
    }

    void packedIsHardlyLargerThanTheFile() {
        for (const Backend& backend : backends()) {
            if (!backend.fastInt8 || backend.name == "cuda") continue;
            for (DType type : sourceTypes()) {
                if (dtypeInfo(type)->blockElements == 1) continue;
                const WeightSource w{nullptr, type, 1024, 2048};
                const double ratio =
                    double(backend.ops->packedBytes(Packing::Int8, w)) / double(1024 * rowBytes(type, 2048));
                QVERIFY2(ratio <= 1.1, dtypeInfo(type)->name);
            }
        }
    }

private:
    void check(const QString& isa, DType dtype, int64_t rows, int64_t columns, int64_t tokens) {
        const Backend& backend = *findBackend(isa.toStdString());
        const bool interleaved = rows == 80;
        RandomWeights w(dtype, rows, columns, uint32_t(rows * 7 + columns),
                        interleaved ? RowOrder::HalvesInterleaved : RowOrder::Plain, 16);
        Numbers x = Numbers::random(tokens, columns, uint32_t(tokens), DType::F32, 3);
        Numbers bias = Numbers::random(1, rows, 5), start = Numbers::random(tokens, rows, 6, DType::F32, 5);
        const bool accumulate = tokens == 3, withBias = tokens != 2;
        std::vector<Numbers> results;
        for (int threads : {1, 2}) {
            auto owner = StreamOwner::make(backend, threads);
            Packed packed(*backend.ops, owner->stream(), Packing::Int8, w.source());
            QVERIFY(packed.weight.bytes > 0);
            QVERIFY(packed.guardIntact());
            Numbers y = start;
            backend.ops->linear(owner->stream(), x.view(), packed.weight,
                                withBias ? bias.vector() : TensorView{}, y.view(), accumulate);
            QVERIFY(y.guardsHold());
            results.push_back(y);
        }
        std::vector<std::vector<double>> rounded;
        for (int64_t t = 0; t < tokens; ++t) rounded.push_back(roundedRow(x, t));
        for (int64_t r = 0; r < rows; ++r) {
            const std::vector<float> weights = weightRow(w.source(), r);
            for (int64_t t = 0; t < tokens; ++t) {
                const std::vector<double>& activations = rounded[size_t(t)];
                double expected = (withBias ? bias.at(0, r) : 0) + (accumulate ? start.at(t, r) : 0),
                       size = std::fabs(expected);
                for (int64_t c = 0; c < columns; ++c) {
                    const double term = double(weights[size_t(c)]) * activations[size_t(c)];
                    expected += term;
                    size += std::fabs(term);
                }
                // Inside a block the kernel's sums are exact integers; what rounds is one float product and
                // sum for each 32 columns. With a minimum the two parts of a weight may be larger than their
                // sum.
                const double tolerance = 3e-6 * (size + 1);
                const double got = results[0].at(t, r);
                if (std::fabs(got - expected) > tolerance) {
                    QFAIL(qPrintable(QString("rows %1 columns %2 tokens %3 at (%4,%5): %6 expected %7")
                                         .arg(rows)
                                         .arg(columns)
                                         .arg(tokens)
                                         .arg(t)
                                         .arg(r)
                                         .arg(got)
                                         .arg(expected)));
                }
                QCOMPARE(results[1].at(t, r), got);
            }
        }
    }
};

QTEST_APPLESS_MAIN(Int8LinearTest)
#include "int8_linear_test.moc"
