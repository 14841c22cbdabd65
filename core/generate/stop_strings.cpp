#include "core/generate/stop_strings.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace inkstone {

namespace {

/// Length of the longest end of `text` that is a beginning of `stop`, but not all of it.
size_t unfinishedMatch(std::string_view text, std::string_view stop) {
    for (size_t length = std::min(text.size(), stop.size() - 1); length > 0; --length)
        if (stop.starts_with(text.substr(text.size() - length))) return length;
    return 0;
}

} // namespace

Result<StopStrings> StopStrings::make(std::vector<std::string> stops) {
    for (const std::string& stop : stops) {
        if (stop.empty())
            return fail(ErrorCode::InvalidArgument, "cannot stop at a string", "stop", "it is empty");
        if (!isValidUtf8(stop))
            return fail(ErrorCode::InvalidArgument, "cannot stop at a string", escapeForDisplay(stop),
                        "it is not valid UTF-8");
    }
    StopStrings result;
    result.m_stops = std::move(stops);
    return result;
}

std::string StopStrings::push(std::string_view piece) {
    if (m_stopped) return {};
    m_held += piece;
    size_t end = std::string::npos;
    for (const std::string& stop : m_stops) end = std::min(end, m_held.find(stop));
    m_stopped = end != std::string::npos;
    size_t held = 0;
    if (!m_stopped) {
        for (const std::string& stop : m_stops) held = std::max(held, unfinishedMatch(m_held, stop));
        end = m_held.size() - held;
    }
    std::string shown = m_held.substr(0, end);
    m_held.erase(0, m_stopped ? std::string::npos : end);
    return shown;
}

std::string StopStrings::finish() { return std::exchange(m_held, {}); }

} // namespace inkstone
