// inkstone-cli: everything the window does, for servers, scripts and tests. See `inkstone-cli --help`.

#include "app/cli/verb.h"
#include "app/program_log.h"

#include <iostream>

using namespace inkstone;
using namespace inkstone::cli;

namespace {

constexpr const char* about = "Inkstone without a window: models, data, training, evaluation.\n"
                              "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 cancelled by Ctrl+C.\n"
                              "MODEL is a GGUF file, a Hugging Face folder, or a name of `model list`.\n"
                              "ADAPTER is a PEFT folder or the name of a run in the project.";

Error usageError(std::string why) {
    return {ErrorCode::InvalidArgument, "wrong usage", "command line", std::move(why),
            "See inkstone-cli VERB --help"};
}

int failed(const Error& error, Console& console) {
    logError("cli", "failed: " + forLog(error));
    console.error(error);
    return exitFailed;
}

int report(const Status& status, Console& console) {
    if (status) {
        if (!console.flush())
            return failed({ErrorCode::Io,
                           "cannot write the result",
                           "standard output",
                           "the disk is full or the pipe closed",
                           {}},
                          console);
        logInfo("cli", "done");
        return exitDone;
    }
    console.flush();
    if (status.error().code != ErrorCode::Cancelled) return failed(status.error(), console);
    logInfo("cli", "cancelled");
    console.note("cancelled");
    return exitCancelled;
}

int run(const VerbRun& verb, const CommonOptions& options, Console& console) {
    Interrupt interrupt;
    TerminalSink sink(console);
    VerbContext context{options, console, interrupt, sink};
    try {
        return report(verb(context), console);
    } catch (const std::bad_alloc&) {
        return failed({ErrorCode::OutOfMemory, "stopped", "memory", "there is not enough free memory",
                       "Close other programs, or take a smaller model, context or batch"},
                      console);
    } catch (const std::system_error& e) {
        return failed({ErrorCode::OutOfMemory, "stopped", "inkstone-cli", e.what(),
                       "The system gives no more threads or memory; close other programs"},
                      console);
    } catch (const std::exception& e) {
        return failed({ErrorCode::Internal, "stopped", "inkstone-cli", e.what(), "This is a mistake of ours"},
                      console);
    }
}

/// The verb as it was typed, without its flags: they may hold a prompt.
std::string verbWords(const CLI::App& app) {
    std::string words;
    for (const CLI::App* verb : app.get_subcommands()) words += " " + verb->get_name() + verbWords(*verb);
    return words;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app(about, "inkstone-cli");
    app.set_version_flag("--version", "inkstone-cli " INKSTONE_VERSION);
    app.require_subcommand(0, 1);
    CommonOptions options;
    VerbTable verbs(app, options);
    addAllVerbs(verbs);

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) {
        return app.exit(asked); // --help, --version
    } catch (const CLI::ParseError& e) {
        Console({}).error(usageError(e.what()));
        return exitUsage;
    }

    Console console({options.json, options.quiet});
    const VerbRun* verb = verbs.chosen();
    if (!verb) {
        std::cerr << app.help();
        console.error(usageError("a verb is missing"));
        return exitUsage;
    }
    startProgramLog("inkstone-cli", LogLevel::Off);
    logInfo("cli", "verb" + verbWords(app));
    return run(*verb, options, console);
}
