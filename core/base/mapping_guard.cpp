#include "core/base/mapping_guard.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <sys/mman.h>
#include <unistd.h>

namespace inkstone {
namespace {

struct Slot {
    std::atomic<bool> taken{false};
    std::atomic<uintptr_t> begin{0}; // 0: not yet, or no longer, guarded
    std::atomic<size_t> size{0};
    std::atomic<bool> cut{false};
};

// A signal handler may touch nothing that allocates or locks: a fixed table of atomics.
std::array<Slot, 1024> slots;
struct sigaction previousAction;
uintptr_t pageSize = 4096;

/// Zero pages from the one with `address` to the end of its mapping.
bool coverWithZeros(uintptr_t address) {
    for (Slot& slot : slots) {
        const uintptr_t begin = slot.begin.load(std::memory_order_acquire);
        const size_t size = slot.size.load(std::memory_order_acquire);
        if (begin == 0 || address < begin || address - begin >= size) continue;
        const uintptr_t page = address / pageSize * pageSize;
        slot.cut.store(true, std::memory_order_release);
        return mmap(reinterpret_cast<void*>(page), begin + size - page, PROT_READ,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED;
    }
    return false;
}

/// Returning from the handler repeats the access, which then meets the default action.
void restoreDefault() {
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    sigaction(SIGBUS, &standard, nullptr);
}

void onBusError(int signal, siginfo_t* info, void* context) {
    const int savedErrno = errno;
    const bool covered = coverWithZeros(reinterpret_cast<uintptr_t>(info->si_addr));
    errno = savedErrno;
    if (covered) return;
    // A handler that asked to be called once returns and counts on dying at the repeated access.
    if (previousAction.sa_flags & int(SA_RESETHAND)) restoreDefault();
    if (previousAction.sa_flags & SA_SIGINFO) {
        previousAction.sa_sigaction(signal, info, context);
    } else if (previousAction.sa_handler != SIG_DFL && previousAction.sa_handler != SIG_IGN) {
        previousAction.sa_handler(signal);
    } else {
        restoreDefault();
    }
}

void install() {
    pageSize = uintptr_t(sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = onBusError;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &previousAction);
}

} // namespace

int mapping_guard::add(void* begin, size_t size) {
    static std::once_flag installed;
    std::call_once(installed, install);
    for (size_t i = 0; i < slots.size(); ++i) {
        bool free = false;
        if (!slots[i].taken.compare_exchange_strong(free, true)) continue;
        slots[i].cut.store(false);
        slots[i].size.store(size);
        slots[i].begin.store(reinterpret_cast<uintptr_t>(begin), std::memory_order_release);
        return int(i);
    }
    return -1;
}

void mapping_guard::remove(int slot) {
    if (slot < 0) return;
    slots[size_t(slot)].begin.store(0);
    slots[size_t(slot)].taken.store(false);
}

bool mapping_guard::wasCut(int slot) { return slot >= 0 && slots[size_t(slot)].cut.load(); }

} // namespace inkstone
