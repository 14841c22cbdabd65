#include "core/model/hf_metadata.h"

#include "core/model/gguf_metadata.h"

#include <algorithm>
#include <cmath>

namespace inkstone {

namespace {

tl::unexpected<Error> refuse(const char* part, Text why) {
    return fail(ErrorCode::Unsupported, "cannot write the model as a Hugging Face folder", part,
                std::move(why), "convert to GGUF instead");
}

const char* className(std::string_view modelType) {
    static constexpr std::pair<std::string_view, const char*> names[] = {
        {"llama", "LlamaForCausalLM"},         {"mistral", "MistralForCausalLM"},
        {"qwen2", "Qwen2ForCausalLM"},         {"qwen3", "Qwen3ForCausalLM"},
        {"smollm3", "SmolLM3ForCausalLM"},     {"gemma", "GemmaForCausalLM"},
        {"gemma2", "Gemma2ForCausalLM"},       {"gemma3_text", "Gemma3ForCausalLM"},
        {"internlm2", "InternLM2ForCausalLM"}, {"internlm3", "InternLM3ForCausalLM"}};
    for (const auto& [type, name] : names)
        if (type == modelType) return name;
    return "LlamaForCausalLM";
}

/// Whole where it is so but for F32's rounding.
double tidy(double x) {
    const double whole = std::round(x);
    return std::abs(x - whole) < 1e-5 * std::abs(x) ? whole : x;
}

/// A float as the shortest decimal that reads back as it: 1e-05, not 9.999999747378752e-06.
double shortest(float x) {
    char buffer[32];
    for (int digits = 1; digits <= 9; ++digits) {
        std::snprintf(buffer, sizeof buffer, "%.*g", digits, double(x));
        if (std::strtof(buffer, nullptr) == x) break;
    }
    return std::strtod(buffer, nullptr);
}

class Writer {
public:
    Writer(const ModelConfig& config, const Architecture& target) : c(config), m_row(target) {}

    Result<Json> write(ExportType type) {
        writeShape();
        INK_CHECK(writeBiases());
        INK_CHECK(writeScores());
        writeLayers();
        INK_CHECK(writeRope());
        m_json["torch_dtype"] = torchName(type);
        m_json["dtype"] = torchName(type);
        return std::move(m_json);
    }

private:
    bool is(std::string_view modelType) const { return modelType == m_row.modelType; }

    void writeShape() {
        m_json["architectures"] = Json::array({className(m_row.modelType)});
        m_json["model_type"] = m_row.modelType;
        m_json["vocab_size"] = c.vocabulary;
        m_json["hidden_size"] = c.hidden;
        m_json["intermediate_size"] = c.ffn;
        m_json["num_hidden_layers"] = c.layers;
        m_json["num_attention_heads"] = c.heads;
        m_json["num_key_value_heads"] = c.kvHeads;
        m_json["head_dim"] = c.headDim;
        m_json["max_position_embeddings"] =
            c.rope.scaling == RopeScaling::Dynamic ? c.rope.originalContext : c.context;
        m_json["rms_norm_eps"] = shortest(c.normEpsilon);
        m_json["tie_word_embeddings"] = c.tiedHead;
        const bool gelu = c.activation == kernels::Activation::GeluTanh;
        m_json["hidden_act"] = gelu ? "gelu_pytorch_tanh" : "silu";
        if (gelu) m_json["hidden_activation"] = "gelu_pytorch_tanh";
    }

    bool biased(Linear first, Linear last) const {
        return std::any_of(allLinears.begin(), allLinears.end(), [&](Linear linear) {
            return linear >= first && linear <= last && c.biases[size_t(linear)];
        });
    }

    Status writeBiases() {
        const bool qkv = biased(Linear::Q, Linear::V), o = biased(Linear::O, Linear::O);
        const bool mlp = biased(Linear::Gate, Linear::Down);
        if (is("llama")) {
            m_json["attention_bias"] = qkv || o;
            m_json["mlp_bias"] = mlp;
            return {};
        }
        if (o || mlp || (qkv && !m_row.queryKeyBias))
            return refuse("bias", text("%1 has no such biases", m_row.modelType));
        return {};
    }

    Status writeScores() {
        const float usual = 1 / std::sqrt(float(c.headDim));
        const float scale = c.attentionScale > 0 ? c.attentionScale : usual;
        if (m_row.normsAfter) {
            m_json["query_pre_attn_scalar"] = tidy(1 / (double(scale) * double(scale)));
            const auto cap = [](float value) { return value > 0 ? Json(double(value)) : Json(); };
            m_json["attn_logit_softcapping"] = cap(c.attentionCap);
            m_json["final_logit_softcapping"] = cap(c.finalCap);
            return {};
        }
        if (std::abs(scale - usual) > 1e-6f * usual)
            return refuse("attention.scale", text("%1 has no other scale of scores", m_row.modelType));
        return {};
    }

    void writeLayers() {
        if (is("smollm3")) {
            Json rotary = Json::array();
            for (int64_t i = 0; i < c.layers; ++i) rotary.push_back(c.kind(i).rotary ? 1 : 0);
            m_json["no_rope_layers"] = std::move(rotary);
        }
        bool anyLocal = false;
        Json types = Json::array();
        for (int64_t i = 0; i < c.layers; ++i) {
            anyLocal = anyLocal || c.kind(i).local;
            types.push_back(c.kind(i).local ? "sliding_attention" : "full_attention");
        }
        const bool always = m_row.windows == WindowRule::All || m_row.windows == WindowRule::Periodic;
        if (always && anyLocal) m_json["sliding_window"] = c.window;
        if (is("mistral") && !anyLocal) m_json["sliding_window"] = nullptr;
        if (m_row.windows == WindowRule::LaterLayers || m_row.windows == WindowRule::WithoutRotary) {
            m_json["use_sliding_window"] = anyLocal;
            if (!anyLocal) return;
            m_json["sliding_window"] = c.window;
            m_json["layer_types"] = std::move(types);
            return;
        }
        if (m_row.windows == WindowRule::Periodic) {
            m_json["layer_types"] = std::move(types);
            m_json["sliding_window"] = anyLocal ? c.window : c.context;
        }
    }

    Status writeRope() {
        Rope rope = c.rope;
        if (!rope.divisors.empty()) {
            const auto llama3 = llama3Of(rope.divisors, rope.theta, c.headDim);
            if (!llama3 || rope.scaling != RopeScaling::None)
                return refuse("rope_freqs.weight",
                              text("no scaling of transformers gives these rotary steps"));
            rope = *llama3;
        }
        m_json["rope_theta"] = shortest(rope.theta);
        if (m_row.localTheta) m_json["rope_local_base_freq"] = shortest(c.localRope.theta);
        m_json["rope_scaling"] = scaling(rope);
        return {};
    }

    static Json scaling(const Rope& rope) {
        if (rope.scaling == RopeScaling::None) return nullptr;
        Json json{{"rope_type", inkstone::name(rope.scaling)}, {"factor", tidy(rope.factor)}};
        if (rope.scaling == RopeScaling::Llama3 || rope.scaling == RopeScaling::Yarn)
            json["original_max_position_embeddings"] = rope.originalContext;
        if (rope.scaling == RopeScaling::Llama3) {
            json["low_freq_factor"] = rope.lowFrequency;
            json["high_freq_factor"] = rope.highFrequency;
        }
        if (rope.scaling == RopeScaling::Yarn) {
            json["beta_fast"] = rope.betaFast;
            json["beta_slow"] = rope.betaSlow;
            json["attention_factor"] = shortest(rope.magnitude);
        }
        return json;
    }

    const ModelConfig& c;
    const Architecture& m_row;
    Json m_json;
};

} // namespace

const char* torchName(ExportType type) {
    return type == ExportType::F32 ? "float32" : type == ExportType::F16 ? "float16" : "bfloat16";
}

Result<const Architecture*> huggingFaceClass(const ModelConfig& c, const Architecture& row) {
    const std::string_view name = row.name;
    if (name != "llama" && name != "internlm2" && name != "baichuan") return &row;
    const bool anyBias = std::any_of(c.biases.begin(), c.biases.end(), [](bool b) { return b; });
    const bool onlyQkv = c.biases == std::array<bool, linearCount>{true, true, true};
    if (c.window > 0 && !c.kinds.empty()) {
        if (anyBias) return refuse("bias", text("%1 has no such biases", "mistral"));
        return findModelType("mistral");
    }
    return findModelType(onlyQkv ? "qwen2" : "llama");
}

Result<Json> hfConfigJson(const ModelConfig& config, const Architecture& target, ExportType type) {
    return Writer(config, target).write(type);
}

std::optional<Rope> llama3Of(const std::vector<float>& divisors, float theta, int64_t headDim) {
    Rope rope{.theta = theta, .scaling = RopeScaling::Llama3};
    rope.factor = tidy(double(*std::max_element(divisors.begin(), divisors.end())));
    if (!(rope.factor >= 1)) return std::nullopt;
    // Every released model has 1 and 4 as its two frequency factors; the length is a power of two.
    for (int64_t original = 16; original <= int64_t(1) << 20; original *= 2) {
        rope.originalContext = original;
        ModelConfig config;
        config.headDim = headDim;
        config.rope = rope;
        const std::vector<float> made = ropeDivisors(config);
        const bool same = std::equal(made.begin(), made.end(), divisors.begin(), divisors.end(),
                                     [](float a, float b) { return std::abs(a - b) <= 1e-5f * std::abs(b); });
        if (same) return rope;
    }
    return std::nullopt;
}

} // namespace inkstone
