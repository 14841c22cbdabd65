// The reference's losses, optimizer and attention against torch in double
// (tests/reference/make_training_ops.py). The golden numbers carry 9 digits; everything here runs in F64, so
// 1e-7 is left for the digits alone. The options of AdamW are floats (beta2 0.95f is off by 1e-8), which is
// why the moments get 1e-6.
#include "kernels/reference/reference.h"
#include "tests/kernels/numbers.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace inkstone::kernels;
using inkstone::kernels::testing::Numbers;
using inkstone::kernels::testing::worst;

namespace {

Numbers numbers(const QJsonValue& flat, int64_t rows, int64_t columns) {
    const QJsonArray array = flat.toArray();
    Numbers result(rows, columns, DType::F64);
    for (qsizetype i = 0; i < array.size(); ++i) result.set(i / columns, i % columns, array[i].toDouble());
    return result;
}

std::vector<int32_t> integers(const QJsonValue& flat) {
    std::vector<int32_t> result;
    for (const QJsonValue& value : flat.toArray()) result.push_back(value.toInt());
    return result;
}

} // namespace

class TorchGoldenTest : public QObject {
    Q_OBJECT
    QJsonObject m_golden;
    Stream m_stream;
    const Ops& m_ops = referenceOps();

private slots:
    void initTestCase() {
        QFile file(INKSTONE_SOURCE_DIR "/tests/golden/training_ops/golden.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_golden = QJsonDocument::fromJson(file.readAll()).object();
        QVERIFY(m_golden.contains("attention"));
    }

    void adamw() {
        const QJsonObject golden = m_golden["adamw"].toObject();
        Numbers params = numbers(golden["start"], 1, 7), m(1, 7, DType::F64), v(1, 7, DType::F64);
        AdamW options{
            .learningRate = 3e-3f, .beta1 = 0.9f, .beta2 = 0.95f, .epsilon = 1e-8f, .weightDecay = 0.1f};
        options.gradScale = 0.5f; // the gradients come doubled: clipping must undo it
        const QJsonArray steps = golden["steps"].toArray();
        QCOMPARE(steps.size(), 3);
        for (const QJsonValue& entry : steps) {
            const QJsonObject step = entry.toObject();
            Numbers grad = numbers(step["grad"], 1, 7);
            for (int i = 0; i < 7; ++i) grad.set(0, i, 2 * grad.at(0, i));
            m_ops.adamw(m_stream, params.vector(), grad.vector(), m.vector(), v.vector(), options);
            QVERIFY(worst(params, numbers(step["params"], 1, 7), 1e-6, 1e-8) <= 1);
            QVERIFY(worst(m, numbers(step["moment1"], 1, 7), 1e-6, 1e-8) <= 1);
            QVERIFY(worst(v, numbers(step["moment2"], 1, 7), 1e-6, 1e-8) <= 1);
            ++options.step;
        }
    }

    void crossEntropy() {
        const QJsonObject golden = m_golden["crossEntropy"].toObject();
        Numbers logits = numbers(golden["logits"], 4, 9), losses(1, 4, DType::F64);
        const auto targets = integers(golden["targets"]);
        m_ops.crossEntropy(m_stream, logits.view(), targets, float(golden["scale"].toDouble()),
                           losses.vector());
        QVERIFY(worst(losses, numbers(golden["losses"], 1, 4), 1e-7, 1e-8) <= 1);
        QVERIFY(worst(logits, numbers(golden["gradient"], 4, 9), 1e-7, 1e-8) <= 1);
    }

    void attention() {
        const QJsonObject golden = m_golden["attention"].toObject();
        AttentionShape shape{golden["heads"].toInt(), golden["kvHeads"].toInt(), golden["headDim"].toInt()};
        shape.scale = float(1 / std::sqrt(6.0));
        const auto cu = integers(golden["cuSeqlens"]);
        Numbers q = numbers(golden["q"], 8, 24), k = numbers(golden["k"], 8, 12),
                v = numbers(golden["v"], 8, 12);
        Numbers dout = numbers(golden["dout"], 8, 24), out(8, 24, DType::F64), lse(4, 8, DType::F64);
        m_ops.attention(m_stream, q.view(), k.view(), v.view(), cu, shape, out.view(), lse.view());
        QVERIFY(worst(out, numbers(golden["out"], 8, 24), 1e-7, 1e-7) <= 1);
        Numbers dq(8, 24, DType::F64), dk(8, 12, DType::F64), dv(8, 12, DType::F64);
        m_ops.attentionBackward(m_stream, q.view(), k.view(), v.view(), out.view(), lse.view(), dout.view(),
                                cu, shape, dq.view(), dk.view(), dv.view());
        QVERIFY(worst(dq, numbers(golden["dq"], 8, 24), 1e-7, 1e-7) <= 1);
        QVERIFY(worst(dk, numbers(golden["dk"], 8, 12), 1e-7, 1e-7) <= 1);
        QVERIFY(worst(dv, numbers(golden["dv"], 8, 12), 1e-7, 1e-7) <= 1);
    }
};

QTEST_APPLESS_MAIN(TorchGoldenTest)
#include "torch_golden_test.moc"
