// Every inference row of each CPU backend against the reference, which sums in double: odd sizes, every
// storage type, strided rows with guards round them, and equal bits on one thread and two.
#include "numbers.h"
#include "weights.h"

#include <QtTest>

using namespace inkstone::kernels;
using namespace inkstone::kernels::testing;

namespace {

const Ops& reference() { return *findBackend("reference")->ops; }

Stream& serial() {
    static Stream stream;
    return stream;
}

/// Results on one thread and on two, which must have equal bits, compared with the reference's.
struct Checked {
    std::vector<Numbers> got;
    Numbers expected;
};

template <class Run> Checked runEverywhere(const Backend& backend, const Numbers& start, Run&& run) {
    Checked checked{{}, start};
    for (int threads : {1, 2}) {
        auto owner = StreamOwner::make(backend, threads);
        Numbers out = start;
        run(*backend.ops, owner->stream(), out);
        checked.got.push_back(out);
    }
    run(reference(), serial(), checked.expected);
    return checked;
}

/// Error per size of the terms that were summed: `sizes` holds the sum of magnitudes of each result.
double worstOfSums(const Numbers& got, const Numbers& expected, const Numbers& sizes) {
    double worst = 0;
    for (int64_t r = 0; r < expected.rows(); ++r) {
        for (int64_t c = 0; c < expected.columns(); ++c) {
            const double error = std::fabs(got.at(r, c) - expected.at(r, c)) / (sizes.at(r, c) + 1e-30);
            worst = std::isnan(error) ? INFINITY : std::max(worst, error);
        }
    }
    return worst;
}

const std::vector<int64_t> Sizes = {1, 31, 33, 576, 1000};

/// Both sides round their result: just beside a tie they may fall to different neighbours, one unit apart.
double roundingOf(DType dtype) { return dtype == DType::BF16 ? 0x1p-7 : 0; }

} // namespace

#define CHECK_SHARED(checked)                                                                                \
    QVERIFY((checked).got[0] == (checked).got[1]);                                                           \
    QVERIFY((checked).got[0].guardsHold())

class InferenceParityTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY2(backends().size() >= 1, "the reference is always there"); }

    void convert_data() { eachBackend(); }
    void convert() {
        QFETCH(int, backend);
        for (DType from : {DType::F32, DType::BF16, DType::F16}) {
            for (DType to : {DType::F32, DType::BF16, DType::F16}) {
                for (int64_t columns : Sizes) {
                    Numbers x = Numbers::random(5, columns, 1, from, 3);
                    const auto checked = runEverywhere(
                        backends()[backend], Numbers(5, columns, to, 7),
                        [&](const Ops& ops, Stream& s, Numbers& y) { ops.convert(s, x.view(), y.view()); });
                    CHECK_SHARED(checked);
                    QVERIFY(checked.got[0] == checked.expected); // one rounding, to nearest even, is exact
                }
            }
        }
    }

    void dequantizeAndEmbed_data() { eachBackend(); }
    void dequantizeAndEmbed() {
        QFETCH(int, backend);
        for (DType type : sourceTypes()) {
            const int64_t columns = dtypeInfo(type)->blockElements == 1 ? 1000 : 768;
            RandomWeights w(type, 64, columns, 3, RowOrder::HalvesInterleaved, 16);
            for (DType to : {DType::F32, DType::BF16}) {
                const auto rows = runEverywhere(backends()[backend], Numbers(33, columns, to, 5),
                                                [&](const Ops& ops, Stream& s, Numbers& y) {
                                                    ops.dequantize(s, w.source(), 7, y.view());
                                                });
                CHECK_SHARED(rows);
                QVERIFY(rows.got[0] == rows.expected); // the same float operations in the same order
            }
            // Rows 4..12 of every 16 as one matrix of 32: a fused file's query heads, say.
            WeightSource plain = w.source();
            plain.order = RowOrder::Plain;
            WeightSource grouped = plain;
            grouped.data += 4 * rowBytes(type, columns);
            grouped.rows = 32;
            grouped.order = RowOrder::Grouped;
            grouped.groupRows = 8;
            grouped.groupStride = 16;
            const auto every = runEverywhere(
                backends()[backend], Numbers(64, columns, DType::F32),
                [&](const Ops& ops, Stream& s, Numbers& y) { ops.dequantize(s, plain, 0, y.view()); });
            const auto some = runEverywhere(
                backends()[backend], Numbers(32, columns, DType::F32),
                [&](const Ops& ops, Stream& s, Numbers& y) { ops.dequantize(s, grouped, 0, y.view()); });
            for (int64_t row = 0; row < 32; ++row)
                for (int64_t c = 0; c < columns; ++c)
                    QCOMPARE(some.got[0].at(row, c), every.got[0].at(4 + row / 8 * 16 + row % 8, c));
            const std::vector<int32_t> ids = {63, 0, 5, 5, 17};
            const auto embedded = runEverywhere(
                backends()[backend], Numbers(5, columns, DType::F32, 5),
                [&](const Ops& ops, Stream& s, Numbers& y) { ops.embed(s, w.source(), ids, y.view()); });
            CHECK_SHARED(embedded);
            QVERIFY(embedded.got[0] == embedded.expected);
        }
    }

    void sourceLinear_data() { eachBackend(); }
    void sourceLinear() {
        QFETCH(int, backend);
        for (DType type : sourceTypes()) {
            const int64_t block = dtypeInfo(type)->blockElements;
            for (int64_t columns : {block, block == 1 ? int64_t(1000) : int64_t(768)}) {
                for (int64_t rows : {1, 33, 144}) {
                    for (int64_t tokens : {1, 3, 9, 31})
                        checkSource(backends()[backend], type, rows, columns, tokens);
                }
            }
        }
    }

    void rmsNorm_data() { eachBackend(); }
    void rmsNorm() {
        QFETCH(int, backend);
        for (DType to : {DType::F32, DType::BF16}) {
            for (int64_t columns : Sizes) {
                Numbers x = Numbers::random(9, columns, 5, DType::F32, 3, 2),
                        weight = Numbers::random(1, columns, 6);
                for (bool keeps : {false, true}) {
                    Numbers rstd(1, 9);
                    const auto checked =
                        runEverywhere(backends()[backend], Numbers(9, columns, to, 5),
                                      [&](const Ops& ops, Stream& s, Numbers& y) {
                                          ops.rmsNorm(s, x.view(), weight.vector(), 1e-5f, y.view(),
                                                      keeps ? rstd.vector() : TensorView{});
                                      });
                    CHECK_SHARED(checked);
                    // A sum of squares has no cancellation: a few roundings, then the result's own.
                    QVERIFY(worst(checked.got[0], checked.expected, 1e-6 + roundingOf(to), 1e-7) <= 1);
                    QVERIFY(rstd.guardsHold());
                    if (keeps)
                        QVERIFY(std::fabs(rstd.at(0, 8) * std::sqrt(meanSquare(x, 8) + 1e-5) - 1) < 1e-6);
                }
            }
        }
    }

    void rope_data() { eachBackend(); }
    void rope() {
        QFETCH(int, backend);
        for (DType type : {DType::F32, DType::BF16}) {
            for (int headDim : {2, 62, 64, 96, 256}) {
                Numbers table(40, headDim);
                for (int64_t p = 0; p < 40; ++p) {
                    for (int i = 0; i < headDim / 2; ++i) {
                        const double angle = double(p) * std::pow(10000.0, -2.0 * i / headDim);
                        table.set(p, i, std::cos(angle));
                        table.set(p, headDim / 2 + i, std::sin(angle));
                    }
                }
                const std::vector<int32_t> positions = {0, 39, 5, 5, 12};
                for (bool inverse : {false, true}) {
                    const auto checked =
                        runEverywhere(backends()[backend], Numbers::random(5, headDim * 3, 8, type, 4),
                                      [&](const Ops& ops, Stream& s, Numbers& x) {
                                          ops.rope(s, x.view(), headDim, positions, table.view(), inverse);
                                      });
                    CHECK_SHARED(checked);
                    // Two products and a sum of numbers around 1; bf16 adds its own rounding.
                    QVERIFY(worst(checked.got[0], checked.expected, roundingOf(type) * 2, 1e-6) <= 1);
                }
            }
        }
    }

    void gatedActivation_data() { eachBackend(); }
    void gatedActivation() {
        QFETCH(int, backend);
        for (DType type : {DType::F32, DType::BF16}) {
            for (Activation act : {Activation::Silu, Activation::GeluTanh}) {
                for (int64_t columns : Sizes) {
                    Numbers gate = Numbers::random(5, columns, 1, type, 2, 4),
                            up = Numbers::random(5, columns, 2, type, 3);
                    gate.set(0, 0, -200);
                    gate.set(1, 0, 200);
                    const auto checked =
                        runEverywhere(backends()[backend], Numbers(5, columns, type, 1),
                                      [&](const Ops& ops, Stream& s, Numbers& out) {
                                          ops.gatedActivation(s, act, gate.view(), up.view(), out.view());
                                      });
                    CHECK_SHARED(checked);
                    // exp is good to 1 ulp, but of an argument with a rounding error of its own.
                    QVERIFY(worst(checked.got[0], checked.expected, 5e-7 + roundingOf(type), 5e-7) <= 1);
                    Numbers inPlace = gate;
                    auto owner = StreamOwner::make(backends()[backend], 2);
                    backends()[backend].ops->gatedActivation(owner->stream(), act, inPlace.view(), up.view(),
                                                             inPlace.view());
                    QCOMPARE(worst(inPlace, checked.got[0], 0, 1e-30), 0.0);
                }
            }
        }
    }

    void smallRows_data() { eachBackend(); }
    void smallRows() {
        QFETCH(int, backend);
        const Backend& b = backends()[backend];
        for (DType type : {DType::F32, DType::BF16}) {
            for (int64_t columns : Sizes) {
                Numbers x = Numbers::random(9, columns, 1, type, 2);
                const auto added = runEverywhere(b, Numbers::random(9, columns, 2, DType::F32, 3),
                                                 [&](const Ops& ops, Stream& s, Numbers& y) {
                                                     ops.addScaled(s, x.view(), 0.37f, y.view());
                                                 });
                CHECK_SHARED(added);
                QVERIFY(worst(added.got[0], added.expected, 2e-7, 2e-7) <= 1); // one or two roundings
                const std::vector<int32_t> ids = {8, 0, 3, 3};
                const auto gathered = runEverywhere(b, Numbers(4, columns, type, 3),
                                                    [&](const Ops& ops, Stream& s, Numbers& y) {
                                                        ops.gatherRows(s, x.view(), ids, y.view());
                                                    });
                CHECK_SHARED(gathered);
                QVERIFY(gathered.got[0] == gathered.expected);
            }
        }
    }

    void logSumExpAndSoftcap_data() { eachBackend(); }
    void logSumExpAndSoftcap() {
        QFETCH(int, backend);
        const Backend& b = backends()[backend];
        for (int64_t columns : {int64_t(1), int64_t(31), int64_t(33), int64_t(1000), int64_t(49152)}) {
            Numbers x = Numbers::random(3, columns, 4, DType::F32, 3, 6);
            const auto sums = runEverywhere(b, Numbers(1, 3), [&](const Ops& ops, Stream& s, Numbers& y) {
                ops.logSumExp(s, x.view(), y.vector());
            });
            CHECK_SHARED(sums);
            // The log of a sum good to 1e-6; the result itself is a float of about 20.
            QVERIFY(worst(sums.got[0], sums.expected, 3e-7, 1e-6) <= 1);
            const auto capped = runEverywhere(
                b, x, [&](const Ops& ops, Stream& s, Numbers& y) { ops.softcap(s, y.view(), 30.f); });
            CHECK_SHARED(capped);
            // tanh is 1 - 2 / (e^2x + 1): about 2 ulp of 1, times the cap.
            QVERIFY(worst(capped.got[0], capped.expected, 1e-6, 30 * 3e-7) <= 1);
            Numbers y = Numbers::random(3, columns, 5, DType::F32, 3, 12);
            const auto gradients = runEverywhere(b, x, [&](const Ops& ops, Stream& s, Numbers& dx) {
                ops.softcapBackward(s, y.view(), 30.f, dx.view());
            });
            CHECK_SHARED(gradients);
            // 1 - (y / cap)^2 is good to 3e-7 of 1, where gradients reach 13.
            QVERIFY(worst(gradients.got[0], gradients.expected, 1e-6, 13 * 3e-7) <= 1);
        }
    }

    void cachedAttention_data() {
        QTest::addColumn<int>("backend");
        QTest::addColumn<int>("type");
        for (size_t b = 0; b < backends().size(); ++b) {
            if (!onCpu(backends()[b])) continue;
            for (DType type : {DType::F32, DType::F16, DType::BF16, DType::Q8_0})
                QTest::addRow("%s %s", backends()[b].name.c_str(), dtypeInfo(type)->name)
                    << int(b) << int(type);
        }
    }
    void cachedAttention() {
        QFETCH(int, backend);
        QFETCH(int, type);
        struct Case {
            int heads, kvHeads, headDim;
            int64_t tokens, length;
            int window;
            float softcap;
        };
        const std::vector<Case> cases = {
            {1, 1, 1, 1, 1, 0, 0},      {9, 3, 64, 1, 1, 0, 0},      {9, 3, 64, 1, 33, 0, 0},
            {9, 3, 64, 5, 576, 0, 0},   {4, 1, 256, 1, 1000, 0, 0},  {4, 2, 31, 3, 700, 0, 0},
            {9, 3, 64, 31, 31, 0, 0},   {9, 3, 64, 33, 100, 0, 0},   {14, 2, 64, 70, 200, 0, 0},
            {4, 2, 33, 90, 130, 17, 0}, {4, 1, 128, 1, 900, 100, 0}, {2, 2, 80, 40, 40, 5, 0},
            {4, 2, 64, 9, 150, 0, 20},  {4, 2, 64, 80, 80, 0, 20},   {20, 1, 64, 1, 600, 0, 0},
            {4, 2, 96, 2, 70, 0, 0},    {5, 1, 128, 1, 200, 0, 0},   {2, 1, 32, 100, 300, 0, 0}};
        const bool blocks = DType(type) == DType::Q8_0;
        for (const Case& c : cases) {
            if (blocks && c.headDim % 32 != 0) continue;
            const AttentionShape shape{c.heads,  c.kvHeads, c.headDim, 1 / std::sqrt(float(c.headDim)),
                                       c.window, c.softcap};
            Numbers q = Numbers::random(c.tokens, c.heads * c.headDim, 1, DType::F32, 3);
            Numbers k = Numbers::random(c.length, c.kvHeads * c.headDim, 2, DType::F32, 3);
            Numbers v = Numbers::random(c.length, c.kvHeads * c.headDim, 3, DType::F32, 3);
            // Room behind the tokens, as in a cache that grows; tokens lie apart.
            const int64_t tokenStride = c.headDim + (blocks ? 32 : 2),
                          headStride = (c.length + 3) * tokenStride;
            std::vector<std::vector<std::byte>> memory;
            const auto cacheOf = [&](const Ops& ops, Stream& s) {
                for (int i = 0; i < 2; ++i)
                    memory.emplace_back(size_t(c.kvHeads * headStride) * 4, std::byte(0));
                KvView cache{memory[memory.size() - 2].data(),
                             memory.back().data(),
                             DType(type),
                             headStride,
                             tokenStride,
                             c.length};
                ops.appendKv(s, k.view(), v.view(), 0, shape, cache);
                return cache;
            };
            const auto checked =
                runEverywhere(backends()[backend], Numbers(c.tokens, c.heads * c.headDim, DType::F32, 5),
                              [&](const Ops& ops, Stream& s, Numbers& out) {
                                  ops.attentionCached(s, q.view(), cacheOf(ops, s), shape, out.view());
                              });
            CHECK_SHARED(checked);
            for (size_t i = 2; i < memory.size(); ++i)
                QVERIFY(memory[i] == memory[i % 2]); // appendKv rounds alike
            // Weights sum to 1, values are around 1: the error is that of the scores (|q||k| 2^-24
            // sqrt(dim)), which the exponential hands on. A bf16 or int8 cache may be multiplied in bf16:
            // 2^-9 for q and for each weight.
            const double tolerance = DType(type) == DType::BF16 || blocks ? 2e-2 : 2e-5;
            QVERIFY2(worst(checked.got[0], checked.expected, 0, tolerance) <= 1,
                     qPrintable(QString("%1 heads, dim %2, %3 of %4")
                                    .arg(c.heads)
                                    .arg(c.headDim)
                                    .arg(c.tokens)
                                    .arg(c.length)));
        }
    }

    /// A token decoded from the cache gets what it gets when all are computed at once.
    void cacheEqualsFullAttention_data() { eachBackend(); }
    void cacheEqualsFullAttention() {
        QFETCH(int, backend);
        const Ops& ops = *backends()[backend].ops;
        auto owner = StreamOwner::make(backends()[backend], 2);
        const AttentionShape shape{9, 3, 64, 0.125f, 0, 0};
        Numbers q = Numbers::random(100, 576, 1), k = Numbers::random(100, 192, 2),
                v = Numbers::random(100, 192, 3);
        Numbers all(100, 576), one(100, 576), lse(9, 100);
        const std::vector<int32_t> cuSeqlens = {0, 100};
        ops.attention(owner->stream(), q.view(), k.view(), v.view(), cuSeqlens, shape, all.view(),
                      lse.view());
        std::vector<float> keys(100 * 192), values(100 * 192);
        for (int64_t t = 0; t < 100; ++t) {
            KvView cache{keys.data(), values.data(), DType::F32, 100 * 64, 64, t + 1};
            ops.appendKv(owner->stream(), k.view().rowsFrom(t, 1), v.view().rowsFrom(t, 1), t, shape, cache);
            ops.attentionCached(owner->stream(), q.view().rowsFrom(t, 1), cache, shape,
                                one.view().rowsFrom(t, 1));
        }
        QVERIFY(worst(one, all, 0, 2e-5) <= 1);
    }

private:
    static bool onCpu(const Backend& backend) { return backend.name != "cuda"; }
    static void eachBackend() {
        QTest::addColumn<int>("backend");
        for (size_t b = 0; b < backends().size(); ++b) {
            if (onCpu(backends()[b])) QTest::addRow("%s", backends()[b].name.c_str()) << int(b);
        }
    }
    static double meanSquare(const Numbers& x, int64_t row) {
        double sum = 0;
        for (int64_t c = 0; c < x.columns(); ++c) sum += x.at(row, c) * x.at(row, c);
        return sum / double(x.columns());
    }

    void checkSource(const Backend& backend, DType type, int64_t rows, int64_t columns, int64_t tokens) {
        const bool interleaved = rows == 144;
        RandomWeights w(type, rows, columns, uint32_t(rows),
                        interleaved ? RowOrder::HalvesInterleaved : RowOrder::Plain, 48);
        const PackedWeight weight{.source = w.source()};
        Numbers x = Numbers::random(tokens, columns, 1, DType::F32, 3),
                dy = Numbers::random(tokens, rows, 2, DType::F32, 3);
        Numbers bias = Numbers::random(1, rows, 3);
        const bool adds = tokens == 3 || tokens == 31, biased = tokens != 9;
        const auto forward = runEverywhere(
            backend, Numbers::random(tokens, rows, 4, DType::F32, 5),
            [&](const Ops& ops, Stream& s, Numbers& y) {
                ops.linear(s, x.view(), weight, biased ? bias.vector() : TensorView{}, y.view(), adds);
            });
        CHECK_SHARED(forward);
        // Float sums of up to 1000 products: well below 1e-6 of the products' total size; a product left out
        // is ~1e-3.
        QVERIFY2(worstOfSums(forward.got[0], forward.expected, sizesForward(x, w.source())) <= 1e-6,
                 dtypeInfo(type)->name);
        const auto backward = runEverywhere(backend, Numbers::random(tokens, columns, 5, DType::F32, 5),
                                            [&](const Ops& ops, Stream& s, Numbers& dx) {
                                                ops.linearBackward(s, dy.view(), weight, dx.view(), adds);
                                            });
        CHECK_SHARED(backward);
        QVERIFY2(worstOfSums(backward.got[0], backward.expected, sizesBackward(dy, w.source())) <= 1e-6,
                 dtypeInfo(type)->name);
    }

    static std::vector<float> floatsOf(const WeightSource& w) {
        std::vector<float> values(size_t(w.rows * w.columns));
        reference().dequantize(serial(), w, 0,
                               TensorView::matrix(values.data(), DType::F32, w.rows, w.columns));
        return values;
    }
    static Numbers sizesForward(const Numbers& x, const WeightSource& w) {
        const std::vector<float> weights = floatsOf(w);
        Numbers sizes(x.rows(), w.rows);
        for (int64_t t = 0; t < x.rows(); ++t) {
            for (int64_t r = 0; r < w.rows; ++r) {
                double size = 4; // bias and what y held
                for (int64_t c = 0; c < w.columns; ++c)
                    size += std::fabs(x.at(t, c) * double(weights[size_t(r * w.columns + c)]));
                sizes.set(t, r, size);
            }
        }
        return sizes;
    }
    static Numbers sizesBackward(const Numbers& dy, const WeightSource& w) {
        const std::vector<float> weights = floatsOf(w);
        Numbers sizes(dy.rows(), w.columns);
        for (int64_t t = 0; t < dy.rows(); ++t) {
            for (int64_t c = 0; c < w.columns; ++c) {
                double size = 4;
                for (int64_t r = 0; r < w.rows; ++r)
                    size += std::fabs(dy.at(t, r) * double(weights[size_t(r * w.columns + c)]));
                sizes.set(t, c, size);
            }
        }
        return sizes;
    }
};

QTEST_APPLESS_MAIN(InferenceParityTest)
#include "inference_parity_test.moc"
