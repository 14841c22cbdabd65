#pragma once
// Convert, quantise or merge a model, then prove the result: a parity certificate beside it says how far the
// copy is from the original, of which files, by which program.

#include "core/generate/parity.h"
#include "core/model/convert.h"

namespace inkstone {

struct ExportRequest {
    ConvertOptions convert;      ///< threads, adapter, progress and stop are filled in
    fs::path adapterFolder;      ///< a PEFT folder to merge; or empty
    std::string calibrationText; ///< instead of ours
    std::string program;         ///< name and version of the program, for the certificate
    int threads = 0;             ///< 0: all cores
    bool certificate = true;
};

struct ParityCertificate {
    Parity parity;
    fs::path file;
};

struct ExportedModel {
    ConvertResult converted;
    std::optional<ParityCertificate> certificate;
};

/// `<target>.parity.json`
fs::path certificatePath(const fs::path& target);

/// Emits Progress ("bytes" while converting, then "tokens" and "prompts"). Once the target is in place it
/// stays, whatever becomes of the certificate; the error then says that it is there. A certificate of an
/// older target is removed before the new one takes its place.
Result<ExportedModel> exportModel(std::shared_ptr<const Model> model, ExportRequest request,
                                  std::stop_token stop, JobSink& sink);

} // namespace inkstone
