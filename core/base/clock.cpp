#include "core/base/clock.h"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace inkstone {
namespace {

/// `text` as a number of exactly `digits` digits at `position`, or -1.
int fixedNumber(std::string_view text, size_t position, size_t digits) {
    if (position + digits > text.size()) return -1;
    int value = 0;
    for (const char c : text.substr(position, digits)) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

} // namespace

int64_t SystemClock::unixMilliseconds() const { return inkstone::unixMilliseconds(); }
double SystemClock::seconds() const { return monotonicSeconds(); }

int64_t unixMilliseconds() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

double monotonicSeconds() {
    using namespace std::chrono;
    return duration<double>(steady_clock::now().time_since_epoch()).count();
}

std::string isoTime(int64_t unixMilliseconds) {
    using namespace std::chrono;
    const sys_time<milliseconds> time{milliseconds(unixMilliseconds)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int(date.year()),
                  unsigned(date.month()), unsigned(date.day()), int(clock.hours().count()),
                  int(clock.minutes().count()), int(clock.seconds().count()),
                  int(clock.subseconds().count()));
    return buffer;
}

std::optional<int64_t> parseIsoTime(std::string_view text) {
    using namespace std::chrono;
    const bool withMilliseconds = text.size() == 24;
    if (text.size() != 20 && !withMilliseconds) return {};
    if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
        text.back() != 'Z' || (withMilliseconds && text[19] != '.'))
        return {};
    const int y = fixedNumber(text, 0, 4), mo = fixedNumber(text, 5, 2), d = fixedNumber(text, 8, 2);
    const int h = fixedNumber(text, 11, 2), mi = fixedNumber(text, 14, 2), s = fixedNumber(text, 17, 2);
    const int ms = withMilliseconds ? fixedNumber(text, 20, 3) : 0;
    if (y < 0 || mo < 0 || d < 0 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 59 || ms < 0)
        return {};
    const year_month_day date{year(y), month(unsigned(mo)), day(unsigned(d))};
    if (!date.ok()) return {};
    const auto time = sys_days(date) + hours(h) + minutes(mi) + seconds(s) + milliseconds(ms);
    return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

} // namespace inkstone
