#include "core/base/random.h"

#include <QtTest>
#include <algorithm>
#include <cmath>

using namespace inkstone;

class RandomTest : public QObject {
    Q_OBJECT
private slots:
    void isXoshiro256PlusPlus() {
        // Reference output for the state {1, 2, 3, 4}, as published with the generator's ports.
        Random random(Random::State{1, 2, 3, 4});
        const std::vector<uint64_t> published = {41943041u,
                                                 58720359u,
                                                 3588806011781223u,
                                                 3591011842654386u,
                                                 9228616714210784205u,
                                                 9973669472204895162u,
                                                 14011001112246962877u,
                                                 12406186145184390807u,
                                                 15849039046786891736u,
                                                 10450023813501588000u};
        for (const uint64_t expected : published) QCOMPARE(random.bits(), expected);
    }

    void isSeededBySplitMix64() {
        const Random random(1234567);
        QCOMPARE(random.state()[0], uint64_t(6457827717110365317u));
        QCOMPARE(random.state()[1], uint64_t(3203168211198807973u));
        QCOMPARE(random.state()[2], uint64_t(9817491932198370423u));
        QCOMPARE(random.state()[3], uint64_t(4593380528125082431u));
    }

    void goesOnWhereItWasSaved() {
        Random random(7);
        for (int i = 0; i < 100; ++i) random.normal();
        Random restored(random.state());
        for (int i = 0; i < 100; ++i) QCOMPARE(restored.bits(), random.bits());
    }

    void drawsBelowWithoutBias() {
        Random random(1);
        std::array<int, 6> counts{};
        for (int i = 0; i < 60000; ++i) ++counts[random.below(6)];
        double chiSquare = 0;
        for (const int count : counts) chiSquare += (count - 10000.0) * (count - 10000.0) / 10000.0;
        QVERIFY(chiSquare < 20.5); // 5 degrees of freedom: passed by chance 999 times in 1000
        for (int i = 0; i < 1000; ++i) QCOMPARE(random.below(1), uint64_t(0));
        // Multiply-shift without rejection would favour some residues of so large a bound by half.
        const uint64_t big = uint64_t(3) << 62;
        int lower = 0;
        for (int i = 0; i < 30000; ++i) lower += random.below(big) < big / 3;
        QVERIFY(std::abs(lower - 10000) < 400);
    }

    void normalHasItsMoments() {
        Random random(3);
        const int n = 200000;
        double sum = 0, squares = 0, fourth = 0;
        for (int i = 0; i < n; ++i) {
            const double x = random.normal();
            QVERIFY(std::isfinite(x));
            sum += x;
            squares += x * x;
            fourth += x * x * x * x;
        }
        QVERIFY(std::abs(sum / n) < 0.01);          // 4.5 deviations of the mean
        QVERIFY(std::abs(squares / n - 1) < 0.015); // 4.7 deviations of the variance
        QVERIFY(std::abs(fourth / n - 3) < 0.15);
    }

    void countersAreIndependentOfOrder() {
        QVERIFY(randomBits(1, 2, 3) == randomBits(1, 2, 3));
        QVERIFY(randomBits(1, 2, 3) != randomBits(1, 3, 2));
        QVERIFY(randomBits(1, 2, 3) != randomBits(2, 1, 3));
        std::vector<uint64_t> seen;
        for (uint64_t seed = 0; seed < 4; ++seed)
            for (uint64_t stream = 0; stream < 50; ++stream)
                for (uint64_t counter = 0; counter < 500; ++counter)
                    seen.push_back(randomBits(seed, stream, counter));
        std::sort(seen.begin(), seen.end());
        QVERIFY(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
        double sum = 0;
        for (uint64_t i = 0; i < 100000; ++i) {
            const float x = randomUniform(9, 9, i);
            QVERIFY(x >= 0 && x < 1);
            sum += double(x);
        }
        QVERIFY(std::abs(sum / 100000 - 0.5) < 0.005);
    }

    void aSeedHasOnePermutation() {
        const auto order = permutation(10, 42);
        QCOMPARE(order, permutation(10, 42));
        QVERIFY(order != permutation(10, 43));
        QCOMPARE(order, (std::vector<int64_t>{5, 3, 1, 0, 9, 6, 4, 7, 2, 8}));
        auto sorted = order;
        std::sort(sorted.begin(), sorted.end());
        for (int64_t i = 0; i < 10; ++i) QCOMPARE(sorted[size_t(i)], i);
        QVERIFY(permutation(0, 1).empty());
    }
};

QTEST_APPLESS_MAIN(RandomTest)
#include "random_test.moc"
