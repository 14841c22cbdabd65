#include "core/train/run_walk.h"

#include "core/generate/generation.h"
#include "core/model/backward.h"
#include "core/model/loss.h"
#include "core/train/cost_ops.h"
#include "core/train/trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

namespace {

/// Micro-batches whose cost stands for all of them.
constexpr size_t sampledBatches = 32;
/// Answers end when the model says so; a tuned one does after about half of the most it may say.
constexpr double partOfAnswer = 0.6;
constexpr double filesOfCheckpoint = 5;

/// What the allocator keeps besides: freed pieces, heads of the threads' heaps, their stacks. Measured: 2 to
/// 4 MB.
constexpr uint64_t allocatorBytes = 2'000'000;

/// Large areas are brought in by large pages.
uint64_t wholePages(uint64_t bytes) {
    constexpr uint64_t large = uint64_t(2) << 20;
    return bytes < large ? bytes : (bytes + large - 1) / large * large;
}

/// Of a heap block: its header and the rounding.
uint64_t heapBlock(uint64_t bytes) { return (bytes + 8 + 15) / 16 * 16; }

std::vector<int64_t> lengthsOf(const std::vector<TrainingSample>& samples) {
    std::vector<int64_t> lengths;
    lengths.reserve(samples.size());
    for (const TrainingSample& sample : samples) lengths.push_back(int64_t(sample.ids.size()));
    return lengths;
}

int64_t sum(const std::vector<int32_t>& rows, const std::vector<int64_t>& lengths) {
    int64_t tokens = 0;
    for (int32_t row : rows) tokens += lengths[size_t(row)];
    return tokens;
}

/// Tokens and rows that reach the head: memory grows with both, so only batches that are not below another in
/// both need a walk.
struct Size {
    int64_t tokens = 0, lossRows = 0;
    size_t batch = 0;
};

std::vector<Size> largestSizes(const std::vector<std::vector<int32_t>>& batches,
                               const std::vector<TrainingSample>& samples) {
    std::vector<Size> sizes;
    for (size_t i = 0; i < batches.size(); ++i) {
        Size size{.batch = i};
        for (int32_t row : batches[i]) {
            size.tokens += int64_t(samples[size_t(row)].ids.size());
            size.lossRows += samples[size_t(row)].supervised();
        }
        size.lossRows = std::min(size.lossRows, lossChunkRows);
        sizes.push_back(size);
    }
    std::sort(sizes.begin(), sizes.end(), [](const Size& a, const Size& b) {
        return a.tokens != b.tokens ? a.tokens > b.tokens : a.lossRows > b.lossRows;
    });
    std::vector<Size> front;
    for (const Size& size : sizes)
        if (front.empty() || size.lossRows > front.back().lossRows) front.push_back(size);
    return front;
}

/// How often something happens that is due every `every` steps and at the end.
int64_t timesDue(int64_t steps, int64_t every) {
    return every <= 0 || steps == 0 ? 0 : steps / every + (steps % every != 0);
}

/// Scratch of the threads, as far as training touches it: a block of a product with its left side converted,
/// one of a product of activations with both sides laid out, or a head's keys, values and their gradients,
/// whichever is most.
uint64_t workspaceBytes(const kernels::StreamOwner& stream, int threads, const ModelConfig& c,
                        int64_t longestRow, DType type) {
    constexpr uint64_t sums = sizeof(float) * 192 * 256, bytesOfKey = 20;
    const uint64_t product = sums + uint64_t(std::min<int64_t>(2048, c.vocabulary)) * 192 * 2;
    const uint64_t gemm = sums + kernels::rowBytes(type, 512) * (192 + 256);
    const uint64_t attention = bytesOfKey * uint64_t(longestRow * c.headDim);
    return std::min(stream.bytes(), uint64_t(threads) * std::max({product, gemm, attention}));
}

uint64_t sourceBytes(const kernels::PackedWeight& w) {
    if (w.packing != kernels::Packing::Source) return 0;
    return kernels::rowBytes(w.source.dtype, w.source.columns) * uint64_t(w.source.rows);
}

} // namespace

RunWalk::RunWalk(const std::shared_ptr<const Model>& model, const SampleSet& samples,
                 const TrainConfig& config)
    : m_model(model), m_samples(samples), m_config(config), m_batches(batchPlan(config, samples)),
      m_adapter(model->config(), config.lora), m_weights(model->config()),
      m_lengths(lengthsOf(samples.train)), m_heldOutLengths(lengthsOf(samples.heldOut)) {}

Result<RunWalk> RunWalk::make(const std::shared_ptr<const Model>& model, const SampleSet& samples,
                              const TrainConfig& config) {
    RunWalk walk(model, samples, config);
    for (const std::string& prompt : config.pinnedPrompts) {
        INK_TRY(rendered, chatPrompt(*model, {{.role = "user", .content = prompt, .extra = {}}}));
        walk.m_promptTokens.push_back(int64_t(rendered.ids.size()));
    }
    return walk;
}

Result<std::shared_ptr<const PreparedModel>> RunWalk::prepared(Compute compute) {
    if (const auto known = m_prepared.find(compute); known != m_prepared.end()) return known->second;
    INK_TRY(made, PreparedModel::make(m_model, {.compute = compute,
                                                .purpose = Purpose::Training,
                                                .threads = m_config.threads,
                                                .planOnly = true,
                                                .changing = full()}));
    m_prepared[compute] = made;
    return made;
}

std::vector<RunWalk::Rows> RunWalk::trainingBatches(int64_t microTokens) const {
    std::vector<Rows> all;
    for (int64_t step = 1; step <= m_batches.steps(); ++step)
        for (Rows& rows : microBatches(m_batches.step(step).rows, m_lengths, microTokens))
            all.push_back(std::move(rows));
    return all;
}

std::vector<RunWalk::Rows> RunWalk::heldOutBatches(int64_t microTokens) const {
    Rows rows(m_samples.heldOut.size());
    std::iota(rows.begin(), rows.end(), 0);
    return rows.empty() ? std::vector<Rows>() : microBatches(rows, m_heldOutLengths, microTokens);
}

int64_t RunWalk::longestRow() const {
    int64_t longest = 1;
    for (const auto* lengths : {&m_lengths, &m_heldOutLengths})
        for (int64_t length : *lengths) longest = std::max(longest, length);
    return longest;
}

namespace {

/// Everything a pass needs, none of it real.
class PassWithoutMemory {
public:
    struct Trained {
        const TrainConfig& config;
        const LoraLayout& adapter;
        const WeightLayout& weights;
        bool full() const { return config.method == fullMethod; }
    };
    PassWithoutMemory(const PreparedModel& model, const Trained& trained, const kernels::Ops& ops,
                      kernels::Stream& stream, DType type)
        : m_arena(Arena::counting()),
          m_gradients(gradients(trained, m_arena)), m_lora{.layout = &trained.adapter,
                                                           .parameters =
                                                               m_arena.vector(type, trained.adapter.size()),
                                                           .dropout = trained.config.lora.dropout},
          m_before(m_arena.used()), m_pass{.model = model,
                                           .ops = ops,
                                           .stream = stream,
                                           .arena = m_arena,
                                           .lora = trained.full() ? nullptr : &m_lora,
                                           .type = type} {}

    Pass& pass() { return m_pass; }
    void withoutDropout() { m_lora.dropout = 0; }
    size_t peak() const { return m_arena.peak() - m_before; }

    void microBatch(const PackedBatch& batch, bool withLoss, bool withBackward) {
        ArenaScope scope(m_arena);
        const Sequences sequences{batch.tokens, batch.positions, batch.cuSeqlens};
        std::vector<SavedBlock> saved;
        TensorView x, dx;
        double nothing = 0;
        forwardTraining(m_pass, sequences, saved, x);
        if (withBackward) dx = m_arena.matrix(DType::F32, x.rows(), x.columns());
        if (withLoss)
            nextTokenLoss(m_pass, {.x = x, .targets = batch.targets, .gradients = m_gradients}, nothing, dx);
        if (withBackward) backward(m_pass, sequences, saved, dx, m_gradients);
    }

private:
    static Gradients gradients(const Trained& trained, Arena& arena) {
        if (trained.full())
            return {.weights = &trained.weights, .values = arena.vector(DType::F32, trained.weights.size())};
        return {.lora = &trained.adapter, .values = arena.vector(DType::F32, trained.adapter.size())};
    }

    Arena m_arena;
    Gradients m_gradients;
    LoraWeights m_lora;
    size_t m_before;
    Pass m_pass;
};

} // namespace

RunWalk::Peak RunWalk::walk(const PreparedModel& model, const PackedBatch& batch, const RunChoice& choice,
                            bool backward) const {
    kernels::Stream stream;
    Peak peak;
    for (const bool withLoss : {false, true}) {
        PassWithoutMemory walk(model, {m_config, m_adapter, m_weights}, kernels::nullOps(), stream,
                               model.trainingType());
        walk.pass().recomputed = backward ? choice.recomputedBlocks : model.config().layers;
        if (!backward) walk.withoutDropout();
        walk.microBatch(batch, withLoss, backward);
        (withLoss ? peak.all : peak.withoutLoss) = walk.peak();
    }
    return peak;
}

/// What the run's arena will have touched at its end.
RunWalk::Peak RunWalk::largest(const PreparedModel& model, const RunChoice& choice) const {
    Peak most;
    const auto look = [&](const std::vector<Rows>& batches, const std::vector<TrainingSample>& samples,
                          bool backward) {
        for (const Size& size : largestSizes(batches, samples)) {
            const Peak peak = walk(model, pack(samples, batches[size.batch]), choice, backward);
            most.all = std::max(most.all, peak.all);
            most.withoutLoss = std::max(most.withoutLoss, peak.withoutLoss);
        }
    };
    look(trainingBatches(choice.microBatchTokens), m_samples.train, true);
    look(heldOutBatches(choice.microBatchTokens), m_samples.heldOut, false);
    return most;
}

/// A sample answer's cache, activations and scratch; they live while the training's activations do not.
size_t RunWalk::answerBytes(const PreparedModel& model) const {
    if (m_promptTokens.empty()) return 0;
    const int64_t prompt = *std::max_element(m_promptTokens.begin(), m_promptTokens.end());
    const int64_t tokens = std::min(prompt + pinnedAnswerTokens, pinnedContext);
    const ModelConfig& c = model.config();
    const DType cacheType = DecoderOptions().cacheTypeFor(model);
    // Each head's keys are a piece of memory of their own.
    const uint64_t page = 4096, piece = kernels::rowBytes(cacheType, tokens * c.headDim);
    const uint64_t cache = uint64_t(2 * c.layers * c.kvHeads) * ((piece + page - 1) / page * page);
    kernels::Stream stream;
    PassWithoutMemory walk(model, {m_config, m_adapter, m_weights}, kernels::nullOps(), stream, DType::F32);
    walk.withoutDropout();
    KvCache empty(c, pinnedContext, cacheType);
    std::vector<int32_t> ids(size_t(std::min(prompt, promptPiece)));
    TensorView x;
    forwardCached(walk.pass(), ids, empty, x);
    return cache + wholePages(walk.peak()) + uint64_t(c.headRows()) * sizeof(float);
}

/// Moments.
uint64_t RunWalk::optimizerBytes(Optimizer optimizer) const {
    if (optimizer == Optimizer::AdamW) return 8 * uint64_t(trained());
    return 8 * uint64_t(trained() - matrices() + momentBlocks(matrices())) + 2 * uint64_t(matrices());
}

uint64_t RunWalk::otherBytes() const {
    uint64_t bytes = m_model->heapBytes() + allocatorBytes;
    for (const auto* set : {&m_samples.train, &m_samples.heldOut}) {
        bytes += set->size() * sizeof(TrainingSample);
        for (const TrainingSample& sample : *set)
            bytes += heapBlock(sample.ids.size() * sizeof(TokenId)) + heapBlock(sample.trained.size());
    }
    for (int64_t step = 1; step <= m_batches.steps(); ++step)
        bytes += sizeof(StepRows) + heapBlock(m_batches.step(step).rows.size() * sizeof(int32_t));
    return bytes;
}

Result<TrainMemory> RunWalk::memory(const RunChoice& choice) {
    INK_TRY(model, prepared(choice.compute));
    const uint64_t parameters = uint64_t(trained());
    const Peak peak = largest(*model, choice);
    TrainMemory memory;
    memory.weights = wholePages(model->packedBytes());
    memory.adapter =
        full() ? wholePages(parameters * 4) : parameters * (model->trainingType() == DType::BF16 ? 6 : 4);
    memory.optimizer = wholePages(parameters * 4 + optimizerBytes(choice.optimizer));
    memory.activations = peak.withoutLoss;
    memory.logits = wholePages(peak.all) - peak.withoutLoss;
    const size_t answer = answerBytes(*model);
    memory.kv = answer > peak.all ? answer - peak.all : 0;
    const auto stream = kernels::StreamOwner::make(model->backend(), m_config.threads);
    memory.workspace = workspaceBytes(*stream, stream->stream().threads, model->config(), longestRow(),
                                      model->trainingType());
    memory.other = otherBytes();
    if (full()) return memory; // nothing is read from the file once training began
    for (int64_t i = 0; i < model->config().layers; ++i)
        for (Linear linear : allLinears) memory.mapped += sourceBytes(model->layer(i)[linear]);
    memory.mapped += sourceBytes(model->head());
    return memory;
}

/// Seconds of all `batches`, from the cost of some of them spread over the run.
double RunWalk::batchSeconds(const PreparedModel& model, const std::vector<Rows>& batches,
                             const std::vector<TrainingSample>& samples, const RunChoice& choice,
                             const MachineSpeed& speed, bool backward) const {
    const std::vector<int64_t>& lengths = &samples == &m_samples.train ? m_lengths : m_heldOutLengths;
    int64_t all = 0, walked = 0;
    for (const Rows& rows : batches) all += sum(rows, lengths);
    CostStream stream(speed);
    const size_t count = std::min(batches.size(), sampledBatches);
    for (size_t i = 0; i < count; ++i) {
        const Rows& rows = batches[i * batches.size() / count];
        PassWithoutMemory walk(model, {m_config, m_adapter, m_weights}, costOps(), stream,
                               model.trainingType());
        walk.pass().recomputed = backward ? choice.recomputedBlocks : model.config().layers;
        if (!backward) walk.withoutDropout();
        walk.microBatch(pack(samples, rows), true, backward);
        walked += sum(rows, lengths);
    }
    return walked ? stream.seconds * double(all) / double(walked) : 0;
}

/// All pinned prompts once: reading each, then token by token.
double RunWalk::answerSeconds(const PreparedModel& model, const MachineSpeed& speed) const {
    CostStream stream(speed);
    for (const int64_t prompt : m_promptTokens) {
        PassWithoutMemory walk(model, {m_config, m_adapter, m_weights}, costOps(), stream, DType::F32);
        walk.withoutDropout();
        Pass& pass = walk.pass();
        KvCache cache(model.config(), pinnedContext, DType::BF16);
        const auto feed = [&](int64_t tokens) {
            ArenaScope scope(pass.arena);
            const std::vector<int32_t> ids(static_cast<size_t>(tokens));
            TensorView x;
            forwardCached(pass, ids, cache, x);
            headLogits(pass, x.rowsFrom(x.rows() - 1, 1),
                       pass.arena.matrix(DType::F32, 1, model.config().headRows()));
        };
        feed(std::min(prompt, pinnedContext - pinnedAnswerTokens));
        const double before = stream.seconds;
        feed(1);
        stream.seconds = before + (stream.seconds - before) * partOfAnswer * double(pinnedAnswerTokens);
    }
    return stream.seconds;
}

Result<TrainSeconds> RunWalk::seconds(const RunChoice& choice, const fs::path& speedCache) {
    INK_TRY(model, prepared(choice.compute));
    const kernels::PackedWeight& weight = model->layer(0)[Linear::Gate];
    const bool packed = weight.packing != kernels::Packing::Source;
    const DType source = full() ? DType::F32 : weight.source.dtype;
    const auto key = std::pair(weight.packing, source);
    if (!m_speeds.contains(key))
        m_speeds[key] = MachineSpeed::measured({.backend = &model->backend(),
                                                .threads = m_config.threads,
                                                .packing = weight.packing,
                                                .source = source,
                                                .cache = speedCache});
    const MachineSpeed& speed = m_speeds[key];
    const double parameters = double(trained());
    const int64_t steps = m_batches.steps();
    const std::vector<Rows> batches = trainingBatches(choice.microBatchTokens);

    TrainSeconds seconds;
    const double optimizer =
        double(matrices()) *
            speed[choice.optimizer == Optimizer::AdamW ? Work::Optimizer : Work::Optimizer8] +
        double(trained() - matrices()) * speed[Work::Optimizer];
    // Packed copies of weights that are trained, where there are any, are made anew after each step.
    const double stepSeconds = optimizer + parameters * speed[Work::SumOfSquares] +
                               (full() ? double(model->packedBytes()) * speed[Work::Pack] : 0);
    seconds.training = batchSeconds(*model, batches, m_samples.train, choice, speed, true) +
                       double(steps) * stepSeconds +
                       (packed && !full() ? double(batches.size()) * parameters * speed[Work::Convert] : 0);
    seconds.evaluations = double(timesDue(steps, m_config.evalSteps)) *
                          batchSeconds(*model, heldOutBatches(choice.microBatchTokens), m_samples.heldOut,
                                       choice, speed, false);
    seconds.answers = double(timesDue(steps, m_config.sampleSteps)) * answerSeconds(*model, speed);
    const double checkpointBytes = parameters * 4 + double(optimizerBytes(choice.optimizer));
    seconds.checkpoints =
        double(timesDue(steps, m_config.saveSteps)) *
        (checkpointBytes * (speed[Work::Write] + speed[Work::Hash]) + filesOfCheckpoint * speed[Work::File]);
    INK_TRY(needed, memory(choice));
    seconds.preparing = m_samples.seconds + double(model->packedBytes()) * speed[Work::Pack] +
                        double(m_model->fileBytes()) * speed[Work::Hash] +
                        double(needed.total()) * speed[Work::Touch];
    return seconds;
}

} // namespace inkstone
