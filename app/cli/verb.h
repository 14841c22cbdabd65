#pragma once
// The frame of a verb. A verb's file exposes one function that adds its verbs to the table:
//
//     void addTokenizeVerbs(VerbTable& verbs) {
//         auto args = std::make_shared<TokenizeArgs>();
//         CLI::App& app = verbs.add("tokenize", "Turn text from stdin into token ids",
//                                   [args](VerbContext& context) { return tokenize(*args, context); });
//         app.add_option("--model", args->model, "GGUF file, Hugging Face folder or name")->required();
//     }
//
// and is named once in verbs.cpp. Errors are values: exit code 1 and one line on stderr; ErrorCode::Cancelled
// is 130; wrong usage (2) is found by CLI11 before the verb runs.

#include "app/cli/console.h"
#include "app/cli/interrupt.h"
#include "app/cli/terminal_sink.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

namespace inkstone::cli {

constexpr int exitDone = 0, exitFailed = 1, exitUsage = 2, exitCancelled = 130;

/// The flags every verb has.
struct CommonOptions {
    std::string device = "auto"; ///< auto, cpu, cuda, cuda:N
    int threads = 0;             ///< 0: all cores
    uint64_t seed = 42;
    bool json = false, quiet = false;
    std::string project = "inkstone-project";
    std::string compute; ///< auto, f32, bf16, int8; empty: the verb's default
};

/// What a running verb works with.
struct VerbContext {
    const CommonOptions& options;
    Console& console;
    Interrupt& interrupt;
    TerminalSink& sink; ///< progress, warnings and generated text on the terminal

    std::stop_token stop() const { return interrupt.token(); }
};

using VerbRun = std::function<Status(VerbContext&)>;

class VerbTable {
public:
    VerbTable(CLI::App& root, CommonOptions& common) : m_root(root), m_common(common) {}

    /// `path` is "tokenize" or "model info"; the group "model" appears by itself. The verb's options go onto
    /// the returned app. `group` is the heading in the list of verbs.
    CLI::App& add(const std::string& path, const std::string& summary, VerbRun run);
    /// Gives a group of verbs its line in the list.
    void describeGroup(const std::string& name, const std::string& summary);

    /// The deepest verb on the command line; null when only a group was named, or nothing.
    const VerbRun* chosen() const;

private:
    CLI::App& child(CLI::App& parent, const std::string& name);
    void addCommonFlags(CLI::App& app);

    CLI::App& m_root;
    CommonOptions& m_common;
    std::map<const CLI::App*, VerbRun> m_runs;
};

/// Every verb there is.
void addAllVerbs(VerbTable& verbs);

} // namespace inkstone::cli
