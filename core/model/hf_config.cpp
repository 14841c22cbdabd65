#include "core/model/hf_config.h"

#include <algorithm>
#include <cmath>

namespace inkstone {

namespace {

constexpr int64_t large = int64_t(1) << 32;

tl::unexpected<Error> refuse(const JsonReader& object, const std::string& key, const std::string& value) {
    return fail(ErrorCode::Unsupported, "cannot open the model", object.where() + ": " + key,
                text("%1 is not supported yet", value));
}

class Reader {
public:
    Reader(const Json& json, std::string where) : m_json(json), m_config(json, std::move(where)) {}

    Result<HfConfig> read() {
        INK_TRY(type, m_config.string("model_type"));
        m_row = findModelType(type);
        if (!m_row)
            return fail(ErrorCode::Unsupported, "cannot open the model", m_config.where() + ": model_type",
                        text("its architecture is %1, known are: %2", type, knownArchitectures()));
        INK_CHECK(refuseUnknown());
        INK_CHECK(readShape());
        applyTraits(*m_row, m_model);
        INK_CHECK(readActivation());
        INK_CHECK(readBiases());
        INK_CHECK(readScores());
        INK_CHECK(readLayers());
        INK_CHECK(readRopes());
        INK_TRY(normalizedHead, readHead());
        INK_CHECK(checkConfig(m_model, m_config.where()));
        return HfConfig{m_row, std::move(m_model), normalizedHead};
    }

private:
    Status refuseUnknown() const {
        if (m_config.has("quantization_config"))
            return refuse(m_config, "quantization_config", "a quantised checkpoint");
        for (const char* key : {"use_bidirectional_attention"}) {
            INK_TRY(on, m_config.boolean(key, false));
            if (on) return refuse(m_config, key, "true");
        }
        INK_TRY(partial, m_config.number("partial_rotary_factor", 1.0));
        if (partial != 1.0)
            return refuse(m_config, "partial_rotary_factor", m_json["partial_rotary_factor"].dump());
        for (const char* key : {"num_experts", "num_local_experts", "n_routed_experts"})
            if (m_config.has(key)) return refuse(m_config, key, m_json[key].dump());
        return {};
    }

    Status readShape() {
        ModelConfig& c = m_model;
        INK_TRY(vocabulary, m_config.integer("vocab_size", 1, 1 << 24));
        INK_TRY(hidden, m_config.integer("hidden_size", 1, 1 << 20));
        INK_TRY(layers, m_config.integer("num_hidden_layers", 1, 4096));
        INK_TRY(heads, m_config.integer("num_attention_heads", 1, 1 << 14));
        // Left out, it is the family's; null, it is the number of heads.
        const bool usualKvHeads = m_row->kvHeads && !m_json.contains("num_key_value_heads");
        INK_TRY(kvHeads,
                m_config.integerOr("num_key_value_heads", usualKvHeads ? m_row->kvHeads : heads, 1, 1 << 14));
        if (!m_row->headDim && !m_config.has("head_dim"))
            INK_CHECK(checkHeadSize(hidden, heads, m_config.where()));
        const int64_t usualDim = m_row->headDim ? m_row->headDim : hidden / heads;
        INK_TRY(headDim, m_config.integerOr("head_dim", usualDim, 1, 1 << 14));
        INK_TRY(ffn, m_config.integer("intermediate_size", 1, 1 << 22));
        INK_TRY(context, m_config.integerOr("max_position_embeddings", 2048, 1, large));
        INK_TRY(epsilon, m_config.number("rms_norm_eps", 1e-6));
        INK_TRY(tied, m_config.boolean("tie_word_embeddings", m_row->tiedHead));
        c.architecture = m_row->modelType;
        c.vocabulary = vocabulary;
        c.hidden = hidden;
        c.layers = layers;
        c.heads = heads;
        c.kvHeads = kvHeads;
        c.headDim = headDim;
        c.ffn = ffn;
        c.context = context;
        c.normEpsilon = float(epsilon);
        c.tiedHead = tied;
        return {};
    }

    /// InternLM2ForRewardModel; Baichuan 2, known by its vocabulary or by a key that only it writes.
    Result<bool> readHead() {
        if (m_row->hf->rewardHead && m_config.has("architectures")) {
            INK_TRY(classes, m_config.strings("architectures"));
            m_model.rewardHead = std::any_of(classes.begin(), classes.end(), [](const std::string& name) {
                return name.ends_with("ForRewardModel");
            });
        }
        if (m_model.rewardHead) {
            INK_TRY(token, m_config.integer("reward_token_id", 0, m_model.vocabulary - 1));
            m_model.rewardToken = token;
        }
        if (m_model.architecture != "baichuan") return false;
        if (!m_config.has("max_position_embeddings"))
            return fail(ErrorCode::Unsupported, "cannot open the model", m_config.where(),
                        "Baichuan 13B has no rotary positions (ALiBi), which are not supported yet");
        return m_config.has("z_loss_weight") || m_model.vocabulary == 125696;
    }

    Status readActivation() const {
        const bool gelu = m_model.activation == kernels::Activation::GeluTanh;
        const char* usual = gelu ? "gelu_pytorch_tanh" : "silu";
        const char* key = m_config.has("hidden_activation") ? "hidden_activation" : "hidden_act";
        INK_TRY(name, m_config.string(key, usual));
        // Gemma 1 was released with "gelu" and always computed the tanh form; in later ones it is the exact
        // form.
        const bool gemma1 = gelu && !m_row->normsAfter;
        const bool known = name == usual || (gemma1 && name == "gelu") || (!gelu && name == "swish");
        return known ? Status{} : refuse(m_config, key, name);
    }

    /// Llama, Qwen3 and transformers 5: attention_bias, mlp_bias. InternLM3: qkv_bias, bias (of all others).
    /// InternLM2: bias, of wqkv and wo only.
    Status readBiases() {
        const auto set = [this](std::initializer_list<Linear> linears) {
            for (Linear linear : linears) m_model.biases[size_t(linear)] = true;
        };
        INK_TRY(attention, m_config.boolean("attention_bias", false));
        INK_TRY(mlp, m_config.boolean("mlp_bias", false));
        INK_TRY(qkv, m_config.boolean("qkv_bias", false));
        INK_TRY(others, m_config.boolean("bias", false));
        if (m_row->hf->fusedQkv) {
            if (attention || mlp || qkv || (others && !m_row->hf->fusedByGroup))
                return refuse(m_config, "bias", "true");
            if (others) set({Linear::Q, Linear::K, Linear::V, Linear::O});
            return {};
        }
        if (attention) set({Linear::Q, Linear::K, Linear::V, Linear::O});
        if (mlp) set({Linear::Gate, Linear::Up, Linear::Down});
        if (qkv) set({Linear::Q, Linear::K, Linear::V});
        if (others) set({Linear::O, Linear::Gate, Linear::Up, Linear::Down});
        return {};
    }

    /// A number that may be null, which means none.
    Result<double> cap(const char* key, float usual) const {
        if (m_json.contains(key) && m_json[key].is_null()) return 0.0;
        return m_config.number(key, double(usual));
    }

    Status readScores() {
        if (!m_row->normsAfter) return {};
        INK_TRY(attentionCap, cap("attn_logit_softcapping", m_row->attentionCap));
        INK_TRY(finalCap, cap("final_logit_softcapping", m_row->finalCap));
        INK_TRY(scalar, m_config.number("query_pre_attn_scalar", double(m_row->queryScalar)));
        // Gemma 3's class reads the key and never uses it.
        m_model.attentionCap = m_row->attentionCap ? float(attentionCap) : 0;
        m_model.finalCap = float(finalCap);
        m_model.attentionScale = float(1 / std::sqrt(scalar));
        return {};
    }

    Status readLayers() {
        INK_CHECK(readRotaryLayers());
        INK_TRY(useWindow, m_config.boolean("use_sliding_window", false));
        const bool optional =
            m_row->windows == WindowRule::LaterLayers || m_row->windows == WindowRule::WithoutRotary;
        if (m_row->windows == WindowRule::None || (optional && !useWindow)) return {};
        const int usualWindow = m_json.contains("sliding_window") ? 0 : m_row->window; // null: none
        INK_TRY(window, m_config.integerOr("sliding_window", usualWindow, 0, large));
        m_model.window = window;
        const bool listed = m_row->windows != WindowRule::All && m_config.has("layer_types");
        if (listed) return readLayerTypes();
        INK_TRY(period, m_config.integerOr("sliding_window_pattern", m_row->windowPeriod, 0, 4096));
        INK_TRY(first, m_config.integerOr("max_window_layers", m_model.layers, 0, 4096));
        if (m_row->windows == WindowRule::Periodic && period < 1)
            return refuse(m_config, "sliding_window_pattern", std::to_string(period));
        applyWindows(m_row->windows, period, first, m_model);
        return {};
    }

    Status readRotaryLayers() {
        if (!m_row->rotaryGap) return {};
        INK_TRY(gap, m_config.integerOr("no_rope_layer_interval", m_row->rotaryGap, 1, 1 << 20));
        for (int64_t i = 0; i < m_model.layers; ++i) m_model.kinds[size_t(i)].rotary = (i + 1) % gap != 0;
        if (!m_config.has("no_rope_layers")) return {};
        INK_TRY(list, m_config.array("no_rope_layers"));
        if (int64_t(list->size()) != m_model.layers) return refuse(m_config, "no_rope_layers", list->dump());
        for (size_t i = 0; i < list->size(); ++i) { // 1 means that the layer does rotate
            const Json& item = (*list)[i];
            if (!item.is_number_integer() || (item != 0 && item != 1))
                return refuse(m_config, "no_rope_layers", item.dump());
            m_model.kinds[i].rotary = item == 1;
        }
        return {};
    }

    Status readLayerTypes() {
        INK_TRY(types, m_config.strings("layer_types"));
        if (int64_t(types.size()) != m_model.layers)
            return fail(
                ErrorCode::Corrupt, "cannot open the model", m_config.where() + ": layer_types",
                text("%1 is %2, expected %3 to %4", "length", types.size(), m_model.layers, m_model.layers));
        m_model.kinds.resize(types.size());
        for (size_t i = 0; i < types.size(); ++i) {
            if (types[i] != "full_attention" && types[i] != "sliding_attention")
                return refuse(m_config, "layer_types", types[i]);
            m_model.kinds[i].local = types[i] == "sliding_attention";
        }
        return {};
    }

    /// The bases stand beside the scalings (transformers 4), inside of them (5), or both: the inner one
    /// counts.
    Status readRopes() {
        INK_TRY(theta, m_config.number("rope_theta", double(m_row->theta)));
        INK_TRY(local, m_config.number("rope_local_base_freq", double(m_row->localTheta)));
        m_model.rope.theta = float(theta);
        m_model.localRope.theta = float(local);
        INK_CHECK(readRopes5());
        if (m_config.has("rope_scaling")) { // where both are written transformers takes the older one
            INK_TRY(object, m_config.object("rope_scaling"));
            INK_CHECK(readRope(*object, m_config.where() + ": rope_scaling", m_model.rope));
        }
        if (!m_row->localTheta) m_model.localRope = m_model.rope;
        // Dynamic NTK and YaRN carry on beyond the trained length by their factor.
        const Rope& rope = m_model.rope;
        if (rope.scaling == RopeScaling::Dynamic || rope.scaling == RopeScaling::Yarn)
            m_model.context =
                std::max(m_model.context, int64_t(std::min(rope.factor * double(rope.originalContext), 4e9)));
        return {};
    }

    Status readRopes5() {
        if (!m_config.has("rope_parameters")) return {};
        INK_TRY(object, m_config.object("rope_parameters"));
        const std::string where = m_config.where() + ": rope_parameters";
        const bool perType = object->contains("full_attention") || object->contains("sliding_attention");
        if (!perType) return m_config.has("rope_scaling") ? Status{} : readRope(*object, where, m_model.rope);
        const JsonReader both(*object, where);
        const std::pair<const char*, Rope*> parts[] = {{"full_attention", &m_model.rope},
                                                       {"sliding_attention", &m_model.localRope}};
        for (const auto& [key, rope] : parts) {
            if (!both.has(key)) continue;
            INK_TRY(part, both.object(key));
            INK_CHECK(readRope(*part, where + "." + key, *rope));
        }
        return {};
    }

    Status readRope(const Json& json, const std::string& where, Rope& rope) const {
        const JsonReader reader(json, where);
        INK_TRY(oldType, reader.string("type", "default"));
        INK_TRY(type, reader.string("rope_type", oldType));
        INK_TRY(theta, reader.number("rope_theta", double(rope.theta)));
        INK_TRY(partial, reader.number("partial_rotary_factor", 1.0));
        if (partial != 1.0)
            return refuse(reader, "partial_rotary_factor", json["partial_rotary_factor"].dump());
        rope.theta = float(theta);
        if (type == "default") return {};
        static constexpr std::pair<std::string_view, RopeScaling> types[] = {
            {"linear", RopeScaling::Linear},
            {"dynamic", RopeScaling::Dynamic},
            {"yarn", RopeScaling::Yarn},
            {"llama3", RopeScaling::Llama3}};
        const auto found = std::find_if(std::begin(types), std::end(types),
                                        [&](const auto& known) { return known.first == type; });
        if (found == std::end(types)) return refuse(reader, "rope_type", type);
        rope.scaling = found->second;
        return readScaling(reader, rope);
    }

    Status readScaling(const JsonReader& reader, Rope& rope) const {
        INK_TRY(original,
                reader.integerOr("original_max_position_embeddings", m_model.context, 1, int64_t(1) << 32));
        const bool byLengths = rope.scaling == RopeScaling::Yarn && !reader.has("factor");
        INK_TRY(factor, byLengths ? Result<double>(double(m_model.context) / double(original))
                                  : reader.number("factor"));
        INK_TRY(low, reader.number("low_freq_factor", rope.lowFrequency));
        INK_TRY(high, reader.number("high_freq_factor", rope.highFrequency));
        INK_TRY(fast, reader.number("beta_fast", rope.betaFast));
        INK_TRY(slow, reader.number("beta_slow", rope.betaSlow));
        INK_TRY(truncate, reader.boolean("truncate", true));
        rope.factor = factor;
        // transformers takes the model's own length for dynamic NTK, whatever else is written.
        rope.originalContext = rope.scaling == RopeScaling::Dynamic ? m_model.context : original;
        rope.lowFrequency = low;
        rope.highFrequency = high;
        rope.betaFast = fast;
        rope.betaSlow = slow;
        rope.truncate = truncate;
        if (rope.scaling != RopeScaling::Yarn) return {};
        const auto grown = [&](double by) { return factor > 1 ? 0.1 * by * std::log(factor) + 1 : 1.0; };
        INK_TRY(mscale, reader.number("mscale", 0.0));
        INK_TRY(mscaleAll, reader.number("mscale_all_dim", 0.0));
        const double usual = mscale && mscaleAll ? grown(mscale) / grown(mscaleAll) : grown(1);
        INK_TRY(magnitude, reader.number("attention_factor", usual));
        rope.magnitude = float(magnitude);
        return {};
    }

    const Json& m_json;
    JsonReader m_config;
    const Architecture* m_row = nullptr;
    ModelConfig m_model;
};

} // namespace

Result<HfConfig> readHfConfig(const Json& json, const std::string& where) {
    return Reader(json, where).read();
}

} // namespace inkstone
