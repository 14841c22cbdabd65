#pragma once
// A SentencePiece model run by Google's library, with added tokens laid over it.

#include "core/tokenizer/tokenizer_settings.h"

namespace inkstone {

/// `bytes`: the .model file, read whole; `name` is for messages.
Result<std::shared_ptr<const Tokenizer>>
makeSentencePiece(std::string bytes, const TokenizerSettings& settings, const std::string& name);

} // namespace inkstone
