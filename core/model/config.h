#pragma once
// What a model is: the numbers that describe one transformer of the family, whatever file they came from.

#include "core/base/result.h"
#include "kernels/ops.h"

#include <array>
#include <cstdint>
#include <string>

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

struct ModelConfig {
    std::string architecture; ///< "llama"
    std::string name;         ///< as the file calls itself
    int64_t vocabulary = 0;   ///< rows of the embedding
    int64_t hidden = 0, layers = 0, heads = 0, kvHeads = 0, headDim = 0, ffn = 0;
    int64_t context = 0; ///< tokens the model was trained for
    float normEpsilon = 1e-5f;
    float ropeTheta = 10000.f;
    bool tiedHead = false; ///< the head is the embedding
    kernels::Activation activation = kernels::Activation::Silu;

    int64_t queryWidth() const { return heads * headDim; }
    int64_t kvWidth() const { return kvHeads * headDim; }
    int64_t rows(Linear linear) const;    ///< outputs
    int64_t columns(Linear linear) const; ///< inputs
    int64_t parameters() const;           ///< tied matrices counted once
    kernels::AttentionShape attention() const;
};

/// Refuses numbers that cannot be a model; `where` names the file.
Status checkConfig(const ModelConfig& config, const std::string& where);

} // namespace inkstone
