#pragma once
// What a verb says, and where it goes: results to stdout, everything else to stderr. With --json stdout gets
// JSON and nothing but JSON.

#include "core/base/json.h"

#include <string_view>

namespace inkstone::cli {

struct ConsoleOptions {
    bool json = false;
    bool quiet = false;
};

class Console {
public:
    explicit Console(const ConsoleOptions& options);

    bool json() const { return m_options.json; }
    bool quiet() const { return m_options.quiet; }
    bool outputIsTerminal() const { return m_outputIsTerminal; }
    bool errorIsTerminal() const { return m_errorIsTerminal; }

    /// The verb's result for scripts: one line on stdout when --json was given, else nothing.
    void result(const Json& value);
    /// One JSON line on stdout, for verbs whose answer is lines by nature.
    void line(const Json& value);
    /// The result for people: stdout as it is, nothing when --json was given.
    void print(std::string_view text);
    /// A remark on stderr, one line; nothing when --quiet was given.
    void note(std::string_view text);
    /// Always on stderr, one line: "error: WHAT: WHERE: WHY. HINT".
    void error(const Error& error);

    /// False when something could not be written to stdout (disk full, closed pipe).
    bool flush();

private:
    friend class TerminalSink;
    void clearBar();

    ConsoleOptions m_options;
    bool m_outputIsTerminal = false, m_errorIsTerminal = false;
    bool m_barShown = false; ///< a progress bar stands on the last line of stderr
};

} // namespace inkstone::cli
