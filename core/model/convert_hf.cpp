// The target Hugging Face folder: config, tokenizer files, one or more safetensors.
#include "core/base/atomic_folder.h"
#include "core/base/phrase.h"
#include "core/model/convert_targets.h"
#include "core/model/gguf_vocabulary.h"
#include "core/model/hf_metadata.h"
#include "core/tensor/safetensors.h"
#include "core/tokenizer/tokenizer_forms.h"

#include <cstdio>

namespace inkstone {

namespace {

/// Files of a source folder that are no weights and stay true.
bool staysTrue(const std::string& file) {
    static constexpr std::string_view names[] = {"tokenizer.json",
                                                 "tokenizer.model",
                                                 "tokenizer_config.json",
                                                 "special_tokens_map.json",
                                                 "added_tokens.json",
                                                 "vocab.json",
                                                 "merges.txt",
                                                 "chat_template.jinja",
                                                 "chat_template.json",
                                                 "generation_config.json"};
    const fs::path path(file);
    return std::find(std::begin(names), std::end(names), file) != std::end(names) ||
           path.extension() == ".py" || file.starts_with("LICENSE") || file.starts_with("NOTICE");
}

class Folder {
public:
    Folder(ConvertJob& job, AtomicFolder& folder) : m_job(job), m_folder(folder) {}

    Status write() {
        INK_CHECK(isHuggingFace(*m_job.model) ? copySmallFiles() : makeSmallFiles());
        return writeWeights();
    }

private:
    Status writeJsonFile(const char* name, const Json& json) { return m_folder.write(name, dumpJson(json)); }

    /// The source's own configuration, with the new type.
    Status copySmallFiles() {
        const fs::path& source = m_job.model->path();
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(source, error)) {
            const std::string name = entry.path().filename().string();
            if (!entry.is_regular_file(error) || !staysTrue(name)) continue;
            INK_TRY(bytes, readFile(entry.path(), uint64_t(256) << 20));
            INK_CHECK(m_folder.write(name, bytes));
        }
        if (error) return fail(systemError(error.value(), "cannot convert the model", source));
        INK_TRY(config, readJson(source / "config.json"));
        const char* type = torchName(m_job.options.type);
        if (config.contains("dtype") || !config.contains("torch_dtype")) config["dtype"] = type;
        if (config.contains("torch_dtype")) config["torch_dtype"] = type;
        return writeJsonFile("config.json", config);
    }

    Status makeSmallFiles() {
        const Model& model = *m_job.model;
        INK_TRY(config, hfConfigJson(model.config(), *m_job.row, m_job.options.type));
        if (!model.tokenizer()) {
            m_job.result.warnings.push_back(
                text("the tokenizer of the model cannot be used, so the folder has none: %1",
                     phrase(model.tokenizerError().why)));
            return writeJsonFile("config.json", config);
        }
        const Tokenizer& tokenizer = *model.tokenizer();
        INK_TRY(file, GgufFile::open(model.path()));
        INK_TRY(vocabulary, readVocabulary(*file));
        INK_TRY(files, filesOfVocabulary(vocabulary, tokenizer, model.config().context, file->name()));
        Json generation = Json::object();
        const auto setId = [&](const char* key, TokenId id) {
            if (id < 0) return;
            config[key] = id;
            generation[key] = id;
        };
        setId("bos_token_id", tokenizer.bos());
        setId("eos_token_id", tokenizer.eos());
        setId("pad_token_id", tokenizer.padding());
        if (!files.generationStops.is_null()) generation["eos_token_id"] = files.generationStops;
        INK_CHECK(writeJsonFile("config.json", config));
        INK_CHECK(writeJsonFile("generation_config.json", generation));
        INK_CHECK(writeJsonFile("tokenizer_config.json", files.config));
        INK_CHECK(writeJsonFile("special_tokens_map.json", files.specialTokens));
        return m_folder.write("tokenizer.json", dumpJson(files.tokenizer, -1));
    }

    /// Neighbours together, none above the limit but a single tensor that is.
    std::vector<std::vector<const ExportTensor*>> shards() const {
        std::vector<std::vector<const ExportTensor*>> all(1);
        uint64_t bytes = 0;
        for (const ExportTensor& tensor : m_job.tensors) {
            if (bytes > 0 && bytes + tensor.bytes() > m_job.options.shardBytes) {
                all.emplace_back();
                bytes = 0;
            }
            bytes += tensor.bytes();
            all.back().push_back(&tensor);
        }
        return all;
    }

    Status writeWeights() {
        TensorStream stream(m_job.streamOptions());
        const auto files = shards();
        Json map = Json::object();
        for (size_t i = 0; i < files.size(); ++i) {
            char name[64] = "model.safetensors";
            if (files.size() > 1)
                std::snprintf(name, sizeof name, "model-%05zu-of-%05zu.safetensors", i + 1, files.size());
            std::vector<SafeTensorToWrite> tensors;
            for (const ExportTensor* tensor : files[i]) {
                tensors.push_back(
                    {.name = tensor->name,
                     .type = *toSafeType(tensor->type),
                     .shape = tensor->shape,
                     .write = [&stream, tensor](FileWriter& file) { return stream.write(*tensor, file); }});
                map[tensor->name] = name;
            }
            INK_CHECK(writeSafetensors(m_folder.path() / name, std::move(tensors)));
        }
        if (files.size() == 1) return {};
        return writeJsonFile("model.safetensors.index.json",
                             {{"metadata", {{"total_size", m_job.bytes}}}, {"weight_map", map}});
    }

    ConvertJob& m_job;
    AtomicFolder& m_folder;
};

uint64_t folderBytes(const fs::path& folder) {
    uint64_t bytes = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (entry.is_regular_file(error)) bytes += entry.file_size(error);
    return bytes;
}

} // namespace

Status writeHuggingFaceModel(ConvertJob& job) {
    const auto existing =
        job.options.replace ? AtomicFolder::Existing::Replace : AtomicFolder::Existing::Refuse;
    INK_TRY(folder, AtomicFolder::create(job.options.target, existing));
    INK_CHECK(Folder(job, folder).write());
    if (job.options.stop.stop_requested()) return fail(ErrorCode::Cancelled, "the conversion was stopped");
    INK_CHECK(folder.commit({{"source", job.model->path().filename().string()}}));
    job.result.bytes = folderBytes(job.options.target);
    return {};
}

} // namespace inkstone
