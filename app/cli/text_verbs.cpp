// tokenize, detokenize, render: what a model sees of a text.
#include "app/cli/messages.h"
#include "app/cli/model_options.h"
#include "app/cli/verbs.h"
#include "core/tokenizer/rendered_prompt.h"

namespace inkstone::cli {

namespace {

struct TokenizeArgs {
    std::string model;
    bool noSpecial = false, parseSpecial = false;
};

struct RenderArgs {
    std::string model, messages, tools;
    bool noGenerationPrompt = false;
};

std::string idLine(const std::vector<TokenId>& ids) {
    std::string line;
    for (const TokenId id : ids) line.append(line.empty() ? "" : " ").append(std::to_string(id));
    return line + "\n";
}

Status tokenize(const TokenizeArgs& args, VerbContext& context) {
    INK_TRY(model, openModel(args.model, context.options));
    INK_TRY(tokenizer, requireTokenizer(*model));
    INK_TRY(text, readStandardInput());
    INK_TRY(ids, tokenizer->encode(text, {.addSpecial = !args.noSpecial, .parseSpecial = args.parseSpecial}));
    Json pieces = Json::array();
    for (const TokenId id : ids) pieces.push_back(tokenizer->piece(id));
    context.console.result({{"ids", ids}, {"pieces", std::move(pieces)}});
    context.console.print(idLine(ids));
    return {};
}

Status detokenize(const TokenizeArgs& args, VerbContext& context) {
    INK_TRY(model, openModel(args.model, context.options));
    INK_TRY(tokenizer, requireTokenizer(*model));
    INK_TRY(input, readStandardInput());
    std::vector<TokenId> ids;
    if (input.find_first_not_of(" \t\r\n[]") != std::string::npos) {
        INK_TRY(parsed, parseIds(input, "standard input"));
        ids = std::move(parsed);
    }
    INK_TRY(text, tokenizer->decode(ids, !args.noSpecial));
    context.console.result({{"text", text}});
    context.console.print(text);
    return {};
}

Status render(const RenderArgs& args, VerbContext& context) {
    INK_TRY(model, openModel(args.model, context.options));
    INK_TRY(tokenizer, requireTokenizer(*model));
    INK_TRY(messages, readMessages(args.messages));
    ConversationOptions options;
    options.render.addGenerationPrompt = !args.noGenerationPrompt;
    if (!args.tools.empty()) {
        INK_TRY(tools, readTools(args.tools));
        options.render.tools = std::move(tools);
    }
    INK_TRY(prompt, encodeConversation(*tokenizer, *model->chatTemplate(), messages, options));
    context.console.result({{"text", prompt.text}, {"ids", prompt.ids}});
    context.console.print(prompt.text);
    return {};
}

} // namespace

void addTextVerbs(VerbTable& verbs) {
    const auto in = std::make_shared<TokenizeArgs>();
    CLI::App& tokenizeApp = verbs.add("tokenize", "Token ids of the text on stdin",
                                      [in](VerbContext& context) { return tokenize(*in, context); });
    addModelOption(tokenizeApp, in->model);
    tokenizeApp.add_flag("--no-special", in->noSpecial, "Add no BOS or EOS, whatever the model says");
    tokenizeApp.add_flag("--parse-special", in->parseSpecial,
                         "Text like <|im_end|> becomes its special token");

    const auto out = std::make_shared<TokenizeArgs>();
    CLI::App& detokenizeApp = verbs.add("detokenize", "Text of the token ids on stdin",
                                        [out](VerbContext& context) { return detokenize(*out, context); });
    addModelOption(detokenizeApp, out->model);
    detokenizeApp.add_flag("--no-special", out->noSpecial, "Leave special tokens out of the text");

    const auto chat = std::make_shared<RenderArgs>();
    CLI::App& renderApp =
        verbs.add("render", "The exact text and ids a conversation becomes by the chat template",
                  [chat](VerbContext& context) { return render(*chat, context); });
    addModelOption(renderApp, chat->model);
    renderApp
        .add_option("--messages", chat->messages, R"(JSON file: [{"role": "user", "content": "..."}, ...])")
        ->required()
        ->type_name("FILE");
    renderApp.add_option("--tools", chat->tools, "JSON file with a list of tool descriptions")
        ->type_name("FILE");
    renderApp.add_flag("--no-generation-prompt", chat->noGenerationPrompt,
                       "Do not open the answer after the last message");
}

} // namespace inkstone::cli
