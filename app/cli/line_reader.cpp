#include "app/cli/line_reader.h"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace inkstone::cli {

std::optional<std::string> LineReader::takeLine() {
    const size_t end = m_buffer.find('\n');
    if (end == std::string::npos && !(m_ended && !m_buffer.empty())) return std::nullopt;
    std::string line = m_buffer.substr(0, end);
    m_buffer.erase(0, end == std::string::npos ? end : end + 1);
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::optional<std::string> LineReader::next() {
    while (true) {
        if (auto line = takeLine()) return line;
        if (m_ended) return std::nullopt;
        pollfd sources[2] = {{STDIN_FILENO, POLLIN, 0}, {m_interrupt->descriptor(), POLLIN, 0}};
        if (poll(sources, 2, -1) < 0 && errno != EINTR) return std::nullopt;
        if (sources[1].revents) return std::nullopt;
        if (!sources[0].revents) continue;
        char bytes[4096];
        const ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
        if (n > 0) m_buffer.append(bytes, size_t(n));
        if (n == 0 || (n < 0 && errno != EINTR)) m_ended = true;
    }
}

} // namespace inkstone::cli
