#pragma once
// LoRA: y += scale * B (A x) beside frozen matrices (Hu et al. 2021; file layout and initialisation as PEFT).
// All A and B live in one flat F32 buffer, so that gradients and optimizer state are vectors of the same
// shape. Matrices that read the same input (q, k, v; gate, up) form a group; the A's of a group lie side by
// side and are one product.

#include "core/base/result.h"
#include "core/model/config.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace inkstone {

enum class LoraGroup : uint8_t { Qkv, O, GateUp, Down };
constexpr int loraGroupCount = 4;
std::span<const Linear> members(LoraGroup group);

/// What one matrix of one block has.
struct LoraModule {
    int rank = 0; ///< 0: no adapter
    float alpha = 0;
    bool operator==(const LoraModule&) const = default;
};

struct LoraConfig {
    int rank = 16;
    float alpha = 32;
    float dropout = 0;
    bool rankStabilised = false; ///< scale = alpha / sqrt(rank)
    std::array<bool, linearCount> targets{true, true, true, true, true, true, true};
    std::string baseModel; ///< base_model_name_or_path
    /// [layers * linearCount] where the matrices differ (PEFT's rank_pattern, layers_to_transform...); empty:
    /// every layer's are as above. Matrices beyond its end are as above, too.
    std::vector<LoraModule> modules;

    bool targeted(Linear linear) const { return targets[size_t(linear)]; } ///< in any layer
    LoraModule module(int64_t layer, Linear linear) const;
    bool targeted(int64_t layer, Linear linear) const { return module(layer, linear).rank > 0; }
    float scale(LoraModule module) const;
};

/// Where the parts of a group lie in the flat buffer, in elements.
struct LoraGroupLayout {
    struct Target {
        Linear linear;
        int64_t rank;
        float scale;
        int64_t firstRow; ///< of its A among those of the group
        int64_t b;        ///< [outputs, rank]
    };
    std::vector<Target> targets; ///< the targeted members; empty: the group has no adapter
    int64_t rows = 0;            ///< of all A's: the sum of ranks
    int64_t inputs = 0;
    int64_t a = 0; ///< [rows, inputs]
};

/// The map from (layer, group) to places in the buffer.
class LoraLayout {
public:
    LoraLayout(const ModelConfig& model, const LoraConfig& lora);
    const LoraGroupLayout& group(int64_t layer, LoraGroup which) const {
        return m_groups[size_t(layer) * loraGroupCount + size_t(which)];
    }
    int64_t size() const { return m_size; } ///< elements of the buffer

private:
    std::vector<LoraGroupLayout> m_groups;
    int64_t m_size = 0;
};

class LoraAdapter {
public:
    /// A uniform in +-1/sqrt(inputs) (PEFT's kaiming_uniform with a = sqrt(5)), B zero: the start changes
    /// nothing.
    static Result<LoraAdapter> make(const ModelConfig& model, const LoraConfig& lora, uint64_t seed);
    /// A PEFT folder (adapter_config.json + adapter_model.safetensors); refused with the first mismatch named
    /// when it does not fit `model`.
    static Result<LoraAdapter> load(const std::filesystem::path& folder, const ModelConfig& model);
    /// Reads the parameters of a folder that this adapter's shape was saved to.
    Status read(const std::filesystem::path& folder);
    /// Writes the two files of a PEFT folder into `folder`, which exists. Each file is written atomically.
    Status save(const std::filesystem::path& folder) const;

    const LoraConfig& config() const { return m_config; }
    const LoraLayout& layout() const { return *m_layout; }
    std::span<float> parameters() { return m_parameters; }
    std::span<const float> parameters() const { return m_parameters; }

    /// A [rank, inputs] and B [outputs, rank] of one target, as a PEFT file stores them.
    kernels::TensorView a(int64_t layer, Linear target);
    kernels::TensorView b(int64_t layer, Linear target);

private:
    LoraConfig m_config;
    std::shared_ptr<const LoraLayout> m_layout;
    ModelConfig m_model;
    std::vector<float> m_parameters;
};

} // namespace inkstone
