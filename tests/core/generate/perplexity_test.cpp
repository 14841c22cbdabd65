// Scores against the definition, worked out from raw logits.
#include "core/generate/divergence.h"
#include "core/generate/perplexity.h"

#include "tests/support/models.h"

#include <cmath>

using namespace inkstone;
using namespace inkstone::test;

namespace {

/// -log p(ids[i] | ids[first..i)) for all i, by separate forward passes of whole windows.
std::vector<double> windowNll(const std::shared_ptr<const PreparedModel>& model,
                              std::span<const TokenId> window) {
    std::vector<double> nll{0};
    auto decoder = Decoder::make(model, nullptr, {.threads = 1});
    const auto each = [&](int64_t first, kernels::TensorView rows) -> Status {
        for (int64_t r = 0; r < rows.rows() && first + r + 1 < int64_t(window.size()); ++r) {
            const std::span<const float> row(rows.row<float>(r), size_t(rows.columns()));
            double sum = 0;
            for (const float x : row) sum += std::exp(double(x));
            nll.push_back(std::log(sum) - double(row[size_t(window[size_t(first + r + 1)])]));
        }
        return {};
    };
    if (!(*decoder)->feedAll(window, each)) qFatal("feedAll failed");
    return nll;
}

} // namespace

class PerplexityTest : public QObject {
    Q_OBJECT
    std::shared_ptr<const PreparedModel> m_model;
    std::string m_text;
    std::vector<TokenId> m_ids;

private slots:
    void initTestCase() {
        m_model = prepare(golden("tiny_llama") / "tiny.gguf", Compute::F32);
        QVERIFY(m_model);
        for (int i = 0; i < 20; ++i) m_text += "hello the " + std::to_string(2000 + i * i) + " 你好\n";
        m_ids = *m_model->model().tokenizer()->encode(m_text);
        QVERIFY(m_ids.size() > 150);
    }

    void windows_data() {
        QTest::addColumn<int>("context");
        QTest::addColumn<int>("stride");
        QTest::newRow("one window") << 512 << 512;
        QTest::newRow("windows side by side") << 64 << 64;
        QTest::newRow("overlapping") << 64 << 16;
        QTest::newRow("every token alone") << 64 << 1;
        QTest::newRow("odd") << 31 << 7;
    }
    void windows() {
        QFETCH(int, context);
        QFETCH(int, stride);
        NullSink sink;
        const auto measured = measurePerplexity(
            m_model, nullptr, m_text, {.context = context, .stride = stride, .threads = 1}, {}, sink);
        VERIFY_OK(measured);
        double nll = 0;
        int64_t tokens = 0;
        std::vector<bool> scored(m_ids.size(), false);
        for (size_t begin = 0, seen = 0; seen < m_ids.size(); begin += size_t(stride)) {
            const size_t end = std::min(begin + size_t(context), m_ids.size());
            const auto parts = windowNll(m_model, std::span(m_ids).subspan(begin, end - begin));
            for (size_t i = std::max(begin + 1, seen); i < end; ++i) {
                QVERIFY(!scored[i]);
                scored[i] = true;
                nll += parts[i - begin];
                ++tokens;
            }
            seen = end;
        }
        QCOMPARE(measured->tokens, tokens);
        QVERIFY2(std::abs(measured->nll - nll) < 1e-5 * nll,
                 qPrintable(QString::number(measured->nll - nll)));
        QVERIFY(std::abs(measured->value() - std::exp(nll / double(tokens))) < 1e-3);
        QVERIFY(std::abs(measured->bitsPerByte() - nll / std::log(2.0) / double(m_text.size())) < 1e-4);
    }
    void contextDefaultsToTheModels() {
        NullSink sink;
        const auto by_default = measurePerplexity(m_model, nullptr, m_text, {.threads = 1}, {}, sink);
        const auto by_hand = measurePerplexity(m_model, nullptr, m_text,
                                               {.context = 512, .stride = 512, .threads = 1}, {}, sink);
        VERIFY_OK(by_default);
        VERIFY_OK(by_hand);
        QCOMPARE(by_default->nll, by_hand->nll);
    }
    void senselessWishesAreRefused() {
        NullSink sink;
        const auto measure = [&](std::string_view text, PerplexityOptions options) {
            return measurePerplexity(m_model, nullptr, text, options, {}, sink);
        };
        VERIFY_FAILS(measure("", {}), "at least 2");
        VERIFY_FAILS(measure(m_text, {.context = 100000}), "context");
        VERIFY_FAILS(measure(m_text, {.context = 64, .stride = 65}), "stride");
        VERIFY_FAILS(measure(m_text, {.context = 1}), "context");
    }
    void stopsWhenAsked() {
        NullSink sink;
        std::stop_source source;
        source.request_stop();
        const auto measured = measurePerplexity(m_model, nullptr, m_text, {}, source.get_token(), sink);
        QVERIFY(!measured && measured.error().code == ErrorCode::Cancelled);
    }

    void aModelDoesNotDivergeFromItself() {
        NullSink sink;
        const auto same = measureDivergence({m_model}, {m_model}, m_ids, {}, sink);
        VERIFY_OK(same);
        QCOMPARE(same->tokens, int64_t(m_ids.size()));
        QVERIFY(same->mean < 1e-12 && same->max < 1e-12);
        QCOMPARE(same->top1Agreement, 1.0);
    }
    void theFastArithmeticDivergesALittle() {
        NullSink sink;
        const auto fast = prepare(m_model->shared(), Compute::Auto);
        QVERIFY(fast);
        if (fast->compute() == Compute::F32) QSKIP("this machine has no fast arithmetic");
        const auto divergence = measureDivergence({m_model}, {fast}, m_ids, {}, sink);
        VERIFY_OK(divergence);
        QVERIFY2(divergence->mean > 0 && divergence->mean < 2e-2,
                 qPrintable(QString::number(divergence->mean)));
    }
};

QTEST_APPLESS_MAIN(PerplexityTest)
#include "perplexity_test.moc"
