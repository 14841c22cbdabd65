#include "core/model/rotary.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

namespace {

/// Llama 3: long waves are stretched, short ones kept, those between blended.
double llama3Step(const Rope& rope, double step) {
    const double wave = 2 * std::numbers::pi / step, original = double(rope.originalContext);
    if (wave < original / rope.highFrequency) return step;
    if (wave > original / rope.lowFrequency) return step / rope.factor;
    const double smooth = (original / wave - rope.lowFrequency) / (rope.highFrequency - rope.lowFrequency);
    return (1 - smooth) * step / rope.factor + smooth * step;
}

/// YaRN (Peng et al. 2023): pairs that turn often are kept, pairs that turn seldom are stretched.
struct YarnRamp {
    double low = 0, high = 0;

    YarnRamp(const Rope& rope, int64_t headDim) {
        const auto pairThatTurns = [&](double times) {
            return double(headDim) * std::log(double(rope.originalContext) / (times * 2 * std::numbers::pi)) /
                   (2 * std::log(double(rope.theta)));
        };
        low = pairThatTurns(rope.betaFast);
        high = pairThatTurns(rope.betaSlow);
        if (rope.truncate) {
            low = std::floor(low);
            high = std::ceil(high);
        }
        low = std::max(low, 0.0);
        high = std::min(high, double(headDim - 1));
        if (low == high) high += 0.001;
    }
    double stretched(int64_t pair) const { return std::clamp((double(pair) - low) / (high - low), 0.0, 1.0); }
};

double base(const Rope& rope, int64_t headDim, int64_t length) {
    if (rope.scaling != RopeScaling::Dynamic || length <= rope.originalContext) return double(rope.theta);
    const double ratio = rope.factor * double(length) / double(rope.originalContext) - (rope.factor - 1);
    return double(rope.theta) * std::pow(ratio, double(headDim) / double(headDim - 2));
}

struct Run {
    int64_t first, count, length;
};

std::vector<Run> runs(const RotaryInput& input) {
    std::vector<Run> all;
    const int64_t n = int64_t(input.positions.size());
    const auto add = [&](int64_t first, int64_t end) {
        if (first == end) return;
        const int64_t last = input.positions[size_t(end - 1)];
        all.push_back({first, end - first, std::max(last + 1, input.length)});
    };
    if (input.cuSeqlens.empty()) add(0, n);
    for (size_t i = 0; i + 1 < input.cuSeqlens.size(); ++i) add(input.cuSeqlens[i], input.cuSeqlens[i + 1]);
    return all;
}

/// As transformers: steps and angles in F32, cosine and sine of that angle.
void fill(const Rope& rope, int64_t headDim, const RotaryInput& input, TensorView table) {
    const int64_t half = headDim / 2;
    std::vector<float> steps;
    int64_t stepsLength = -1;
    for (const Run& run : runs(input)) {
        const bool again =
            stepsLength < 0 || (rope.scaling == RopeScaling::Dynamic && run.length != stepsLength);
        if (again) steps = rotarySteps(rope, headDim, run.length);
        stepsLength = run.length;
        for (int64_t i = run.first; i < run.first + run.count; ++i) {
            float* row = table.row<float>(i);
            const float position = float(input.positions[size_t(i)]);
            for (int64_t pair = 0; pair < half; ++pair) {
                const double angle = double(position * steps[size_t(pair)]);
                row[pair] = float(std::cos(angle)) * rope.magnitude;
                row[half + pair] = float(std::sin(angle)) * rope.magnitude;
            }
        }
    }
}

} // namespace

std::vector<float> rotarySteps(const Rope& rope, int64_t headDim, int64_t length) {
    std::vector<float> steps(static_cast<size_t>(headDim / 2));
    const double theta = base(rope, headDim, length);
    std::optional<YarnRamp> ramp;
    if (rope.scaling == RopeScaling::Yarn) ramp.emplace(rope, headDim);
    for (size_t i = 0; i < steps.size(); ++i) {
        double step = 1.0 / std::pow(theta, double(2 * i) / double(headDim));
        if (rope.scaling == RopeScaling::Linear) step /= rope.factor;
        if (rope.scaling == RopeScaling::Llama3) step = llama3Step(rope, step);
        if (ramp) {
            const double stretched = ramp->stretched(int64_t(i));
            step = step / rope.factor * stretched + step * (1 - stretched);
        }
        if (!rope.divisors.empty()) step /= double(rope.divisors[i]);
        steps[i] = float(step);
    }
    return steps;
}

RotaryTables rotaryTables(const ModelConfig& config, const RotaryInput& input, Arena& arena) {
    const int64_t n = int64_t(input.positions.size());
    RotaryTables tables{.global = arena.matrix(DType::F32, n, config.headDim)};
    int32_t* rows = arena.array<int32_t>(size_t(n));
    tables.rows = {rows, size_t(n)};
    const bool anyLocal =
        std::any_of(config.kinds.begin(), config.kinds.end(), [](LayerKind kind) { return kind.local; });
    if (anyLocal) tables.local = arena.matrix(DType::F32, n, config.headDim);
    if (arena.isCounting()) return tables;
    std::iota(rows, rows + n, 0);
    fill(config.rope, config.headDim, input, tables.global);
    if (anyLocal) fill(config.localRope, config.headDim, input, tables.local);
    return tables;
}

} // namespace inkstone
