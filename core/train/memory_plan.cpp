#include "core/train/memory_plan.h"

#include "core/base/memory.h"
#include "core/base/units.h"
#include "core/train/run_walk.h"
#include "core/train/trainer.h"

#include <algorithm>
#include <cmath>

namespace inkstone {

namespace {

struct Candidate {
    RunChoice choice;
    TrainMemory memory;
    double seconds = 0;
};

uint64_t need(const TrainMemory& memory) { return memory.total() + memory.mapped; }

/// "Make it fit": looks through what may be chosen.
class Fitting {
public:
    Fitting(RunWalk& walk, const TrainConfig& config, int64_t blocks, const fs::path& speedCache)
        : m_walk(walk), m_config(config), m_blocks(blocks), m_limit(uint64_t(config.fitGigabytes * 1e9)),
          m_speedCache(speedCache) {}

    /// The fastest choice that fits; the error names the smallest need there is.
    Result<Candidate> operator()() {
        // What nobody would change without a limit is not changed for a wide one.
        const RunChoice asBefore{m_config.compute, m_config.optimizer, m_config.microBatchTokens,
                                 m_config.recomputedBlocks};
        INK_TRY(memory, m_walk.memory(asBefore));
        if (need(memory) <= m_limit) {
            INK_TRY(seconds, m_walk.seconds(asBefore, m_speedCache));
            return Candidate{asBefore, memory, seconds.total()};
        }
        // What changes numbers or speed much is looked at only where nothing else fits.
        for (const auto& [compute, optimizer] : arithmetics()) {
            for (const int64_t micro : microBatchSizes()) INK_CHECK(consider({compute, optimizer, micro, 0}));
            if (m_best) return *m_best;
        }
        return fail(
            ErrorCode::InvalidArgument, "cannot make the training fit", "memory",
            text("it needs at least %1 (micro-batches of one row, up to %2 tokens, all blocks made again "
                 "in the backward pass), and %3 were allowed",
                 formatBytes(m_least), m_walk.longestRow(), formatBytes(m_limit)),
            "allow more memory, cut long rows, or choose a smaller model or rank");
    }

private:
    /// With all weights trained, moments in 8 bits save most. An adapter's are small: there, weights of
    /// floats need half their packed copies in 8 bits; left in the file as they are, none, but products are
    /// slower then.
    std::vector<std::pair<Compute, Optimizer>> arithmetics() const {
        const Compute compute = m_config.compute;
        const Optimizer optimizer = m_config.optimizer;
        if (m_config.method == fullMethod) return {{compute, optimizer}, {compute, Optimizer::AdamW8bit}};
        if (compute != Compute::Auto) return {{compute, optimizer}};
        return {{Compute::Auto, optimizer}, {Compute::Int8, optimizer}, {Compute::F32, optimizer}};
    }

    /// From the usual one down to one row at a time.
    std::vector<int64_t> microBatchSizes() const {
        std::vector<int64_t> sizes;
        for (const double part : {1.0, 0.75, 0.5, 0.375, 0.25, 0.125, 0.0})
            sizes.push_back(std::max(int64_t(part * double(m_config.microBatchTokens)), m_walk.longestRow()));
        sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
        if (sizes.front() > m_config.microBatchTokens) sizes.front() = m_config.microBatchTokens;
        return sizes;
    }

    /// The fewest recomputed blocks that make this arithmetic and micro-batch fit.
    Status consider(RunChoice choice) {
        const auto with = [&](int64_t recomputed) {
            choice.recomputedBlocks = recomputed;
            return choice;
        };
        int64_t fewest = m_config.recomputedBlocks, most = m_blocks;
        INK_TRY(smallest, m_walk.memory(with(most)));
        m_least = std::min(m_least, need(smallest));
        if (need(smallest) > m_limit) return {};
        while (fewest < most) {
            const int64_t middle = (fewest + most) / 2;
            INK_TRY(memory, m_walk.memory(with(middle)));
            if (need(memory) <= m_limit)
                most = middle;
            else
                fewest = middle + 1;
        }
        INK_TRY(memory, m_walk.memory(with(fewest)));
        INK_TRY(seconds, m_walk.seconds(choice, m_speedCache));
        if (!m_best || seconds.total() < m_best->seconds) m_best = Candidate{choice, memory, seconds.total()};
        return {};
    }

    RunWalk& m_walk;
    const TrainConfig& m_config;
    const int64_t m_blocks;
    const uint64_t m_limit;
    const fs::path& m_speedCache;
    std::optional<Candidate> m_best;
    uint64_t m_least = UINT64_MAX;
};

/// What was given up for the limit, and what it costs.
Text choiceText(const TrainConfig& before, const Candidate& chosen, double unlimitedSeconds, int64_t blocks) {
    const std::string needed = formatBytes(need(chosen.memory)),
                      allowed = formatBytes(uint64_t(before.fitGigabytes * 1e9));
    const RunChoice& c = chosen.choice;
    const bool asBefore = c.microBatchTokens == before.microBatchTokens &&
                          c.recomputedBlocks == before.recomputedBlocks && c.compute == before.compute &&
                          c.optimizer == before.optimizer;
    if (asBefore) return text("The fastest way fits: it needs %1 of %2", needed, allowed);
    const auto slower = int64_t(std::lround(100 * (chosen.seconds / std::max(unlimitedSeconds, 1e-9) - 1)));
    if (c.optimizer != before.optimizer)
        return text(
            "The optimizer's moments in 8 bits, micro-batches of %1 tokens, %2 of %3 blocks made again in "
            "the "
            "backward pass: needs %4 of %5, the fastest choice that fits, about %6 % slower than without the "
            "limit",
            c.microBatchTokens, c.recomputedBlocks, blocks, needed, allowed, std::max<int64_t>(0, slower));
    if (c.compute == Compute::Int8 && before.compute != Compute::Int8)
        return text(
            "The base model's weights in 8 bits, micro-batches of %1 tokens, %2 of %3 blocks made again in "
            "the "
            "backward pass: needs %4 of %5, the fastest choice that fits, about %6 % slower than without the "
            "limit",
            c.microBatchTokens, c.recomputedBlocks, blocks, needed, allowed, std::max<int64_t>(0, slower));
    if (c.compute != before.compute)
        return text(
            "Weights stay unpacked in the file (f32), micro-batches of %1 tokens, %2 of %3 blocks made again "
            "in the backward pass: needs %4 of %5, the fastest choice that fits, about %6 % slower than "
            "without the limit",
            c.microBatchTokens, c.recomputedBlocks, blocks, needed, allowed, std::max<int64_t>(0, slower));
    return text(
        "Micro-batches of %1 tokens, %2 of %3 blocks made again in the backward pass: needs %4 of %5, the "
        "fastest choice that fits, about %6 % slower than without the limit",
        c.microBatchTokens, c.recomputedBlocks, blocks, needed, allowed, std::max<int64_t>(0, slower));
}

void describe(TrainPlan& plan, const RunWalk& walk, const SampleSet& samples) {
    plan.steps = walk.batches().steps();
    plan.tokens = walk.batches().tokens();
    plan.rows = int64_t(samples.train.size());
    plan.heldOutRows = int64_t(samples.heldOut.size());
    plan.cut = samples.cut;
    plan.untrainable = samples.untrainable;
    plan.supervisedTokens =
        int64_t(double(plan.tokens) * double(samples.supervisedTokens()) / double(samples.tokens()));
    plan.available = availableMemory();
}

} // namespace

Result<TrainPlan> planTraining(const std::shared_ptr<const Model>& model, const SampleSet& samples,
                               const TrainConfig& config, const fs::path& speedCache) {
    INK_CHECK(checkConfig(config));
    TrainPlan plan{.config = resolved(config, samples, model->config())};
    TrainConfig& c = plan.config;
    const int64_t blocks = model->config().layers;
    c.recomputedBlocks = std::min(c.recomputedBlocks, blocks);
    INK_TRY(walk, RunWalk::make(model, samples, c));
    describe(plan, walk, samples);
    RunChoice choice{c.compute, c.optimizer, c.microBatchTokens, c.recomputedBlocks};
    INK_TRY(seconds, walk.seconds(choice, speedCache));
    plan.seconds = seconds;
    if (c.fitGigabytes > 0) {
        INK_TRY(chosen, Fitting(walk, c, blocks, speedCache)());
        plan.choice = choiceText(c, chosen, seconds.total(), blocks);
        choice = chosen.choice;
        INK_TRY(chosenSeconds, walk.seconds(choice, speedCache));
        plan.seconds = chosenSeconds;
        c.compute = choice.compute;
        c.optimizer = choice.optimizer;
        c.microBatchTokens = choice.microBatchTokens;
        c.recomputedBlocks = choice.recomputedBlocks;
    }
    INK_TRY(memory, walk.memory(choice));
    plan.memory = memory;
    return plan;
}

} // namespace inkstone
