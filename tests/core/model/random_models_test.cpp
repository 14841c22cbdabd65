// Models no file holds: every part of ModelConfig switched on and off at random, in any company. Gradients of
// each adapter matrix and of each weight against finite differences of the loss; decoding by token against
// one pass.
#include "core/base/random.h"
#include "core/model/decoder.h"
#include "core/train/full_engine.h"
#include "core/train/lora_engine.h"

#include "tests/support/scratch.h"

#include <cmath>
#include <deque>

using namespace inkstone;

namespace {

class RandomModel final : public Model {
public:
    explicit RandomModel(uint64_t seed) : m_random(seed) {
        m_path = "random";
        choose();
        m_embedding = m_head = matrix(m_config.vocabulary, m_config.hidden);
        if (!m_config.tiedHead) m_head = matrix(m_config.vocabulary, m_config.hidden);
        m_finalNorm = vector(m_config.hidden, 1);
        for (int64_t i = 0; i < m_config.layers; ++i) m_layers.push_back(layer());
    }

    bool intact() const override { return true; }
    Result<NonFinite> nonFinite(std::stop_token) const override { return NonFinite{}; }
    void releasePages() const override {}

private:
    int64_t between(int64_t least, int64_t most) {
        return least + std::min(most - least, int64_t(m_random.uniform() * double(most - least + 1)));
    }
    bool coin() { return m_random.uniform() < 0.5; }

    Rope rope() {
        Rope r{.theta = coin() ? 10000.f : 300.f, .scaling = RopeScaling(between(0, 4))};
        if (r.scaling != RopeScaling::None) r.factor = 1 + 4 * m_random.uniform();
        r.originalContext = between(4, 40);
        if (r.scaling == RopeScaling::Yarn) r.magnitude = 1.1f;
        if (coin())
            for (int64_t i = 0; i < m_config.headDim / 2; ++i)
                r.divisors.push_back(float(1 + m_random.uniform()));
        return r;
    }

    void choose() {
        ModelConfig& c = m_config;
        c.vocabulary = between(11, 30);
        c.hidden = between(5, 20);
        c.layers = between(1, 3);
        c.kvHeads = between(1, 3);
        c.heads = c.kvHeads * between(1, 3);
        c.headDim = 2 * between(2, 5);
        c.ffn = between(7, 21);
        c.context = 64;
        c.rope = rope();
        c.localRope = rope();
        c.tiedHead = coin();
        c.activation = coin() ? kernels::Activation::Silu : kernels::Activation::GeluTanh;
        for (bool& bias : c.biases) bias = coin();
        c.queryKeyNorm = coin();
        c.normsAfter = coin();
        c.window = between(1, 9);
        if (coin())
            for (int64_t i = 0; i < c.layers; ++i) c.kinds.push_back({.local = coin(), .rotary = coin()});
        c.attentionScale = coin() ? 0 : 0.4f;
        c.attentionCap = coin() ? 0 : 3.f;
        c.finalCap = coin() ? 0 : 4.f;
        c.embeddingScale = coin() ? 1 : 2.5f;
    }

    std::vector<float> vector(int64_t n, double mean) {
        std::vector<float> v(static_cast<size_t>(n));
        for (float& x : v) x = float(mean + 0.3 * m_random.normal());
        return v;
    }
    kernels::WeightSource matrix(int64_t rows, int64_t columns) {
        std::vector<float>& values = m_storage.emplace_back(size_t(rows * columns));
        for (float& x : values) x = float(m_random.normal() / std::sqrt(double(columns)));
        return {.data = reinterpret_cast<const std::byte*>(values.data()), .rows = rows, .columns = columns};
    }
    LayerWeights layer() {
        LayerWeights weights;
        for (Linear linear : allLinears) {
            const size_t i = size_t(linear);
            weights.linear[i] = matrix(m_config.rows(linear), m_config.columns(linear));
            if (m_config.biases[i]) weights.bias[i] = vector(m_config.rows(linear), 0);
        }
        for (Norm norm : allNorms)
            if (m_config.has(norm)) weights.norms[size_t(norm)] = vector(m_config.width(norm), 1);
        return weights;
    }

    Random m_random;
    std::deque<std::vector<float>> m_storage;
};

std::vector<TokenId> randomIds(Random& random, const ModelConfig& config, size_t n) {
    std::vector<TokenId> ids(n);
    for (TokenId& id : ids) id = TokenId(random.uniform() * double(config.vocabulary - 1));
    return ids;
}

} // namespace

class RandomModelsTest : public QObject {
    Q_OBJECT

    /// Three rows, all supervised.
    static std::vector<TrainingSample> randomRows(Random& random, const ModelConfig& config) {
        std::vector<TrainingSample> samples;
        for (size_t length : {size_t(1), size_t(9), size_t(14)}) {
            samples.push_back({.ids = randomIds(random, config, length)});
            samples.back().trained.assign(length, 1);
            samples.back().trained[0] = 0;
        }
        return samples;
    }

    /// Along its gradient the loss climbs by the gradient's length, if that is what it is: for the parameters
    /// [at, at + n).
    static void compareWithDifferences(TrainingEngine& engine, const std::vector<TrainingSample>& samples,
                                       size_t at, size_t n, const QString& what) {
        const std::span<const float> gradients = engine.gradients().subspan(at, n);
        const std::span<float> parameters = engine.parameters().subspan(at, n);
        double norm = 0;
        for (const float g : gradients) norm += double(g) * g;
        norm = std::sqrt(norm);
        if (norm < 1e-4) return; // nothing to measure beside the loss's own rounding
        const std::vector<float> start(parameters.begin(), parameters.end());
        const double step = 2.5e-3;
        const auto lossAt = [&](double distance) {
            for (size_t i = 0; i < n; ++i) parameters[i] = float(start[i] + distance * gradients[i] / norm);
            engine.refresh();
            return engine.evaluate(samples, {}).value_or(NAN);
        };
        // Four points: these small norms bend the loss too much for two.
        const double climbed =
            (8 * (lossAt(step) - lossAt(-step)) - (lossAt(2 * step) - lossAt(-2 * step))) / (12 * step);
        std::copy(start.begin(), start.end(), parameters.begin());
        engine.refresh();
        QVERIFY2(std::abs(climbed - norm) <= 2e-3 * norm + 1e-4,
                 qPrintable(QString("%1: %2, expected %3").arg(what).arg(norm).arg(climbed)));
    }

private slots:
    void gradientsEqualDifferences_data() {
        QTest::addColumn<int>("seed");
        for (int seed = 0; seed < 24; ++seed) QTest::addRow("%d", seed) << seed;
    }
    void gradientsEqualDifferences() {
        QFETCH(int, seed);
        const auto model = std::make_shared<const RandomModel>(uint64_t(seed));
        VERIFY_OK(checkConfig(model->config(), "random"));
        const auto prepared =
            PreparedModel::make(model, {.compute = Compute::F32, .purpose = Purpose::Training, .threads = 1});
        VERIFY_OK(prepared);
        TrainConfig config;
        config.lora = {.rank = 2, .alpha = 3};
        config.threads = 1;
        auto adapter = LoraAdapter::make(model->config(), config.lora, uint64_t(seed));
        VERIFY_OK(adapter);
        Random random(uint64_t(seed) + 1000);
        for (float& x : adapter->parameters()) x += float(0.2 * random.normal());
        LoraEngine engine(*prepared, std::move(*adapter), config);

        const auto samples = randomRows(random, model->config());
        const std::vector<int32_t> rows{0, 1, 2};
        QVERIFY(engine.gradient({samples, rows}, 1, {}));
        for (int64_t layer = 0; layer < model->config().layers; ++layer)
            for (Linear linear : allLinears)
                for (const bool b : {false, true}) {
                    const auto view =
                        b ? engine.adapter().b(layer, linear) : engine.adapter().a(layer, linear);
                    compareWithDifferences(
                        engine, samples, size_t(view.f32() - engine.parameters().data()),
                        size_t(view.count()),
                        QString("layer %1 %2 %3").arg(layer).arg(moduleName(linear)).arg(b ? "B" : "A"));
                }
    }

    void weightGradientsEqualDifferences_data() { gradientsEqualDifferences_data(); }
    void weightGradientsEqualDifferences() {
        QFETCH(int, seed);
        const RandomModel model{uint64_t(seed)};
        TrainConfig config;
        config.threads = 1;
        auto made = FullEngine::make(model, {.compute = Compute::F32, .threads = 1}, config);
        VERIFY_OK(made);
        FullEngine& engine = **made;
        Random random(uint64_t(seed) + 3000);
        const auto samples = randomRows(random, model.config());
        const std::vector<int32_t> rows{0, 1, 2};
        QVERIFY(engine.gradient({samples, rows}, 1, {}));
        const WeightLayout& layout = engine.layout();
        const auto compare = [&](const WeightLayout::Part& part, const QString& what) {
            if (part) compareWithDifferences(engine, samples, size_t(part.at), size_t(part.count()), what);
        };
        compare(layout.embedding(), "embedding");
        if (!model.config().tiedHead) compare(layout.head(), "head");
        compare(layout.finalNorm(), "final norm");
        for (int64_t layer = 0; layer < model.config().layers; ++layer) {
            for (Linear linear : allLinears) {
                compare(layout.linear(layer, linear),
                        QString("layer %1 %2").arg(layer).arg(moduleName(linear)));
                compare(layout.bias(layer, linear),
                        QString("layer %1 %2's bias").arg(layer).arg(moduleName(linear)));
            }
            for (Norm norm : allNorms)
                compare(layout.norm(layer, norm), QString("layer %1 norm %2").arg(layer).arg(int(norm)));
        }
    }

    void blocksMadeAgainGiveTheSameBits_data() {
        QTest::addColumn<int>("seed");
        QTest::addColumn<Compute>("compute");
        for (int seed = 0; seed < 24; ++seed) {
            QTest::addRow("%d f32", seed) << seed << Compute::F32;
            if (kernels::defaultBackend().fastBf16) QTest::addRow("%d bf16", seed) << seed << Compute::Bf16;
        }
    }
    void blocksMadeAgainGiveTheSameBits() {
        QFETCH(int, seed);
        QFETCH(Compute, compute);
        const auto model = std::make_shared<const RandomModel>(uint64_t(seed));
        const auto prepared =
            PreparedModel::make(model, {.compute = compute, .purpose = Purpose::Training, .threads = 2});
        VERIFY_OK(prepared);
        Random random(uint64_t(seed) + 3000);
        std::vector<TrainingSample> samples;
        for (size_t length : {size_t(1), size_t(9), size_t(40)}) {
            samples.push_back({.ids = randomIds(random, model->config(), length)});
            samples.back().trained.assign(length, 1);
        }
        const std::vector<int32_t> rows{0, 1, 2};
        const auto start = LoraAdapter::make(model->config(), {.rank = 2, .alpha = 3, .dropout = 0.2f}, 1);
        VERIFY_OK(start);
        std::vector<float> kept;
        size_t peak = SIZE_MAX;
        for (int64_t recomputed = 0; recomputed <= model->config().layers; ++recomputed) {
            TrainConfig config;
            config.lora = start->config();
            config.threads = 2;
            config.recomputedBlocks = recomputed;
            LoraEngine engine(*prepared, LoraAdapter(*start), config);
            for (float& x : engine.adapter().parameters()) x += 0.1f;
            QVERIFY(engine.gradient({samples, rows}, 1, {}));
            if (recomputed == 0) kept.assign(engine.gradients().begin(), engine.gradients().end());
            QVERIFY(
                std::equal(kept.begin(), kept.end(), engine.gradients().begin(), engine.gradients().end()));
            // The first block made again saves nothing while it is the only one.
            if (recomputed != 1) QVERIFY(engine.arena().peak() < peak);
            peak = engine.arena().peak();
        }
    }

    void decodingByTokenEqualsOnePass_data() { gradientsEqualDifferences_data(); }
    void decodingByTokenEqualsOnePass() {
        QFETCH(int, seed);
        const auto model = std::make_shared<const RandomModel>(uint64_t(seed));
        const auto prepared = PreparedModel::make(model, {.compute = Compute::F32, .threads = 1});
        VERIFY_OK(prepared);
        Random random(uint64_t(seed) + 2000);
        // Dynamic NTK promises it up to the original context only.
        size_t length = 20;
        for (const Rope* rope : {&model->config().rope, &model->config().localRope})
            if (rope->scaling == RopeScaling::Dynamic)
                length = std::min(length, size_t(rope->originalContext));
        const auto ids = randomIds(random, model->config(), length);
        auto whole = Decoder::make(*prepared, nullptr, {.threads = 1});
        auto single = Decoder::make(*prepared, nullptr, {.threads = 1});
        VERIFY_OK(whole);
        VERIFY_OK(single);
        VERIFY_OK((*whole)->feed(ids));
        for (const TokenId id : ids) VERIFY_OK((*single)->feed(std::span(&id, 1)));
        for (size_t i = 0; i < (*whole)->logits().size(); ++i)
            QVERIFY(std::abs((*whole)->logits()[i] - (*single)->logits()[i]) <= 2e-5);
    }
};

QTEST_APPLESS_MAIN(RandomModelsTest)
#include "random_models_test.moc"
