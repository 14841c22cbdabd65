// gemm, and the bf16 and source packings of linear and linearBackward, on every CPU backend against the
// reference.
#include "kernels/reference/reference.h"
#include "tests/kernels/numbers.h"

#include <QtTest>

using namespace inkstone::kernels;
using inkstone::kernels::testing::cpuBackends;
using inkstone::kernels::testing::Numbers;
using inkstone::kernels::testing::worst;

namespace {

// Both sides see the same bf16 values; only the order and width of the sums differ. With inputs ~ N(0, 1) a
// sum of k products has size sqrt(k) and, summed in F32, an error of a few 2^-24 sqrt(k): 1e-5 sqrt(k) leaves
// a factor of ten. A BF16 result is rounded once more, to 2^-9 relative.
double absolute(int64_t depth) { return 1e-5 * std::sqrt(double(depth)); }
double relative(DType out) { return out == DType::BF16 ? 0x1p-8 : 1e-5; }

/// W [rows, columns] and its source.
struct Weight {
    Numbers values;
    WeightSource source;
    Weight(int64_t rows, int64_t columns, DType dtype, uint32_t seed)
        : values(Numbers::random(rows, columns, seed, dtype)) {
        source = {static_cast<const std::byte*>(values.view().data), dtype, rows, columns};
    }
};

struct Packed {
    std::unique_ptr<std::byte, decltype(&std::free)> memory{nullptr, &std::free};
    PackedWeight weight;
    bool overrun() const {
        for (size_t i = 0; i < 64; ++i)
            if (memory.get()[weight.bytes + i] != std::byte{0x5a}) return true;
        return false;
    }
};

Packed pack(Stream& stream, const Ops& ops, Packing packing, const WeightSource& source) {
    Packed packed;
    packed.weight = {packing, source};
    if (packing == Packing::Source || packing == Packing::Panels) return packed;
    packed.weight.bytes = ops.packedBytes(packing, source);
    const size_t room = (packed.weight.bytes + 64 + 63) / 64 * 64;
    packed.memory.reset(static_cast<std::byte*>(std::aligned_alloc(64, room)));
    std::memset(packed.memory.get(), 0x5a, room);
    ops.pack(stream, packing, source, packed.memory.get());
    packed.weight.data = packed.memory.get();
    packed.weight.source.data = nullptr;
    return packed;
}

} // namespace

class ProductsTest : public QObject {
    Q_OBJECT
    Stream m_reference;

private slots:
    void gemm_data() {
        QTest::addColumn<int>("m");
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("k");
        const int shapes[][3] = {{1, 1, 1},      {1, 31, 33},    {33, 1, 31},   {31, 33, 1},
                                 {7, 16, 576},   {200, 70, 3},   {193, 257, 5}, {16, 576, 1},
                                 {12, 300, 513}, {33, 48, 1025}, {129, 16, 64}, {40, 40, 0}};
        for (const auto& s : shapes) QTest::addRow("%dx%dx%d", s[0], s[1], s[2]) << s[0] << s[1] << s[2];
    }
    void gemm() {
        QFETCH(int, m);
        QFETCH(int, n);
        QFETCH(int, k);
        for (const Backend* backend : cpuBackends()) {
            const auto one = StreamOwner::make(*backend, 1), two = StreamOwner::make(*backend, 2);
            for (int mode = 0; mode < 16; ++mode) {
                const bool ta = mode & 1, tb = mode & 2;
                const DType in = mode & 4 ? DType::BF16 : DType::F32,
                            out = mode & 8 ? DType::BF16 : DType::F32;
                Numbers a = Numbers::random(ta ? k : m, ta ? m : k, 1, in, 5);
                Numbers b = Numbers::random(tb ? n : k, tb ? k : n, 2, in, 3);
                const Numbers start = Numbers::random(m, n, 3, out, 7);
                for (float beta : {0.f, 1.f, -0.5f}) {
                    // The reference is slow: large shapes meet one beta per combination of types.
                    if (m * n > 1000 && k > 100 && int(beta) != mode % 2) continue;
                    Numbers want = start.as(DType::F64), got = start, again = start;
                    if (beta == 0)
                        for (int i = 0; i < m; ++i) got.set(i, 0, NAN);
                    referenceOps().gemm(m_reference, a.view(), ta, b.view(), tb, want.view(), 0.7f, beta);
                    backend->ops->gemm(one->stream(), a.view(), ta, b.view(), tb, got.view(), 0.7f, beta);
                    backend->ops->gemm(two->stream(), a.view(), ta, b.view(), tb, again.view(), 0.7f, beta);
                    const double error = worst(got, want, relative(out), absolute(k + 1));
                    QVERIFY2(error <= 1, qPrintable(QString("%1 mode %2 beta %3: %4")
                                                        .arg(backend->name.c_str())
                                                        .arg(mode)
                                                        .arg(beta)
                                                        .arg(error)));
                    QVERIFY(got.guardsHold());
                    QVERIFY(got == again);
                }
            }
        }
    }

    void linear_data() {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        const int shapes[][3] = {{1, 1, 1},       {1, 31, 33},    {33, 33, 31}, {5, 576, 576},
                                 {200, 1000, 33}, {31, 64, 1000}, {3, 17, 576}, {193, 130, 65},
                                 {7, 320, 48},    {2, 5000, 7},   {2, 7, 5000}, {400, 601, 135}};
        for (const auto& s : shapes) QTest::addRow("%dx%dx%d", s[0], s[1], s[2]) << s[0] << s[1] << s[2];
    }
    void linear() {
        QFETCH(int, n);
        QFETCH(int, rows);
        QFETCH(int, columns);
        Weight w(rows, columns, DType::BF16, 4);
        for (const Backend* backend : cpuBackends()) {
            const auto one = StreamOwner::make(*backend, 1), two = StreamOwner::make(*backend, 2);
            for (Packing packing : {Packing::Source, Packing::Bf16}) {
                const Packed packed = pack(two->stream(), *backend->ops, packing, w.source);
                QVERIFY(packing == Packing::Source || !packed.overrun());
                for (int mode = 0; mode < 4; ++mode)
                    check(*backend, packed, w, one->stream(), two->stream(), n, mode);
                if (QTest::currentTestFailed()) return;
            }
            Numbers floats = w.values.as(DType::F32);
            WeightSource source = w.source;
            source.data = static_cast<const std::byte*>(floats.view().data);
            source.dtype = DType::F32;
            const Packed onTheWay = pack(two->stream(), *backend->ops, Packing::Panels, source);
            QCOMPARE(onTheWay.weight.bytes, 0u);
            for (int mode = 0; mode < 4; ++mode)
                check(*backend, onTheWay, w, one->stream(), two->stream(), n, mode);
            if (QTest::currentTestFailed()) return;
        }
    }

private:
    /// mode 1: x BF16, 2: y BF16.
    void check(const Backend& backend, const Packed& packed, Weight& w, Stream& one, Stream& two, int n,
               int mode) {
        const bool source = packed.weight.packing == Packing::Source;
        if (source && mode) return;
        const DType in = mode & 1 ? DType::BF16 : DType::F32, out = mode & 2 ? DType::BF16 : DType::F32;
        const int64_t rows = w.source.rows, columns = w.source.columns;
        for (int direction = 0; direction < 2; ++direction) {
            const bool forward = direction == 0;
            const int64_t inputs = forward ? columns : rows, outputs = forward ? rows : columns;
            Numbers x = Numbers::random(n, inputs, 5, in, 3), bias = Numbers::random(1, outputs, 6);
            const Numbers start = Numbers::random(n, outputs, 7, out, 9);
            // Where bf16 is multiplied an F32 input is rounded to bf16 first; so it is for the expectation.
            // One token of F32 beside F32 weights keeps both.
            const bool keeps = packed.weight.packing == Packing::Panels && forward && n == 1 && mode == 0;
            const bool rounds = !source && !keeps && backend.fastBf16;
            Numbers seen = rounds ? x.as(DType::BF16) : x;
            const PackedWeight plain{Packing::Source, w.source};
            for (bool accumulate : {false, true}) {
                if (n * rows * columns > 1000000 && accumulate == (mode == 1)) continue;
                Numbers want = start.as(DType::F64), got = start, again = start;
                const Ops &reference = referenceOps(), &ops = *backend.ops;
                if (forward) {
                    reference.linear(m_reference, seen.view(), plain, bias.vector(), want.view(), accumulate);
                    ops.linear(one, x.view(), packed.weight, bias.vector(), got.view(), accumulate);
                    ops.linear(two, x.view(), packed.weight, bias.vector(), again.view(), accumulate);
                } else {
                    reference.linearBackward(m_reference, seen.view(), plain, want.view(), accumulate);
                    ops.linearBackward(one, x.view(), packed.weight, got.view(), accumulate);
                    ops.linearBackward(two, x.view(), packed.weight, again.view(), accumulate);
                }
                const double error = worst(got, want, relative(out), absolute(inputs));
                QVERIFY2(error <= 1, qPrintable(QString("%1 packing %2 mode %3: %4")
                                                    .arg(backend.name.c_str())
                                                    .arg(int(packed.weight.packing))
                                                    .arg(mode)
                                                    .arg(error)));
                QVERIFY(got.guardsHold());
                QVERIFY(got == again);
            }
        }
    }

private slots:
    void quantisedWeightsArePackedInCanonicalOrder() {
        // Two heads of 32 rows, stored with their halves interleaved: packing must read canonical rows.
        std::mt19937 engine(8);
        std::vector<std::byte> blocks(64 * 3 * 34);
        for (size_t i = 0; i < blocks.size(); ++i) blocks[i] = std::byte(engine());
        for (size_t b = 0; b < 64 * 3; ++b) std::memcpy(&blocks[b * 34], "\x00\x2c", 2); // scale 2^-4
        const WeightSource source{blocks.data(), DType::Q8_0, 64, 96, RowOrder::HalvesInterleaved, 32};
        Numbers x = Numbers::random(5, 96, 9, DType::BF16), dy = Numbers::random(5, 64, 10, DType::BF16);
        for (const Backend* backend : cpuBackends()) {
            const auto stream = StreamOwner::make(*backend, 2);
            Numbers want(5, 64, DType::F64), got(5, 64), wantBack(5, 96, DType::F64), gotBack(5, 96);
            const PackedWeight plain{Packing::Source, source};
            referenceOps().linear(m_reference, x.view(), plain, {}, want.view(), false);
            referenceOps().linearBackward(m_reference, dy.view(), plain, wantBack.view(), false);
            const Packed packed = pack(stream->stream(), *backend->ops, Packing::Bf16, source);
            backend->ops->linear(stream->stream(), x.view(), packed.weight, {}, got.view(), false);
            backend->ops->linearBackward(stream->stream(), dy.view(), packed.weight, gotBack.view(), false);
            // int8 times a power of two is exact in bf16.
            QVERIFY(worst(got, want, 1e-5, absolute(96) * 8) <= 1);
            QVERIFY(worst(gotBack, wantBack, 1e-5, absolute(64) * 8) <= 1);
        }
    }
};

QTEST_APPLESS_MAIN(ProductsTest)
#include "products_test.moc"
