#pragma once
// Which models we know, as data: a row for each architecture, and the names its tensors carry in files.
//
// A row says only what the files do not: what every model of the family has (Qwen2's biases, Gemma's norms),
// defaults that config.json may leave out, and how its files store rows and norms. Everything else is read
// from the file into ModelConfig (hf_config.cpp, gguf_config.cpp). Adding a family that is made of the parts
// ModelConfig knows is adding a row, and a golden (tests/reference/make_architectures.py).
//
// Several Hugging Face model types may be one GGUF architecture: Mistral and InternLM3 are "llama" there.

#include "core/model/config.h"

#include <span>
#include <string>
#include <string_view>

namespace inkstone {

/// Names in a Hugging Face folder; those of a block lack the prefix "model.layers.N." and ".weight".
struct HfNames {
    const char *embedding, *finalNorm, *head;
    std::array<const char*, linearCount> linears;
    std::array<const char*, normCount> norms;
    const char* fusedQkv = nullptr; ///< q, k and v in one matrix; or null
    bool fusedByGroup = false;      ///< there: for each key/value head its q, k, v; else all q, all k, all v
    const char* rewardHead = nullptr; ///< [1, hidden] in the place of `head`; or null
};

/// Which layers see a window only, where the file does not list them one by one.
enum class WindowRule : uint8_t {
    None,
    All,           ///< all, when a window is given
    LaterLayers,   ///< from max_window_layers on, when use_sliding_window
    Periodic,      ///< all but every `windowPeriod`-th
    WithoutRotary, ///< those without rotary positions, when use_sliding_window
};

struct Architecture {
    const char* name;                ///< GGUF's general.architecture
    const char* modelType;           ///< config.json's model_type
    kernels::RowOrder queryKeyOrder; ///< of q and k rows in GGUF files
    const HfNames* hf;

    // What every model of the family has.
    bool queryKeyBias = false; ///< q, k and v have biases
    bool queryKeyNorm = false;
    bool normsAfter = false;
    bool normOffset = false;      ///< Hugging Face stores norm weights less 1 (GGUF does not)
    bool scaledEmbedding = false; ///< by sqrt(hidden)
    kernels::Activation activation = kernels::Activation::Silu;
    WindowRule windows = WindowRule::None;
    int windowPeriod = 0;
    float localTheta = 0;         ///< rotary base of local layers, never scaled; 0: as the global ones
    int rotaryGap = 0;            ///< every n-th layer has no rotary positions, unless the file lists them
    int layersScaledByHidden = 0; ///< GGUF: at this depth scores are scaled by (hidden/heads)^-1/2

    // What config.json may leave out.
    int headDim = 0; ///< 0: hidden / heads
    int kvHeads = 0; ///< 0: as many as heads
    int window = 0;  ///< tokens; 0: none
    float theta = 10000.f;
    bool tiedHead = false;
    float attentionCap = 0, finalCap = 0;
    float queryScalar = 0; ///< query_pre_attn_scalar; 0: head_dim
};

std::span<const Architecture> architectures();
const Architecture* findArchitecture(std::string_view ggufName);
const Architecture* findModelType(std::string_view modelType);
/// The row of ModelConfig::architecture, which is either name.
const Architecture* architectureNamed(std::string_view name);
/// "llama, mistral, qwen2": for messages.
std::string knownArchitectures();

/// Sets in `config` what every model of the family has; heads, hidden and layers are known.
void applyTraits(const Architecture& architecture, ModelConfig& config);
/// Marks the layers of a WindowRule that the file does not list. `first` is LaterLayers' border.
void applyWindows(WindowRule rule, int64_t period, int64_t first, ModelConfig& config);

/// Names of a block's tensors: "blk.3.attn_q.weight" and "model.layers.3.self_attn.q_proj.weight".
std::string ggufName(int64_t layer, Linear linear, const char* suffix = ".weight");
std::string ggufName(int64_t layer, Norm norm);
std::string hfName(const HfNames& names, int64_t layer, Linear linear, const char* suffix = ".weight");
std::string hfName(const HfNames& names, int64_t layer, Norm norm);
std::string hfFusedName(const HfNames& names, int64_t layer, const char* suffix = ".weight");

} // namespace inkstone
