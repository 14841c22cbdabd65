#include "kernels/dtype.h"

#include <QtTest>
#include <bit>
#include <cmath>

using namespace inkstone::kernels;

class DtypeTest : public QObject {
    Q_OBJECT
private slots:
    void everyHalfSurvivesTheRoundTrip() {
        for (int bits = 0; bits < 65536; ++bits) {
            const float value = toFloat(F16{uint16_t(bits)});
            if (std::isnan(value))
                QVERIFY(std::isnan(toFloat(toF16(value))));
            else
                QCOMPARE(int(toF16(value).bits), bits);
        }
    }
    void everyBf16SurvivesTheRoundTrip() {
        for (int bits = 0; bits < 65536; ++bits) {
            const float value = toFloat(Bf16{uint16_t(bits)});
            if (std::isnan(value))
                QVERIFY(std::isnan(toFloat(toBf16(value))));
            else
                QCOMPARE(int(toBf16(value).bits), bits);
        }
    }
    void roundsToNearestEven() {
        QCOMPARE(toBf16(std::bit_cast<float>(0x3f808000u)).bits, uint16_t(0x3f80));
        QCOMPARE(toBf16(std::bit_cast<float>(0x3f818000u)).bits, uint16_t(0x3f82));
        QCOMPARE(toF16(1.0f + 0x1p-11f).bits, uint16_t(0x3c00));
        QCOMPARE(toF16(1.0f + 3 * 0x1p-11f).bits, uint16_t(0x3c02));
        QCOMPARE(toF16(65519.f).bits, uint16_t(0x7bff));
        QCOMPARE(toF16(65520.f).bits, uint16_t(0x7c00));
        QCOMPARE(toF16(0x1p-25f).bits, uint16_t(0));
    }
    void removedTypesAreUnknown() {
        for (int number : {4, 5, 9, 31, 36, 43, -1}) QVERIFY(!dtypeInfo(DType(number)));
        QCOMPARE(rowBytes(DType::Q4_K, 512), size_t(288));
    }
};

QTEST_APPLESS_MAIN(DtypeTest)
#include "dtype_test.moc"
