#pragma once
// strftime_now of chat templates.

#include <cstdint>
#include <optional>
#include <string>

namespace inkstone::jinja {

/// Formats `time` (Unix seconds, shown in UTC) or, without it, the local time of now, by C's strftime with
/// English names.
std::string strftimeNow(const std::string& format, std::optional<int64_t> time);

} // namespace inkstone::jinja
