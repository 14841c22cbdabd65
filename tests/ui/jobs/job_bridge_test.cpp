#include "ui/jobs/job_bridge.h"
#include "ui/jobs/job_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>

using namespace inkstone;

namespace {
JobResult countTo(int n, JobSink& sink) {
    for (int i = 1; i <= n; ++i) {
        Progress progress;
        progress.done = i;
        progress.total = n;
        sink.emit(progress);
        sink.emit(GeneratedPiece{"a", 1});
    }
    return {};
}

Job job(std::function<JobResult(std::stop_token, JobSink&)> run) {
    return {.kind = "test", .title = "Count", .lane = Lane::Compute, .run = std::move(run)};
}
} // namespace

class JobBridgeTest : public QObject {
    Q_OBJECT
private slots:
    void everythingArrivesInTheWindowsThreadAndInOrder() {
        JobQueue queue;
        JobBridge bridge(queue);
        QStringList seen;
        bool rightThread = true;
        QString text;
        connect(&bridge, &JobBridge::jobEvents, this, [&](JobId, const JobEvents& events) {
            rightThread &= QThread::currentThread() == thread();
            for (const JobEvent& event : events)
                if (const auto* piece = std::get_if<GeneratedPiece>(&event))
                    text += QString::fromStdString(piece->text);
            seen << QStringLiteral("events");
        });
        connect(&bridge, &JobBridge::jobUpdated, this, [&](const JobInfo& info) {
            if (info.state == JobState::Finished) seen << QStringLiteral("finished");
        });
        queue.start(job([](std::stop_token, JobSink& sink) { return countTo(500, sink); }));
        QTRY_VERIFY(seen.contains(QStringLiteral("finished")));
        QVERIFY(rightThread);
        QCOMPARE(text.size(), 500); // no piece is lost
        QCOMPARE(seen.last(), QStringLiteral("finished"));
    }

    void aFloodOfEventsBecomesFewCalls() {
        JobQueue queue;
        JobBridge bridge(queue);
        QSignalSpy calls(&bridge, &JobBridge::jobEvents);
        QElapsedTimer timer;
        timer.start();
        std::atomic<bool> over = false;
        queue.start(job([&](std::stop_token, JobSink& sink) {
            for (int i = 0; i < 200; ++i) {
                sink.emit(GeneratedPiece{"x", 1});
                QThread::msleep(1);
            }
            over = true;
            return JobResult{};
        }));
        QTRY_VERIFY(over);
        QTest::qWait(3 * JobBridge::kFlushMs);
        // One call for each 33 ms and two for the ends, however slow the machine is.
        QVERIFY2(calls.count() <= timer.elapsed() / JobBridge::kFlushMs + 2,
                 qPrintable(QString::number(calls.count())));
        QVERIFY(calls.count() >= 2);
    }

    void onlyTheLastProgressOfABatchIsShown() {
        JobQueue queue;
        JobBridge bridge(queue);
        int progresses = 0;
        double last = 0;
        connect(&bridge, &JobBridge::jobEvents, this, [&](JobId, const JobEvents& events) {
            for (const JobEvent& event : events)
                if (const auto* progress = std::get_if<Progress>(&event)) ++progresses, last = progress->done;
        });
        queue.start(job([](std::stop_token, JobSink& sink) {
            for (int i = 1; i <= 1000; ++i) {
                Progress progress;
                progress.done = i;
                sink.emit(progress);
            }
            return JobResult{};
        }));
        QTRY_COMPARE(last, 1000.0);
        QVERIFY2(progresses < 100, qPrintable(QString::number(progresses)));
    }

    void aBridgeMayGoWhileAJobTalks() {
        JobQueue queue;
        auto bridge = std::make_unique<JobBridge>(queue);
        int calls = 0;
        connect(bridge.get(), &JobBridge::jobEvents, this, [&] { ++calls; });
        queue.start(job([](std::stop_token stop, JobSink& sink) {
            while (!stop.stop_requested()) sink.emit(GeneratedPiece{"x", 1});
            return JobResult{Outcome::Cancelled, {}, {}};
        }));
        QTRY_VERIFY(calls > 0);
        bridge.reset();
        const int before = calls;
        QTest::qWait(80);
        QCOMPARE(calls, before);
        queue.cancelAll();
        QVERIFY(queue.waitForAll(std::chrono::seconds(5)));
    }

    void followersHearTheirJobUntilTheyGo() {
        JobQueue queue;
        JobBridge bridge(queue);
        auto owner = std::make_unique<QObject>();
        int events = 0, finished = 0, gone = 0;
        const JobId id = queue.start(job([](std::stop_token, JobSink& sink) { return countTo(10, sink); }));
        bridge.follow(id, owner.get(),
                      {[&](const JobEvent&) { ++events; }, [&](const JobInfo&) { ++finished; }});
        auto brief = std::make_unique<QObject>();
        bridge.follow(id, brief.get(), {[&](const JobEvent&) { ++gone; }, [&](const JobInfo&) { ++gone; }});
        brief.reset();
        QTRY_COMPARE(finished, 1);
        QVERIFY(events > 0);
        QCOMPARE(gone, 0);
    }

    void theModelForgetsWhatEndedLongAgo() {
        JobQueue queue;
        JobBridge bridge(queue);
        JobModel model(bridge);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto stay = queue.start(
            {.kind = "test", .title = "Stay", .lane = Lane::Files, .run = [](std::stop_token stop, JobSink&) {
                 while (!stop.stop_requested()) QThread::msleep(1);
                 return JobResult{};
             }});
        queue.start(
            {.kind = "test", .title = {}, .run = [](std::stop_token, JobSink&) { return JobResult{}; }});
        const int most = int(JobQueue::mostFinished);
        JobId last = 0;
        for (int i = 0; i < most + 20; ++i)
            last = queue.start(job([](std::stop_token, JobSink& sink) {
                sink.emit(LogLine{"a line"});
                return JobResult{};
            }));
        QTRY_VERIFY(model.find(last) && model.find(last)->state == JobState::Finished);
        QTRY_COMPARE(model.rowCount(), most + 1);
        QCOMPARE(model.index(0).data(JobModel::IdRole).toLongLong(), qint64(last));
        QCOMPARE(model.index(most).data(JobModel::IdRole).toLongLong(), qint64(stay));
        QCOMPARE(model.log(last).size(), 1);
        QVERIFY(model.log(stay + 2).isEmpty());
    }

    void theModelFollowsAJobFromQueueToEnd() {
        JobQueue queue;
        JobBridge bridge(queue);
        JobModel model(bridge);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::atomic<bool> go = false;
        queue.start(job([&](std::stop_token stop, JobSink& sink) {
            while (!go && !stop.stop_requested()) QThread::msleep(1);
            return countTo(4, sink);
        }));
        queue.start(job([](std::stop_token, JobSink&) { return JobResult{}; }));
        QTRY_COMPARE(model.rowCount(), 2);
        QTRY_COMPARE(model.running(), 1);
        QCOMPARE(model.waiting(), 1);
        go = true;
        QTRY_COMPARE(model.index(1).data(JobModel::StateRole).toInt(), int(JobState::Finished));
        QTRY_COMPARE(model.running(), 0);
        QCOMPARE(model.index(1).data(JobModel::FractionRole).toDouble(), 1.0);
    }
};

QTEST_GUILESS_MAIN(JobBridgeTest)
#include "job_bridge_test.moc"
