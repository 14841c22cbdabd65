// Train by events: one click from the sentence to the adapter; pause, resume, stop; what comes after; and
// what cannot start, as sentences.

#include "core/tensor/gguf_writer.h"
#include "tests/ui/window/looks.h"
#include "ui/shell/status_bar.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/loss_plot.h"

#include <QAbstractItemView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QWheelEvent>
#include <fstream>

using namespace inkstone;
using namespace inkstone::test;

namespace {
constexpr int patience = 60000;

QString text(const Desk& desk, const char* label) {
    auto* found = desk.find<QLabel>(label);
    return found ? found->text() : QString();
}

bool canStart(const Desk& desk) {
    auto* button = desk.find<QAbstractButton>("train.start");
    return button && button->isEnabled() && text(desk, "train.steps").remove(QLatin1Char(',')).toInt() > 0;
}

/// Types a value into a row of Advanced, which is unfolded when needed.
void setAdvanced(const Desk& desk, const QString& name, const QString& value) {
    if (!desk.find<QAbstractButton>("train.advanced")->isChecked()) desk.press("train.advanced");
    for (QLineEdit* edit : desk.window->findChildren<QLineEdit*>())
        if (edit->accessibleName() == name) {
            edit->setFocus();
            edit->selectAll();
            QTest::keyClicks(edit, value);
            return;
        }
    qFatal("no setting %s", qPrintable(name));
}

RunInfo newestRun(const Desk& desk) {
    const auto runs = desk.project().runs().list();
    return runs && !runs->empty() ? runs->front() : RunInfo{};
}

/// Starts a run of 900 epochs; true once its steps go by.
bool startLongRun(const Desk& desk) {
    desk.go("train");
    setAdvanced(desk, QStringLiteral("Epochs"), QStringLiteral("900"));
    return QTest::qWaitFor([&] { return canStart(desk); }) && desk.press("train.start") &&
           QTest::qWaitFor([&] { return text(desk, "run.facts").contains(QStringLiteral("tok/s")); }, patience);
}

/// A model whose first norm holds a number that is none.
void spoilModel(const std::filesystem::path& file) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(-64, std::ios::end);
    const float broken = std::numeric_limits<float>::quiet_NaN();
    stream.write(reinterpret_cast<const char*>(&broken), sizeof broken);
}
} // namespace

class TrainPageTest final : public QObject {
    Q_OBJECT
private slots:
    void theFormTellsWhatTheRunNeeds() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(30);
        desk.go("train");
        QTRY_VERIFY(canStart(desk));
        QVERIFY(!text(desk, "train.tokens").isEmpty());
        QVERIFY(text(desk, "train.time").contains(QStringLiteral("about")));
        const int before = text(desk, "train.steps").remove(QLatin1Char(',')).toInt();
        QVERIFY(!desk.find<QWidget>("train.settings")); // folded
        setAdvanced(desk, QStringLiteral("Largest number of steps"), QStringLiteral("3"));
        QVERIFY(desk.find<QWidget>("train.settings"));
        QTRY_COMPARE(text(desk, "train.steps"), QStringLiteral("3"));
        QVERIFY(before > 3);
        setAdvanced(desk, QStringLiteral("Rank"), QStringLiteral("none"));
        QTRY_VERIFY(!desk.find<QAbstractButton>("train.start")->isEnabled());
        QVERIFY(!text(desk, "train.warning").isEmpty());
        for (const QLineEdit* edit : desk.window->findChildren<QLineEdit*>())
            if (edit->isVisible())
                QCOMPARE(edit->property("inkInvalid").toBool(), edit->text() == QLatin1String("none"));
    }

    void aLimitOfMemoryIsKeptOrRefused() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(30);
        const auto large = desk.projectFolder().parent_path() / "large.gguf";
        QVERIFY(makeTinyRandomModel(large, {.layers = 4, .hidden = 512, .heads = 8, .ffn = 1024}));
        QVERIFY(desk.workbench->addModel(large));
        desk.shell->open(QStringLiteral("train"),
                         QVariantMap{{QStringLiteral("model"), QString::fromStdString(large.string())}});
        QTRY_VERIFY_WITH_TIMEOUT(canStart(desk), patience);
        QVERIFY(!desk.find<QLabel>("plan.total")); // folded away with the rest
        setAdvanced(desk, QStringLiteral("Fit into (GB)"), QStringLiteral("5"));
        QTRY_VERIFY_WITH_TIMEOUT(text(desk, "train.choice").contains(QStringLiteral("fastest way fits")),
                                 patience);
        QVERIFY(!text(desk, "plan.total").isEmpty());
        QCOMPARE(looksWell(desk, "train-plan"), QString());
        setAdvanced(desk, QStringLiteral("Fit into (GB)"), QStringLiteral("0.01"));
        QTRY_VERIFY_WITH_TIMEOUT(text(desk, "train.warning").contains(QStringLiteral("at least")), patience);
        QVERIFY(!desk.find<QAbstractButton>("train.start")->isEnabled());
    }

    void theModelOneCameWithStaysWhenModelsAreReadAnew() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(30);
        const auto other = desk.projectFolder().parent_path() / "other.gguf";
        QVERIFY(makeTinyRandomModel(other));
        QVERIFY(desk.workbench->addModel(other));
        desk.go("train");
        auto* model = desk.find<ChoiceButton>("train.model");
        for (const ModelOnDisk& each : desk.workbench->models()) {
            const QString path = QString::fromStdString(each.path.string());
            desk.shell->open(QStringLiteral("train"), QVariantMap{{QStringLiteral("model"), path}});
            QCOMPARE(model->current(), path);
            Q_EMIT desk.workbench->modelsChanged();
            QCOMPARE(model->current(), path);
        }
    }

    void pauseResumeStopAndWhatComesAfter() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(40);
        desk.go("train");
        setAdvanced(desk, QStringLiteral("Epochs"), QStringLiteral("900"));
        setAdvanced(desk, QStringLiteral("Learning rate"), QStringLiteral("0.0001"));
        QTRY_VERIFY(text(desk, "train.steps") != QStringLiteral("…") && canStart(desk));
        QVERIFY(desk.press("train.start"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.find<QAbstractButton>("run.pause"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(text(desk, "run.facts").contains(QStringLiteral("tok/s")), patience);
        QVERIFY(desk.press("run.pause"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.find<QAbstractButton>("run.resume"), patience);
        QCOMPARE(newestRun(desk).status, RunStatus::Paused);
        const int64_t paused = newestRun(desk).steps;
        RunInfo before = newestRun(desk);
        before.failure = Error{.what = "the disk was full"}; // an attempt before
        QVERIFY(desk.project().runs().update(before));
        QVERIFY(paused > 0);
        QVERIFY(desk.press("run.resume"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.find<QAbstractButton>("run.stop"), patience);
        const auto further = [&] {
            return text(desk, "run.facts")
                .section(QLatin1Char(' '), 1, 1)
                .remove(QLatin1Char(','))
                .toLongLong();
        };
        QTRY_VERIFY_WITH_TIMEOUT(further() > paused, patience);
        QVERIFY(desk.press("run.stop"));
        QTRY_COMPARE_WITH_TIMEOUT(newestRun(desk).status, RunStatus::Stopped, patience);
        QCOMPARE(desk.project().runs().list()->size(), size_t(1));
        QVERIFY(newestRun(desk).steps > paused);
        QVERIFY(!newestRun(desk).failure);

        QTRY_VERIFY(desk.find<QAbstractButton>("run.result"));
        QVERIFY(desk.press("run.result"));
        QCOMPARE(desk.page(), QStringLiteral("models"));
        QVERIFY2(desk.notices().isEmpty(), qPrintable(desk.notices()));
        desk.go("train");
        QVERIFY(desk.press("run.evaluate"));
        QCOMPARE(desk.page(), QStringLiteral("evaluate"));
        desk.go("train");
        QVERIFY(desk.press("run.chat"));
        QCOMPARE(desk.page(), QStringLiteral("chat"));
        auto* voice = desk.find<ChoiceButton>("chat.voice");
        QVERIFY(voice->current().contains(QString::fromStdString(newestRun(desk).name)));
        QVERIFY(voice->accessibleDescription().contains(QString::fromStdString(newestRun(desk).name)));
    }

    // Its run ends in the project it began in, which is open no more, and in no other.
    void aRunOutlivesItsProjectInTheWindow_data() {
        QTest::addColumn<bool>("another");
        QTest::newRow("none is open") << false;
        QTest::newRow("another is open") << true;
    }
    void aRunOutlivesItsProjectInTheWindow() {
        QFETCH(bool, another);
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(40);
        QVERIFY(startLongRun(desk));
        const RunId run = newestRun(desk).id;
        const std::shared_ptr<Project> first = desk.workbench->sharedProject();
        RunId other = 0;
        if (another) {
            QVERIFY(desk.workbench->openProject((home.path() + QStringLiteral("/other")).toStdString()));
            other = *desk.project().runs().create({.name = "other", .method = "lora"});
            QCOMPARE(other, run); // the same number: easily taken for the one that runs
            desk.workbench->tellRuns();
            desk.shell->open(QStringLiteral("train"), QVariantMap{{QStringLiteral("run"), qint64(other)}});
        } else {
            desk.workbench->closeProject();
        }
        QTest::qWait(100); // steps go by
        desk.queue.cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(!desk.queue.anyRunning(), patience);
        QTest::qWait(100);
        QCOMPARE(first->runs().info(run)->status, RunStatus::Stopped);
        if (!another) return;
        QCOMPARE(desk.project().runs().info(other)->status, RunStatus::Created);
        QVERIFY(!text(desk, "run.facts").contains(QStringLiteral("tok/s")));
    }

    void theProjectOfARunIsOpenedAgainWhileItGoes() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(40);
        QVERIFY(startLongRun(desk));
        QVERIFY(desk.workbench->openProject((home.path() + QStringLiteral("/other")).toStdString()));
        QVERIFY(desk.queue.anyRunning());
        const Status back = desk.workbench->openProject(desk.projectFolder());
        QVERIFY2(back, back ? "" : back.error().str().c_str());
        QVERIFY(!desk.project().readOnly());
        QTRY_VERIFY_WITH_TIMEOUT(text(desk, "run.facts").contains(QStringLiteral("tok/s")), patience);
        QVERIFY(desk.press("run.stop"));
        QTRY_COMPARE_WITH_TIMEOUT(newestRun(desk).status, RunStatus::Stopped, patience);
    }

    void answersAppearWhileItTrains() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(40);
        desk.go("train");
        setAdvanced(desk, QStringLiteral("Epochs"), QStringLiteral("900"));
        QTRY_VERIFY(canStart(desk));
        QVERIFY(desk.press("train.start"));
        // Nobody chose prompts: the first questions of the data are asked.
        const auto answers = [&] {
            QStringList words;
            if (auto* pane = desk.find<QScrollArea>("run.answers"))
                for (const QLabel* label : pane->findChildren<QLabel*>()) words << label->text();
            return words;
        };
        QTRY_VERIFY_WITH_TIMEOUT(answers().contains(QStringLiteral("question 0")), patience);
        QVERIFY(newestRun(desk).status == RunStatus::Running);
        QVERIFY(answers().contains(QStringLiteral("question 1")));
        QVERIFY(desk.find<DiffView>("run.answer"));
        // Another page and back: they are still there, and not twice.
        desk.go("home");
        desk.go("train");
        QTRY_COMPARE(answers().count(QStringLiteral("question 0")), 1);
        QVERIFY(desk.press("run.stop"));
        QTRY_COMPARE_WITH_TIMEOUT(newestRun(desk).status, RunStatus::Stopped, patience);
        QTRY_COMPARE(answers().count(QStringLiteral("question 0")), 1);
    }

    void aRunThatFailedSaysWhy() {
        QTemporaryDir home;
        for (const char* language : {"en", "zh_CN"}) {
            Desk desk(home.path(), {1280, 800}, QString::fromLatin1(language));
            auto runs = desk.project().runs();
            const auto id = runs.create({.name = std::string("broken ") + language, .method = "lora"});
            QVERIFY(id);
            auto run = runs.info(*id);
            QVERIFY(run);
            run->status = RunStatus::Failed;
            run->failure = Error{ErrorCode::Unsupported, "cannot train", "method", {}, "use lora or full"};
            QVERIFY(runs.update(*run));
            desk.workbench->tellRuns();
            desk.go("train");
            const bool english = QLatin1String(language) == QLatin1String("en");
            QTRY_VERIFY2(text(desk, "run.failure").contains(english ? QStringLiteral("Use lora or full")
                                                                    : QStringLiteral("请使用 lora 或 full")),
                         qPrintable(text(desk, "run.failure")));
            QVERIFY(!desk.find<QWidget>("plot.losses")); // nothing was learned
        }
    }

    void theCurveIsZoomedPannedAndShownWholeAgain() {
        QTemporaryDir home;
        Desk desk(home.path(), {1440, 900});
        desk.addRows(40);
        desk.go("train");
        setAdvanced(desk, QStringLiteral("Largest number of steps"), QStringLiteral("40"));
        QTRY_VERIFY(canStart(desk) && text(desk, "train.steps") == QStringLiteral("40"));
        QVERIFY(desk.press("train.advanced"));
        QVERIFY(desk.press("train.start"));
        QTRY_COMPARE_WITH_TIMEOUT(newestRun(desk).status, RunStatus::Finished, patience);
        auto* plot = desk.window->findChild<LossPlot*>();
        auto* canvas = desk.find<QWidget>("plot.losses");
        QVERIFY(plot && canvas);
        const auto width = [&] { return plot->shownSteps().second - plot->shownSteps().first; };
        QTRY_VERIFY(width() > 39 && width() < 43);
        QTest::qWait(80); // the curves are drawn
        const auto whole = plot->shownSteps();
        QVERIFY(!desk.find<QAbstractButton>("plot.fit"));
        const QPoint middle = canvas->rect().center();
        // A click, even of a hand that trembles, changes nothing.
        QTest::mousePress(canvas, Qt::LeftButton, {}, middle);
        QTest::mouseMove(canvas, middle + QPoint(2, 1));
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, middle + QPoint(2, 1));
        QVERIFY(!desk.find<QAbstractButton>("plot.fit"));
        QTRY_COMPARE(plot->shownSteps(), whole);
        QWheelEvent wheel(middle, canvas->mapToGlobal(middle), {}, {0, 240}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(canvas, &wheel);
        QVERIFY(width() < 38);
        QVERIFY(desk.find<QAbstractButton>("plot.fit"));
        const auto zoomed = plot->shownSteps();
        QTest::mousePress(canvas, Qt::LeftButton, {}, middle);
        QTest::mouseMove(canvas, middle - QPoint(60, 0));
        QTest::mouseMove(canvas, middle - QPoint(80, 0));
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, middle - QPoint(80, 0));
        QVERIFY(plot->shownSteps().first > zoomed.first);
        QVERIFY(std::abs(width() - (zoomed.second - zoomed.first)) < 1e-6);
        QVERIFY(desk.press("plot.fit"));
        QTRY_COMPARE(plot->shownSteps(), whole);
        QVERIFY(!desk.find<QAbstractButton>("plot.fit"));
        // The same by a double click.
        QApplication::sendEvent(canvas, &wheel);
        QVERIFY(width() < 38);
        QTest::mouseDClick(canvas, Qt::LeftButton, {}, middle);
        QTRY_COMPARE(plot->shownSteps(), whole);
    }

    void sharedTextIsWarnedOf() {
        QTemporaryDir home;
        Desk desk(home.path());
        const std::string question =
            "Which mineral gives this old ink its deep and lasting colour, and who was the first to "
            "grind it with pine soot on a flat wet stone beside the slow river?";
        const DatasetId set = *desk.project().datasets().create("leaky");
        for (int i = 0; i < 12; ++i) {
            Record record;
            record.turns = {{"user", i ? "question " + std::to_string(i) : question, {}},
                            {"assistant", "soot", {}}};
            QVERIFY(desk.project().datasets().append(set, record));
        }
        const QByteArray one = "{\"id\":\"a\",\"prompt\":\"" + QByteArray::fromStdString(question) +
                               "\",\"scorer\":\"contains\",\"expected\":[\"soot\"]}\n";
        const QString suite = desk.write("shared.jsonl", one);
        QVERIFY(desk.project().addSuite(suite.toStdString()));
        desk.workbench->tellDatasets();
        desk.go("train");
        QTRY_VERIFY(canStart(desk));
        QTRY_VERIFY(text(desk, "train.warning").contains(QStringLiteral("text with training rows")));
    }

    void aRunThatGoesIsNotMovedToTheTrash() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(40);
        QVERIFY(startLongRun(desk));
        auto* runs = desk.find<QAbstractItemView>("train.runs");
        runs->setCurrentIndex(runs->model()->index(0, 1));
        QTest::keyClick(runs, Qt::Key_Delete);
        QCOMPARE(desk.window->statusBar().saying(), QStringLiteral("rows-1 is running; stop it first"));
        QVERIFY(desk.find<QAbstractButton>("run.stop"));
        desk.queue.cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(!desk.queue.anyRunning(), patience);
    }

    void runsThatCannotBeMovedStayAndTheOthersComeBack() {
        QTemporaryDir home;
        Desk desk(home.path());
        for (const char* name : {"first", "second"}) {
            QVERIFY(desk.project().runs().create({.name = name}));
            std::filesystem::create_directories(desk.project().runsFolder() / name);
        }
        // No row of the second may change.
        QVERIFY(desk.project().store()->script(
            "CREATE TRIGGER held BEFORE UPDATE ON run WHEN old.name = 'second' "
            "BEGIN SELECT RAISE(ABORT, 'held'); END"));
        desk.workbench->tellRuns();
        desk.go("train");
        auto* runs = desk.find<QAbstractItemView>("train.runs");
        runs->selectAll();
        QTest::keyClick(runs, Qt::Key_Delete);
        QTRY_VERIFY(!desk.notices().isEmpty());
        QCOMPARE(runs->model()->rowCount(), 1);
        QVERIFY(desk.press("status.undo"));
        QCOMPARE(runs->model()->rowCount(), 2);
    }

    void aRunUsesAsManyCoresAsSettingsSay() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.workbench->settings().set(setting::threads, int64_t(1)));
        desk.addRows(8);
        desk.go("train");
        setAdvanced(desk, QStringLiteral("Largest number of steps"), QStringLiteral("1"));
        QTRY_VERIFY(canStart(desk));
        QVERIFY(desk.press("train.start"));
        QTRY_COMPARE_WITH_TIMEOUT(newestRun(desk).status, RunStatus::Finished, patience);
        const auto config = parseJson(newestRun(desk).config, {});
        QCOMPARE((*config)["threads"].get<int>(), 1);
    }

    void emptyDataCannotStart() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.project().datasets().create("empty"));
        desk.workbench->tellDatasets();
        desk.go("train");
        QTRY_VERIFY2(text(desk, "train.warning").contains(QStringLiteral("empty")),
                     qPrintable(text(desk, "train.warning")));
        QVERIFY(!desk.find<QAbstractButton>("train.start")->isEnabled());
    }

    void rowsWithoutAnswersCannotStart() {
        QTemporaryDir home;
        Desk desk(home.path());
        const DatasetId set = *desk.project().datasets().create("questions");
        Record record;
        record.turns = {{"user", "only a question", {}}};
        QVERIFY(desk.project().datasets().append(set, record));
        desk.workbench->tellDatasets();
        desk.go("train");
        QTRY_VERIFY2(text(desk, "train.warning").contains(QStringLiteral("answer")),
                     qPrintable(text(desk, "train.warning")));
        QVERIFY(!desk.find<QAbstractButton>("train.start")->isEnabled());
    }

    void weightsThatAreNoNumbersAreNamed() {
        QTemporaryDir home;
        Desk desk(home.path());
        spoilModel(desk.workbench->models().front().path);
        desk.addRows(8);
        desk.go("train");
        QTRY_VERIFY(canStart(desk));
        QVERIFY(desk.press("train.start"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.notices().contains(QStringLiteral("not finite")), patience);
        QVERIFY(!desk.find<QAbstractButton>("run.resume")); // there is nothing to go on from
        QVERIFY(!desk.find<QAbstractButton>("run.chat"));
    }

    void aFolderThatCannotBeWrittenIsNamed() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(8);
        const auto runs = desk.project().runsFolder();
        std::filesystem::remove_all(runs);
        std::ofstream(runs.string()) << "in the way";
        desk.go("train");
        QTRY_VERIFY(canStart(desk));
        QVERIFY(desk.press("train.start"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.notices().contains(QString::fromStdString(runs.string())), patience);
        QTRY_VERIFY(desk.find<QAbstractButton>("train.start")->isEnabled());
    }

    void aMissingModelIsAskedForAndFound() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(20);
        QVERIFY(startLongRun(desk));
        QVERIFY(desk.press("run.pause"));
        QTRY_COMPARE_WITH_TIMEOUT(newestRun(desk).status, RunStatus::Paused, patience);
        const std::filesystem::path model = newestRun(desk).modelPath;
        const auto moved = desk.projectFolder().parent_path() / "elsewhere.gguf";
        std::filesystem::rename(model, moved);
        QTRY_VERIFY(desk.find<QAbstractButton>("run.resume"));
        QVERIFY(desk.press("run.resume"));
        QTRY_VERIFY_WITH_TIMEOUT(
            desk.notices().contains(QStringLiteral("elsewhere")) ||
                desk.notices().contains(QString::fromStdString(newestRun(desk).modelName)),
            patience);
        QVERIFY(newestRun(desk).status != RunStatus::Running);
        // Once it is among the models again, wherever it lies, the run goes on.
        QVERIFY(desk.workbench->addModel(moved));
        QTRY_VERIFY(desk.find<QAbstractButton>("run.resume"));
        QVERIFY(desk.press("run.resume"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.find<QAbstractButton>("run.stop"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(text(desk, "run.facts").contains(QStringLiteral("tok/s")), patience);
        QVERIFY(desk.press("run.stop"));
        QTRY_COMPARE_WITH_TIMEOUT(newestRun(desk).status, RunStatus::Stopped, patience);
    }
};

QTEST_MAIN(TrainPageTest)
#include "train_page_test.moc"
