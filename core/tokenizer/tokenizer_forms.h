#pragma once
// One tokenizer in the words of another file format: tokenizer.json or tokenizer.model as the keys of a GGUF
// file, and back. A form is handed out only after it gave the same ids as the original on texts that tell the
// known ways of cutting apart; where none does, the error says so.

#include "core/base/json.h"
#include "core/tokenizer/tokenizer.h"

namespace inkstone {

/// The tokenizer of a Hugging Face folder, opened as `tokenizer`, in GGUF's words.
Result<GgufVocabulary> vocabularyOfFolder(const fs::path& folder, const Tokenizer& tokenizer);

struct HfTokenizerFiles {
    Json tokenizer;       ///< tokenizer.json
    Json config;          ///< tokenizer_config.json
    Json specialTokens;   ///< special_tokens_map.json
    Json generationStops; ///< eos_token_id of generation_config.json: an id, a list, or null
};
/// The files that make `vocabulary`'s tokenizer, opened as `tokenizer`, in a Hugging Face folder. `context`:
/// tokens the model was trained for; `name` is for messages.
Result<HfTokenizerFiles> filesOfVocabulary(const GgufVocabulary& vocabulary, const Tokenizer& tokenizer,
                                           int64_t context, const std::string& name);

/// The first text of which the two make different ids, "" when there is none.
Result<std::string> firstDifference(const Tokenizer& a, const Tokenizer& b);

} // namespace inkstone
