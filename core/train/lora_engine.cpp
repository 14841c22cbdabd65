#include "core/train/lora_engine.h"

#include "core/model/loss.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

namespace {
std::vector<int64_t> lengthsOf(std::span<const TrainingSample> samples) {
    std::vector<int64_t> lengths;
    for (const TrainingSample& sample : samples) lengths.push_back(int64_t(sample.ids.size()));
    return lengths;
}

TensorView flat(std::vector<float>& values) {
    return TensorView::vector(values.data(), DType::F32, int64_t(values.size()));
}
} // namespace

LoraEngine::LoraEngine(std::shared_ptr<const PreparedModel> model, LoraAdapter adapter,
                       const TrainConfig& config)
    : m_model(std::move(model)), m_adapter(std::make_shared<LoraAdapter>(std::move(adapter))),
      m_config(config),
      m_microTokens(config.microBatchTokens > 0 ? config.microBatchTokens : defaultMicroBatchTokens),
      m_stream(kernels::StreamOwner::make(m_model->backend(), config.threads)) {
    const size_t size = m_adapter->parameters().size();
    m_gradients.resize(size);
    m_optimizer.moment1.resize(size);
    m_optimizer.moment2.resize(size);
    if (m_model->trainingType() == DType::BF16) m_halved.resize(size);
}

/// The parameters in the type of activations; converted anew, since the last step changed them.
LoraWeights LoraEngine::weights(float dropout, uint64_t seed) {
    TensorView values = TensorView::vector(m_adapter->parameters().data(), DType::F32,
                                           int64_t(m_adapter->parameters().size()));
    if (!m_halved.empty()) {
        const TensorView halved = TensorView::vector(m_halved.data(), DType::BF16, int64_t(m_halved.size()));
        m_model->ops().convert(m_stream->stream(), values, halved);
        values = halved;
    }
    return {.config = &m_adapter->config(),
            .layout = &m_adapter->layout(),
            .parameters = values,
            .dropout = dropout,
            .dropoutSeed = seed};
}

Pass LoraEngine::pass(const LoraWeights& lora, std::stop_token stop) {
    return {.model = *m_model,
            .ops = m_model->ops(),
            .stream = m_stream->stream(),
            .arena = m_arena,
            .lora = &lora,
            .stop = std::move(stop),
            .type = m_model->trainingType()};
}

bool LoraEngine::addGradient(const PackedBatch& batch, const LoraWeights& lora, float scale, double& sum,
                             std::stop_token stop) {
    ArenaScope scope(m_arena);
    Pass pass = this->pass(lora, std::move(stop));
    const Sequences sequences{batch.tokens, batch.positions, batch.cuSeqlens};
    TensorView x;
    if (!forwardTraining(pass, sequences, m_saved, x)) return false;
    TensorView dx = m_arena.matrix(DType::F32, x.rows(), x.columns());
    double part = 0;
    if (!nextTokenLoss(pass, {.x = x, .targets = batch.targets, .scale = scale}, part, dx)) return false;
    sum += part;
    return backward(pass, sequences, m_saved, dx, {&m_adapter->layout(), flat(m_gradients)});
}

std::optional<LoraEngine::Step> LoraEngine::gradient(const Rows& rows, int64_t number, std::stop_token stop) {
    std::vector<PackedBatch> batches;
    Step result;
    for (const auto& micro : microBatches(rows.rows, lengthsOf(rows.samples), m_microTokens)) {
        batches.push_back(pack(rows.samples, micro));
        result.tokens += int64_t(batches.back().tokens.size());
        result.supervised += batches.back().supervised;
    }
    std::fill(m_gradients.begin(), m_gradients.end(), 0.f);
    double sum = 0;
    // The mean is over the whole step, not the mean of micro-batches' means.
    const float scale = 1.f / float(std::max<int64_t>(1, result.supervised));
    for (size_t i = 0; i < batches.size(); ++i) {
        const uint64_t seed = m_config.seed * 1000003u + uint64_t(number) * 4099u + i;
        if (!addGradient(batches[i], weights(m_config.lora.dropout, seed), scale, sum, stop))
            return std::nullopt;
    }
    result.loss = sum / double(std::max<int64_t>(1, result.supervised));
    result.gradNorm = std::sqrt(m_model->ops().sumOfSquares(m_stream->stream(), flat(m_gradients)));
    result.finite = std::isfinite(result.loss) && std::isfinite(result.gradNorm);
    return result;
}

std::optional<LoraEngine::Step> LoraEngine::step(const Rows& rows, int64_t number, double learningRate,
                                                 std::stop_token stop) {
    const std::optional<Step> result = gradient(rows, number, std::move(stop));
    if (!result || !result->finite) return result;
    const double clip = m_config.clip;
    const double scale = clip > 0 ? std::min(1.0, clip / (result->gradNorm + 1e-6)) : 1.0; // torch's epsilon
    const kernels::AdamW settings{.learningRate = float(learningRate),
                                  .beta1 = float(m_config.beta1),
                                  .beta2 = float(m_config.beta2),
                                  .epsilon = float(m_config.epsilon),
                                  .weightDecay = float(m_config.weightDecay),
                                  .step = number,
                                  .gradScale = float(scale)};
    const std::span<float> parameters = m_adapter->parameters();
    m_model->ops().adamw(m_stream->stream(),
                         TensorView::vector(parameters.data(), DType::F32, int64_t(parameters.size())),
                         flat(m_gradients), flat(m_optimizer.moment1), flat(m_optimizer.moment2), settings);
    return result;
}

std::optional<double> LoraEngine::evaluate(std::span<const TrainingSample> samples, std::stop_token stop) {
    std::vector<int32_t> rows(samples.size());
    std::iota(rows.begin(), rows.end(), 0);
    const LoraWeights lora = weights(0, 0);
    double sum = 0;
    int64_t supervised = 0;
    for (const auto& micro : microBatches(rows, lengthsOf(samples), m_microTokens)) {
        const PackedBatch batch = pack(samples, micro);
        ArenaScope scope(m_arena);
        Pass pass = this->pass(lora, stop);
        TensorView x;
        double part = 0;
        if (!forwardTraining(pass, {batch.tokens, batch.positions, batch.cuSeqlens}, m_saved, x))
            return std::nullopt;
        if (!nextTokenLoss(pass, {.x = x, .targets = batch.targets}, part, {})) return std::nullopt;
        sum += part;
        supervised += batch.supervised;
    }
    if (!supervised) return std::nullopt;
    return sum / double(supervised);
}

} // namespace inkstone
