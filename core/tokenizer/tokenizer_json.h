#pragma once
// Hugging Face's tokenizer.json with a BPE model. What is not known here is refused by its name.

#include "core/tokenizer/bpe_tokenizer.h"
#include "core/tokenizer/tokenizer_settings.h"

namespace inkstone {

/// `name` is the file's name, for messages.
Result<std::shared_ptr<const Tokenizer>>
parseTokenizerJson(std::string_view json, const TokenizerSettings& settings, const std::string& name);

/// The parts of the pipeline, each from its object in the file; null is an empty one.
Status readNormalizer(const nlohmann::ordered_json& json, const std::string& name, Normalizer& out);
/// Metaspace goes to `parts.spaces`, everything else to `parts.preTokenizer`.
Status readPreTokenizer(const nlohmann::ordered_json& json, const std::string& name,
                        BpeTokenizerParts& parts);
Status readDecoder(const nlohmann::ordered_json& json, const std::string& name, BpeTokenizerParts& parts);
Status readPostProcessor(const nlohmann::ordered_json& json, const std::string& name,
                         BpeTokenizerParts& parts);

} // namespace inkstone
