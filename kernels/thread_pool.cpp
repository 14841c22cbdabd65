#include "kernels/thread_pool.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include <immintrin.h>

namespace inkstone::kernels {
namespace {

constexpr auto SpinTime = std::chrono::microseconds(40);

/// The pool whose chunk this thread is running, and as which worker: a nested loop runs inline.
thread_local const void* t_pool = nullptr;
thread_local int t_worker = 0;

/// Spins until `ready` or the time is up. The clock is read rarely: it costs as much as many pauses.
template <class Ready> bool spinUntil(Ready&& ready) {
    const auto end = std::chrono::steady_clock::now() + SpinTime;
    do {
        for (int i = 0; i < 64; ++i) {
            if (ready()) return true;
            _mm_pause();
        }
    } while (std::chrono::steady_clock::now() < end);
    return ready();
}

} // namespace

/// Beyond every loop's last chunk.
constexpr uint64_t NoChunk = UINT32_MAX;

/// One loop at a time. `ticket` holds the loop's generation (upper half) and the next chunk (lower half); a
/// chunk is claimed by compare-and-swap, so a worker that wakes late finds another generation, or no chunk,
/// and harms nobody: the caller waits for finished chunks, never for sleeping workers. Between loops the
/// ticket says NoChunk, so that nobody can pair the old ticket with the new loop's body.
struct ThreadPool::State {
    alignas(64) std::atomic<uint64_t> ticket{0};
    alignas(64) std::atomic<int64_t> done{0};
    // Written between two tickets. A late worker may read them while they change: its claim then fails.
    alignas(64) std::atomic<Body> body{nullptr};
    std::atomic<void*> context{nullptr};
    std::atomic<int64_t> chunks{0};

    alignas(64) std::atomic<int> sleepers{0};
    std::atomic<bool> stop{false};
    std::mutex sleepMutex;
    std::condition_variable wake;
    std::condition_variable finished;
    std::atomic<bool> callerSleeps{false};

    std::mutex callers;
    std::vector<std::thread> workers;

    void publish(uint32_t generation);
    void work(uint32_t generation, int worker);
    void waitForAll(int64_t total);
    void serve(int worker);
};

void ThreadPool::State::publish(uint32_t generation) {
    ticket.store(uint64_t(generation) << 32, std::memory_order_seq_cst);
    if (sleepers.load(std::memory_order_seq_cst) == 0) return;
    { std::lock_guard lock(sleepMutex); }
    wake.notify_all();
}

void ThreadPool::State::work(uint32_t generation, int worker) {
    const void* outerPool = t_pool;
    const int outerWorker = t_worker;
    t_pool = this;
    t_worker = worker;
    uint64_t claim = ticket.load(std::memory_order_acquire);
    while (uint32_t(claim >> 32) == generation) {
        const int64_t chunk = int64_t(uint32_t(claim));
        const Body run = body.load(std::memory_order_acquire);
        void* with = context.load(std::memory_order_acquire);
        const int64_t total = chunks.load(std::memory_order_acquire);
        if (chunk >= total) break;
        if (!ticket.compare_exchange_weak(claim, claim + 1, std::memory_order_acq_rel,
                                          std::memory_order_acquire))
            continue;
        run(with, chunk, worker);
        if (done.fetch_add(1, std::memory_order_seq_cst) + 1 == total &&
            callerSleeps.load(std::memory_order_seq_cst)) {
            std::lock_guard lock(sleepMutex);
            finished.notify_all();
        }
        claim = ticket.load(std::memory_order_acquire);
    }
    t_pool = outerPool;
    t_worker = outerWorker;
}

void ThreadPool::State::waitForAll(int64_t total) {
    const auto ready = [&] { return done.load(std::memory_order_seq_cst) >= total; };
    if (spinUntil(ready)) return;
    std::unique_lock lock(sleepMutex);
    callerSleeps.store(true, std::memory_order_seq_cst);
    finished.wait(lock, ready);
    callerSleeps.store(false, std::memory_order_seq_cst);
}

void ThreadPool::State::serve(int worker) {
    uint32_t seen = 0;
    const auto ready = [&] {
        return uint32_t(ticket.load(std::memory_order_seq_cst) >> 32) != seen ||
               stop.load(std::memory_order_seq_cst);
    };
    for (;;) {
        if (!spinUntil(ready)) {
            std::unique_lock lock(sleepMutex);
            sleepers.fetch_add(1, std::memory_order_seq_cst);
            wake.wait(lock, ready);
            sleepers.fetch_sub(1, std::memory_order_seq_cst);
        }
        if (stop.load(std::memory_order_seq_cst)) return;
        seen = uint32_t(ticket.load(std::memory_order_acquire) >> 32);
        work(seen, worker);
    }
}

ThreadPool::ThreadPool(int threads) : m_state(std::make_unique<State>().release()) {
    for (int worker = 1; worker < threads; ++worker) {
        m_state->workers.emplace_back([state = m_state, worker] { state->serve(worker); });
    }
}

ThreadPool::~ThreadPool() {
    const std::unique_ptr<State> state(m_state);
    {
        std::lock_guard lock(state->sleepMutex);
        state->stop.store(true, std::memory_order_seq_cst);
    }
    state->wake.notify_all();
    for (std::thread& worker : state->workers) worker.join();
}

int ThreadPool::threads() const { return int(m_state->workers.size()) + 1; }

void ThreadPool::run(int64_t chunks, Body body, void* context) {
    if (chunks <= 0) return;
    State& state = *m_state;
    const bool nested = t_pool == &state;
    if (nested || state.workers.empty() || chunks >= int64_t(NoChunk)) {
        const int worker = nested ? t_worker : 0;
        for (int64_t chunk = 0; chunk < chunks; ++chunk) body(context, chunk, worker);
        return;
    }
    std::lock_guard one(state.callers);
    const uint32_t generation = uint32_t(state.ticket.load(std::memory_order_relaxed) >> 32) + 1;
    state.ticket.store(uint64_t(generation - 1) << 32 | NoChunk, std::memory_order_seq_cst);
    state.done.store(0, std::memory_order_relaxed);
    state.body.store(body, std::memory_order_release);
    state.context.store(context, std::memory_order_release);
    state.chunks.store(chunks, std::memory_order_release);
    state.publish(generation);
    state.work(generation, 0);
    state.waitForAll(chunks);
}

} // namespace inkstone::kernels
