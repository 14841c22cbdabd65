#pragma once
// The types a model can be saved in, and which type each of its tensors gets then: llama.cpp's mixes, so that
// a Q4_K_M of ours has the size and the layout people know.

#include "core/model/config.h"

#include <optional>
#include <span>

namespace inkstone {

enum class ExportType : uint8_t { F32, F16, BF16, Q8_0, Q4_0, Q4_K_M, Q5_K_M, Q6_K };

struct ExportTypeInfo {
    ExportType type;
    const char* name;     ///< "q4_k_m", as on the command line
    kernels::DType base;  ///< of most matrices
    uint32_t ggufNumber;  ///< general.file_type
    double bitsPerWeight; ///< about; for choosing and for estimates
};

std::span<const ExportTypeInfo> exportTypes();
const ExportTypeInfo& info(ExportType type);
/// InvalidArgument names the known ones. Case does not matter.
Result<ExportType> parseExportType(const std::string& name);
/// F32, F16 or BF16: what a Hugging Face folder can hold.
bool isPlain(ExportType type);

/// A matrix's place in the model: a Linear of a block, or the embedding or head.
struct MatrixPlace {
    enum class Kind : uint8_t { Embedding, Head, Block } kind = Kind::Block;
    int64_t layer = 0;
    Linear linear = Linear::Q;
    int64_t columns = 0;
};

/// Rows whose length the type's block does not divide get the fallback: Q4_K Q5_0, Q5_K Q5_1, Q6_K Q8_0, and
/// F16 where even 32 does not divide them. The vectors (norms, biases) of a GGUF file are always F32.
kernels::DType matrixType(ExportType type, const ModelConfig& config, const MatrixPlace& place);

} // namespace inkstone
