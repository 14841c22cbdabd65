#include "kernels/thread_pool.h"

#include "kernels/backend.h"

#include <QtTest>
#include <atomic>
#include <thread>

using namespace inkstone::kernels;

class ThreadPoolTest : public QObject {
    Q_OBJECT
private slots:
    void everyPieceRunsOnce() {
        for (int threads : {1, 2, 5}) {
            auto owner = StreamOwner::make(backends().back(), threads);
            for (int64_t count : {0, 1, 2, 31, 1000}) {
                for (int64_t grain : {1, 7, 2000}) {
                    std::vector<std::atomic<int>> hits(size_t(count) + 1);
                    std::atomic<bool> workersInRange = true;
                    parallelFor(owner->stream(), count, grain, [&](int64_t begin, int64_t end, int worker) {
                        if (worker < 0 || worker >= threads || end - begin > grain) workersInRange = false;
                        for (int64_t i = begin; i < end; ++i) ++hits[size_t(i)];
                    });
                    QVERIFY(workersInRange);
                    for (int64_t i = 0; i < count; ++i) QCOMPARE(hits[size_t(i)].load(), 1);
                }
                std::atomic<int64_t> sum = 0;
                parallelPieces(owner->stream(), count, 3,
                               [&](int64_t begin, int64_t end, int) { sum += end - begin; });
                QCOMPARE(sum.load(), count);
            }
        }
    }

    /// Many short loops, with pauses longer than the spin so that workers sleep in between.
    void sleepersWakeAgain() {
        auto owner = StreamOwner::make(backends().back(), 3);
        for (int round = 0; round < 300; ++round) {
            std::atomic<int> done = 0;
            parallelFor(owner->stream(), 8, 1, [&](int64_t, int64_t, int) { ++done; });
            QCOMPARE(done.load(), 8);
            if (round % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    }

    void aLoopInsideALoopRunsOnItsWorker() {
        auto owner = StreamOwner::make(backends().back(), 3);
        std::atomic<int> inner = 0;
        std::atomic<bool> sameWorker = true;
        parallelFor(owner->stream(), 6, 1, [&](int64_t, int64_t, int worker) {
            parallelFor(owner->stream(), 5, 1, [&](int64_t, int64_t, int nested) {
                ++inner;
                if (nested != worker) sameWorker = false;
            });
        });
        QCOMPARE(inner.load(), 30);
        QVERIFY(sameWorker);
    }

    void twoThreadsTakeTurns() {
        auto owner = StreamOwner::make(backends().back(), 2);
        std::atomic<int64_t> total = 0;
        const auto work = [&] {
            for (int round = 0; round < 200; ++round)
                parallelFor(owner->stream(), 16, 1, [&](int64_t begin, int64_t, int) { total += begin; });
        };
        std::thread other(work);
        work();
        other.join();
        QCOMPARE(total.load(), int64_t(2 * 200 * 120));
    }
};

QTEST_APPLESS_MAIN(ThreadPoolTest)
#include "thread_pool_test.moc"
