#include "core/model/config.h"

#include <cmath>

namespace inkstone {

const char* modulePath(Linear linear) {
    switch (linear) {
    case Linear::Q:
        return "self_attn.q_proj";
    case Linear::K:
        return "self_attn.k_proj";
    case Linear::V:
        return "self_attn.v_proj";
    case Linear::O:
        return "self_attn.o_proj";
    case Linear::Gate:
        return "mlp.gate_proj";
    case Linear::Up:
        return "mlp.up_proj";
    case Linear::Down:
        return "mlp.down_proj";
    }
    return "";
}

const char* moduleName(Linear linear) {
    const std::string_view path = modulePath(linear);
    return path.data() + path.find('.') + 1;
}

const char* name(RopeScaling scaling) {
    static constexpr const char* names[] = {"default", "linear", "dynamic", "yarn", "llama3"};
    return names[size_t(scaling)];
}

int64_t ModelConfig::rows(Linear linear) const {
    switch (linear) {
    case Linear::Q:
        return queryWidth();
    case Linear::K:
    case Linear::V:
        return kvWidth();
    case Linear::O:
    case Linear::Down:
        return hidden;
    case Linear::Gate:
    case Linear::Up:
        return ffn;
    }
    return 0;
}

int64_t ModelConfig::columns(Linear linear) const {
    switch (linear) {
    case Linear::O:
        return queryWidth();
    case Linear::Down:
        return ffn;
    default:
        return hidden;
    }
}

int64_t ModelConfig::parameters() const {
    int64_t block = 0;
    for (Norm norm : allNorms)
        if (has(norm)) block += width(norm);
    for (Linear linear : allLinears) {
        block += rows(linear) * columns(linear);
        if (biases[size_t(linear)]) block += rows(linear);
    }
    return layers * block + hidden + (vocabulary + (tiedHead ? 0 : headRows())) * hidden;
}

bool ModelConfig::has(Norm norm) const {
    switch (norm) {
    case Norm::Attention:
    case Norm::FeedForward:
        return true;
    case Norm::PostAttention:
    case Norm::PostFeedForward:
        return normsAfter;
    case Norm::Query:
    case Norm::Key:
        return queryKeyNorm;
    }
    return false;
}

int64_t ModelConfig::width(Norm norm) const {
    return norm == Norm::Query || norm == Norm::Key ? headDim : hidden;
}

kernels::AttentionShape ModelConfig::attention(int64_t layer) const {
    return {.heads = int(heads),
            .kvHeads = int(kvHeads),
            .headDim = int(headDim),
            .scale = attentionScale > 0 ? attentionScale : 1.0f / std::sqrt(float(headDim)),
            .window = kind(layer).local ? int(window) : 0,
            .softcap = attentionCap};
}

namespace {
/// A number of the rotary scaling that is outside what the formulas bear; null when all is well.
const char* wrongNumber(const Rope& rope, int64_t headDim) {
    const auto within = [](double x, double least, double most) { return x >= least && x <= most; };
    if (!within(rope.theta, 1, 1e12)) return "rope_theta";
    if (!within(rope.factor, 1, 1e6)) return "factor";
    if (rope.scaling == RopeScaling::Dynamic && headDim < 4) return "head_dim";
    const bool stretched = rope.scaling == RopeScaling::Dynamic || rope.scaling == RopeScaling::Yarn ||
                           rope.scaling == RopeScaling::Llama3;
    if (stretched && !within(double(rope.originalContext), 1, 1e10))
        return "original_max_position_embeddings";
    if (rope.scaling == RopeScaling::Llama3 && !within(rope.lowFrequency, 1e-6, 1e6))
        return "low_freq_factor";
    if (rope.scaling == RopeScaling::Llama3 && !within(rope.highFrequency, rope.lowFrequency * 1.0001, 1e6))
        return "high_freq_factor";
    if (rope.scaling == RopeScaling::Yarn && !within(rope.betaFast, 1e-6, 1e6)) return "beta_fast";
    if (rope.scaling == RopeScaling::Yarn && !within(rope.betaSlow, 1e-6, 1e6)) return "beta_slow";
    if (!within(rope.magnitude, 1e-6, 1e6)) return "attention_factor";
    for (float divisor : rope.divisors)
        if (!within(divisor, 1e-6, 1e9)) return "rope_freqs.weight";
    return nullptr;
}
} // namespace

Status checkConfig(const ModelConfig& c, const std::string& where) {
    // The bounds are far above any real model and keep every later product inside 64 bits.
    const struct {
        const char* key;
        int64_t value, least, most;
    } limits[] = {
        {"vocab_size", c.vocabulary, 1, 1 << 24},   {"hidden_size", c.hidden, 1, 1 << 20},
        {"layer count", c.layers, 1, 4096},         {"attention heads", c.heads, 1, 1 << 14},
        {"key/value heads", c.kvHeads, 1, 1 << 14}, {"head_dim", c.headDim, 2, 1 << 14},
        {"feed-forward size", c.ffn, 1, 1 << 22},   {"context length", c.context, 1, int64_t(1) << 32},
    };
    for (const auto& [key, value, least, most] : limits)
        if (value < least || value > most)
            return fail(ErrorCode::Corrupt, "cannot open the model", where,
                        text("%1 is %2, expected %3 to %4", key, value, least, most),
                        "the file is damaged or not a language model");
    if (c.heads % c.kvHeads)
        return fail(ErrorCode::Corrupt, "cannot open the model", where,
                    text("%1 attention heads cannot share %2 key/value heads", c.heads, c.kvHeads));
    if (c.headDim % 2)
        return fail(ErrorCode::Corrupt, "cannot open the model", where,
                    text("head_dim %1 is odd, rotary positions need pairs", c.headDim));
    if (!(c.normEpsilon > 0 && c.normEpsilon < 1))
        return fail(ErrorCode::Corrupt, "cannot open the model", where,
                    text("the norm's epsilon is %1", double(c.normEpsilon)));
    for (const Rope* rope : {&c.rope, &c.localRope})
        if (const char* key = wrongNumber(*rope, c.headDim))
            return fail(ErrorCode::Corrupt, "cannot open the model", where,
                        text("%1 is no number that rotary positions can use (base %2, factor %3)", key,
                             double(rope->theta), rope->factor));
    for (int64_t layer = 0; layer < c.layers; ++layer)
        if (c.kind(layer).local && (c.window < 1 || c.window > INT32_MAX))
            return fail(ErrorCode::Corrupt, "cannot open the model", where,
                        text("%1 is %2, expected %3 to %4", "sliding_window", c.window, 1, INT32_MAX));
    for (float number : {c.attentionScale, c.attentionCap, c.finalCap, c.embeddingScale})
        if (!(number >= 0 && number < 1e6f))
            return fail(ErrorCode::Corrupt, "cannot open the model", where,
                        text("a scale or softcap is %1", double(number)));
    return {};
}

Status checkHeadSize(int64_t hidden, int64_t heads, const std::string& where) {
    if (hidden % heads == 0) return {};
    return fail(ErrorCode::Corrupt, "cannot open the model", where,
                text("its hidden size %1 does not share out among %2 attention heads", hidden, heads),
                "the file is damaged or not a language model");
}

} // namespace inkstone
