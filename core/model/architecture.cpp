#include "core/model/architecture.h"

#include <cmath>

namespace inkstone {

namespace {

using kernels::Activation;
using kernels::RowOrder;

constexpr std::array<const char*, linearCount> llamaLinears{
    "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
    "mlp.gate_proj",    "mlp.up_proj",      "mlp.down_proj"};

constexpr HfNames llamaNames{
    "model.embed_tokens.weight",
    "model.norm.weight",
    "lm_head.weight",
    llamaLinears,
    {"input_layernorm", "post_attention_layernorm", "", "", "self_attn.q_norm", "self_attn.k_norm"}};

constexpr HfNames fourNormNames{"model.embed_tokens.weight",
                                "model.norm.weight",
                                "lm_head.weight",
                                llamaLinears,
                                {"input_layernorm", "pre_feedforward_layernorm", "post_attention_layernorm",
                                 "post_feedforward_layernorm", "self_attn.q_norm", "self_attn.k_norm"}};

constexpr HfNames internLm2Names{
    "model.tok_embeddings.weight",
    "model.norm.weight",
    "output.weight",
    {"", "", "", "attention.wo", "feed_forward.w1", "feed_forward.w3", "feed_forward.w2"},
    {"attention_norm", "ffn_norm", "", "", "", ""},
    "attention.wqkv",
    true,
    "v_head.weight"};

constexpr HfNames baichuanNames{
    "model.embed_tokens.weight",
    "model.norm.weight",
    "lm_head.weight",
    {"", "", "", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"},
    {"input_layernorm", "post_attention_layernorm", "", "", "", ""},
    "self_attn.W_pack"};

constexpr Architecture table[] = {
    {.name = "llama", .modelType = "llama", .queryKeyOrder = RowOrder::HalvesInterleaved, .hf = &llamaNames},
    {.name = "llama",
     .modelType = "mistral",
     .queryKeyOrder = RowOrder::HalvesInterleaved,
     .hf = &llamaNames,
     .windows = WindowRule::All,
     .kvHeads = 8,
     .window = 4096},
    {.name = "llama",
     .modelType = "internlm3",
     .queryKeyOrder = RowOrder::HalvesInterleaved,
     .hf = &llamaNames,
     .headDim = 128},
    {.name = "internlm2",
     .modelType = "internlm2",
     .queryKeyOrder = RowOrder::HalvesInterleaved,
     .hf = &internLm2Names},
    {.name = "baichuan",
     .modelType = "baichuan",
     .queryKeyOrder = RowOrder::HalvesInterleaved,
     .hf = &baichuanNames},
    {.name = "qwen2",
     .modelType = "qwen2",
     .queryKeyOrder = RowOrder::Plain,
     .hf = &llamaNames,
     .queryKeyBias = true,
     .windows = WindowRule::LaterLayers,
     .kvHeads = 32,
     .window = 4096},
    {.name = "qwen3",
     .modelType = "qwen3",
     .queryKeyOrder = RowOrder::Plain,
     .hf = &llamaNames,
     .queryKeyNorm = true,
     .windows = WindowRule::LaterLayers,
     .headDim = 128,
     .kvHeads = 32,
     .window = 4096},
    {.name = "smollm3",
     .modelType = "smollm3",
     .queryKeyOrder = RowOrder::HalvesInterleaved,
     .hf = &llamaNames,
     .windows = WindowRule::WithoutRotary,
     .rotaryGap = 4,
     .kvHeads = 4,
     .theta = 2000000.f,
     .tiedHead = true},
    {.name = "gemma",
     .modelType = "gemma",
     .queryKeyOrder = RowOrder::Plain,
     .hf = &llamaNames,
     .normOffset = true,
     .scaledEmbedding = true,
     .activation = Activation::GeluTanh,
     .headDim = 256,
     .kvHeads = 16,
     .tiedHead = true},
    {.name = "gemma2",
     .modelType = "gemma2",
     .queryKeyOrder = RowOrder::Plain,
     .hf = &fourNormNames,
     .normsAfter = true,
     .normOffset = true,
     .scaledEmbedding = true,
     .activation = Activation::GeluTanh,
     .windows = WindowRule::Periodic,
     .windowPeriod = 2,
     .layersScaledByHidden = 46,
     .headDim = 256,
     .kvHeads = 4,
     .window = 4096,
     .tiedHead = true,
     .attentionCap = 50,
     .finalCap = 30,
     .queryScalar = 256},
    {.name = "gemma3",
     .modelType = "gemma3_text",
     .queryKeyOrder = RowOrder::Plain,
     .hf = &fourNormNames,
     .queryKeyNorm = true,
     .normsAfter = true,
     .normOffset = true,
     .scaledEmbedding = true,
     .activation = Activation::GeluTanh,
     .windows = WindowRule::Periodic,
     .windowPeriod = 6,
     .localTheta = 10000.f,
     .layersScaledByHidden = 62,
     .headDim = 256,
     .kvHeads = 4,
     .window = 4096,
     .theta = 1000000.f,
     .tiedHead = true,
     .queryScalar = 256},
};

std::string blockName(int64_t layer) { return "model.layers." + std::to_string(layer) + "."; }

} // namespace

std::span<const Architecture> architectures() { return table; }

const Architecture* findArchitecture(std::string_view ggufName) {
    for (const Architecture& row : table)
        if (ggufName == row.name) return &row;
    return nullptr;
}

const Architecture* findModelType(std::string_view modelType) {
    for (const Architecture& row : table)
        if (modelType == row.modelType) return &row;
    return nullptr;
}

const Architecture* architectureNamed(std::string_view name) {
    const Architecture* row = findModelType(name);
    return row ? row : findArchitecture(name);
}

std::string knownArchitectures() {
    std::string names;
    for (const Architecture& row : table) names += (names.empty() ? "" : ", ") + std::string(row.modelType);
    return names;
}

void applyTraits(const Architecture& a, ModelConfig& c) {
    c.queryKeyNorm = a.queryKeyNorm;
    c.normsAfter = a.normsAfter;
    c.activation = a.activation;
    if (a.scaledEmbedding) c.embeddingScale = std::sqrt(float(c.hidden));
    if (a.queryKeyBias)
        for (Linear linear : {Linear::Q, Linear::K, Linear::V}) c.biases[size_t(linear)] = true;
    if (!a.rotaryGap) return;
    c.kinds.resize(size_t(c.layers));
    for (int64_t i = 0; i < c.layers; ++i) c.kinds[size_t(i)].rotary = (i + 1) % a.rotaryGap != 0;
}

void applyWindows(WindowRule rule, int64_t period, int64_t first, ModelConfig& c) {
    if (rule == WindowRule::None || c.window == 0) return;
    c.kinds.resize(size_t(c.layers));
    for (int64_t i = 0; i < c.layers; ++i) {
        LayerKind& kind = c.kinds[size_t(i)];
        kind.local = rule == WindowRule::All || (rule == WindowRule::LaterLayers && i >= first) ||
                     (rule == WindowRule::Periodic && (i + 1) % period != 0) ||
                     (rule == WindowRule::WithoutRotary && !kind.rotary);
    }
}

std::string ggufName(int64_t layer, Linear linear, const char* suffix) {
    static constexpr const char* parts[] = {"attn_q",   "attn_k", "attn_v",  "attn_output",
                                            "ffn_gate", "ffn_up", "ffn_down"};
    return "blk." + std::to_string(layer) + "." + parts[size_t(linear)] + suffix;
}

std::string ggufName(int64_t layer, Norm norm) {
    static constexpr const char* parts[] = {"attn_norm",     "ffn_norm",    "post_attention_norm",
                                            "post_ffw_norm", "attn_q_norm", "attn_k_norm"};
    return "blk." + std::to_string(layer) + "." + parts[size_t(norm)] + ".weight";
}

std::string hfName(const HfNames& names, int64_t layer, Linear linear, const char* suffix) {
    return blockName(layer) + names.linears[size_t(linear)] + suffix;
}

std::string hfName(const HfNames& names, int64_t layer, Norm norm) {
    return blockName(layer) + names.norms[size_t(norm)] + ".weight";
}

std::string hfFusedName(const HfNames& names, int64_t layer, const char* suffix) {
    return blockName(layer) + names.fusedQkv + suffix;
}

} // namespace inkstone
