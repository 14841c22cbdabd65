#include "core/tokenizer/chat_template.h"

#include "core/base/utf8.h"
#include "core/tokenizer/jinja_interpreter.h"
#include "core/tokenizer/jinja_parser.h"

namespace inkstone {

const char* const chatMlTemplate =
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

namespace {

/// Older names of a message's reasoning are offered under the newer ones too, as transformers does.
void aliasReasoning(OrderedJson& message) {
    if (!message.is_object()) return;
    for (const char* name : {"reasoning_content", "thinking", "reasoning"}) {
        const auto found = message.find(name);
        if (found == message.end() || found->is_null()) continue;
        const OrderedJson reasoning = *found;
        if (!message.contains("thinking")) {
            OrderedJson first = OrderedJson::object();
            first["thinking"] = reasoning;
            for (const auto& [key, value] : message.items()) first[key] = value;
            message = std::move(first);
        }
        message["reasoning_content"] = reasoning;
        return;
    }
}

OrderedJson toJson(const Message& message) {
    OrderedJson json = {{"role", replaceInvalidUtf8(message.role)},
                        {"content", replaceInvalidUtf8(message.content)}};
    if (message.extra.is_object()) {
        for (const auto& [key, value] : message.extra.items()) json[key] = value;
    }
    return json;
}

class JinjaTemplate final : public ChatTemplate {
public:
    JinjaTemplate(std::string source, jinja::Body body)
        : m_source(std::move(source)), m_body(std::move(body)) {}

    Result<Rendered> render(const std::vector<Message>& messages,
                            const RenderOptions& options) const override {
        OrderedJson list = OrderedJson::array();
        for (const Message& message : messages) list.push_back(toJson(message));
        return renderJson(list, options);
    }

    Result<Rendered> renderJson(const OrderedJson& messages, const RenderOptions& options) const override {
        if (!messages.is_array())
            return fail(ErrorCode::InvalidArgument, "cannot render the chat template", "messages",
                        text("expected a list, found %1", messages.type_name()));
        OrderedJson list = messages;
        for (OrderedJson& message : list) aliasReasoning(message);

        bool tooDeep = false;
        std::vector<std::pair<std::string, jinja::Value>> variables;
        const auto set = [&](const std::string& name, jinja::Value value) {
            for (auto& [known, old] : variables) {
                if (known == name) {
                    old = std::move(value);
                    return;
                }
            }
            variables.emplace_back(name, std::move(value));
        };
        set("messages", jinja::fromJson(list, tooDeep));
        set("tools", jinja::fromJson(options.tools, tooDeep));
        set("documents", jinja::Value::none());
        set("add_generation_prompt", jinja::Value::boolean(options.addGenerationPrompt));
        if (!options.bosToken.empty()) set("bos_token", jinja::Value::string(options.bosToken));
        if (!options.eosToken.empty()) set("eos_token", jinja::Value::string(options.eosToken));
        if (options.extra.is_object()) {
            for (const auto& [key, value] : options.extra.items()) set(key, jinja::fromJson(value, tooDeep));
        }
        if (tooDeep)
            return fail(ErrorCode::InvalidArgument, "cannot render the chat template", "messages",
                        text("they nest deeper than %1", jinja::maxNesting));
        return jinja::Interpreter(std::move(variables), options.fixedTime).run(m_body);
    }

    const std::string& source() const override { return m_source; }

private:
    std::string m_source;
    jinja::Body m_body;
};

} // namespace

Result<std::shared_ptr<const ChatTemplate>> ChatTemplate::parse(std::string source) {
    INK_TRY(tokens, jinja::tokenize(source));
    INK_TRY(body, jinja::parse(std::move(tokens)));
    return std::make_shared<const JinjaTemplate>(std::move(source), std::move(body));
}

} // namespace inkstone
