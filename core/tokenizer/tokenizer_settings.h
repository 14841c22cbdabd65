#pragma once
// What stands beside a tokenizer in a Hugging Face folder: tokenizer_config.json, chat_template.jinja,
// generation_config.json. All of them may be absent.

#include "core/tokenizer/special_tokens.h"

#include <nlohmann/json.hpp>

namespace inkstone {

struct TokenizerSettings {
    std::string bos, eos, unknown, padding; ///< "" when not named
    std::optional<bool> addBos, addEos;
    std::string chatTemplate;
    std::vector<AddedToken> added; ///< added_tokens_decoder
    std::vector<TokenId> ends;     ///< eos_token_id of generation_config.json
};

Result<TokenizerSettings> readTokenizerSettings(const std::filesystem::path& folder);

/// {"content": ..., "lstrip": ...} with the id given or inside.
Result<AddedToken> readAddedToken(const nlohmann::ordered_json& json, int64_t id, const std::string& where);

} // namespace inkstone
