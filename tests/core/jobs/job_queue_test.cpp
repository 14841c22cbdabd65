#include "core/jobs/job_queue.h"

#include <QFile>
#include <QtTest>
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <new>
#include <stdexcept>
#include <thread>

using namespace inkstone;
using namespace std::chrono_literals;

namespace {

/// Writes down what it hears; called by many threads, one at a time.
struct Ears : JobListener {
    std::mutex mutex;
    std::map<JobId, std::vector<JobState>> states;
    std::map<JobId, int> events;
    std::map<JobId, Outcome> ends;

    void jobChanged(const JobInfo& info) override {
        std::lock_guard lock(mutex);
        states[info.id].push_back(info.state);
        if (info.state == JobState::Finished) ends[info.id] = info.result.outcome;
    }
    void jobEvent(JobId id, const JobEvent&) override {
        std::lock_guard lock(mutex);
        ++events[id];
    }
};

Job job(std::function<JobResult(std::stop_token, JobSink&)> run, Lane lane = Lane::Compute) {
    return {.kind = "test", .title = "test", .lane = lane, .run = std::move(run)};
}

/// Runs until it is asked to stop.
JobResult untilStopped(std::stop_token stop, JobSink&) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any wake;
    wake.wait(lock, stop, [] { return false; });
    return {.outcome = Outcome::Cancelled, .error = {}, .facts = {}};
}

constexpr auto patience = 60s;

} // namespace

class JobQueueTest : public QObject {
    Q_OBJECT
private slots:
    void theListenerHearsEachStateOnceAndTheLastOneLast() {
        Ears ears;
        JobQueue queue;
        queue.setListener(&ears);
        for (int i = 0; i < 600; ++i) {
            const JobId id = queue.start(job(
                [](std::stop_token, JobSink& sink) {
                    sink.emit(Progress{.done = 1, .total = 2});
                    return JobResult{};
                },
                Lane(i % 3)));
            if (i % 5 == 0) queue.cancel(id);
        }
        QVERIFY(queue.waitForAll(patience));
        queue.setListener(nullptr); // waits for the last words
        QCOMPARE(ears.states.size(), size_t(600));
        for (const auto& [id, heard] : ears.states) {
            for (size_t i = 1; i < heard.size(); ++i) QVERIFY(heard[i - 1] < heard[i]);
            QVERIFY(heard.back() == JobState::Finished);
            QCOMPARE(ears.events[id], ears.ends[id] == Outcome::Done ? 1 : 0); // dropped ones are silent
        }
    }

    void whatEndedLongAgoIsForgotten() {
        JobQueue queue;
        const JobId endless = queue.start(job(untilStopped, Lane::Interactive));
        JobId last = 0;
        for (size_t i = 0; i < 2 * JobQueue::mostFinished; ++i) {
            last = queue.start(job([](std::stop_token, JobSink&) { return JobResult{}; }));
            QTRY_VERIFY(queue.info(last)->state == JobState::Finished);
        }
        QVERIFY(queue.jobs().size() <=
                JobQueue::mostFinished + 3); // the threads of two may not be joined yet
        QVERIFY(queue.info(last));
        QVERIFY(queue.info(endless)->state == JobState::Running);
        QVERIFY(!queue.info(endless + 1));
        queue.cancel(endless + 1);
    }

    void oneOfALaneAtATimeAndLanesSideBySide() {
        JobQueue queue;
        std::atomic<int> inLane = 0, most = 0;
        const JobId chat = queue.start(job(untilStopped, Lane::Interactive));
        for (int i = 0; i < 50; ++i)
            queue.start(job([&](std::stop_token, JobSink&) {
                most = std::max(most.load(), ++inLane);
                std::this_thread::yield();
                --inLane;
                return JobResult{};
            }));
        QTRY_COMPARE(std::ranges::count(queue.jobs(), JobState::Finished, &JobInfo::state), 50);
        QCOMPARE(most.load(), 1);
        QVERIFY(queue.info(chat)->state == JobState::Running);
        queue.cancel(chat);
        QVERIFY(queue.waitForAll(patience));
        QVERIFY(queue.info(chat)->result.outcome == Outcome::Cancelled);
    }

    void aQueuedJobIsDroppedAndNeverRuns() {
        JobQueue queue;
        std::atomic<bool> ran = false;
        const JobId first = queue.start(job(untilStopped));
        const JobId second = queue.start(job([&](std::stop_token, JobSink&) {
            ran = true;
            return JobResult{};
        }));
        queue.cancel(second);
        QVERIFY(queue.info(second)->state == JobState::Finished);
        queue.cancel(first);
        queue.cancel(77); // unknown
        QVERIFY(queue.waitForAll(patience));
        QVERIFY(!ran);
    }

    void whatKillsAJobIsItsError() {
        JobQueue queue;
        const JobId broken = queue.start(
            job([](std::stop_token, JobSink&) -> JobResult { throw std::runtime_error("broken"); }));
        const JobId large =
            queue.start(job([](std::stop_token, JobSink&) -> JobResult { throw std::bad_alloc(); }));
        const JobId after = queue.start(job([](std::stop_token, JobSink&) { return JobResult{}; }));
        QVERIFY(queue.waitForAll(patience));
        QVERIFY(queue.info(broken)->result.outcome == Outcome::Failed);
        QVERIFY(queue.info(broken)->result.error.str().find("broken") != std::string::npos);
        QVERIFY(queue.info(large)->result.error.code == ErrorCode::OutOfMemory);
        QVERIFY(queue.info(after)->result.outcome == Outcome::Done);
    }

    void theEndOfTheQueueStopsAndJoinsAll() {
        std::atomic<int> ended = 0;
        {
            JobQueue queue;
            for (int i = 0; i < 9; ++i)
                queue.start(job(
                    [&](std::stop_token stop, JobSink& sink) {
                        const JobResult result = untilStopped(stop, sink);
                        ++ended;
                        return result;
                    },
                    Lane(i % 3)));
        }
        QCOMPARE(ended.load(), 3); // the others were still waiting
    }

    void nothingRunsAfterTheShutDown() {
        JobQueue queue;
        std::atomic<bool> ran = false;
        const JobId running = queue.start(job(untilStopped));
        queue.shutDown();
        const JobId late = queue.start(job([&](std::stop_token, JobSink&) {
            ran = true;
            return JobResult{};
        }));
        QVERIFY(queue.info(late)->state == JobState::Finished);
        QVERIFY(queue.waitForAll(patience));
        QVERIFY(queue.info(running)->result.outcome == Outcome::Cancelled);
        QVERIFY(queue.info(late)->result.outcome == Outcome::Cancelled);
        QVERIFY(!ran);
    }

    // Every row that is looked at is a job: a long session has very many.
    void aJobThatEndedKeepsNoThread() {
        const auto mappings = [] {
            QFile file(QStringLiteral("/proc/self/maps"));
            return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : 0;
        };
        JobQueue queue;
        const auto before = mappings();
        if (before == 0) QSKIP("needs /proc");
        for (int i = 0; i < 200; ++i) {
            queue.start(job([](std::stop_token, JobSink&) { return JobResult{}; }, Lane(i % 3)));
            QVERIFY(queue.waitForAll(patience));
        }
        QVERIFY2(mappings() - before < 100, qPrintable(QString::number(mappings() - before)));
    }

    void aDroppedJobLetsGoOfWhatItHeld() {
        JobQueue queue;
        const JobId first = queue.start(job(untilStopped));
        const auto held = std::make_shared<int>(1);
        const JobId second = queue.start(job([held](std::stop_token, JobSink&) { return JobResult{}; }));
        QCOMPARE(held.use_count(), 2);
        queue.cancel(second);
        QCOMPARE(held.use_count(), 1);
        queue.cancel(first);
    }

    void waitingHasAnEnd() {
        JobQueue queue;
        queue.start(job(untilStopped));
        QVERIFY(!queue.waitForAll(1ms));
        QVERIFY(queue.anyRunning());
    }
};

QTEST_APPLESS_MAIN(JobQueueTest)
#include "job_queue_test.moc"
