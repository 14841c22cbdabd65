#include "core/base/units.h"

#include <cmath>
#include <cstdio>

namespace inkstone {
namespace {

std::string format(const char* pattern, auto... values) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, pattern, values...);
    return buffer;
}

/// Three significant digits, never an exponent.
std::string threeDigits(double value) {
    if (value < 9.995) return format("%.2f", value);
    if (value < 99.95) return format("%.1f", value);
    return format("%.0f", value);
}

} // namespace

std::string formatBytes(uint64_t bytes) {
    if (bytes < 1000) return std::to_string(bytes) + " B";
    static constexpr const char* units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    double value = double(bytes) / 1000;
    size_t unit = 0;
    while (value >= 999.5 && unit + 1 < std::size(units)) {
        value /= 1000;
        ++unit;
    }
    return threeDigits(value) + " " + units[unit];
}

std::string formatDuration(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0) return "–";
    if (seconds < 9.95) return format("%.1f s", seconds);
    if (seconds > 1e12) return format("%.0f d", seconds / 86400);
    const auto whole = int64_t(std::llround(seconds));
    const auto days = (long long)(whole / 86400), hours = (long long)(whole / 3600 % 24);
    const auto minutes = (long long)(whole / 60 % 60), rest = (long long)(whole % 60);
    if (days > 0) return hours ? format("%lld d %lld h", days, hours) : format("%lld d", days);
    if (hours > 0) return minutes ? format("%lld h %02lld min", hours, minutes) : format("%lld h", hours);
    if (minutes > 0) return rest ? format("%lld min %02lld s", minutes, rest) : format("%lld min", minutes);
    return format("%lld s", rest);
}

std::string formatCount(int64_t count) {
    std::string digits = std::to_string(count);
    const int64_t first = count < 0 ? 1 : 0;
    for (auto at = int64_t(digits.size()) - 3; at > first; at -= 3) digits.insert(size_t(at), 1, ',');
    return digits;
}

std::string formatRate(double perSecond) {
    if (!std::isfinite(perSecond) || perSecond < 0) return "–";
    return perSecond < 99.95 ? threeDigits(perSecond) : formatCount(int64_t(std::llround(perSecond)));
}

std::string formatPercent(double fraction) {
    return std::isfinite(fraction) ? format("%.1f %%", fraction * 100) : "–";
}

} // namespace inkstone
