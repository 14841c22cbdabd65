#include "core/model/export_type.h"

#include <algorithm>
#include <cctype>

namespace inkstone {

using kernels::DType;

namespace {

constexpr ExportTypeInfo table[] = {
    {ExportType::F32, "f32", DType::F32, 0, 32},
    {ExportType::F16, "f16", DType::F16, 1, 16},
    {ExportType::BF16, "bf16", DType::BF16, 32, 16},
    {ExportType::Q8_0, "q8_0", DType::Q8_0, 7, 8.5},
    {ExportType::Q4_0, "q4_0", DType::Q4_0, 2, 4.6},
    {ExportType::Q4_K_M, "q4_k_m", DType::Q4_K, 15, 4.9},
    {ExportType::Q5_K_M, "q5_k_m", DType::Q5_K, 17, 5.7},
    {ExportType::Q6_K, "q6_k", DType::Q6_K, 18, 6.6},
};

/// The first and last eighth of the layers, and every third between (llama.cpp's use_more_bits).
bool deservesMoreBits(int64_t layer, int64_t layers) {
    const int64_t eighth = layers / 8;
    return layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2;
}

/// Llama 2 and 3 with 70 B parameters: v is small and shared by eight heads, so it keeps more bits.
bool isLlama70b(const ModelConfig& c) {
    return c.layers == 80 && c.kvHeads < c.heads && c.architecture == "llama";
}

DType mixedType(ExportType type, const ModelConfig& c, const MatrixPlace& place) {
    const DType base = info(type).base;
    const bool isHead =
        place.kind == MatrixPlace::Kind::Head || (place.kind == MatrixPlace::Kind::Embedding && c.tiedHead);
    if (isHead) {
        const bool divides = place.columns % kernels::dtypeInfo(base)->blockElements == 0;
        return !divides || base == DType::Q8_0 ? DType::Q8_0 : DType::Q6_K;
    }
    if (place.kind == MatrixPlace::Kind::Embedding) return base;
    const bool mixed = type == ExportType::Q4_K_M || type == ExportType::Q5_K_M;
    const bool sensitive = place.linear == Linear::V || place.linear == Linear::Down;
    if (mixed && sensitive && deservesMoreBits(place.layer, c.layers)) return DType::Q6_K;
    if (base == DType::Q4_K && place.linear == Linear::V && isLlama70b(c)) return DType::Q5_K;
    return base;
}

DType fallback(DType type) {
    switch (type) {
    case DType::Q4_K:
        return DType::Q5_0;
    case DType::Q5_K:
        return DType::Q5_1;
    case DType::Q6_K:
        return DType::Q8_0;
    default:
        return DType::F16;
    }
}

} // namespace

std::span<const ExportTypeInfo> exportTypes() { return table; }

const ExportTypeInfo& info(ExportType type) { return table[size_t(type)]; }

Result<ExportType> parseExportType(const std::string& name) {
    std::string lower = name, known;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    for (const ExportTypeInfo& row : table) {
        if (lower == row.name) return row.type;
        known += (known.empty() ? "" : ", ") + std::string(row.name);
    }
    return fail(ErrorCode::InvalidArgument, "cannot convert the model", "--type",
                text("%1 is not a type known here", name), text("take one of: %1", known));
}

bool isPlain(ExportType type) { return type <= ExportType::BF16; }

DType matrixType(ExportType type, const ModelConfig& config, const MatrixPlace& place) {
    if (isPlain(type)) return info(type).base;
    DType chosen = mixedType(type, config, place);
    // Twice at most: the fallback of a 256-value type has blocks of 32.
    while (place.columns % kernels::dtypeInfo(chosen)->blockElements != 0) chosen = fallback(chosen);
    return chosen;
}

} // namespace inkstone
