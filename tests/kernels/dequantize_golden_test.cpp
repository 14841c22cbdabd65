// Ops::dequantize of every backend, bit by bit, against the values the `gguf` package gives for the same
// blocks (tests/reference/make_dequantize.py).
#include "weights.h"

#include "kernels/backend.h"

#include <QtTest>

using namespace inkstone::kernels;
using namespace inkstone::kernels::testing;

class DequantizeGoldenTest : public QObject {
    Q_OBJECT
private slots:
    void equalsGguf_data() {
        QTest::addColumn<int>("type");
        for (DType type : sourceTypes()) {
            if (type != DType::F32) QTest::addRow("%s", dtypeInfo(type)->name) << int(type);
        }
    }
    void equalsGguf() {
        QFETCH(int, type);
        const DTypeInfo& info = *dtypeInfo(DType(type));
        QFile file(QString(INKSTONE_SOURCE_DIR "/tests/golden/dequantize/%1.bin").arg(info.name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        const int64_t blocks = bytes.size() / (info.blockBytes + 4 * info.blockElements);
        const int64_t values = blocks * info.blockElements;
        QCOMPARE(bytes.size(), qsizetype(blocks * info.blockBytes + values * 4));
        std::vector<float> expected(static_cast<size_t>(values));
        std::memcpy(expected.data(), bytes.constData() + blocks * info.blockBytes, size_t(values) * 4);

        for (const Backend& backend : backends()) {
            if (backend.name == "cuda") continue; // device memory: its own test
            auto owner = StreamOwner::make(backend, 1);
            const WeightSource w{reinterpret_cast<const std::byte*>(bytes.constData()), DType(type), 1,
                                 values};
            std::vector<float> got(expected.size());
            backend.ops->dequantize(owner->stream(), w, 0,
                                    TensorView::matrix(got.data(), DType::F32, 1, values));
            for (size_t i = 0; i < got.size(); ++i) {
                if (std::bit_cast<uint32_t>(got[i]) != std::bit_cast<uint32_t>(expected[i]))
                    QFAIL(qPrintable(QString("%1 value %2: %3, expected %4")
                                         .arg(backend.name.c_str())
                                         .arg(i)
                                         .arg(got[i], 0, 'g', 9)
                                         .arg(expected[i], 0, 'g', 9)));
            }
        }
    }
};

QTEST_APPLESS_MAIN(DequantizeGoldenTest)
#include "dequantize_golden_test.moc"
