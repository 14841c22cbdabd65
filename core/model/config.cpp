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
    int64_t block = 2 * hidden;
    for (Linear linear : allLinears) block += rows(linear) * columns(linear);
    return layers * block + hidden + vocabulary * hidden * (tiedHead ? 1 : 2);
}

kernels::AttentionShape ModelConfig::attention() const {
    return {.heads = int(heads),
            .kvHeads = int(kvHeads),
            .headDim = int(headDim),
            .scale = 1.0f / std::sqrt(float(headDim))};
}

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
    if (!(c.ropeTheta > 0 && std::isfinite(c.ropeTheta)))
        return fail(ErrorCode::Corrupt, "cannot open the model", where,
                    text("the rotary base is %1", double(c.ropeTheta)));
    return {};
}

} // namespace inkstone
