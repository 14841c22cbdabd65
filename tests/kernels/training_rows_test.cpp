// The training rows of every CPU backend against the reference, at odd sizes, with strided rows; 1 and 2
// threads must give the same bits, and nothing outside the rows may change.
//
// Tolerances. F32: a vectorised sum of k terms differs from the double sum by a few 2^-24 sqrt(k) of its
// size, and exp() is good to 2 ulp: 1e-5 relative and absolute on values of size 1 leave a factor of ten.
// BF16 results are rounded once (2^-9 relative); inside attention's bf16 path weights and score gradients are
// rounded to bf16 besides before they are summed, each by at most 2^-9, so a sum of k terms of size s moves
// by 2^-9 s sqrt(k): 0.02 covers the shapes below. Mutations tried against these: leaving out one term of a
// reduction, delta = 0, a mask off by one key, no rescaling when the running maximum grows, moments swapped:
// each fails.
#include "kernels/moments8.h"
#include "kernels/reference/reference.h"
#include "tests/kernels/numbers.h"

#include <QtTest>

using namespace inkstone::kernels;
using inkstone::kernels::testing::Numbers;
using inkstone::kernels::testing::worst;

namespace {

struct Device {
    const Backend* backend;
    std::unique_ptr<StreamOwner> one, two;
    const Ops& ops() const { return *backend->ops; }
};

std::vector<Device> devices() {
    std::vector<Device> found;
    for (const Backend* backend : inkstone::kernels::testing::cpuBackends())
        found.push_back({backend, StreamOwner::make(*backend, 1), StreamOwner::make(*backend, 2)});
    return found;
}

const double relativeF32 = 1e-5, absoluteF32 = 1e-5;
double relative(DType type) { return type == DType::BF16 ? 0x1p-8 : relativeF32; }

const std::pair<int, int> sizes[] = {{1, 1}, {3, 31}, {2, 33}, {5, 576}, {33, 1000}, {1, 0}};

} // namespace

#define CLOSE(got, want, rel, abs)                                                                           \
    do {                                                                                                     \
        const double error = worst(got, want, rel, abs);                                                     \
        QVERIFY2(                                                                                            \
            error <= 1,                                                                                      \
            qPrintable(QString("%1: %2 times the tolerance").arg(device.backend->name.c_str()).arg(error))); \
        QVERIFY((got).guardsHold());                                                                         \
    } while (false)

/// Moments in 8 bits and their memory.
struct Moments {
    std::vector<uint8_t> code1, code2;
    std::vector<float> scale1, scale2;
    explicit Moments(size_t n)
        : code1(n), code2(n), scale1((n + MomentBlock - 1) / MomentBlock), scale2(scale1.size()) {}
    Moments8 view() {
        return {code1.data(), code2.data(), scale1.data(), scale2.data(), int64_t(code1.size())};
    }
    friend bool operator==(const Moments&, const Moments&) = default;
};

/// At most a few codes, each by one: where chance fell between two last bits.
bool nearlyEqual(const std::vector<uint8_t>& a, const std::vector<uint8_t>& b) {
    size_t others = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        if (std::abs(int(a[i]) - int(b[i])) > 1) return false;
        others += a[i] != b[i];
    }
    return others <= a.size() / 500 + 1;
}

class TrainingRowsTest : public QObject {
    Q_OBJECT
    std::vector<Device> m_devices = devices();
    Stream m_stream;
    const Ops& m_reference = referenceOps();

private slots:
    void rmsNormBackward() {
        for (const Device& device : m_devices) {
            for (auto [n, width] : sizes) {
                if (width == 0) continue;
                for (DType type : {DType::F32, DType::BF16}) {
                    Numbers x = Numbers::random(n, width, 1, DType::F32, 3), w = Numbers::random(1, width, 2);
                    Numbers dy = Numbers::random(n, width, 3, type, 5), rstd(1, n), y(n, width);
                    m_reference.rmsNorm(m_stream, x.view(), w.vector(), 1e-5f, y.view(), rstd.vector());
                    const Numbers dx0 = Numbers::random(n, width, 4, DType::F32, 2),
                                  dw0 = Numbers::random(1, width, 5);
                    Numbers want = dx0.as(DType::F64), wantW = dw0.as(DType::F64);
                    m_reference.rmsNormBackward(m_stream, dy.view(), x.view(), w.vector(), rstd.vector(),
                                                want.view(), wantW.vector());
                    Numbers got = dx0, gotW = dw0, again = dx0, againW = dw0, alone = dx0;
                    const auto run = [&](Stream& stream, Numbers& dx, TensorView dw) {
                        device.ops().rmsNormBackward(stream, dy.view(), x.view(), w.vector(), rstd.vector(),
                                                     dx.view(), dw);
                    };
                    run(device.one->stream(), got, gotW.vector());
                    run(device.two->stream(), again, againW.vector());
                    run(device.two->stream(), alone, {});
                    CLOSE(got, want, relativeF32, absoluteF32);
                    CLOSE(gotW, wantW, relativeF32, absoluteF32 * n);
                    QVERIFY(got == again && gotW == againW && got == alone);
                }
            }
        }
    }

    void gatedActivationBackward() {
        for (const Device& device : m_devices) {
            for (auto [n, width] : sizes) {
                for (DType type : {DType::F32, DType::BF16}) {
                    for (Activation act : {Activation::Silu, Activation::GeluTanh}) {
                        Numbers gate = Numbers::random(n, width, 6, type, 1, 3),
                                up = Numbers::random(n, width, 7, type, 2);
                        Numbers dout = Numbers::random(n, width, 8, type, 3);
                        if (width > 2) {
                            gate.set(0, 0, 60);
                            gate.set(0, 1, -60);
                            gate.set(0, 2, 0);
                        }
                        Numbers wantG(n, width, DType::F64), wantU(n, width, DType::F64),
                            gotG(n, width, type, 4), gotU(n, width, type);
                        m_reference.gatedActivationBackward(m_stream, act, gate.view(), up.view(),
                                                            dout.view(), wantG.view(), wantU.view());
                        device.ops().gatedActivationBackward(device.two->stream(), act, gate.view(),
                                                             up.view(), dout.view(), gotG.view(),
                                                             gotU.view());
                        CLOSE(gotG, wantG, relative(type), absoluteF32);
                        CLOSE(gotU, wantU, relative(type), absoluteF32);
                        // In place: gate becomes dgate, dout becomes dup.
                        device.ops().gatedActivationBackward(device.one->stream(), act, gate.view(),
                                                             up.view(), dout.view(), gate.view(),
                                                             dout.view());
                        CLOSE(gate, wantG, relative(type), absoluteF32);
                        CLOSE(dout, wantU, relative(type), absoluteF32);
                    }
                }
            }
        }
    }

    void dropoutDrawsTheSameMaskEverywhere() {
        for (const Device& device : m_devices) {
            for (auto [n, width] : sizes) {
                for (float p : {0.f, 0.1f, 0.5f, 1.f}) {
                    for (DType type : {DType::F32, DType::BF16}) {
                        Numbers x = Numbers::random(n, width, 9, type, 3), want(n, width, DType::F64),
                                got(n, width, type, 1);
                        m_reference.dropout(m_stream, x.view(), p, 1234567890123u, want.view());
                        device.ops().dropout(device.two->stream(), x.view(), p, 1234567890123u, got.view());
                        CLOSE(got, want, relative(type), 1e-30);
                    }
                }
            }
        }
    }

    void dropoutKeepsItsShareAndItsMean() {
        Numbers ones(100, 1000), y(100, 1000);
        for (int r = 0; r < 100; ++r)
            for (int c = 0; c < 1000; ++c) ones.set(r, c, 1);
        for (uint64_t seed : {0u, 1u, 77u}) {
            m_reference.dropout(m_stream, ones.view(), 0.1f, seed, y.view());
            int dropped = 0, both = 0;
            for (int r = 0; r < 100; ++r) {
                for (int c = 0; c < 1000; ++c) {
                    dropped += y.at(r, c) == 0;
                    both += c > 0 && y.at(r, c) == 0 && y.at(r, c - 1) == 0;
                }
            }
            // Binomial: 10000 +- 95; neighbours independent: 999 +- 33. Five sigma.
            QVERIFY(std::abs(dropped - 10000) < 475);
            QVERIFY(std::abs(both - 999) < 170);
        }
    }

    void scatterAddRows() {
        std::vector<int32_t> ids(100); // many rows meet in few
        for (size_t i = 0; i < ids.size(); ++i) ids[i] = int32_t(i * i % 7);
        for (const Device& device : m_devices) {
            for (int width : {1, 31, 33, 1000}) {
                for (DType type : {DType::F32, DType::BF16}) {
                    Numbers x = Numbers::random(int(ids.size()), width, 10, type, 2);
                    const Numbers start = Numbers::random(7, width, 11, DType::F32, 3);
                    Numbers want = start.as(DType::F64), got = start, again = start;
                    m_reference.scatterAddRows(m_stream, x.view(), ids, want.view());
                    device.ops().scatterAddRows(device.two->stream(), x.view(), ids, got.view());
                    device.ops().scatterAddRows(device.one->stream(), x.view(), ids, again.view());
                    CLOSE(got, want, relativeF32, absoluteF32);
                    QVERIFY(got == again);
                }
            }
        }
    }

    void crossEntropy() {
        for (const Device& device : m_devices) {
            for (int vocabulary : {1, 31, 33, 576, 1000, 49152}) {
                const int n = vocabulary > 1000 ? 2 : 5;
                Numbers logits = Numbers::random(n, vocabulary, 12, DType::F32, 5, 5);
                std::vector<int32_t> targets{0, -100, vocabulary - 1, vocabulary / 2, 0};
                targets.resize(size_t(n));
                if (n > 3)
                    for (int c = 0; c < vocabulary; ++c)
                        logits.set(3, c, c == 0 ? 1000 : -1000); // overflows unless shifted
                Numbers want = logits.as(DType::F64), got = logits, again = logits;
                Numbers wantLoss(1, n, DType::F64), gotLoss(1, n), againLoss(1, n);
                m_reference.crossEntropy(m_stream, want.view(), targets, 0.25f, wantLoss.vector());
                device.ops().crossEntropy(device.one->stream(), got.view(), targets, 0.25f, gotLoss.vector());
                device.ops().crossEntropy(device.two->stream(), again.view(), targets, 0.25f,
                                          againLoss.vector());
                // A gradient entry is a probability: relative error matters even where it is tiny.
                CLOSE(got, want, relativeF32, 1e-9);
                CLOSE(gotLoss, wantLoss, 1e-6, 1e-5);
                QVERIFY(got == again && gotLoss == againLoss);
            }
        }
    }

    void sumOfSquares() {
        for (const Device& device : m_devices) {
            for (int n : {1, 31, 1000, 1025, 300007}) {
                Numbers x = Numbers::random(1, n, 13);
                const double want = m_reference.sumOfSquares(m_stream, x.vector());
                const double got = device.ops().sumOfSquares(device.one->stream(), x.vector());
                QVERIFY(std::fabs(got - want) <= 1e-6 * want);
                QCOMPARE(device.ops().sumOfSquares(device.two->stream(), x.vector()), got);
            }
            Numbers rows = Numbers::random(300, 33, 14, DType::F32, 3);
            const double want = m_reference.sumOfSquares(m_stream, rows.view());
            QVERIFY(std::fabs(device.ops().sumOfSquares(device.two->stream(), rows.view()) - want) <=
                    1e-6 * want);
        }
    }

    void adamw() {
        for (const Device& device : m_devices) {
            for (int n : {1, 31, 33, 1000, 9001}) {
                Numbers p = Numbers::random(1, n, 15), m(1, n), v(1, n);
                Numbers wantP = p.as(DType::F64), wantM(1, n, DType::F64), wantV(1, n, DType::F64);
                AdamW options{.learningRate = 1e-2f, .weightDecay = 0.1f, .gradScale = 0.7f};
                for (options.step = 1; options.step <= 3; ++options.step) {
                    Numbers g = Numbers::random(1, n, uint32_t(16 + options.step));
                    m_reference.adamw(m_stream, wantP.vector(), g.vector(), wantM.vector(), wantV.vector(),
                                      options);
                    device.ops().adamw(device.two->stream(), p.vector(), g.vector(), m.vector(), v.vector(),
                                       options);
                }
                CLOSE(p, wantP, relativeF32, 1e-6);
                CLOSE(m, wantM, relativeF32, 1e-7);
                CLOSE(v, wantV, relativeF32, 1e-9);
            }
        }
    }

    void adamwWithMomentsIn8Bits() {
        for (const Device& device : m_devices) {
            for (int n : {1, 31, 255, 256, 257, 1000, 9001}) {
                Numbers p = Numbers::random(1, n, 15);
                Numbers wantP = p, again = p;
                Moments want{size_t(n)};
                AdamW options{.learningRate = 1e-2f, .weightDecay = 0.1f, .gradScale = 0.7f};
                for (options.step = 1; options.step <= 4; ++options.step) {
                    Numbers g = Numbers::random(1, n, uint32_t(16 + options.step));
                    for (int i = 0; i < n; i += 7) g.set(0, i, options.step == 3 ? 1e-6 : 0);
                    Moments one = want, two = want; // each step starts from the same codes
                    device.ops().adamw8(device.one->stream(), again.vector(), g.vector(), one.view(),
                                        options);
                    device.ops().adamw8(device.two->stream(), p.vector(), g.vector(), two.view(), options);
                    m_reference.adamw8(m_stream, wantP.vector(), g.vector(), want.view(), options);
                    QVERIFY(one == two);
                    QVERIFY(p == again);
                    QVERIFY(nearlyEqual(two.code1, want.code1));
                    QVERIFY(nearlyEqual(two.code2, want.code2));
                    for (size_t b = 0; b < want.scale1.size(); ++b) {
                        QVERIFY(std::abs(two.scale1[b] - want.scale1[b]) <= 1e-5f * want.scale1[b]);
                        QVERIFY(std::abs(two.scale2[b] - want.scale2[b]) <= 1e-5f * want.scale2[b]);
                    }
                }
                CLOSE(p, wantP, relativeF32, 1e-5);
            }
        }
    }

    /// Rounded by chance the mean is exact, and an average that moves by a thousandth a step moves all the
    /// same: beside an element 30 times as large, rounded to nearest, it would stay where it began.
    void momentsIn8BitsAreRightInTheMean() {
        for (const float value : {0.9f, 0.11f, 0.0071f, -1.6f, 0.00052f}) {
            double sum1 = 0, sum2 = 0;
            constexpr int draws = 20000;
            for (int i = 0; i < draws; ++i) {
                const uint32_t bits = counterBits(counterRow(3, 5), uint32_t(i));
                sum1 += decodeMoment1(encodeMoment1(value, bits));
                sum2 += decodeMoment2(encodeMoment2(std::abs(value), bits));
            }
            QVERIFY(std::abs(sum1 / draws - double(value)) <= 2e-3 * std::abs(value));
            QVERIFY(std::abs(sum2 / draws - std::abs(double(value))) <= 1e-3 * std::abs(value));
        }
        constexpr int n = MomentBlock, steps = 1500;
        Numbers p(1, n), g(1, n);
        g.set(0, 0, 30);
        for (int i = 1; i < n; ++i) g.set(0, i, 1);
        Moments moments{n};
        for (int step = 1; step <= steps; ++step)
            m_reference.adamw8(m_stream, p.vector(), g.vector(), moments.view(),
                               {.learningRate = 0, .step = step});
        double mean = 0;
        for (size_t i = 1; i < n; ++i) mean += decodeMoment2(moments.code2[i]) * moments.scale2[0] / (n - 1);
        const double exact = 1 - std::pow(0.999, steps);
        QVERIFY2(std::abs(mean - exact) <= 0.03 * exact,
                 qPrintable(QString("%1, exact %2").arg(mean).arg(exact)));
    }

    void attention_data() {
        QTest::addColumn<QList<int>>("cuSeqlens");
        QTest::addColumn<QList<int>>("shape"); // heads, kv heads, head dim, window
        QTest::addColumn<double>("softcap");
        QTest::newRow("one token") << QList<int>{0, 1} << QList<int>{1, 1, 1, 0} << 0.;
        QTest::newRow("odd head") << QList<int>{0, 33, 34} << QList<int>{3, 1, 31, 0} << 0.;
        QTest::newRow("smollm2") << QList<int>{0, 31, 130, 194} << QList<int>{9, 3, 64, 0} << 0.;
        QTest::newRow("wide head") << QList<int>{0, 70} << QList<int>{2, 1, 80, 0} << 0.;
        QTest::newRow("gemma") << QList<int>{0, 100} << QList<int>{4, 1, 256, 0} << 0.;
        QTest::newRow("window") << QList<int>{0, 200, 203} << QList<int>{2, 2, 16, 70} << 0.;
        QTest::newRow("short window") << QList<int>{0, 150} << QList<int>{2, 1, 8, 1} << 0.;
        QTest::newRow("softcap") << QList<int>{0, 65, 129} << QList<int>{4, 2, 24, 0} << 3.;
        QTest::newRow("empty sequence") << QList<int>{0, 5, 5, 9} << QList<int>{2, 1, 8, 0} << 0.;
    }
    void attention() {
        QFETCH(QList<int>, cuSeqlens);
        QFETCH(QList<int>, shape);
        QFETCH(double, softcap);
        const std::vector<int32_t> cu(cuSeqlens.begin(), cuSeqlens.end());
        const AttentionShape s{shape[0], shape[1],      shape[2], float(1 / std::sqrt(double(shape[2]))),
                               shape[3], float(softcap)};
        for (const Device& device : m_devices)
            for (DType type : {DType::F32, DType::BF16}) checkAttention(device, cu, s, type);
    }

    void longSequencesAreSplitIntoSegments() {
        // With little scratch the keys of the backward pass come in several segments.
        const std::vector<int32_t> cu{0, 400};
        const AttentionShape shape{2, 1, 64, 0.125f, 0, 0};
        for (const Device& device : m_devices) {
            Stream small = device.one->stream();
            small.scratchBytes = 400000;
            for (DType type : {DType::F32, DType::BF16}) checkAttention(device, cu, shape, type, &small);
        }
    }

private:
    void checkAttention(const Device& device, const std::vector<int32_t>& cu, const AttentionShape& s,
                        DType type, Stream* single = nullptr) {
        const int64_t n = cu.back(), wide = s.heads * s.headDim, narrow = s.kvHeads * s.headDim;
        Numbers q = Numbers::random(n, wide, 20, type, 6), k = Numbers::random(n, narrow, 21, type, 10);
        Numbers v = Numbers::random(n, narrow, 22, type, 4), dout = Numbers::random(n, wide, 23, type, 2);
        Numbers wantOut(n, wide, DType::F64), wantLse(s.heads, n, DType::F64);
        m_reference.attention(m_stream, q.view(), k.view(), v.view(), cu, s, wantOut.view(), wantLse.view());
        const bool rounds = type == DType::BF16;
        const double rel = relative(type), abs = rounds ? 0.02 : 2e-5;
        Stream& stream = single ? *single : device.one->stream();
        Numbers out(n, wide, type, 8), out2(n, wide, type, 8), lse(s.heads, n), lse2(s.heads, n);
        device.ops().attention(stream, q.view(), k.view(), v.view(), cu, s, out.view(), lse.view());
        device.ops().attention(device.two->stream(), q.view(), k.view(), v.view(), cu, s, out2.view(),
                               lse2.view());
        CLOSE(out, wantOut, rel, abs);
        CLOSE(lse, wantLse, 1e-5, 2e-5); // scores are exact sums of products in either type
        QVERIFY(out == out2 && lse == lse2);

        Numbers wantQ(n, wide, DType::F64), wantK(n, narrow, DType::F64), wantV(n, narrow, DType::F64);
        m_reference.attentionBackward(m_stream, q.view(), k.view(), v.view(), wantOut.view(), wantLse.view(),
                                      dout.view(), cu, s, wantQ.view(), wantK.view(), wantV.view());
        Numbers dq(n, wide, type, 1), dk(n, narrow, type, 2), dv(n, narrow, type, 3);
        Numbers dq2 = dq, dk2 = dk, dv2 = dv;
        const auto backward = [&](Stream& on, Numbers& a, Numbers& b, Numbers& c) {
            device.ops().attentionBackward(on, q.view(), k.view(), v.view(), out.view(), lse.view(),
                                           dout.view(), cu, s, a.view(), b.view(), c.view());
        };
        backward(stream, dq, dk, dv);
        backward(device.two->stream(), dq2, dk2, dv2);
        const double gradientAbs = rounds ? 0.05 : 5e-5;
        CLOSE(dq, wantQ, 2 * rel, gradientAbs);
        CLOSE(dk, wantK, 2 * rel, gradientAbs);
        CLOSE(dv, wantV, 2 * rel, gradientAbs);
        if (!single) QVERIFY(dq == dq2 && dk == dk2 && dv == dv2);
    }
};

QTEST_APPLESS_MAIN(TrainingRowsTest)
#include "training_rows_test.moc"
