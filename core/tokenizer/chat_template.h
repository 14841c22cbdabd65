#pragma once
// Renders a model's chat template (Jinja subset, reference: transformers' ImmutableSandboxedEnvironment with
// trim_blocks and lstrip_blocks). A template is untrusted: no host objects, capped steps, depth and output.

#include "core/base/result.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace inkstone {

using OrderedJson = nlohmann::ordered_json;

/// One turn of a conversation.
struct Message {
    std::string role; ///< "system", "user", "assistant", "tool"
    std::string content;
    OrderedJson extra; ///< further keys as they came (tool_calls, name, ...); null or an object
};

struct RenderOptions {
    bool addGenerationPrompt = true;
    OrderedJson tools; ///< null or a list
    OrderedJson extra; ///< further top-level variables; null or an object
    std::string bosToken, eosToken;
    std::optional<int64_t> fixedTime; ///< Unix seconds for strftime_now, in UTC; unset: now
};

struct Rendered {
    std::string text;
    /// [begin, end) byte ranges the template marked with {% generation %}; empty when it marks none.
    std::vector<std::pair<size_t, size_t>> generationSpans;
};

class ChatTemplate {
public:
    static Result<std::shared_ptr<const ChatTemplate>> parse(std::string source);
    virtual ~ChatTemplate() = default;
    /// raise_exception() in the template is an error with its message.
    virtual Result<Rendered> render(const std::vector<Message>& messages,
                                    const RenderOptions& options) const = 0;
    /// The same over raw JSON messages, for templates that look at unusual keys.
    virtual Result<Rendered> renderJson(const OrderedJson& messages, const RenderOptions& options) const = 0;
    virtual const std::string& source() const = 0;
};

/// ChatML, used when a model brings no template.
extern const char* const chatMlTemplate;

} // namespace inkstone
