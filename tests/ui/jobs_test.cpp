// Jobs: what runs, waits, is done, failed or was stopped, with reasons and logs; cancel; links to results.

#include "tests/ui/window/looks.h"
#include "ui/jobs/job_model.h"
#include "ui/pages/jobs/job_row.h"
#include "ui/shell/job_chip.h"
#include "ui/shell/status_bar.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace inkstone;
using namespace inkstone::test;

namespace {
/// Says how far it is, then waits until it is stopped or `go` is set.
Job work(const Text& title, std::shared_ptr<std::atomic<bool>> go, JobResult result = {},
         std::string kind = "train", Lane lane = Lane::Compute) {
    Job job{.kind = std::move(kind), .title = title, .lane = lane, .run = {}};
    job.run = [go, result](std::stop_token stop, JobSink& sink) -> JobResult {
        sink.emit(LogLine{text("Resumed after step %1 of %2: weights, optimizer and order restored", 3, 9)});
        sink.emit(Progress{67, 160, "tokens", 512, 180, "Training"});
        while (!*go) {
            if (stop.stop_requested()) return {Outcome::Cancelled, {}, {}};
            QThread::msleep(2);
        }
        return result;
    };
    return job;
}

std::shared_ptr<std::atomic<bool>> gate(bool open = false) {
    return std::make_shared<std::atomic<bool>>(open);
}

JobRow* row(const Desk& desk, JobId id) {
    for (JobRow* candidate : desk.window->findChildren<JobRow*>())
        if (candidate->id() == id && candidate->isVisible()) return candidate;
    return nullptr;
}

/// None of a row that is just being built again.
QString wordsOn(const QWidget* widget) {
    if (!widget) return {};
    QStringList words;
    for (const QLabel* label : widget->findChildren<QLabel*>())
        if (label->isVisible()) words << label->text();
    return words.join(QLatin1Char('|'));
}

QAbstractButton* button(const QWidget* widget, const char* name) {
    if (!widget) return nullptr;
    auto* found = widget->findChild<QAbstractButton*>(QLatin1String(name));
    return found && found->isVisible() ? found : nullptr;
}

JobResult failure() {
    JobResult result;
    result.outcome = Outcome::Failed;
    result.error =
        Error{ErrorCode::Io, text("cannot write the checkpoint"), "/disk/runs/a", text("the disk is full"),
              text("free some space and go on from the last checkpoint")};
    return result;
}
} // namespace

class JobsTest final : public QObject {
    Q_OBJECT
private slots:
    void aJobGoesThroughItsStates() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("jobs");
        SoundModels models(desk);
        const auto go = gate();
        const JobId first = desk.queue.start(work("Fine-tune a", go));
        const JobId second = desk.queue.start(work("Fine-tune b", gate(true)));
        QTRY_VERIFY(row(desk, first) && wordsOn(row(desk, first)).contains(QStringLiteral("512 tok/s")));
        const QString running = wordsOn(row(desk, first));
        QVERIFY2(running.contains(QStringLiteral("Training")) && running.contains(QStringLiteral("42 %")) &&
                     running.contains(QStringLiteral("3 min left")),
                 qPrintable(running));
        QTRY_VERIFY(wordsOn(row(desk, second)).contains(QStringLiteral("queued")));
        QTRY_VERIFY(
            wordsOn(row(desk, first))
                .contains(QRegularExpression(QStringLiteral("for [1-9]")))); // the clock goes on by itself
        *go = true;
        QTRY_VERIFY(wordsOn(row(desk, second)).contains(QStringLiteral("done")));
        QTRY_VERIFY(wordsOn(row(desk, first)).contains(QStringLiteral("just now")));
        QVERIFY(!button(row(desk, first), "job.cancel"));
    }

    void cancelStopsWhatRunsAndDropsWhatWaits() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("jobs");
        const JobId first = desk.queue.start(work("Fine-tune a", gate()));
        const JobId second = desk.queue.start(work("Fine-tune b", gate()));
        QTRY_VERIFY(button(row(desk, second), "job.cancel"));
        QTest::mouseClick(button(row(desk, second), "job.cancel"), Qt::LeftButton);
        QTRY_VERIFY(wordsOn(row(desk, second)).contains(QStringLiteral("stopped")));
        QVERIFY(desk.queue.anyRunning());
        QTRY_VERIFY(button(row(desk, first), "job.cancel"));
        QTest::mouseClick(button(row(desk, first), "job.cancel"), Qt::LeftButton);
        QTRY_VERIFY(wordsOn(row(desk, first)).contains(QStringLiteral("stopped")));
        QVERIFY(!desk.queue.anyRunning());
    }

    void aFailureSaysWhyAndKeepsItsLog() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("jobs");
        const JobId id = desk.queue.start(work("Fine-tune a", gate(true), failure()));
        QTRY_VERIFY(row(desk, id) && wordsOn(row(desk, id)).contains(QStringLiteral("failed")));
        const QString words = wordsOn(row(desk, id));
        QVERIFY2(
            words.contains(QStringLiteral("Cannot write the checkpoint. The disk is full. Free some space")),
            qPrintable(words));
        QVERIFY(!button(row(desk, id), "job.result")); // nothing came of it
        auto* log = button(row(desk, id), "job.log");
        QVERIFY(log);
        QTest::mouseClick(log, Qt::LeftButton);
        auto* text = row(desk, id)->findChild<QPlainTextEdit*>();
        QVERIFY(text && text->isVisible());
        QVERIFY(text->toPlainText().contains(QStringLiteral("Resumed after step 3 of 9")));
        QVERIFY(text->toPlainText().contains(QStringLiteral("/disk/runs/a")));
        // Another job begins and ends: what was unfolded stays so.
        const JobId other = desk.queue.start(work("Fine-tune b", gate(true)));
        QTRY_VERIFY(row(desk, other) && wordsOn(row(desk, other)).contains(QStringLiteral("done")));
        QVERIFY(text->isVisible());
    }

    void resultsAreOneClickAway() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(2));
        const auto wanted = desk.project().datasets().create("wanted");
        QVERIFY(wanted);
        desk.workbench->tellDatasets();
        desk.go("jobs");
        JobResult imported;
        imported.facts["dataset"] = std::to_string(*wanted);
        const JobId import =
            desk.queue.start(work("Import wanted", gate(true), imported, "import", Lane::Files));
        QTRY_VERIFY(row(desk, import) && button(row(desk, import), "job.result"));
        QTest::mouseClick(button(row(desk, import), "job.result"), Qt::LeftButton);
        QCOMPARE(desk.page(), QStringLiteral("data"));
        QTRY_VERIFY(wordsOn(desk.window.get()).contains(QStringLiteral("wanted")));

        desk.go("jobs");
        const JobId scores = desk.queue.start(work("Evaluate names", gate(true), {}, "evaluate"));
        QTRY_VERIFY(row(desk, scores) && button(row(desk, scores), "job.result"));
        QTest::mouseClick(button(row(desk, scores), "job.result"), Qt::LeftButton);
        QCOMPARE(desk.page(), QStringLiteral("evaluate"));
        desk.go("jobs");
        const JobId run = desk.queue.start(work("Fine-tune a", gate(true)));
        QTRY_VERIFY(row(desk, run) && button(row(desk, run), "job.result"));
        QTest::mouseClick(button(row(desk, run), "job.result"), Qt::LeftButton);
        QCOMPARE(desk.page(), QStringLiteral("train"));
    }

    void aRealImportLeadsToItsData() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(2));
        desk.drop({desk.write("poems.jsonl", "{\"prompt\":\"a\",\"completion\":\"b\"}\n")});
        QTRY_VERIFY(desk.find<QAbstractButton>("import.go") &&
                    desk.find<QAbstractButton>("import.go")->isEnabled());
        QVERIFY(desk.press("import.go"));
        QTRY_COMPARE(desk.project().datasets().list()->size(), size_t(2));
        desk.go("jobs");
        QTRY_VERIFY(desk.find<QAbstractButton>("job.result"));
        QSignalSpy opened(desk.shell.get(), &Shell::openRequested);
        QVERIFY(desk.press("job.result"));
        const DatasetId id =
            opened.last()[1].value<QVariant>().toMap().value(QStringLiteral("dataset")).toLongLong();
        QCOMPARE(desk.project().datasets().info(id)->name, std::string("poems"));
    }

    void theChipInTheStatusBarShowsItsJob() {
        QTemporaryDir home;
        Desk desk(home.path(), {800, 600});
        for (int i = 0; i < 30; ++i) desk.queue.start(work("Fine-tune old", gate(true)));
        const JobId id = desk.queue.start(work("Fine-tune a", gate(), {}, "import", Lane::Files));
        QTRY_VERIFY(!desk.queue.jobs().empty());
        desk.shell->open(QStringLiteral("jobs"), QVariant::fromValue<qint64>(id));
        QCOMPARE(desk.page(), QStringLiteral("jobs"));
        QTRY_VERIFY(row(desk, id));
        QTRY_VERIFY(!row(desk, id)->visibleRegion().isEmpty());
    }

    void threeJobsFitTheSmallestWindow_data() {
        QTest::addColumn<QString>("language");
        QTest::newRow("en") << "en";
        QTest::newRow("zh") << "zh_CN";
    }
    void threeJobsFitTheSmallestWindow() {
        QFETCH(QString, language);
        QTemporaryDir home;
        Desk desk(home.path(), {800, 600}, language);
        desk.shell->setDeviceText(QStringLiteral("CPU, 2 threads  ·  6.7 of 16 GB"));
        desk.queue.start(work(text("Fine-tune %1", "a-data-set-with-a-long-name"), gate()));
        desk.queue.start(work(text("Import %1", "poems-of-many-years"), gate(), {}, "import", Lane::Files));
        desk.queue.start(work(text("Evaluate %1", "arithmetic"), gate(), {}, "evaluate"));
        const auto chips = [&] {
            QList<JobChip*> shown;
            for (JobChip* chip : desk.window->statusBar().findChildren<JobChip*>())
                if (chip->isVisible()) shown << chip;
            return shown;
        };
        QTRY_COMPARE(chips().size(), 3);
        desk.shell->say(QStringLiteral("Moved 12 records to the trash"), [] {});
        for (const int width : {800, 1100, 1440}) {
            desk.window->resize(width, 600);
            QTest::qWait(60);
            int end = 0;
            QStringList problems;
            auto parts = desk.window->statusBar().findChildren<QWidget*>();
            std::sort(parts.begin(), parts.end(), [](auto* a, auto* b) { return a->x() < b->x(); });
            for (const QWidget* part : parts) {
                if (!part->isVisible()) continue;
                if (part->x() < end || part->width() < part->minimumSizeHint().width() || part->geometry().right() >= width)
                    problems << placeOf(part) + QStringLiteral(" at %1 + %2").arg(part->x()).arg(part->width());
                end = std::max(end, part->geometry().right());
            }
            QVERIFY2(problems.isEmpty(), qPrintable(problems.join(QLatin1Char('\n'))));
            QCOMPARE(desk.window->width(), width);
            snap(desk, QStringLiteral("chips-%1-%2").arg(language).arg(width));
        }
        for (const JobChip* chip : chips())
            QVERIFY(chip->toolTip().startsWith(chip->accessibleName().section(QStringLiteral(", "), 0, 0)));
    }

    void looks_data() {
        QTest::addColumn<QString>("language");
        QTest::newRow("en") << "en";
        QTest::newRow("zh") << "zh_CN";
    }
    void looks() {
        QFETCH(QString, language);
        QTemporaryDir home;
        Desk desk(home.path(), {1280, 800}, language);
        desk.go("jobs");
        QString problems = looksWell(desk, QStringLiteral("jobs-empty-") + language);
        desk.queue.start(work(text("Import %1", "a-file-with-a-very-long-name-that-has-no-end"), gate(true),
                              {}, "import", Lane::Files));
        desk.queue.start(work(text("Fine-tune %1", "identity-1"), gate(true)));
        const JobId failed =
            desk.queue.start(work(text("Fine-tune %1", "identity-2"), gate(true), failure()));
        desk.queue.start(work(text("Fine-tune %1", "identity-3"), gate()));
        const JobId dropped = desk.queue.start(work(text("Evaluate %1", "identity"), gate(), {}, "evaluate"));
        desk.queue.start(work(text("Evaluate %1", "arithmetic"), gate(), {}, "evaluate"));
        desk.queue.cancel(dropped);
        QTRY_VERIFY(row(desk, failed) && button(row(desk, failed), "job.log"));
        button(row(desk, failed), "job.log")->click();
        QTest::qWait(1100);
        problems += looksWell(desk, QStringLiteral("jobs-full-") + language);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
    }
};

QTEST_MAIN(JobsTest)
#include "jobs_test.moc"
