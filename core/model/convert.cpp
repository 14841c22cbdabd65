#include "core/model/convert.h"

#include "core/base/units.h"
#include "core/model/convert_targets.h"
#include "core/model/hf_metadata.h"

#include <algorithm>
#include <cctype>

namespace inkstone {

namespace {

const Text what = "cannot convert the model";

Status checkTarget(const Model& model, const ConvertOptions& options) {
    std::error_code ignored;
    if (options.target.empty() || options.target.filename().empty())
        return fail(ErrorCode::InvalidArgument, what, options.target.string(), "the target has no name");
    if (!fs::exists(fs::symlink_status(options.target, ignored))) return {};
    if (fs::equivalent(options.target, model.path(), ignored))
        return fail(ErrorCode::InvalidArgument, what, options.target.string(),
                    "the target is the model itself", "choose another name");
    if (!options.replace)
        return fail(ErrorCode::InvalidArgument, what, options.target.string(), "it exists already",
                    "choose another name, or ask to replace it");
    const bool folder = fs::is_directory(options.target, ignored);
    if (folder == (options.format == ConvertFormat::HuggingFace)) return {};
    return fail(ErrorCode::InvalidArgument, what, options.target.string(),
                folder ? text("it is a folder, and a GGUF file shall take its place")
                       : text("it is a file, and a folder shall take its place"),
                "choose another name");
}

Status checkSpace(const ConvertOptions& options, uint64_t bytes) {
    // The header and the small files beside the weights.
    constexpr uint64_t besides = 64'000'000;
    INK_TRY(available, freeSpace(options.target));
    if (available >= bytes + besides) return {};
    return fail(
        ErrorCode::NoSpace, what, options.target.string(),
        text("it needs %1, and %2 are free there", formatBytes(bytes + besides), formatBytes(available)),
        "free some space, or choose another disk");
}

uint64_t sumOf(const std::vector<ExportTensor>& tensors) {
    uint64_t bytes = 0;
    for (const ExportTensor& tensor : tensors) bytes += tensor.bytes();
    return bytes;
}

Status checkType(ConvertFormat format, ExportType type) {
    if (format == ConvertFormat::Gguf || isPlain(type)) return {};
    return fail(ErrorCode::Unsupported, what, info(type).name, "a Hugging Face folder holds f32, f16 or bf16",
                "take one of them, or convert to GGUF");
}

/// llama.cpp's internlm2 has no biases; with them the same model is a Llama to it.
const Architecture* ggufRow(const ModelConfig& config, const Architecture& source) {
    const bool biased = config.biases[size_t(Linear::Q)];
    return source.name == std::string_view("internlm2") && biased ? findArchitecture("llama") : &source;
}

Result<ConvertJob> planJob(std::shared_ptr<const Model> model, ConvertFormat format, ExportType type) {
    INK_CHECK(checkType(format, type));
    INK_CHECK(requireLanguageModel(*model)); // the certificate compares what it would write
    INK_CHECK(refuseUnknownTensors(*model));
    const Architecture& source = architectureOf(*model);
    ConvertJob job{.row = &source};
    if (format == ConvertFormat::Gguf) {
        job.row = ggufRow(model->config(), source);
        job.tensors = ggufTensors(*model, *job.row, type);
    } else {
        // A folder keeps its own class, and its configuration with it.
        if (!isHuggingFace(*model)) {
            INK_TRY(target, huggingFaceClass(model->config(), source));
            job.row = target;
        }
        job.tensors = huggingFaceTensors(*model, *job.row, type);
    }
    job.bytes = sumOf(job.tensors);
    job.model = std::move(model);
    return job;
}

} // namespace

const char* name(ConvertFormat format) { return format == ConvertFormat::Gguf ? "gguf" : "hf"; }

Result<ConvertFormat> parseConvertFormat(const std::string& name) {
    if (name == "gguf") return ConvertFormat::Gguf;
    if (name == "hf") return ConvertFormat::HuggingFace;
    return fail(ErrorCode::InvalidArgument, what, "--to", text("%1 is not a format known here", name),
                "take gguf or hf");
}

ExportType nearestType(const Model& model) {
    switch (model.layer(0)[Linear::Q].dtype) {
    case kernels::DType::F32:
        return ExportType::F32;
    case kernels::DType::BF16:
        return ExportType::BF16;
    default:
        return ExportType::F16;
    }
}

Result<uint64_t> plannedBytes(const Model& model, ConvertFormat format, ExportType type) {
    // The job is dropped before the model is.
    const std::shared_ptr<const Model> borrowed(&model, [](const Model*) {});
    INK_TRY(job, planJob(borrowed, format, type));
    return job.bytes;
}

Result<ConvertResult> convertModel(std::shared_ptr<const Model> model, const ConvertOptions& options) {
    INK_CHECK(checkTarget(*model, options));
    INK_TRY(job, planJob(std::move(model), options.format, options.type));
    job.options = options;
    INK_CHECK(checkSpace(options, job.bytes));
    for (const ExportTensor& tensor : job.tensors)
        ++job.result.tensorTypes[kernels::dtypeInfo(tensor.type)->name];
    job.result.path = fs::absolute(options.target);
    INK_CHECK(options.format == ConvertFormat::Gguf ? writeGgufModel(job) : writeHuggingFaceModel(job));
    return std::move(job.result);
}

} // namespace inkstone
