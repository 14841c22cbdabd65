// Each backward row of the reference table against central differences of its forward row, in double.
// NU-01: relative 1e-3, absolute 1e-5; in double the differences themselves are good to about 1e-9, so the
// check uses 1e-6 and 1e-8: a missing term of a thousandth is found.
#include "kernels/reference/reference.h"
#include "tests/kernels/numbers.h"

#include <QtTest>

using namespace inkstone::kernels;
using inkstone::kernels::testing::Numbers;
using inkstone::kernels::testing::worst;

namespace {

constexpr double Relative = 1e-6, Absolute = 1e-8;

Numbers weights(int64_t rows, int64_t columns, uint32_t seed) {
    return Numbers::random(rows, columns, seed, DType::F64);
}

double weightedSum(const Numbers& values, const Numbers& by) {
    double sum = 0;
    for (int64_t r = 0; r < values.rows(); ++r)
        for (int64_t c = 0; c < values.columns(); ++c) sum += values.at(r, c) * by.at(r, c);
    return sum;
}

/// d loss / d x by central differences.
Numbers differences(Numbers& x, const std::function<double()>& loss) {
    Numbers gradient(x.rows(), x.columns(), DType::F64);
    constexpr double step = 1e-5;
    for (int64_t r = 0; r < x.rows(); ++r) {
        for (int64_t c = 0; c < x.columns(); ++c) {
            const double kept = x.at(r, c);
            x.set(r, c, kept + step);
            const double above = loss();
            x.set(r, c, kept - step);
            const double below = loss();
            x.set(r, c, kept);
            gradient.set(r, c, (above - below) / (2 * step));
        }
    }
    return gradient;
}

struct AttentionCase {
    std::vector<int32_t> cuSeqlens;
    AttentionShape shape;
};

} // namespace

class GradientTest : public QObject {
    Q_OBJECT
    Stream stream;
    const Ops& ops = referenceOps();

private slots:
    void rmsNorm() {
        for (auto [n, width] : {std::pair{1, 1}, {3, 7}, {2, 33}}) {
            Numbers x = weights(n, width, 1), w = weights(1, width, 2), dy = weights(n, width, 3);
            if (n > 1) { // a row of zeros has a finite gradient
                for (int c = 0; c < width; ++c) x.set(1, c, 0);
            }
            Numbers y(n, width, DType::F64), rstd(1, n, DType::F64);
            const auto loss = [&] {
                ops.rmsNorm(stream, x.view(), w.vector(), 1e-2f, y.view(), rstd.vector());
                return weightedSum(y, dy);
            };
            const Numbers wantX = differences(x, loss), wantW = differences(w, loss);
            loss();
            Numbers dx(n, width, DType::F64), dw(1, width, DType::F64);
            ops.rmsNormBackward(stream, dy.view(), x.view(), w.vector(), rstd.vector(), dx.view(),
                                dw.vector());
            QVERIFY(worst(dx, wantX, Relative, Absolute) <= 1);
            QVERIFY(worst(dw, wantW, Relative, Absolute) <= 1);
            // It adds: a second call doubles.
            ops.rmsNormBackward(stream, dy.view(), x.view(), w.vector(), rstd.vector(), dx.view(),
                                dw.vector());
            QVERIFY(std::fabs(dx.at(0, 0) - 2 * wantX.at(0, 0)) < 1e-6);
        }
    }

    void gatedActivation() {
        for (Activation act : {Activation::Silu, Activation::GeluTanh}) {
            Numbers gate = weights(3, 5, 4), up = weights(3, 5, 5), dout = weights(3, 5, 6),
                    out(3, 5, DType::F64);
            gate.set(0, 0, 0);
            gate.set(0, 1, 30);
            gate.set(0, 2, -30);
            const auto loss = [&] {
                ops.gatedActivation(stream, act, gate.view(), up.view(), out.view());
                return weightedSum(out, dout);
            };
            const Numbers wantGate = differences(gate, loss), wantUp = differences(up, loss);
            Numbers dgate(3, 5, DType::F64), dup(3, 5, DType::F64);
            ops.gatedActivationBackward(stream, act, gate.view(), up.view(), dout.view(), dgate.view(),
                                        dup.view());
            QVERIFY(worst(dgate, wantGate, Relative, Absolute) <= 1);
            QVERIFY(worst(dup, wantUp, Relative, Absolute) <= 1);
            // In place: dgate over gate, dup over dout.
            ops.gatedActivationBackward(stream, act, gate.view(), up.view(), dout.view(), gate.view(),
                                        dout.view());
            QVERIFY(gate == dgate);
            QVERIFY(dout == dup);
        }
    }

    void rope() {
        Numbers x = weights(3, 8, 7), dy = weights(3, 8, 8), table = weights(5, 4, 9);
        for (int p = 0; p < 5; ++p) {
            for (int i = 0; i < 2; ++i) {
                const double angle = p * std::pow(0.3, i);
                table.set(p, i, std::cos(angle));
                table.set(p, i + 2, std::sin(angle));
            }
        }
        const std::vector<int32_t> positions{4, 0, 2};
        const auto loss = [&] {
            Numbers y = x;
            ops.rope(stream, y.view(), 4, positions, table.view(), false);
            return weightedSum(y, dy);
        };
        const Numbers want = differences(x, loss);
        ops.rope(stream, dy.view(), 4, positions, table.view(), true);
        QVERIFY(worst(dy, want, Relative, Absolute) <= 1);
    }

    void attention_data() {
        QTest::addColumn<int>("which");
        for (int i = 0; i < 5; ++i) QTest::addRow("case %d", i) << i;
    }
    void attention() {
        QFETCH(int, which);
        const AttentionCase cases[] = {
            {{0, 1}, {1, 1, 1, 1.0f, 0, 0}},    {{0, 4, 5, 8}, {4, 2, 3, 0.6f, 0, 0}},
            {{0, 7}, {3, 1, 4, 0.5f, 3, 0}},    {{0, 2, 6}, {2, 2, 5, 0.5f, 0, 2.0f}},
            {{0, 6}, {6, 2, 2, 0.7f, 2, 1.5f}},
        };
        const auto& [cu, shape] = cases[which];
        const int64_t n = cu.back(), qWidth = shape.heads * shape.headDim,
                      kWidth = shape.kvHeads * shape.headDim;
        Numbers q = weights(n, qWidth, 10), k = weights(n, kWidth, 11), v = weights(n, kWidth, 12);
        Numbers dout = weights(n, qWidth, 13), out(n, qWidth, DType::F64), lse(shape.heads, n, DType::F64);
        const auto loss = [&] {
            ops.attention(stream, q.view(), k.view(), v.view(), cu, shape, out.view(), lse.view());
            return weightedSum(out, dout);
        };
        const Numbers wantQ = differences(q, loss), wantK = differences(k, loss),
                      wantV = differences(v, loss);
        loss();
        Numbers dq(n, qWidth, DType::F64), dk(n, kWidth, DType::F64), dv(n, kWidth, DType::F64);
        ops.attentionBackward(stream, q.view(), k.view(), v.view(), out.view(), lse.view(), dout.view(), cu,
                              shape, dq.view(), dk.view(), dv.view());
        QVERIFY(worst(dq, wantQ, Relative, Absolute) <= 1);
        QVERIFY(worst(dk, wantK, Relative, Absolute) <= 1);
        QVERIFY(worst(dv, wantV, Relative, Absolute) <= 1);
    }

    void crossEntropy() {
        Numbers logits = weights(4, 7, 14), losses(1, 4, DType::F64);
        for (int c = 0; c < 7; ++c) logits.set(2, c, 0);
        const std::vector<int32_t> targets{6, -100, 3, 0};
        const auto loss = [&] {
            Numbers copy = logits;
            ops.crossEntropy(stream, copy.view(), targets, 1, losses.vector());
            double sum = 0;
            for (int i = 0; i < 4; ++i) sum += losses.at(0, i);
            return 0.5 * sum;
        };
        const Numbers want = differences(logits, loss);
        ops.crossEntropy(stream, logits.view(), targets, 0.5f, losses.vector());
        QVERIFY(worst(logits, want, Relative, Absolute) <= 1);
        QCOMPARE(losses.at(0, 1), 0.0);
    }

    void products() {
        // y = a b: da = dy bᵀ and db = aᵀ dy, written with gemm's own transposes.
        Numbers a = weights(3, 5, 15), b = weights(5, 2, 16), dy = weights(3, 2, 17), y(3, 2, DType::F64);
        const auto loss = [&] {
            ops.gemm(stream, a.view(), false, b.view(), false, y.view(), 0.5f, 0);
            return weightedSum(y, dy);
        };
        const Numbers wantA = differences(a, loss), wantB = differences(b, loss);
        Numbers da(3, 5, DType::F64), db(5, 2, DType::F64);
        ops.gemm(stream, dy.view(), false, b.view(), true, da.view(), 0.5f, 0);
        ops.gemm(stream, a.view(), true, dy.view(), false, db.view(), 0.5f, 0);
        QVERIFY(worst(da, wantA, Relative, Absolute) <= 1);
        QVERIFY(worst(db, wantB, Relative, Absolute) <= 1);
    }

    void linear() {
        Numbers w = Numbers::random(4, 6, 18);
        const WeightSource source{reinterpret_cast<const std::byte*>(w.view().data), DType::F32, 4, 6};
        const PackedWeight packed{Packing::Source, source};
        Numbers x = weights(3, 6, 19), dy = weights(3, 4, 20), y(3, 4, DType::F64), dx(3, 6, DType::F64);
        const auto loss = [&] {
            ops.linear(stream, x.view(), packed, {}, y.view(), false);
            return weightedSum(y, dy);
        };
        const Numbers want = differences(x, loss);
        ops.linearBackward(stream, dy.view(), packed, dx.view(), false);
        QVERIFY(worst(dx, want, Relative, Absolute) <= 1);
    }

    void dropoutIsItsOwnBackward() {
        Numbers x = weights(3, 50, 21), dy = weights(3, 50, 22), y(3, 50, DType::F64), dx(3, 50, DType::F64);
        const auto loss = [&] {
            ops.dropout(stream, x.view(), 0.3f, 99, y.view());
            return weightedSum(y, dy);
        };
        const Numbers want = differences(x, loss);
        ops.dropout(stream, dy.view(), 0.3f, 99, dx.view());
        QVERIFY(worst(dx, want, Relative, Absolute) <= 1);
    }
};

QTEST_APPLESS_MAIN(GradientTest)
#include "gradient_test.moc"
