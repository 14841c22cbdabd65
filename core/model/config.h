#pragma once
// What a model is: the numbers that describe one transformer of the family, whatever file they came from.
//
// There is one forward pass (transformer.h) and one backward pass; what distinguishes Qwen, Gemma or InternLM
// from Llama is written here as plain values, and every value may be combined with every other:
//
//     normOffset, tied heads, fused or interleaved rows   undone by the loaders, never seen by the pass
//     biases, query/key norms, the two norms after the halves   vectors that are there or not
//     window, rotary or not, which rotary base            per layer (LayerKind)
//     softcaps, attention scale, embedding scale          numbers; 0 or 1 do nothing
//
// A file may ask for something outside this list (experts, partial rotary, another activation): the loaders
// refuse it by key and value, since a silently ignored number changes every logit.

#include "core/base/result.h"
#include "kernels/ops.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace inkstone {

/// The seven matrices of a block, in the order used everywhere.
enum class Linear : uint8_t { Q, K, V, O, Gate, Up, Down };
constexpr int linearCount = 7;
constexpr std::array<Linear, linearCount> allLinears{Linear::Q,    Linear::K,  Linear::V,   Linear::O,
                                                     Linear::Gate, Linear::Up, Linear::Down};

/// Hugging Face's module path inside a block: "self_attn.q_proj".
const char* modulePath(Linear linear);
/// Its last part: "q_proj".
const char* moduleName(Linear linear);

/// The norms a block can have; the last two are over each head's dimensions.
enum class Norm : uint8_t { Attention, FeedForward, PostAttention, PostFeedForward, Query, Key };
constexpr int normCount = 6;
constexpr std::array<Norm, normCount> allNorms{Norm::Attention,       Norm::FeedForward, Norm::PostAttention,
                                               Norm::PostFeedForward, Norm::Query,       Norm::Key};

enum class RopeScaling : uint8_t { None, Linear, Dynamic, Yarn, Llama3 };

/// "linear", as config.json calls it; "default" for None.
const char* name(RopeScaling scaling);

/// Rotary positions: pair i turns by theta^(-2i/headDim) per token, changed by the scaling (rotary.h).
struct Rope {
    float theta = 10000.f;
    RopeScaling scaling = RopeScaling::None;
    double factor = 1;                          ///< how far the context is stretched, >= 1
    int64_t originalContext = 0;                ///< tokens before stretching; Dynamic, Yarn and Llama3
    double lowFrequency = 1, highFrequency = 4; ///< Llama3
    double betaFast = 32, betaSlow = 1;         ///< Yarn
    bool truncate = true;                       ///< Yarn: the ramp begins and ends at whole pairs
    float magnitude = 1;                        ///< Yarn: of cosines and sines
    std::vector<float> divisors;                ///< of the steps, [headDim/2]; GGUF's rope_freqs; or empty
};

struct LayerKind {
    bool local = false; ///< sees `window` tokens and turns by localRope
    bool rotary = true; ///< false: no positions at all
};

struct ModelConfig {
    std::string architecture; ///< "llama"
    std::string name;         ///< as the file calls itself
    int64_t vocabulary = 0;   ///< rows of the embedding
    int64_t hidden = 0, layers = 0, heads = 0, kvHeads = 0, headDim = 0, ffn = 0;
    int64_t context = 0; ///< tokens the model was trained for
    float normEpsilon = 1e-5f;
    Rope rope, localRope;  ///< of global and of local layers
    bool tiedHead = false; ///< the head is the embedding
    kernels::Activation activation = kernels::Activation::Silu;
    std::array<bool, linearCount> biases{}; ///< which matrices have one
    bool queryKeyNorm = false;              ///< Norm::Query and Norm::Key, before the rotation
    bool normsAfter = false;                ///< Norm::PostAttention and Norm::PostFeedForward
    int64_t window = 0;                     ///< tokens a local layer sees, itself included
    std::vector<LayerKind> kinds;           ///< [layers], or empty: all global, all rotary
    float attentionScale = 0;               ///< of scores; 0: 1/sqrt(headDim)
    float attentionCap = 0, finalCap = 0;   ///< softcaps of scores and of logits; 0: none
    float embeddingScale = 1;
    bool rewardHead = false; ///< the head gives one number, a reward, in the place of logits
    int64_t rewardToken = 0; ///< there: its reward is that of the conversation
    bool normalizedHead =
        false; ///< the file's head is divided by its rows' lengths at every use; here when read

    int64_t queryWidth() const { return heads * headDim; }
    int64_t kvWidth() const { return kvHeads * headDim; }
    int64_t headRows() const { return rewardHead ? 1 : vocabulary; }
    int64_t rows(Linear linear) const;    ///< outputs
    int64_t columns(Linear linear) const; ///< inputs
    int64_t parameters() const;           ///< tied matrices counted once
    LayerKind kind(int64_t layer) const { return kinds.empty() ? LayerKind{} : kinds[size_t(layer)]; }
    bool has(Norm norm) const;
    int64_t width(Norm norm) const;
    kernels::AttentionShape attention(int64_t layer) const;
};

/// Refuses numbers that cannot be a model; `where` names the file.
Status checkConfig(const ModelConfig& config, const std::string& where);

/// Where a file names no head size, the hidden size must share out evenly; heads > 0.
Status checkHeadSize(int64_t hidden, int64_t heads, const std::string& where);

} // namespace inkstone
