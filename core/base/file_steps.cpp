#include "core/base/file_steps.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <mutex>
#include <unistd.h>

namespace inkstone {
namespace {

struct Gate {
    std::atomic<bool> active{false};
    std::mutex mutex;
    FileFault fault;
    int64_t counted = 0;
};

Gate& gate() {
    static Gate instance;
    return instance;
}

/// True, with errno set, when the step must fail.
bool failsHere(FileStep step) {
    Gate& g = gate();
    if (!g.active.load(std::memory_order_relaxed)) return false;
    std::lock_guard lock(g.mutex);
    if (g.fault.step != FileStep::Any && g.fault.step != step) return false;
    ++g.counted;
    if (g.counted < g.fault.nth || (g.counted > g.fault.nth && !g.fault.persistent)) return false;
    errno = g.fault.error;
    return true;
}

} // namespace

void injectFileFault(const FileFault& fault) {
    Gate& g = gate();
    std::lock_guard lock(g.mutex);
    g.fault = fault;
    g.counted = 0;
    g.active = true;
}

void clearFileFault() { gate().active = false; }

int64_t countedFileSteps() {
    Gate& g = gate();
    std::lock_guard lock(g.mutex);
    return g.counted;
}

int steps::openFile(const char* path, int flags, unsigned mode) {
    return failsHere(FileStep::Open) ? -1 : ::open(path, flags, mode);
}

ssize_t steps::write(int descriptor, const void* bytes, size_t size) {
    return failsHere(FileStep::Write) ? -1 : ::write(descriptor, bytes, size);
}

int steps::sync(int descriptor) { return failsHere(FileStep::Sync) ? -1 : ::fsync(descriptor); }

int steps::rename(const char* from, const char* to) {
    return failsHere(FileStep::Rename) ? -1 : ::rename(from, to);
}

int steps::exchange(const char* a, const char* b) {
    return failsHere(FileStep::Rename) ? -1 : ::renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
}

} // namespace inkstone
