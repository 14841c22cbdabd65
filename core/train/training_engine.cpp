#include "core/train/training_engine.h"

#include "core/model/loss.h"
#include "kernels/thread_pool.h"

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

template <class T> std::span<T> zeros(Arena& arena, int64_t n) {
    const std::span<T> values(arena.array<T>(size_t(n)), size_t(n));
    std::fill(values.begin(), values.end(), T{});
    return values;
}

OptimizerState makeOptimizer(Arena& arena, Optimizer optimizer, int64_t parameters, int64_t matrices) {
    OptimizerState state;
    if (optimizer == Optimizer::AdamW8bit) {
        const int64_t blocks = momentBlocks(matrices);
        state.packed = {.moment1 = zeros<uint8_t>(arena, matrices).data(),
                        .moment2 = zeros<uint8_t>(arena, matrices).data(),
                        .scale1 = zeros<float>(arena, blocks).data(),
                        .scale2 = zeros<float>(arena, blocks).data(),
                        .count = matrices};
    }
    state.moment1 = zeros<float>(arena, parameters - state.packed.count);
    state.moment2 = zeros<float>(arena, parameters - state.packed.count);
    return state;
}

TensorView part(std::span<float> values, int64_t first, int64_t end) {
    return TensorView::vector(values.data() + first, DType::F32, end - first);
}
} // namespace

TrainingEngine::TrainingEngine(std::shared_ptr<const PreparedModel> model, int64_t parameters,
                               int64_t matrices, const TrainConfig& config)
    : m_model(std::move(model)), m_config(config), m_matrices(matrices),
      m_microTokens(config.microBatchTokens > 0 ? config.microBatchTokens : defaultMicroBatchTokens),
      m_stream(kernels::StreamOwner::make(m_model->backend(), config.threads)),
      m_gradients(m_state.vector(DType::F32, parameters)),
      m_optimizer(makeOptimizer(m_state, config.optimizer, parameters, matrices)) {}

const LoraWeights* TrainingEngine::adapterWeights(float, uint64_t) { return nullptr; }

Pass TrainingEngine::pass(const LoraWeights* lora, std::stop_token stop) {
    return {.model = *m_model,
            .ops = m_model->ops(),
            .stream = m_stream->stream(),
            .arena = m_arena,
            .lora = lora,
            .stop = std::move(stop),
            .type = m_model->trainingType(),
            .recomputed = m_config.recomputedBlocks};
}

bool TrainingEngine::addGradient(const PackedBatch& batch, const LoraWeights* lora, float scale, double& sum,
                                 std::stop_token stop) {
    ArenaScope scope(m_arena);
    Pass pass = this->pass(lora, std::move(stop));
    const Sequences sequences{batch.tokens, batch.positions, batch.cuSeqlens};
    const Gradients gradients = layoutOf(m_gradients);
    TensorView x;
    if (!forwardTraining(pass, sequences, m_saved, x)) return false;
    // Nothing but the embedding is read from the file, and not before the next micro-batch.
    if (pass.type == DType::BF16) m_model->model().releasePages();
    TensorView dx = m_arena.matrix(DType::F32, x.rows(), x.columns());
    double part = 0;
    const LossInput input{.x = x, .targets = batch.targets, .scale = scale, .gradients = gradients};
    if (!nextTokenLoss(pass, input, part, dx)) return false;
    sum += part;
    return backward(pass, sequences, m_saved, dx, gradients);
}

std::optional<TrainingEngine::Step> TrainingEngine::gradient(const Rows& rows, int64_t number,
                                                             std::stop_token stop) {
    std::vector<PackedBatch> batches;
    Step result;
    for (const auto& micro : microBatches(rows.rows, lengthsOf(rows.samples), m_microTokens)) {
        batches.push_back(pack(rows.samples, micro));
        result.tokens += int64_t(batches.back().tokens.size());
        result.supervised += batches.back().supervised;
    }
    kernels::parallelFor(stream(), m_gradients.count(), 1 << 20, [&](int64_t begin, int64_t end, int) {
        std::fill(m_gradients.f32() + begin, m_gradients.f32() + end, 0.f);
    });
    double sum = 0;
    // The mean is over the whole step, not the mean of micro-batches' means.
    const float scale = 1.f / float(std::max<int64_t>(1, result.supervised));
    for (size_t i = 0; i < batches.size(); ++i) {
        const uint64_t seed = m_config.seed * 1000003u + uint64_t(number) * 4099u + i;
        if (!addGradient(batches[i], adapterWeights(m_config.lora.dropout, seed), scale, sum, stop))
            return std::nullopt;
    }
    result.loss = sum / double(std::max<int64_t>(1, result.supervised));
    result.gradNorm = std::sqrt(m_model->ops().sumOfSquares(stream(), m_gradients));
    result.finite = std::isfinite(result.loss) && std::isfinite(result.gradNorm);
    return result;
}

std::optional<TrainingEngine::Step> TrainingEngine::step(const Rows& rows, int64_t number,
                                                         double learningRate, std::stop_token stop) {
    const std::optional<Step> result = gradient(rows, number, std::move(stop));
    if (!result || !result->finite) return result;
    const double clip = m_config.clip;
    const double scale = clip > 0 ? std::min(1.0, clip / (result->gradNorm + 1e-6)) : 1.0; // torch's epsilon
    update({.learningRate = float(learningRate),
            .beta1 = float(m_config.beta1),
            .beta2 = float(m_config.beta2),
            .epsilon = float(m_config.epsilon),
            .weightDecay = float(m_config.weightDecay),
            .step = number,
            .gradScale = float(scale)});
    refresh();
    return result;
}

void TrainingEngine::update(kernels::AdamW settings) {
    const std::span<float> gradients(m_gradients.f32(), size_t(m_gradients.count()));
    const int64_t packed = m_optimizer.packed.count;
    if (packed > 0)
        m_model->ops().adamw8(stream(), part(parameters(), 0, packed), part(gradients, 0, packed),
                              m_optimizer.packed, settings);
    const auto some = [&](int64_t first, int64_t end) {
        if (first >= end) return;
        m_model->ops().adamw(stream(), part(parameters(), first, end), part(gradients, first, end),
                             part(m_optimizer.moment1, first - packed, end - packed),
                             part(m_optimizer.moment2, first - packed, end - packed), settings);
    };
    some(packed, m_matrices);
    settings.weightDecay = 0;
    some(m_matrices, m_gradients.count());
}

std::optional<double> TrainingEngine::evaluate(std::span<const TrainingSample> samples,
                                               std::stop_token stop) {
    std::vector<int32_t> rows(samples.size());
    std::iota(rows.begin(), rows.end(), 0);
    const LoraWeights* lora = adapterWeights(0, 0);
    double sum = 0;
    int64_t supervised = 0;
    for (const auto& micro : microBatches(rows, lengthsOf(samples), m_microTokens)) {
        const PackedBatch batch = pack(samples, micro);
        ArenaScope scope(m_arena);
        Pass pass = this->pass(lora, stop);
        pass.recomputed = m_model->config().layers; // there is no backward that would need more
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
