#include "core/model/gguf_config.h"

#include "core/model/gguf_metadata.h"

#include <cmath>

namespace inkstone {

namespace {

constexpr int64_t large = int64_t(1) << 32;

class Reader {
public:
    explicit Reader(const GgufFile& file) : m_file(file) {}

    Result<GgufConfig> read() {
        INK_TRY(name, m_file.string("general.architecture"));
        m_row = findArchitecture(name);
        if (!m_row)
            return fail(ErrorCode::Unsupported, "cannot open the model", m_file.name(),
                        text("its architecture is %1, known are: %2", name, knownArchitectures()),
                        "its metadata can be looked at, but it cannot run here yet");
        m_model.architecture = name;
        INK_CHECK(readShape());
        // The files do not say it: llama.cpp, too, knows the 13B by its depth.
        if (name == "baichuan" && m_model.layers == 40)
            return fail(ErrorCode::Unsupported, "cannot open the model", m_file.name(),
                        "Baichuan 13B has no rotary positions (ALiBi), which are not supported yet");
        applyTraits(*m_row, m_model);
        INK_CHECK(readBiases());
        INK_CHECK(readScores());
        INK_CHECK(readWindows());
        INK_CHECK(readRopes());
        INK_CHECK(checkConfig(m_model, m_file.name()));
        return GgufConfig{m_row, std::move(m_model)};
    }

private:
    std::string key(const char* suffix) const { return m_row->name + std::string(".") + suffix; }

    Status readShape() {
        ModelConfig& c = m_model;
        INK_TRY(name, m_file.stringOr("general.name", m_file.path().stem().string()));
        INK_TRY(hidden, m_file.integer(key("embedding_length"), 1, large));
        INK_TRY(layers, m_file.integer(key("block_count"), 1, 4096));
        INK_TRY(heads, m_file.integer(key("attention.head_count"), 1, 1 << 14));
        INK_TRY(kvHeads, m_file.integerOr(key("attention.head_count_kv"), heads, 1, 1 << 14));
        if (!m_file.has(key("attention.key_length"))) INK_CHECK(checkHeadSize(hidden, heads, m_file.name()));
        INK_TRY(headDim, m_file.integerOr(key("attention.key_length"), hidden / heads, 1, 1 << 14));
        INK_TRY(valueDim, m_file.integerOr(key("attention.value_length"), headDim, 1, 1 << 14));
        INK_TRY(ffn, m_file.integer(key("feed_forward_length"), 1, large));
        INK_TRY(context, m_file.integer(key("context_length"), 1, large));
        INK_TRY(epsilon, m_file.number(key("attention.layer_norm_rms_epsilon")));
        INK_TRY(ropeDim, m_file.integerOr(key("rope.dimension_count"), headDim, 1, 1 << 14));
        INK_TRY(experts, m_file.integerOr(key("expert_count"), 0));
        if (experts != 0)
            return m_file.wrongKey(key("expert_count"),
                                   text("%1 is not supported yet", std::to_string(experts)));
        if (valueDim != headDim || ropeDim != headDim)
            return fail(
                ErrorCode::Unsupported, "cannot open the model", m_file.name(),
                text("its heads differ in size (key %1, value %2, rotary %3)", headDim, valueDim, ropeDim));
        INK_TRY(embedding, m_file.tensor("token_embd.weight"));
        c.name = name;
        c.hidden = hidden;
        c.layers = layers;
        c.heads = heads;
        c.kvHeads = kvHeads;
        c.headDim = headDim;
        c.ffn = ffn;
        c.context = context;
        c.normEpsilon = float(epsilon);
        c.vocabulary = embedding->rows();
        c.tiedHead = !m_file.find("output.weight");
        return {};
    }

    /// Biases have no keys: a matrix has one when the first block's has.
    Status readBiases() {
        for (Linear linear : allLinears)
            if (m_file.find(ggufName(0, linear, ".bias"))) m_model.biases[size_t(linear)] = true;
        return {};
    }

    Status readScores() {
        const ModelConfig& c = m_model;
        const bool byHidden = m_row->layersScaledByHidden && c.layers == m_row->layersScaledByHidden;
        const double width = byHidden ? double(c.hidden) / double(c.heads) : double(c.headDim);
        INK_TRY(scale, m_file.numberOr(key("attention.scale"), 1 / std::sqrt(width)));
        m_model.attentionScale = float(scale);
        if (!m_row->normsAfter) return {};
        INK_TRY(attentionCap, m_file.numberOr(key("attn_logit_softcapping"), double(m_row->attentionCap)));
        INK_TRY(finalCap, m_file.numberOr(key("final_logit_softcapping"), double(m_row->finalCap)));
        m_model.attentionCap = float(attentionCap);
        m_model.finalCap = float(finalCap);
        return {};
    }

    Status readWindows() {
        INK_TRY(window, m_file.integerOr(key("attention.sliding_window"), 0, 0, large));
        m_model.window = window < m_model.context ? window : 0; // wider than the context: no window
        const std::string pattern = key("attention.sliding_window_pattern");
        const GgufEntry* entry = m_file.entry(pattern);
        if (entry && entry->type == GgufType::Array) return readPattern(pattern);
        // Without a pattern these files do not say which of their layers the window is for.
        const bool unclear =
            m_row->windows == WindowRule::LaterLayers || m_row->windows == WindowRule::WithoutRotary;
        if (m_model.window && unclear)
            return m_file.wrongKey(key("attention.sliding_window"),
                                   text("%1 is not supported yet", std::to_string(window)));
        // One architecture here may stand for several types: "llama" is Mistral's too.
        const WindowRule rule =
            m_row->windows == WindowRule::Periodic ? WindowRule::Periodic : WindowRule::All;
        INK_TRY(period, m_file.integerOr(pattern, m_row->windowPeriod, 0, 4096));
        const WindowRule used = period > 0 ? WindowRule::Periodic : rule;
        if (used == WindowRule::Periodic && period < 1)
            return m_file.wrongKey(pattern, text("%1 is not supported yet", std::to_string(period)));
        applyWindows(used, period, 0, m_model);
        return {};
    }

    Status readPattern(const std::string& pattern) {
        INK_TRY(local, m_file.booleans(pattern));
        if (int64_t(local.size()) != m_model.layers)
            return m_file.wrongKey(pattern, text("%1 is %2, expected %3 to %4", "length", local.size(),
                                                 m_model.layers, m_model.layers));
        m_model.kinds.resize(local.size());
        for (size_t i = 0; i < local.size(); ++i) m_model.kinds[i].local = local[i];
        return {};
    }

    Status readRopes() {
        Rope& rope = m_model.rope;
        INK_TRY(theta, m_file.numberOr(key("rope.freq_base"), double(m_row->theta)));
        const double localTheta = m_row->localTheta ? double(m_row->localTheta) : theta;
        INK_TRY(local, m_file.numberOr(key("rope.freq_base_swa"), localTheta));
        rope.theta = float(theta);
        INK_CHECK(readScaling(rope));
        INK_CHECK(readDivisors(rope));
        if (m_row->localTheta)
            m_model.localRope.theta = float(local);
        else
            m_model.localRope = rope;
        if (rope.scaling == RopeScaling::Yarn || rope.scaling == RopeScaling::Dynamic)
            m_model.context =
                std::max(m_model.context, int64_t(std::min(rope.factor * double(rope.originalContext), 4e9)));
        return {};
    }

    Status readScaling(Rope& rope) const {
        const std::string typeKey = key("rope.scaling.type");
        INK_TRY(type, m_file.stringOr(typeKey, "none"));
        if (type == "none") return readDynamic(rope);
        if (type != "linear" && type != "yarn")
            return m_file.wrongKey(typeKey, text("rotary scaling %1 is not supported yet", type));
        rope.scaling = type == "linear" ? RopeScaling::Linear : RopeScaling::Yarn;
        INK_TRY(factor, m_file.number(key("rope.scaling.factor")));
        rope.factor = factor;
        if (rope.scaling != RopeScaling::Yarn) return {};
        INK_TRY(original,
                m_file.integerOr(key("rope.scaling.original_context_length"), m_model.context, 1, large));
        INK_TRY(fast, m_file.numberOr(key("rope.scaling.yarn_beta_fast"), rope.betaFast));
        INK_TRY(slow, m_file.numberOr(key("rope.scaling.yarn_beta_slow"), rope.betaSlow));
        INK_TRY(attention, m_file.numberOr(key("rope.scaling.yarn_attn_factor"), 1.0));
        for (const char* other : {"rope.scaling.yarn_ext_factor", "rope.scaling.yarn_log_multiplier"})
            if (m_file.has(key(other)))
                return m_file.wrongKey(key(other), text("rotary scaling %1 is not supported yet", other));
        rope.originalContext = original;
        rope.betaFast = fast;
        rope.betaSlow = slow;
        // llama.cpp multiplies YaRN's usual magnitude by this key.
        rope.magnitude = float(attention * (factor > 1 ? 0.1 * std::log(factor) + 1 : 1));
        return {};
    }

    /// Dynamic NTK, where we wrote the file ourselves: context_length is where it begins.
    Status readDynamic(Rope& rope) const {
        if (!m_file.has(dynamicFactorKey)) return {};
        INK_TRY(factor, m_file.number(dynamicFactorKey));
        rope.scaling = RopeScaling::Dynamic;
        rope.factor = factor;
        rope.originalContext = m_model.context;
        return {};
    }

    /// Llama 3's scaling is stored as what each pair's step is divided by.
    Status readDivisors(Rope& rope) const {
        if (!m_file.find("rope_freqs.weight")) return {};
        INK_TRY(tensor, m_file.tensor("rope_freqs.weight"));
        if (tensor->rank != 1 || tensor->columns() != m_model.headDim / 2 ||
            tensor->dtype != kernels::DType::F32)
            return fail(ErrorCode::Corrupt, "cannot open the model",
                        m_file.name() + ": tensor rope_freqs.weight",
                        text("it is %1 %2, expected F32 [%3]", tensor->typeName, tensor->shapeText(),
                             m_model.headDim / 2));
        const float* values = reinterpret_cast<const float*>(tensor->data);
        rope.divisors.assign(values, values + tensor->columns());
        return {};
    }

    const GgufFile& m_file;
    const Architecture* m_row = nullptr;
    ModelConfig m_model;
};

} // namespace

Result<GgufConfig> readGgufConfig(const GgufFile& file) { return Reader(file).read(); }

} // namespace inkstone
