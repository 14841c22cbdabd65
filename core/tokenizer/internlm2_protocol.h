#pragma once
// InternLM2's way of calling tools: the chat template that writes it, and what an answer asks for. Roles may
// carry a name ("system name=<|plugin|>"), results come back as the role "environment".

#include "core/tokenizer/chat_template.h"
#include "core/tokenizer/tokenizer.h"

#include <span>

namespace inkstone {

/// What an answer wants to have done before it goes on.
struct ToolRequest {
    enum class Kind : uint8_t { Plugin, Interpreter };
    Kind kind = Kind::Plugin;
    std::string name;       ///< Plugin: of the function
    OrderedJson parameters; ///< Plugin: an object
    std::string language;   ///< Interpreter: of the fence, "python" as a rule
    std::string code;       ///< Interpreter: what stands inside the fence
};

struct InternLm2Answer {
    std::string text; ///< all that is said around the requests
    std::vector<ToolRequest> requests;
};

/// Reads an answer as the model wrote it, special tokens included. A request is
/// <|action_start|><|plugin|>\n{"name": ..., "parameters": {...}}<|action_end|> ("arguments" is read too, and
/// an object written as a string) or <|action_start|><|interpreter|>\n```python\n...\n```<|action_end|>. The
/// last <|action_end|> may be missing, since some servers stop there; a trailing <|im_end|> is left out.
/// Anything else is an error that says where.
Result<InternLm2Answer> parseInternLm2Answer(std::string_view answer);

/// The same over tokens: only real special tokens count, text that looks like one does not.
Result<InternLm2Answer> parseInternLm2Answer(const Tokenizer& tokenizer, std::span<const TokenId> answer);

/// The answer as the model writes it: "parameters", then <|action_end|>; no <|im_end|>.
std::string writeInternLm2Answer(const InternLm2Answer& answer);

/// Plain conversations as the template that InternLM2 ships renders them, byte for byte; besides names of
/// roles, `tools`, an assistant's tool_calls, and the role "tool" as environment name=<|plugin|>. A call of
/// type "interpreter" holds its code in "code" or "arguments".
extern const char* const internLm2Template;

/// Whether the tokenizer has the six special tokens of the protocol.
bool speaksInternLm2(const Tokenizer& tokenizer);

/// `source` (a model's own template, "" when none), or internLm2Template where the tokenizer speaks the
/// protocol and the own template is the plain one, which would drop tools without a word.
std::string internLm2TemplateFor(const std::string& source, const Tokenizer& tokenizer);

} // namespace inkstone
