#include "app/cli/console.h"

#include "core/base/utf8.h"

#include <cstdio>
#include <unistd.h>

namespace inkstone::cli {

namespace {

constexpr size_t longestError = 8192;

void put(std::FILE* stream, std::string_view text) { std::fwrite(text.data(), 1, text.size(), stream); }

} // namespace

Console::Console(const ConsoleOptions& options)
    : m_options(options), m_outputIsTerminal(isatty(STDOUT_FILENO) == 1),
      m_errorIsTerminal(isatty(STDERR_FILENO) == 1) {}

void Console::clearBar() {
    if (!m_barShown) return;
    put(stderr, "\r\x1b[K");
    m_barShown = false;
}

void Console::result(const Json& value) {
    if (m_options.json) line(value);
}

void Console::line(const Json& value) {
    clearBar();
    put(stdout, value.dump(-1, ' ', false, Json::error_handler_t::replace));
    put(stdout, "\n");
    std::fflush(stdout);
}

void Console::print(std::string_view text) {
    if (m_options.json) return;
    clearBar();
    put(stdout, text);
    std::fflush(stdout);
}

void Console::note(std::string_view text) {
    if (m_options.quiet) return;
    clearBar();
    put(stderr, text);
    put(stderr, "\n");
}

void Console::error(const Error& error) {
    clearBar();
    std::string line = error.str();
    for (char& c : line)
        if (c == '\n' || c == '\r') c = ' ';
    put(stderr, "error: ");
    put(stderr, escapeForDisplay(line, longestError)); // words of the file itself may be in it
    put(stderr, "\n");
}

bool Console::flush() {
    clearBar();
    std::fflush(stderr);
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

} // namespace inkstone::cli
