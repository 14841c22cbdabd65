#include "core/model/architecture.h"

namespace inkstone {

namespace {
constexpr Architecture table[] = {
    {"llama", "llama", kernels::RowOrder::HalvesInterleaved},
};
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

std::string knownArchitectures() {
    std::string names;
    for (const Architecture& row : table) names += (names.empty() ? "" : ", ") + std::string(row.name);
    return names;
}

std::string ggufName(int64_t layer, Linear linear) {
    static constexpr const char* parts[] = {"attn_q",   "attn_k", "attn_v",  "attn_output",
                                            "ffn_gate", "ffn_up", "ffn_down"};
    return "blk." + std::to_string(layer) + "." + parts[size_t(linear)] + ".weight";
}

std::string hfName(int64_t layer, Linear linear) {
    return "model.layers." + std::to_string(layer) + "." + modulePath(linear) + ".weight";
}

} // namespace inkstone
