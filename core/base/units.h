#pragma once
// Numbers as people read them. English; the window has its own words for the units where they differ.

#include <cstdint>
#include <string>

namespace inkstone {

std::string formatBytes(uint64_t bytes);    ///< "512 B", "98.4 MB", "1.53 GB": powers of 1000, three digits
std::string formatDuration(double seconds); ///< "0.4 s", "12 s", "3 min 05 s", "1 h 20 min", "2 d 4 h"
std::string formatCount(int64_t count);     ///< "1,234,567"
std::string formatRate(double perSecond);   ///< "2,369", "12.5", "0.42"
std::string formatPercent(double fraction); ///< "96.7 %"

} // namespace inkstone
