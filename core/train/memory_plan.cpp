#include "core/train/memory_plan.h"

#include "core/base/clock.h"
#include "core/base/memory.h"
#include "core/model/backward.h"
#include "core/model/loss.h"
#include "core/tensor/tensor.h"
#include "core/train/trainer.h"

#include <algorithm>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

namespace {

/// The program, its libraries and the tokenizer before any model memory: measured, not planned.
constexpr uint64_t programBytes = uint64_t(60) << 20;
/// Share of the products' speed that a whole step reaches: norms, attention, adapters and the loss take the
/// rest.
constexpr double stepEfficiency = 0.62;

struct Largest {
    int64_t tokens = 0;
    std::vector<int32_t> rows;
};

/// The micro-batch with the most tokens of the whole run.
Largest largestMicroBatch(const BatchPlan& plan, std::span<const int64_t> lengths, int64_t microTokens) {
    Largest largest;
    for (int64_t step = 1; step <= plan.steps(); ++step)
        for (const auto& rows : microBatches(plan.step(step).rows, lengths, microTokens)) {
            int64_t tokens = 0;
            for (int32_t row : rows) tokens += lengths[size_t(row)];
            if (tokens > largest.tokens) largest = {tokens, rows};
        }
    return largest;
}

/// Peak of the arena over forward, loss and backward of one micro-batch.
uint64_t countActivations(const PreparedModel& model, const TrainConfig& config, const PackedBatch& batch) {
    Arena arena = Arena::counting();
    const bool full = config.method == fullMethod;
    const LoraLayout layout(model.config(), config.lora);
    const WeightLayout all(model.config());
    const int64_t size = full ? all.size() : layout.size();
    const TensorView parameters = arena.vector(model.trainingType(), size);
    const Gradients gradients{.lora = full ? nullptr : &layout,
                              .weights = full ? &all : nullptr,
                              .values = arena.vector(DType::F32, size)};
    const LoraWeights weights{.layout = &layout, .parameters = parameters, .dropout = config.lora.dropout};
    const size_t before = arena.used();
    kernels::Stream stream;
    Pass pass{.model = model,
              .ops = kernels::nullOps(),
              .stream = stream,
              .arena = arena,
              .lora = full ? nullptr : &weights,
              .type = model.trainingType()};
    const Sequences sequences{batch.tokens, batch.positions, batch.cuSeqlens};
    std::vector<SavedBlock> saved;
    TensorView x;
    double sum = 0;
    forwardTraining(pass, sequences, saved, x);
    TensorView dx = arena.matrix(DType::F32, x.rows(), x.columns());
    nextTokenLoss(pass, {.x = x, .targets = batch.targets, .gradients = gradients}, sum, dx);
    backward(pass, sequences, saved, dx, gradients);
    return arena.peak() - before;
}

/// Multiply-adds per second of x Wᵀ in the run's packing, measured on one matrix of the model for about 50
/// ms.
double measureProducts(const PreparedModel& plan, int threads) {
    const kernels::Ops& ops = plan.ops();
    const auto stream = kernels::StreamOwner::make(plan.backend(), threads);
    const kernels::WeightSource& source = plan.model().layer(0)[Linear::Gate];
    const kernels::Packing packing = plan.layer(0)[Linear::Gate].packing;
    constexpr int64_t tokens = 256;
    const Tensor x = Tensor::matrix(plan.trainingType(), tokens, source.columns);
    const Tensor y = Tensor::matrix(DType::F32, tokens, source.rows);
    kernels::PackedWeight weight{.packing = packing, .source = source};
    Tensor packed;
    if (packing != kernels::Packing::Source) {
        packed = Tensor::vector(DType::I8, int64_t(ops.packedBytes(packing, source)));
        ops.pack(stream->stream(), packing, source, packed.bytes().data());
        weight.data = packed.bytes().data();
        weight.bytes = packed.byteCount();
    }
    ops.linear(stream->stream(), x, weight, {}, y, false);
    double best = 1e30;
    const double start = monotonicSeconds();
    while (monotonicSeconds() - start < 0.05) {
        const double begin = monotonicSeconds();
        ops.linear(stream->stream(), x, weight, {}, y, false);
        best = std::min(best, monotonicSeconds() - begin);
    }
    return double(tokens * source.rows * source.columns) / best;
}

/// Multiply-adds of one pass forward and back: frozen matrices twice, what is trained three times, the head
/// only where something is supervised, attention by pairs of tokens.
double multiplyAdds(const ModelConfig& model, const TrainPlan& plan, double meanLength) {
    const bool full = plan.config.method == fullMethod;
    const double each = full ? 3 : 2;
    const double head = double(model.vocabulary * model.hidden);
    double blocks = 0;
    for (Linear linear : allLinears) blocks += double(model.rows(linear) * model.columns(linear));
    blocks *= double(model.layers);
    const double adapter = full ? 0 : double(LoraLayout(model, plan.config.lora).size());
    const double attention = 3.5 * double(model.layers * model.queryWidth()) * meanLength;
    return double(plan.tokens) * (each * blocks + 3 * adapter + attention) +
           double(plan.supervisedTokens) * each * head;
}

} // namespace

Result<TrainPlan> planTraining(const std::shared_ptr<const Model>& model, const SampleSet& samples,
                               const TrainConfig& config) {
    INK_CHECK(checkConfig(config));
    TrainPlan plan{.config = resolved(config, samples, model->config())};
    const TrainConfig& c = plan.config;
    INK_TRY(prepared, PreparedModel::make(model, {.compute = c.compute,
                                                  .purpose = Purpose::Training,
                                                  .threads = c.threads,
                                                  .planOnly = true}));
    const BatchPlan batches = batchPlan(c, samples);
    std::vector<int64_t> lengths;
    for (const TrainingSample& sample : samples.train) lengths.push_back(int64_t(sample.ids.size()));
    plan.steps = batches.steps();
    plan.tokens = batches.tokens();
    plan.rows = int64_t(samples.train.size());
    plan.heldOutRows = int64_t(samples.heldOut.size());
    plan.cut = samples.cut;
    plan.untrainable = samples.untrainable;
    plan.supervisedTokens =
        int64_t(double(plan.tokens) * double(samples.supervisedTokens()) / double(samples.tokens()));

    const bool full = c.method == fullMethod;
    const uint64_t parameters = full ? uint64_t(WeightLayout(model->config()).size())
                                     : uint64_t(LoraLayout(model->config(), c.lora).size());
    const Largest largest = largestMicroBatch(batches, lengths, c.microBatchTokens);
    plan.weights = prepared->packedBytes();
    plan.adapter = parameters * (prepared->trainingType() == DType::BF16 && !full ? 6 : 4);
    plan.optimizer = parameters * 12;
    plan.activations = countActivations(*prepared, c, pack(samples.train, largest.rows));
    plan.other = programBytes + kernels::StreamOwner::make(prepared->backend(), c.threads)->bytes();
    plan.available = availableMemory();
    const double rate = measureProducts(*prepared, c.threads) * stepEfficiency;
    const double meanLength = double(samples.tokens()) / double(samples.train.size());
    plan.seconds = multiplyAdds(model->config(), plan, meanLength) / rate;
    return plan;
}

} // namespace inkstone
