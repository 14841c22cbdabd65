#pragma once
// A model in another file format, another type, or with an adapter merged into it. Works from any model that
// opens here: its weights are read in one order and written in the target's (llama.cpp's interleaved q and k,
// Hugging Face's names, Gemma's norms less 1).
//
// Nothing of the target exists before it is complete. Memory: a few megabytes for each worker, whatever the
// model's size.

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/model/export_type.h"
#include "core/model/lora.h"
#include "core/model/model.h"

#include <map>
#include <stop_token>

namespace inkstone {

enum class ConvertFormat : uint8_t { Gguf, HuggingFace };
/// "gguf", "hf".
const char* name(ConvertFormat format);
Result<ConvertFormat> parseConvertFormat(const std::string& name);

struct ConvertOptions {
    fs::path target; ///< a GGUF file, or a folder
    ConvertFormat format = ConvertFormat::Gguf;
    ExportType type = ExportType::F16;
    std::shared_ptr<const LoraAdapter> adapter;       ///< merged into the weights, in F32; or null
    bool replace = false;                             ///< an existing target is replaced, else refused
    uint64_t shardBytes = uint64_t(5) * 1000'000'000; ///< most of one safetensors file
    int threads = 0;                                  ///< 0: all cores
    ByteProgress progress;
    std::stop_token stop;
};

struct ConvertResult {
    fs::path path;
    uint64_t bytes = 0;                         ///< of all files
    std::map<std::string, int64_t> tensorTypes; ///< "Q4_K" -> how many tensors
    std::vector<Text> warnings;                 ///< what other programs will not see
};

/// The type a model is stored in, where it is one of ours; F16 else: the default for a merge.
ExportType nearestType(const Model& model);

/// Bytes the weights will take, without writing.
Result<uint64_t> plannedBytes(const Model& model, ConvertFormat format, ExportType type);

/// InvalidArgument: an existing target, the model as its own target; NoSpace before anything is written;
/// Unsupported: what the format cannot hold; Cancelled after a stop request, with nothing left over.
Result<ConvertResult> convertModel(std::shared_ptr<const Model> model, const ConvertOptions& options);

} // namespace inkstone
