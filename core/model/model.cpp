#include "core/model/model.h"

#include "core/model/loaders.h"
#include "core/tokenizer/internlm2_protocol.h"

namespace inkstone {

Result<std::shared_ptr<const Model>> Model::open(const std::filesystem::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
        return fail(ErrorCode::NotFound, "cannot open the model", path.string(),
                    "there is no such file or folder",
                    "check the path, or see the names that `model list` shows");
    return fs::is_directory(status) ? loadHuggingFace(path) : loadGguf(path);
}

Status Model::adoptTemplate(const std::string& source) {
    m_ownTemplate = !source.empty();
    INK_TRY(parsed, ChatTemplate::parse(m_ownTemplate ? source : std::string(chatMlTemplate)));
    m_chatTemplate = std::move(parsed);
    return {};
}

Status Model::adoptTemplateFor(const Tokenizer& tokenizer) {
    INK_CHECK(adoptTemplate(internLm2TemplateFor(tokenizer.chatTemplate(), tokenizer)));
    m_ownTemplate = !tokenizer.chatTemplate().empty();
    return {};
}

Result<std::shared_ptr<const Tokenizer>> requireTokenizer(const Model& model) {
    if (model.tokenizer()) return model.tokenizer();
    return fail(model.tokenizerError());
}

Status requireLanguageModel(const Model& model) {
    if (!model.config().rewardHead) return {};
    return fail(ErrorCode::Unsupported, "cannot use the model so", model.path().string(),
                "it is a reward model: it scores conversations and writes none",
                "choose a model that writes, or score conversations with `inkstone-cli reward`");
}

Status requireIntact(const Model& model) {
    if (model.intact()) return {};
    return fail(ErrorCode::Io, "the model file changed while it was in use", model.path().string(),
                "it is shorter than when it was opened", "restore the file and open it again");
}

} // namespace inkstone
