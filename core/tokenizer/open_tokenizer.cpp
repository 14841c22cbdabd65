#include "core/base/file.h"
#include "core/tokenizer/sentencepiece_tokenizer.h"
#include "core/tokenizer/tokenizer_json.h"

namespace inkstone {

namespace {
constexpr uint64_t largestFile = uint64_t(256) << 20;
}

Result<std::shared_ptr<const Tokenizer>> openTokenizer(const fs::path& folder) {
    INK_TRY(settings, readTokenizerSettings(folder));
    std::error_code ignored;
    if (const fs::path file = folder / "tokenizer.json"; fs::exists(file, ignored)) {
        INK_TRY(json, readFile(file, largestFile));
        return parseTokenizerJson(json, settings, file.string());
    }
    if (const fs::path file = folder / "tokenizer.model"; fs::exists(file, ignored)) {
        INK_TRY(bytes, readFile(file, largestFile));
        return makeSentencePiece(std::move(bytes), settings, file.string());
    }
    return fail(ErrorCode::NotFound, "cannot open the tokenizer", folder.string(),
                "the folder has neither tokenizer.json nor tokenizer.model",
                "download the model's tokenizer files into it");
}

Result<std::shared_ptr<const Tokenizer>> openSentencePiece(const fs::path& file) {
    INK_TRY(bytes, readFile(file, largestFile));
    return makeSentencePiece(std::move(bytes), {}, file.string());
}

} // namespace inkstone
