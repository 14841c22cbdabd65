#include "core/model/gguf_vocabulary.h"

namespace inkstone {

namespace {

/// The ids with a meaning, by the names GGUF has for them.
constexpr std::pair<const char*, std::optional<TokenId> GgufVocabulary::*> idKeys[] = {
    {"bos_token_id", &GgufVocabulary::bos},         {"eos_token_id", &GgufVocabulary::eos},
    {"eot_token_id", &GgufVocabulary::eot},         {"eom_token_id", &GgufVocabulary::eom},
    {"unknown_token_id", &GgufVocabulary::unknown}, {"padding_token_id", &GgufVocabulary::padding}};

} // namespace

Result<GgufVocabulary> readVocabulary(const GgufFile& file) {
    GgufVocabulary v;
    const auto id = [&](const char* name) -> Result<std::optional<TokenId>> {
        const std::string key = std::string("tokenizer.ggml.") + name;
        if (!file.has(key)) return std::optional<TokenId>{};
        INK_TRY(value, file.integer(key, -1, INT32_MAX));
        return value < 0 ? std::optional<TokenId>{} : TokenId(value);
    };
    INK_TRY(model, file.string("tokenizer.ggml.model"));
    INK_TRY(pre, file.stringOr("tokenizer.ggml.pre", ""));
    INK_TRY(tokens, file.strings("tokenizer.ggml.tokens"));
    v.model = model;
    v.pre = pre;
    v.tokens = std::move(tokens);
    if (file.has("tokenizer.ggml.scores")) {
        INK_TRY(scores, file.floats("tokenizer.ggml.scores"));
        v.scores = std::move(scores);
    }
    if (file.has("tokenizer.ggml.token_type")) {
        INK_TRY(types, file.integers("tokenizer.ggml.token_type"));
        v.tokenTypes = std::move(types);
    }
    if (file.has("tokenizer.ggml.merges")) {
        INK_TRY(merges, file.strings("tokenizer.ggml.merges"));
        v.merges = std::move(merges);
    }
    for (const auto& [name, member] : idKeys) {
        INK_TRY(value, id(name));
        v.*member = value;
    }
    INK_TRY(addBos, file.optionalBoolean("tokenizer.ggml.add_bos_token"));
    INK_TRY(addEos, file.optionalBoolean("tokenizer.ggml.add_eos_token"));
    INK_TRY(addSpace, file.optionalBoolean("tokenizer.ggml.add_space_prefix"));
    INK_TRY(chatTemplate, file.stringOr("tokenizer.chat_template", ""));
    v.addBos = addBos;
    v.addEos = addEos;
    v.addSpacePrefix = addSpace;
    v.chatTemplate = std::move(chatTemplate);
    return v;
}

void writeVocabulary(const GgufVocabulary& v, GgufWriter& writer) {
    const std::string prefix = "tokenizer.ggml.";
    writer.setString(prefix + "model", v.model);
    if (!v.pre.empty()) writer.setString(prefix + "pre", v.pre);
    writer.setStrings(prefix + "tokens", v.tokens);
    if (!v.scores.empty()) writer.setF32s(prefix + "scores", v.scores);
    if (!v.tokenTypes.empty()) writer.setI32s(prefix + "token_type", v.tokenTypes);
    if (!v.merges.empty()) writer.setStrings(prefix + "merges", v.merges);
    for (const auto& [name, member] : idKeys)
        if (v.*member) writer.setU32(prefix + name, uint32_t(*(v.*member)));
    const std::pair<const char*, std::optional<bool>> flags[] = {
        {"add_bos_token", v.addBos}, {"add_eos_token", v.addEos}, {"add_space_prefix", v.addSpacePrefix}};
    for (const auto& [name, value] : flags)
        if (value) writer.setBool(prefix + name, *value);
    if (!v.chatTemplate.empty()) writer.setString("tokenizer.chat_template", v.chatTemplate);
}

} // namespace inkstone
