#include "core/tokenizer/tokenizer.h"

namespace inkstone {

Result<std::shared_ptr<const Tokenizer>> openTokenizer(const std::filesystem::path& folder) {
    return fail(ErrorCode::Unsupported, "cannot open the tokenizer", folder.string(),
                "tokenizer folders are not read yet");
}

Result<std::shared_ptr<const Tokenizer>> openSentencePiece(const std::filesystem::path& file) {
    return fail(ErrorCode::Unsupported, "cannot open the tokenizer", file.string(),
                "SentencePiece files are not read yet");
}

} // namespace inkstone
