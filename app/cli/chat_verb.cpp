// chat: a conversation in the terminal.
#include "app/cli/line_reader.h"
#include "app/cli/model_options.h"
#include "app/cli/sampling_options.h"
#include "app/cli/verbs.h"
#include "core/base/utf8.h"

namespace inkstone::cli {

namespace {

constexpr const char* help =
    "/reset          begin anew\n"
    "/system TEXT    begin anew with this system text; without a text: the template's own\n"
    "/retry          answer the last question again, with the next seed\n"
    "/quit           leave (as Ctrl+C and Ctrl+D do); Ctrl+C during an answer stops it\n";

struct ChatArgs {
    ModelOptions model;
    std::string system;
    GenerationOptions options;
};

class Chat {
public:
    Chat(const ChatArgs& args, VerbContext& context, std::unique_ptr<Generator> generator)
        : m_context(context), m_generator(std::move(generator)), m_options(args.options),
          m_system(args.system) {
        m_options.sampling.seed = context.options.seed;
        reset();
    }

    /// False when the conversation is over.
    bool take(const std::string& line) {
        if (line.find_first_not_of(" \t") == std::string::npos) return true;
        if (line.front() == '/') return command(line);
        m_messages.push_back({.role = "user", .content = replaceInvalidUtf8(line)});
        answer();
        return true;
    }

private:
    void reset() {
        m_messages.clear();
        if (!m_system.empty()) m_messages.push_back({.role = "system", .content = m_system});
    }

    bool command(const std::string& line) {
        if (line == "/quit" || line == "/exit") return false;
        if (line == "/reset") {
            reset();
            m_context.console.note("a new conversation");
        } else if (line == "/system" || line.starts_with("/system ")) {
            m_system = replaceInvalidUtf8(line.size() > 8 ? line.substr(8) : "");
            reset();
            m_context.console.note(m_system.empty() ? "a new conversation"
                                                    : "a new conversation, with your system text");
        } else if (line == "/retry") {
            retry();
        } else {
            m_context.console.note(help);
        }
        return true;
    }

    void retry() {
        if (!m_messages.empty() && m_messages.back().role == "assistant") m_messages.pop_back();
        if (m_messages.empty() || m_messages.back().role != "user")
            return m_context.console.note("there is nothing to answer yet");
        ++m_options.sampling.seed;
        answer();
    }

    void answer() {
        const Result<Generation> made = generate();
        // Ctrl+C stopped this answer, not the conversation.
        m_context.interrupt.rearm();
        if (!made) {
            m_context.console.error(made.error());
            m_messages.pop_back();
            return;
        }
        m_context.console.print("\n");
        if (made->finish == FinishReason::Cancelled) m_context.console.note("(stopped)");
        if (m_context.console.outputIsTerminal()) m_context.console.note(speedLine(*made));
        if (m_context.console.json())
            m_context.console.line({{"text", made->text},
                                    {"finish_reason", name(made->finish)},
                                    {"prompt_tokens", made->promptTokens},
                                    {"reused_tokens", made->reusedTokens},
                                    {"completion_tokens", made->completionTokens}});
        m_messages.push_back({.role = "assistant", .content = made->text});
    }

    Result<Generation> generate() {
        INK_TRY(prompt, chatPrompt(m_generator->model().model(), m_messages));
        return m_generator->generate(prompt.ids, m_options, m_context.stop(), m_context.sink);
    }

    VerbContext& m_context;
    std::unique_ptr<Generator> m_generator;
    GenerationOptions m_options;
    std::string m_system;
    std::vector<Message> m_messages;
};

Status chat(const ChatArgs& args, VerbContext& context) {
    INK_TRY(loaded, loadModel(args.model, Compute::Auto, context));
    INK_TRY(generator, Generator::make(loaded.prepared, loaded.adapter,
                                       {.threads = context.options.threads, .cacheType = loaded.cacheType}));
    context.console.note(loaded.prepared->model().path().filename().string() +
                         "; /help lists the commands, Ctrl+C stops an answer or leaves");
    context.sink.streamText(true);
    Chat conversation(args, context, std::move(generator));
    LineReader lines(context.interrupt);
    while (true) {
        if (context.console.outputIsTerminal()) context.console.print("> ");
        const auto line = lines.next();
        if (!line || !conversation.take(*line)) break;
    }
    if (context.console.outputIsTerminal()) context.console.print("\n");
    return {};
}

} // namespace

void addChatVerb(VerbTable& verbs) {
    const auto args = std::make_shared<ChatArgs>();
    CLI::App& app = verbs.add("chat", "A conversation in the terminal",
                              [args](VerbContext& context) { return chat(*args, context); });
    addModelOptions(app, args->model);
    addCacheOption(app, args->model.cacheType);
    app.add_option("--system", args->system, "System text; without it the template's own stays");
    args->options.maxTokens = 1024;
    addSamplingOptions(app, args->options);
    app.footer(std::string("Inside:\n") + help);
}

} // namespace inkstone::cli
