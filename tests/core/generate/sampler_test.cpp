// The sampler against transformers' definitions, worked out by hand, and its draws against its own
// distribution.
#include "core/generate/sampler.h"

#include "tests/support/scratch.h"

#include <cmath>
#include <limits>

using namespace inkstone;

namespace {

/// softmax of these at temperature 1: 0.5, 0.25, 0.125, 0.0625, 0.0625
const std::vector<float> halves{std::log(0.5f), std::log(0.25f), std::log(0.125f), std::log(0.0625f),
                                std::log(0.0625f)};

std::vector<TokenId> idsOf(const std::vector<TokenProbability>& distribution) {
    std::vector<TokenId> ids;
    for (const TokenProbability& entry : distribution) ids.push_back(entry.id);
    return ids;
}

} // namespace

class SamplerTest : public QObject {
    Q_OBJECT
private slots:
    void greedyTakesTheHighestAndTheLowestIdAmongEquals() {
        Sampler sampler({});
        const std::vector<float> logits{1, 3, -2, 3, 3};
        QCOMPARE(*sampler.next(logits, {}), 1);
        QCOMPARE(*sampler.next(std::vector<float>{-5, -1, -1}, {}), 1);
    }

    void filters_data() {
        QTest::addColumn<double>("temperature");
        QTest::addColumn<int>("topK");
        QTest::addColumn<double>("topP");
        QTest::addColumn<double>("minP");
        QTest::addColumn<QVector<int>>("kept");
        QTest::addColumn<QVector<double>>("probabilities");
        const auto all = QVector<int>{0, 1, 2, 3, 4};
        QTest::newRow("none") << 1.0 << 0 << 1.0 << 0.0 << all
                              << QVector<double>{0.5, 0.25, 0.125, 0.0625, 0.0625};
        QTest::newRow("top-k 2") << 1.0 << 2 << 1.0 << 0.0 << QVector<int>{0, 1}
                                 << QVector<double>{2 / 3.0, 1 / 3.0};
        QTest::newRow("top-k of equals takes the lower id")
            << 1.0 << 4 << 1.0 << 0.0 << QVector<int>{0, 1, 2, 3}
            << QVector<double>{8 / 15.0, 4 / 15.0, 2 / 15.0, 1 / 15.0};
        QTest::newRow("top-k above the vocabulary")
            << 1.0 << 99 << 1.0 << 0.0 << all << QVector<double>{0.5, 0.25, 0.125, 0.0625, 0.0625};
        QTest::newRow("top-p 0.7 needs two")
            << 1.0 << 0 << 0.7 << 0.0 << QVector<int>{0, 1} << QVector<double>{2 / 3.0, 1 / 3.0};
        QTest::newRow("top-p keeps one at least")
            << 1.0 << 0 << 1e-6 << 0.0 << QVector<int>{0} << QVector<double>{1.0};
        // After top-k 3 the probabilities are 4/7, 2/7, 1/7: two of them reach 0.8 (they would not reach it
        // of all).
        QTest::newRow("top-p counts what top-k left")
            << 1.0 << 3 << 0.8 << 0.0 << QVector<int>{0, 1} << QVector<double>{2 / 3.0, 1 / 3.0};
        QTest::newRow("min-p 0.2") << 1.0 << 0 << 1.0 << 0.2 << QVector<int>{0, 1, 2}
                                   << QVector<double>{4 / 7.0, 2 / 7.0, 1 / 7.0};
        // At temperature 1/2 the probabilities are squared: 64 16 4 1 1 of 86. 0.93 of them needs two, 0.2 x
        // the first one.
        QTest::newRow("temperature comes before top-p")
            << 0.5 << 0 << 0.93 << 0.0 << QVector<int>{0, 1} << QVector<double>{0.8, 0.2};
        QTest::newRow("temperature comes before min-p")
            << 0.5 << 0 << 1.0 << 0.2 << QVector<int>{0, 1} << QVector<double>{0.8, 0.2};
    }
    void filters() {
        QFETCH(double, temperature);
        QFETCH(int, topK);
        QFETCH(double, topP);
        QFETCH(double, minP);
        QFETCH(QVector<int>, kept);
        QFETCH(QVector<double>, probabilities);
        Sampler sampler({.temperature = temperature, .topK = topK, .topP = topP, .minP = minP});
        const auto distribution = sampler.distribution(halves, {});
        VERIFY_OK(distribution);
        QCOMPARE(idsOf(*distribution), std::vector<TokenId>(kept.begin(), kept.end()));
        for (int i = 0; i < kept.size(); ++i)
            QVERIFY(std::abs((*distribution)[size_t(i)].probability - probabilities[i]) < 1e-6);
    }

    void repetitionPenaltyDividesPositiveAndMultipliesNegativeLogits() {
        const std::vector<float> logits{2.0f, 1.5f, -1.0f};
        const std::vector<TokenId> seen{0, 0, 2};
        Sampler sampler({.temperature = 1, .repetitionPenalty = 2});
        const auto distribution = sampler.distribution(logits, seen);
        VERIFY_OK(distribution);
        // 2/2 = 1 (once, though seen twice), 1.5, -1*2 = -2
        const double total = std::exp(1.0) + std::exp(1.5) + std::exp(-2.0);
        QCOMPARE(idsOf(*distribution), (std::vector<TokenId>{1, 0, 2}));
        QVERIFY(std::abs((*distribution)[0].probability - std::exp(1.5) / total) < 1e-6);
        QVERIFY(std::abs((*distribution)[1].probability - std::exp(1.0) / total) < 1e-6);
        QVERIFY(std::abs((*distribution)[2].probability - std::exp(-2.0) / total) < 1e-6);
    }
    void repetitionWindowForgets() {
        const std::vector<float> logits{2.0f, 1.5f};
        const std::vector<TokenId> seen{0, 1, 1};
        Sampler all({.repetitionPenalty = 2}), two({.repetitionPenalty = 2, .repetitionWindow = 2});
        QCOMPARE(*all.next(logits, seen), 0);                 // 1.0 against 0.75
        QCOMPARE(*two.next(logits, seen), 0);                 // 2.0 against 0.75
        QCOMPARE(*all.next(logits, std::vector{0}), 1);       // 1.0 against 1.5
        QCOMPARE(*two.next(logits, std::vector{0, 5, 5}), 0); // forgotten; a foreign id does no harm
    }

    void drawsFollowTheDistribution() {
        const SamplingOptions options{.temperature = 1, .seed = 7};
        Sampler sampler(options);
        std::array<int, 5> counts{};
        constexpr int draws = 20000;
        for (int i = 0; i < draws; ++i) ++counts[size_t(*sampler.next(halves, {}))];
        // Chi-square with 4 degrees of freedom exceeds 18.5 once in a thousand seeds.
        double chi = 0;
        const double expected[] = {0.5, 0.25, 0.125, 0.0625, 0.0625};
        for (size_t i = 0; i < 5; ++i)
            chi += std::pow(counts[i] - draws * expected[i], 2) / (draws * expected[i]);
        QVERIFY2(chi < 18.5, qPrintable(QString::number(chi)));
    }
    void theSeedDecides() {
        const auto draw = [](uint64_t seed) {
            Sampler sampler({.temperature = 1, .topP = 0.9, .seed = seed});
            std::vector<TokenId> ids;
            for (int i = 0; i < 64; ++i) ids.push_back(*sampler.next(halves, {}));
            return ids;
        };
        QCOMPARE(draw(1), draw(1));
        QVERIFY(draw(1) != draw(2));
    }
    void topPOverAManyTokensEqualsASortOfAll() {
        Random random(3);
        std::vector<float> logits(5000);
        for (float& logit : logits) logit = float(random.normal() * 0.3);
        Sampler sampler({.temperature = 1, .topP = 0.6});
        const auto kept = sampler.distribution(logits, {});
        VERIFY_OK(kept);
        std::vector<double> p;
        double total = 0, sum = 0;
        for (const float logit : logits) total += std::exp(double(logit));
        for (const float logit : logits) p.push_back(std::exp(double(logit)) / total);
        std::sort(p.rbegin(), p.rend());
        size_t count = 0;
        while (sum < 0.6) sum += p[count++];
        QCOMPARE(kept->size(), count);
    }
    void neverMeansNever() {
        Sampler greedy({}, {1});
        QCOMPARE(*greedy.next(std::vector<float>{0, 9, 1}, {}), 2);
        Sampler warm({.temperature = 5}, {1});
        for (int i = 0; i < 200; ++i) QVERIFY(*warm.next(std::vector<float>{0, 9, 1}, {}) != 1);
    }

    void brokenLogitsAreAnError() { // GG-27
        for (const float bad :
             {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
              -std::numeric_limits<float>::infinity()}) {
            for (const double temperature : {0.0, 1.0}) {
                Sampler sampler({.temperature = temperature});
                VERIFY_FAILS(sampler.next(std::vector<float>{1, 2, bad, 3}, {}), "non-finite logits");
            }
        }
    }
    void optionsOutOfRangeAreRefused() {
        VERIFY_OK(checkSampling({}));
        VERIFY_FAILS(checkSampling({.temperature = -1}), "temperature");
        VERIFY_FAILS(checkSampling({.temperature = std::nan("")}), "temperature");
        VERIFY_FAILS(checkSampling({.topK = -1}), "top-k");
        VERIFY_FAILS(checkSampling({.topP = 0}), "top-p");
        VERIFY_FAILS(checkSampling({.topP = 1.5}), "top-p");
        VERIFY_FAILS(checkSampling({.minP = 2}), "min-p");
        VERIFY_FAILS(checkSampling({.repetitionPenalty = 0}), "repetition penalty");
        VERIFY_FAILS(checkSampling({.repetitionWindow = -1}), "repetition window");
    }
};

QTEST_APPLESS_MAIN(SamplerTest)
#include "sampler_test.moc"
