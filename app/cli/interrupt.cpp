#include "app/cli/interrupt.h"

#include <csignal>
#include <ctime>
#include <mutex>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>

namespace inkstone::cli {

struct Interrupt::State {
    mutable std::mutex mutex;
    std::stop_source source;
    int event = -1;
    std::jthread watcher;

    void raise();
};

namespace {

sigset_t watchedSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

constexpr int exitCancelled = 130;

} // namespace

void Interrupt::State::raise() {
    std::stop_source current;
    {
        const std::lock_guard lock(mutex);
        if (source.stop_requested()) _exit(exitCancelled);
        current = source;
    }
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(event, &one, sizeof one);
    current.request_stop();
}

Interrupt::Interrupt() : m_state(std::make_unique<State>()) {
    const sigset_t set = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_state->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    m_state->watcher = std::jthread([state = m_state.get(), set](std::stop_token stop) {
        const timespec wait{0, 200'000'000};
        while (!stop.stop_requested())
            if (sigtimedwait(&set, nullptr, &wait) > 0 && !stop.stop_requested()) state->raise();
    });
}

Interrupt::~Interrupt() {
    m_state->watcher.request_stop();
    // Wakes the watcher, so that a short verb does not wait for its timeout.
    pthread_kill(m_state->watcher.native_handle(), SIGTERM);
    m_state->watcher.join();
    close(m_state->event);
}

std::stop_token Interrupt::token() const {
    const std::lock_guard lock(m_state->mutex);
    return m_state->source.get_token();
}

void Interrupt::rearm() {
    const std::lock_guard lock(m_state->mutex);
    m_state->source = std::stop_source();
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = read(m_state->event, &count, sizeof count);
}

int Interrupt::descriptor() const { return m_state->event; }

} // namespace inkstone::cli
