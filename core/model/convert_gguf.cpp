// The target GGUF: metadata and vocabulary, then the tensors as they come out of the stream.
#include "core/model/convert_targets.h"
#include "core/model/gguf_metadata.h"
#include "core/model/gguf_vocabulary.h"
#include "core/tokenizer/tokenizer_forms.h"

namespace inkstone {

namespace {

constexpr uint32_t quantizationVersion = 2; ///< of the block formats, since May 2023

/// Keys that say how the source was stored, which is not how the target is.
bool describesStorage(std::string_view key) {
    return key == "general.file_type" || key == "general.quantization_version" ||
           key == "general.alignment" || key.starts_with("split.") || key.starts_with("quantize.");
}

/// Everything a GGUF source says about itself stays as it is, in its order.
Status copyMetadata(const ConvertJob& job, GgufWriter& writer) {
    INK_TRY(source, GgufFile::open(job.model->path()));
    for (const GgufEntry& entry : source->metadata())
        if (!describesStorage(entry.key)) writer.copy(entry);
    return {};
}

/// llama.cpp takes the number of tokens for the number of rows.
void padVocabulary(GgufVocabulary& vocabulary, int64_t rows) {
    for (int64_t id = int64_t(vocabulary.tokens.size()); id < rows; ++id) {
        vocabulary.tokens.push_back("[PAD" + std::to_string(id) + "]");
        vocabulary.tokenTypes.push_back(5); // unused
        if (!vocabulary.scores.empty()) vocabulary.scores.push_back(-1000);
    }
}

Status describeFolder(ConvertJob& job, GgufWriter& writer) {
    const Model& model = *job.model;
    writer.setString("general.architecture", job.row->name);
    writer.setString("general.type", "model");
    writer.setString("general.name", model.config().name);
    INK_CHECK(writeGgufConfig(model.config(), *job.row, writer, job.result.warnings));
    if (!model.tokenizer()) {
        const Error& error = model.tokenizerError();
        if (error.code != ErrorCode::NotFound) return fail(error);
        job.result.warnings.push_back(text("the model has no tokenizer, so the file has none"));
        return {};
    }
    INK_TRY(vocabulary, vocabularyOfFolder(model.path(), *model.tokenizer()));
    padVocabulary(vocabulary, model.config().vocabulary);
    writeVocabulary(vocabulary, writer);
    return {};
}

} // namespace

Status writeGgufModel(ConvertJob& job) {
    GgufWriter writer;
    INK_CHECK(isHuggingFace(*job.model) ? describeFolder(job, writer) : copyMetadata(job, writer));
    writer.setU32("general.file_type", info(job.options.type).ggufNumber);
    writer.setU32("general.quantization_version", quantizationVersion);
    TensorStream stream(job.streamOptions());
    for (const ExportTensor& tensor : job.tensors)
        writer.addTensor(tensor.name, tensor.type, tensor.shape,
                         [&](FileWriter& file) { return stream.write(tensor, file); });
    std::error_code error;
    const bool existed = fs::exists(job.options.target, error);
    if (Status written = writer.write(job.options.target); !written) {
        // In place, but not known to be durable: better no file than one that an error speaks of.
        if (!existed) fs::remove(job.options.target, error);
        return written;
    }
    job.result.bytes = fs::file_size(job.options.target, error);
    return {};
}

} // namespace inkstone
