#include "core/base/clock.h"

#include <chrono>
#include <cstdio>

namespace inkstone {

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

} // namespace inkstone
