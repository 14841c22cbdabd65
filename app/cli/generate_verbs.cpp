// generate: one answer.
#include "app/cli/messages.h"
#include "app/cli/model_options.h"
#include "app/cli/sampling_options.h"
#include "app/cli/verbs.h"

namespace inkstone::cli {

namespace {

struct GenerateArgs {
    ModelOptions model;
    std::string prompt, raw, messages, ids;
    CLI::Option *hasPrompt = nullptr, *hasRaw = nullptr, *hasMessages = nullptr;
    GenerationOptions options;
};

Result<std::vector<TokenId>> promptIds(const GenerateArgs& args, const Model& model) {
    if (*args.hasPrompt) {
        INK_TRY(prompt, chatPrompt(model, {Message{.role = "user", .content = args.prompt}}));
        return std::move(prompt.ids);
    }
    if (*args.hasMessages) {
        INK_TRY(messages, readMessages(args.messages));
        INK_TRY(prompt, chatPrompt(model, messages));
        return std::move(prompt.ids);
    }
    if (*args.hasRaw) {
        INK_TRY(prompt, textPrompt(model, args.raw));
        return std::move(prompt.ids);
    }
    return parseIds(args.ids, "--raw-ids");
}

Status generate(const GenerateArgs& args, VerbContext& context) {
    INK_TRY(loaded, loadModel(args.model, Compute::Auto, context));
    INK_TRY(prompt, promptIds(args, loaded.prepared->model()));
    INK_TRY(generator, Generator::make(loaded.prepared, loaded.adapter,
                                       {.threads = context.options.threads, .cacheType = loaded.cacheType}));
    GenerationOptions options = args.options;
    options.sampling.seed = context.options.seed;
    context.sink.streamText(true);
    INK_TRY(answer, generator->generate(prompt, options, context.stop(), context.sink));
    context.console.print("\n");
    if (answer.finish == FinishReason::Cancelled) return fail(ErrorCode::Cancelled, "stopped");
    context.console.note(speedLine(answer));
    context.console.result({{"text", answer.text},
                            {"ids", answer.ids},
                            {"prompt_tokens", answer.promptTokens},
                            {"completion_tokens", answer.completionTokens},
                            {"finish_reason", name(answer.finish)},
                            {"prefill_tps", answer.prefillRate()},
                            {"decode_tps", answer.decodeRate()},
                            {"compute", name(loaded.prepared->compute())}});
    return {};
}

} // namespace

void addGenerateVerbs(VerbTable& verbs) {
    const auto args = std::make_shared<GenerateArgs>();
    CLI::App& app = verbs.add("generate", "Answer one prompt",
                              [args](VerbContext& context) { return generate(*args, context); });
    addModelOptions(app, args->model);
    addCacheOption(app, args->model.cacheType);
    CLI::Option_group* prompt = app.add_option_group("Prompt (one of)");
    args->hasPrompt =
        prompt->add_option("--prompt", args->prompt, "One user turn, through the chat template");
    args->hasMessages = prompt
                            ->add_option("--messages", args->messages,
                                         R"(JSON file: [{"role": "user", "content": "..."}, ...])")
                            ->type_name("FILE");
    args->hasRaw = prompt->add_option("--raw", args->raw, "Plain text to continue, without a template");
    prompt->add_option("--raw-ids", args->ids, "Token ids, as they are: 1,2,3");
    prompt->require_option(1);
    addSamplingOptions(app, args->options);
}

} // namespace inkstone::cli
