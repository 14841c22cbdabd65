#include "core/model/gguf_metadata.h"

#include "core/model/rotary.h"

#include <cmath>

namespace inkstone {

namespace {

class Writer {
public:
    Writer(const ModelConfig& config, const Architecture& row, GgufWriter& writer,
           std::vector<Text>& warnings)
        : c(config), m_row(row), m_writer(writer), m_warnings(warnings) {}

    Status write() {
        writeShape();
        writeScores();
        INK_CHECK(writeWindows());
        INK_CHECK(checkRotaryLayers());
        return writeRopes();
    }

private:
    std::string key(const char* suffix) const { return m_row.name + std::string(".") + suffix; }

    tl::unexpected<Error> refuse(const char* part, Text why) const {
        return fail(ErrorCode::Unsupported, "cannot write the model as GGUF", part, std::move(why),
                    "convert to a Hugging Face folder instead");
    }

    void writeShape() {
        m_writer.setU32(key("block_count"), uint32_t(c.layers));
        m_writer.setU32(key("context_length"), uint32_t(std::min<int64_t>(context(), UINT32_MAX)));
        m_writer.setU32(key("embedding_length"), uint32_t(c.hidden));
        m_writer.setU32(key("feed_forward_length"), uint32_t(c.ffn));
        m_writer.setU32(key("attention.head_count"), uint32_t(c.heads));
        m_writer.setU32(key("attention.head_count_kv"), uint32_t(c.kvHeads));
        m_writer.setU32(key("attention.key_length"), uint32_t(c.headDim));
        m_writer.setU32(key("attention.value_length"), uint32_t(c.headDim));
        m_writer.setF32(key("attention.layer_norm_rms_epsilon"), c.normEpsilon);
        m_writer.setU32(key("rope.dimension_count"), uint32_t(c.headDim));
        m_writer.setU32(key("vocab_size"), uint32_t(c.vocabulary));
    }

    /// Where dynamic NTK begins: beyond it a reader that does not know it would only make noise.
    int64_t context() const {
        return c.rope.scaling == RopeScaling::Dynamic ? c.rope.originalContext : c.context;
    }

    void writeScores() {
        const bool byHidden = m_row.layersScaledByHidden && c.layers == m_row.layersScaledByHidden;
        const double width = byHidden ? double(c.hidden) / double(c.heads) : double(c.headDim);
        const float usual = float(1 / std::sqrt(width));
        if (c.attentionScale > 0 && std::abs(c.attentionScale - usual) > 1e-6f * usual) {
            m_writer.setF32(key("attention.scale"), c.attentionScale);
            m_warnings.push_back(
                text("the scale of its scores is unusual (%1); other programs may not read it",
                     double(c.attentionScale)));
        }
        if (!m_row.normsAfter) return;
        // Without a cap the key still stands: a missing one means the usual cap.
        if (m_row.attentionCap || c.attentionCap)
            m_writer.setF32(key("attn_logit_softcapping"), c.attentionCap);
        if (m_row.finalCap || c.finalCap) m_writer.setF32(key("final_logit_softcapping"), c.finalCap);
    }

    Status writeWindows() {
        bool anyLocal = false;
        for (const LayerKind& kind : c.kinds) anyLocal = anyLocal || kind.local;
        if (!anyLocal) {
            // Gemma's readers want the key; a window as wide as the context is none.
            if (m_row.windows == WindowRule::Periodic)
                m_writer.setU32(key("attention.sliding_window"), uint32_t(c.context));
            return {};
        }
        m_writer.setU32(key("attention.sliding_window"), uint32_t(c.window));
        if (m_row.windows != WindowRule::Periodic)
            m_warnings.push_back(text("texts longer than its window (%1 tokens) need a program that reads "
                                      "attention.sliding_window for this architecture; Inkstone does",
                                      c.window));
        if (m_row.windows == WindowRule::LaterLayers || m_row.windows == WindowRule::WithoutRotary) {
            writeList();
            return {};
        }
        ModelConfig usual = c;
        usual.kinds.clear();
        const WindowRule rule =
            m_row.windows == WindowRule::Periodic ? WindowRule::Periodic : WindowRule::All;
        applyWindows(rule, m_row.windowPeriod, 0, usual);
        if (sameLocals(usual)) return {};
        writePattern();
        return {};
    }

    bool sameLocals(const ModelConfig& other) const {
        for (int64_t i = 0; i < c.layers; ++i)
            if (c.kind(i).local != other.kind(i).local) return false;
        return true;
    }

    void writePattern() {
        for (int64_t period = 2; period <= c.layers; ++period) {
            ModelConfig periodic = c;
            periodic.kinds.clear();
            applyWindows(WindowRule::Periodic, period, 0, periodic);
            if (sameLocals(periodic))
                return m_writer.setU32(key("attention.sliding_window_pattern"), uint32_t(period));
        }
        writeList();
    }

    void writeList() {
        std::vector<bool> local;
        for (const LayerKind& kind : c.kinds) local.push_back(kind.local);
        m_writer.setBools(key("attention.sliding_window_pattern"), local);
    }

    Status checkRotaryLayers() const {
        for (int64_t i = 0; i < c.layers; ++i) {
            const bool usual = !m_row.rotaryGap || (i + 1) % m_row.rotaryGap != 0;
            if (c.kind(i).rotary != usual)
                return refuse("no_rope_layers",
                              text("these files cannot say which layers have no rotary positions"));
        }
        return {};
    }

    Status writeRopes() {
        m_writer.setF32(key("rope.freq_base"), c.rope.theta);
        if (m_row.localTheta) {
            if (c.localRope.scaling != RopeScaling::None)
                return refuse("rope_scaling",
                              text("these files cannot scale the rotary positions of local layers"));
            m_writer.setF32(key("rope.freq_base_swa"), c.localRope.theta);
            if (c.localRope.theta != m_row.localTheta)
                m_warnings.push_back(text("the rotary base of its local layers is unusual (%1); other "
                                          "programs may not read it",
                                          double(c.localRope.theta)));
        }
        switch (c.rope.scaling) {
        case RopeScaling::None:
        case RopeScaling::Llama3: // in rope_freqs.weight
            return {};
        case RopeScaling::Linear:
            m_writer.setString(key("rope.scaling.type"), "linear");
            m_writer.setF32(key("rope.scaling.factor"), float(c.rope.factor));
            return {};
        case RopeScaling::Dynamic:
            m_writer.setF32(dynamicFactorKey, float(c.rope.factor));
            m_warnings.push_back(text("dynamic NTK has no key in these files: beyond %1 tokens only Inkstone "
                                      "computes it",
                                      c.rope.originalContext));
            return {};
        case RopeScaling::Yarn:
            return writeYarn();
        }
        return {};
    }

    Status writeYarn() {
        const Rope& rope = c.rope;
        if (!rope.truncate) return refuse("rope_scaling: truncate", text("these files have no key for it"));
        m_writer.setString(key("rope.scaling.type"), "yarn");
        m_writer.setF32(key("rope.scaling.factor"), float(rope.factor));
        m_writer.setU32(key("rope.scaling.original_context_length"), uint32_t(rope.originalContext));
        const Rope usual;
        if (rope.betaFast != usual.betaFast)
            m_writer.setF32(key("rope.scaling.yarn_beta_fast"), float(rope.betaFast));
        if (rope.betaSlow != usual.betaSlow)
            m_writer.setF32(key("rope.scaling.yarn_beta_slow"), float(rope.betaSlow));
        const float usualMagnitude = float(rope.factor > 1 ? 0.1 * std::log(rope.factor) + 1 : 1);
        if (rope.magnitude != usualMagnitude)
            m_writer.setF32(key("rope.scaling.yarn_attn_factor"), rope.magnitude / usualMagnitude);
        return {};
    }

    const ModelConfig& c;
    const Architecture& m_row;
    GgufWriter& m_writer;
    std::vector<Text>& m_warnings;
};

} // namespace

Status writeGgufConfig(const ModelConfig& config, const Architecture& row, GgufWriter& writer,
                       std::vector<Text>& warnings) {
    return Writer(config, row, writer, warnings).write();
}

std::vector<float> ropeDivisors(const ModelConfig& config) {
    if (config.rope.scaling != RopeScaling::Llama3) return config.rope.divisors;
    Rope plain = config.rope;
    plain.scaling = RopeScaling::None;
    std::vector<float> divisors = rotarySteps(plain, config.headDim, 1);
    const std::vector<float> scaled = rotarySteps(config.rope, config.headDim, 1);
    for (size_t i = 0; i < divisors.size(); ++i) divisors[i] /= scaled[i];
    return divisors;
}

} // namespace inkstone
