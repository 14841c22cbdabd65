#pragma once
// The kernels' own workers. A parallel loop is cut into chunks that are the same for any number of threads;
// which worker takes which chunk is left to chance, so a chunk's result may depend on nothing but its number.
// Workers spin for a few tens of microseconds after a loop (the next one usually comes sooner), then sleep.
//
// This header is read by files compiled for several instruction sets: no inline function with a body of
// substance, no std containers.

#include "kernels/ops.h"

#include <cstdint>

namespace inkstone::kernels {

class ThreadPool {
public:
    using Body = void (*)(void* context, int64_t chunk, int worker);

    /// `threads` counts the caller: threads - 1 workers are started.
    explicit ThreadPool(int threads);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    int threads() const;
    /// Runs body(context, chunk, worker) for each chunk in [0, chunks); returns when all are done. The caller
    /// is worker 0. From inside a body: runs inline on that worker. From two threads at once: one after the
    /// other. Allocates nothing; bodies must not throw.
    void run(int64_t chunks, Body body, void* context);

private:
    struct State;
    State* m_state;
};

/// Calls body(begin, end, worker) for [0, count) in pieces of `grain`.
template <class F> inline void parallelFor(Stream& stream, int64_t count, int64_t grain, F&& body) {
    struct Context {
        F* body;
        int64_t count, grain;
    } context{&body, count, grain < 1 ? 1 : grain};
    const int64_t chunks = (count + context.grain - 1) / context.grain;
    const auto chunkBody = [](void* opaque, int64_t chunk, int worker) {
        const Context& c = *static_cast<Context*>(opaque);
        const int64_t begin = chunk * c.grain;
        (*c.body)(begin, begin + c.grain < c.count ? begin + c.grain : c.count, worker);
    };
    if (stream.pool && stream.threads > 1 && chunks > 1) {
        stream.pool->run(chunks, chunkBody, &context);
    } else {
        for (int64_t chunk = 0; chunk < chunks; ++chunk) chunkBody(&context, chunk, 0);
    }
}

/// Calls body(begin, end, worker) for [0, count) in `pieces` of nearly equal size.
template <class F> inline void parallelPieces(Stream& stream, int64_t count, int64_t pieces, F&& body) {
    pieces = pieces < 1 ? 1 : pieces > count ? count : pieces;
    parallelFor(stream, pieces, 1, [&](int64_t piece, int64_t, int worker) {
        body(piece * count / pieces, (piece + 1) * count / pieces, worker);
    });
}

/// The scratch of one worker: `scratchBytes` long, 64-byte aligned.
inline std::byte* workerScratch(const Stream& stream, int worker) {
    return stream.scratch + size_t(worker) * stream.scratchBytes;
}

} // namespace inkstone::kernels
