#pragma once
// A conversation in a JSON file: a list of {"role", "content", ...}, or an object whose "messages" is that
// list.

#include "core/base/json.h"
#include "core/tokenizer/chat_template.h"

#include <string>
#include <vector>

namespace inkstone::cli {

Result<std::vector<Message>> readMessages(const std::string& file);
/// A list of tool descriptions, as OpenAI has them.
Result<OrderedJson> readTools(const std::string& file);
/// All of standard input, at most 64 MB.
Result<std::string> readStandardInput();

} // namespace inkstone::cli
