#include "core/jobs/second_thread.h"

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

namespace inkstone {

struct SecondThread::State {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::packaged_task<Status()> next;
    std::future<Status> inHand;
    std::jthread thread; // last: it ends before what it uses

    /// What was begun is done even when the end was asked for.
    void run(const std::stop_token& stop) {
        std::unique_lock lock(mutex);
        while (changed.wait(lock, stop, [&] { return next.valid(); })) {
            auto piece = std::exchange(next, {});
            lock.unlock();
            piece();
            lock.lock();
        }
    }
};

SecondThread::SecondThread() : m_state(std::make_unique<State>()) {
    m_state->thread =
        std::jthread([state = m_state.get()](const std::stop_token& stop) { state->run(stop); });
}

SecondThread::~SecondThread() = default;

Status SecondThread::start(std::function<Status()> work) {
    INK_CHECK(finish());
    std::packaged_task<Status()> piece(std::move(work));
    m_state->inHand = piece.get_future();
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->next = std::move(piece);
    }
    m_state->changed.notify_all();
    return {};
}

Status SecondThread::finish() {
    if (!m_state->inHand.valid()) return {};
    return m_state->inHand.get(); // leaves it without a state, so a second call says "well"
}

} // namespace inkstone
