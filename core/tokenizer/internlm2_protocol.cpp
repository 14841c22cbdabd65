#include "core/tokenizer/internlm2_protocol.h"

#include "core/tokenizer/jinja_value.h"

#include <algorithm>
#include <optional>

namespace inkstone {

// What a stranger calls "<|plugin|>" stays text: the names below are the template's own.
const char* const internLm2Template = R"jinja(
{%- set marks = {'plugin': '<|plugin|>', 'interpreter': '<|interpreter|>'} %}
{%- macro content_of(message) %}
    {%- if message.content is string %}
        {{- message.content }}
    {%- elif message.content is iterable and message.content is not mapping %}
        {%- for part in message.content %}
            {{- part if part is string else part.text | default('') }}
        {%- endfor %}
    {%- elif message.content is mapping %}
        {{- message.content | tojson }}
    {%- endif %}
{%- endmacro %}
{%- macro call_of(call) %}
    {%- set function = call.function | default(call) %}
    {%- set given = function.parameters | default(function.arguments) | default({}) %}
    {%- if call.type == 'interpreter' or function.name == 'interpreter' %}
        {%- set code = call.code | default(given.code if given is mapping else given) %}
        {{- '<|action_start|><|interpreter|>\n```python\n' + code + '\n```<|action_end|>' }}
    {%- else %}
        {{- '<|action_start|><|plugin|>\n{"name": ' + function.name | tojson + ', "parameters": ' }}
        {{- (given if given is string else given | tojson) + '}<|action_end|>' }}
    {%- endif %}
{%- endmacro %}
{%- macro tools_block() %}
    {{- '<|im_start|>system name=<|plugin|>\n[' }}
    {%- for tool in tools %}
        {{- (tool.function | default(tool)) | tojson }}{{ ', ' if not loop.last }}
    {%- endfor %}
    {{- ']<|im_end|>\n' }}
{%- endmacro %}
{{- bos_token | default('') }}
{%- if tools and (not messages or messages[0].role != 'system') %}
    {{- tools_block() }}
{%- endif %}
{%- for message in messages %}
    {%- set name = message.name | default('') %}
    {%- set role = message.role %}
    {%- if role == 'tool' %}
        {%- set role = 'environment' %}
        {%- set name = 'interpreter' if name == 'interpreter' else 'plugin' %}
    {%- endif %}
    {{- '<|im_start|>' + role }}
    {%- if name %}
        {{- ' name=' + (marks[name] if name in marks else name) }}
    {%- endif %}
    {{- '\n' + content_of(message) }}
    {%- if role == 'assistant' and message.tool_calls %}
        {%- for call in message.tool_calls %}
            {{- call_of(call) }}
        {%- endfor %}
    {%- endif %}
    {{- '<|im_end|>\n' }}
    {%- if tools and loop.first and message.role == 'system' %}
        {{- tools_block() }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
{%- endif %}
)jinja";

namespace {

const Text what = "cannot read the tool call of an answer";
constexpr std::string_view actionStart = "<|action_start|>", actionEnd = "<|action_end|>",
                           plugin = "<|plugin|>", interpreter = "<|interpreter|>", turnEnd = "<|im_end|>",
                           turnStart = "<|im_start|>";

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// An answer cut at its special tokens. `mark` is empty for text.
struct Part {
    std::string_view mark;
    std::string text;
};

tl::unexpected<Error> refuse(size_t request, Text why) {
    return fail(ErrorCode::Corrupt, what, text("request %1", request).str(), std::move(why));
}

OrderedJson parsed(std::string_view json) {
    // Parsing goes as deep as the text nests: stop long before the stack does.
    constexpr int deepest = 100;
    bool tooDeep = false;
    const auto watch = [&](int depth, OrderedJson::parse_event_t, OrderedJson&) {
        tooDeep = tooDeep || depth > deepest;
        return !tooDeep;
    };
    OrderedJson value = OrderedJson::parse(json.begin(), json.end(), watch, false);
    return tooDeep ? OrderedJson(OrderedJson::value_t::discarded) : value;
}

Result<ToolRequest> readPlugin(std::string_view body, size_t number) {
    OrderedJson json = parsed(trimmed(body));
    if (!json.is_object()) return refuse(number, text("it is no JSON object"));
    const auto name = json.find("name");
    if (name == json.end() || !name->is_string()) return refuse(number, text("it has no \"name\""));
    ToolRequest request{.kind = ToolRequest::Kind::Plugin, .name = *name};
    auto given = json.find("parameters");
    if (given == json.end()) given = json.find("arguments");
    request.parameters = given == json.end() || given->is_null() ? OrderedJson::object() : *given;
    if (request.parameters.is_string())
        request.parameters = parsed(request.parameters.get_ref<const std::string&>());
    if (!request.parameters.is_object())
        return refuse(number, text("the parameters of \"%1\" are no JSON object", request.name));
    return request;
}

/// The code inside of ```python ... ```, or all of it where there is no fence.
ToolRequest readInterpreter(std::string_view body) {
    constexpr std::string_view fence = "```";
    ToolRequest request{.kind = ToolRequest::Kind::Interpreter};
    body = trimmed(body);
    if (!body.starts_with(fence)) {
        request.code = body;
        return request;
    }
    body.remove_prefix(fence.size());
    const size_t line = std::min(body.find('\n'), body.size());
    request.language = trimmed(body.substr(0, line));
    body.remove_prefix(std::min(line + 1, body.size()));
    if (body.ends_with(fence)) body.remove_suffix(fence.size());
    if (body.ends_with('\n')) body.remove_suffix(1);
    request.code = body;
    return request;
}

Result<InternLm2Answer> assemble(const std::vector<Part>& parts) {
    InternLm2Answer answer;
    for (size_t i = 0; i < parts.size(); ++i) {
        const size_t number = answer.requests.size() + 1;
        if (parts[i].mark.empty()) {
            answer.text += parts[i].text;
            continue;
        }
        if (parts[i].mark == turnEnd) break;
        if (parts[i].mark != actionStart)
            return refuse(number, text("%1 stands without <|action_start|>", std::string(parts[i].mark)));
        const std::string_view kind = i + 1 < parts.size() ? parts[i + 1].mark : std::string_view();
        if (kind != plugin && kind != interpreter)
            return refuse(number,
                          text("<|action_start|> is followed by neither <|plugin|> nor <|interpreter|>"));
        i += 2;
        const std::string body = i < parts.size() && parts[i].mark.empty() ? parts[i++].text : std::string();
        if (kind == plugin) {
            INK_TRY(request, readPlugin(body, number));
            answer.requests.push_back(std::move(request));
        } else {
            answer.requests.push_back(readInterpreter(body));
        }
        if (i < parts.size() && parts[i].mark != actionEnd && parts[i].mark != turnEnd)
            return refuse(number, text("%1 stands inside of it", std::string(parts[i].mark)));
        if (i < parts.size() && parts[i].mark == turnEnd) break;
    }
    return answer;
}

/// As json.dumps(ensure_ascii=False) writes it, the way the model has seen it.
std::string pythonJson(const OrderedJson& json) {
    bool tooDeep = false;
    std::string refused;
    return jinja::toJson(jinja::fromJson(json, tooDeep), {}, refused);
}

constexpr std::string_view marks[] = {actionStart, actionEnd, plugin, interpreter, turnEnd, turnStart};

std::optional<std::string_view> markAt(std::string_view text) {
    const auto found = std::find_if(std::begin(marks), std::end(marks),
                                    [&](std::string_view m) { return text.starts_with(m); });
    return found == std::end(marks) ? std::nullopt : std::optional(*found);
}

} // namespace

Result<InternLm2Answer> parseInternLm2Answer(std::string_view answer) {
    std::vector<Part> parts;
    for (size_t i = 0; i < answer.size();) {
        const auto mark = answer[i] == '<' ? markAt(answer.substr(i)) : std::nullopt;
        if (mark) {
            parts.push_back({*mark, {}});
        } else {
            if (parts.empty() || !parts.back().mark.empty()) parts.push_back({});
            parts.back().text += answer[i];
        }
        i += mark ? mark->size() : 1;
    }
    return assemble(parts);
}

Result<InternLm2Answer> parseInternLm2Answer(const Tokenizer& tokenizer, std::span<const TokenId> answer) {
    std::vector<Part> parts;
    std::vector<TokenId> plain;
    const auto flush = [&]() -> Status {
        if (plain.empty()) return {};
        INK_TRY(text, tokenizer.decode(plain, true));
        parts.push_back({{}, std::move(text)});
        plain.clear();
        return {};
    };
    for (const TokenId id : answer) {
        const bool special = tokenizer.kind(id) == TokenKind::Control;
        const auto mark = special ? markAt(tokenizer.piece(id)) : std::nullopt;
        if (!mark) {
            plain.push_back(id);
            continue;
        }
        INK_CHECK(flush());
        parts.push_back({*mark, {}});
    }
    INK_CHECK(flush());
    return assemble(parts);
}

std::string writeInternLm2Answer(const InternLm2Answer& answer) {
    std::string out = answer.text;
    for (const ToolRequest& request : answer.requests) {
        out += actionStart;
        if (request.kind == ToolRequest::Kind::Plugin) {
            out.append(plugin).append("\n{\"name\": ").append(pythonJson(request.name));
            out.append(", \"parameters\": ").append(pythonJson(request.parameters)).append("}");
        } else {
            out.append(interpreter)
                .append("\n```")
                .append(request.language.empty() ? "python" : request.language);
            out.append("\n").append(request.code).append("\n```");
        }
        out += actionEnd;
    }
    return out;
}

bool speaksInternLm2(const Tokenizer& tokenizer) {
    return std::all_of(std::begin(marks), std::end(marks), [&](std::string_view mark) {
        const auto id = tokenizer.find(mark);
        return id && tokenizer.kind(*id) == TokenKind::Control;
    });
}

std::string internLm2TemplateFor(const std::string& source, const Tokenizer& tokenizer) {
    const auto mentions = [&](const char* word) { return source.find(word) != std::string::npos; };
    const bool plain =
        source.empty() || (mentions("<|im_start|>") && mentions("'role'") && !mentions("tool") &&
                           !mentions("plugin") && !mentions("environment") && source.size() < 400);
    return plain && speaksInternLm2(tokenizer) ? internLm2Template : source;
}

} // namespace inkstone
