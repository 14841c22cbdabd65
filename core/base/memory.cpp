#include "core/base/memory.h"

#include <algorithm>
#include <fstream>
#include <malloc.h>
#include <string>

namespace inkstone {

namespace {
/// "VmHWM:   123 kB" -> bytes
uint64_t field(const char* file, const std::string& key) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(key + ":"))
            return std::strtoull(line.c_str() + key.size() + 1, nullptr, 10) * 1024;
    return 0;
}

/// The control group's limit; "max" and absence mean none.
uint64_t groupLimit() {
    std::ifstream in("/sys/fs/cgroup/memory.max");
    uint64_t limit = 0;
    return in >> limit ? limit : 0;
}
} // namespace

uint64_t residentBytes() { return field("/proc/self/status", "VmRSS"); }
uint64_t peakResidentBytes() { return field("/proc/self/status", "VmHWM"); }

uint64_t mappedBytes() { return field("/proc/self/status", "RssFile"); }

uint64_t heapInUse() {
#if __GLIBC_PREREQ(2, 33)
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0;
#endif
}

void returnFreeMemory() { malloc_trim(0); }

uint64_t machineMemory() {
    const uint64_t total = field("/proc/meminfo", "MemTotal"), limit = groupLimit();
    return limit ? std::min(total, limit) : total;
}

uint64_t availableMemory() {
    const uint64_t free = field("/proc/meminfo", "MemAvailable"), limit = groupLimit();
    if (!limit) return free;
    const uint64_t used = residentBytes();
    return std::min(free, limit > used ? limit - used : 0);
}

} // namespace inkstone
