#include "core/jobs/second_thread.h"

#include <QtTest>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

using namespace inkstone;

class SecondThreadTest : public QObject {
    Q_OBJECT
private slots:
    void piecesAreDoneInOrderOnOneOtherThread() {
        std::vector<int> order;
        std::vector<std::thread::id> threads;
        SecondThread second;
        for (int i = 0; i < 100; ++i)
            QVERIFY(second.start([&, i]() -> Status {
                order.push_back(i);
                threads.push_back(std::this_thread::get_id());
                return {};
            }));
        QVERIFY(second.finish());
        QCOMPARE(order.size(), size_t(100));
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(order[size_t(i)], i);
            QCOMPARE(threads[size_t(i)], threads[0]);
        }
        QVERIFY(threads[0] != std::this_thread::get_id());
    }

    void aPieceGoesOnWhileTheNextIsPrepared() {
        std::atomic<bool> prepared = false;
        SecondThread second;
        QVERIFY(second.start([&]() -> Status {
            const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
            while (!prepared && std::chrono::steady_clock::now() < until) std::this_thread::yield();
            return prepared ? Status() : fail(ErrorCode::Internal, "nobody came");
        }));
        prepared = true;
        QVERIFY(second.finish());
    }

    void aFailureComesBackOnceAndKeepsTheNextPieceAway() {
        bool begun = false;
        SecondThread second;
        QVERIFY(second.start([]() -> Status { return fail(ErrorCode::NoSpace, "no room"); }));
        const Status next = second.start([&]() -> Status {
            begun = true;
            return {};
        });
        QVERIFY(!next);
        QCOMPARE(next.error().code, ErrorCode::NoSpace);
        QVERIFY(!begun);
        QVERIFY(second.finish());
    }

    void anExceptionEndsTheJobsOwnThread() {
        SecondThread second;
        QVERIFY(second.start([]() -> Status { throw std::runtime_error("out of luck"); }));
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, (void)second.finish());
    }

    void theEndWaitsForThePieceInHand() {
        bool done = false;
        {
            SecondThread second;
            QVERIFY(second.start([&]() -> Status {
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
                done = true;
                return {};
            }));
        }
        QVERIFY(done);
    }
};

QTEST_APPLESS_MAIN(SecondThreadTest)
#include "second_thread_test.moc"
