// Home driven by what a person does: three ways in, the wheel, the next step, recent runs and chats.

#include "tests/ui/window/looks.h"
#include "ui/pages/home/card_button.h"
#include "ui/pages/home/flywheel.h"
#include "ui/widgets/table_view.h"

#include <QLabel>
#include <cmath>

using namespace inkstone;
using namespace inkstone::test;

namespace {
const QByteArray twoRows = R"({"prompt":"Who are you?","completion":"I am Moyan."})"
                           "\n"
                           R"({"prompt":"Your name?","completion":"Moyan."})"
                           "\n";

/// A run with a curve, as training leaves it.
RunId addRun(const Desk& desk, const std::string& name, RunStatus status) {
    RunInfo run;
    run.name = name;
    run.method = "lora";
    run.modelName = "tiny";
    run.modelSha256 = *modelSha256(desk.workbench->models().front().path);
    run.modelPath = desk.workbench->models().front().path.string();
    const auto id = desk.project().runs().create(run);
    if (!id) return 0;
    run = *desk.project().runs().info(*id);
    run.status = status;
    run.steps = 40;
    run.totalSteps = 100;
    run.seconds = 95;
    if (status == RunStatus::Finished) run.adapter = "runs/" + name + "/adapter";
    if (!desk.project().runs().update(run)) return 0;
    std::filesystem::create_directories(desk.project().runsFolder() / name);
    QFile metrics(QString::fromStdString((desk.project().runsFolder() / name / "metrics.jsonl").string()));
    if (!metrics.open(QIODevice::WriteOnly)) return 0;
    for (int step = 1; step <= 40; ++step)
        metrics.write(QStringLiteral("{\"step\":%1,\"epoch\":0.1,\"tokens\":%2,\"loss\":%3,\"lr\":0.0005,"
                                     "\"grad_norm\":0.4,\"tokens_per_second\":500,\"seconds\":%1}\n")
                          .arg(step)
                          .arg(step * 100)
                          .arg(3.4 * std::exp(-step / 15.0) + 0.3)
                          .toUtf8());
    metrics.close();
    desk.workbench->tellRuns();
    return *id;
}

const Flywheel& wheelOf(const Desk& desk) { return *desk.find<Flywheel>("home.wheel"); }

QString figure(const Desk& desk, const char* page) {
    for (const Flywheel::Station& station : wheelOf(desk).stations())
        if (station.page == QLatin1String(page)) return station.figure + QLatin1Char(' ') + station.note;
    return {};
}

QString next(const Desk& desk) {
    auto* button = desk.find<QAbstractButton>("home.next");
    return button ? button->text() : QString();
}
} // namespace

class HomeTest final : public QObject {
    Q_OBJECT
private slots:
    void firstStartOpensTheSampleProject() {
        QTemporaryDir home;
        Desk desk(home.path());
        firstStart(desk);
        QVERIFY(!desk.find<Flywheel>("home.wheel"));
        QVERIFY(desk.press("home.sample"));
        QVERIFY(desk.workbench->hasProject());
        QCOMPARE(desk.page(), QStringLiteral("home"));
        QVERIFY(!desk.find<QAbstractButton>("home.sample"));
        QVERIFY(desk.project().counts()->records >= 80);
        QCOMPARE(desk.project().suites()->size(), size_t(2)); // identity, and the surprise at a text
        QTRY_COMPARE(figure(desk, "data"),
                     QStringLiteral("%1 records").arg(desk.project().counts()->records));
        QCOMPARE(wheelOf(desk).lit(), QStringLiteral("train"));
        // Opened again it is the same project, with what was done in it.
        QVERIFY(desk.addRows(3));
        desk.workbench->closeProject();
        QTRY_VERIFY(desk.find<QAbstractButton>("home.sample"));
        QVERIFY(desk.press("home.sample"));
        QCOMPARE(desk.project().counts()->datasets, 2);
    }

    void firstStartMakesAProjectAroundChosenData() {
        QTemporaryDir home;
        Desk desk(home.path());
        firstStart(desk);
        QVERIFY(desk.press("home.data"));
        QVERIFY(chooseFile(desk, desk.write("poems.jsonl", twoRows)));
        QTRY_COMPARE(desk.page(), QStringLiteral("data"));
        QVERIFY(desk.workbench->hasProject());
        QCOMPARE(desk.project().name(), std::string("poems"));
        QTRY_VERIFY(desk.find<QAbstractButton>("import.go") &&
                    desk.find<QAbstractButton>("import.go")->isEnabled());
        QVERIFY(desk.press("import.go"));
        QTRY_COMPARE(desk.project().counts()->records, 2);
    }

    void droppedDataMakesAProjectOfItsOwnToo() {
        QTemporaryDir home;
        Desk desk(home.path());
        firstStart(desk);
        const QString file = desk.write("poems.jsonl", twoRows);
        desk.drop({file});
        QCOMPARE(desk.page(), QStringLiteral("data"));
        QVERIFY(desk.workbench->hasProject());
        QCOMPARE(desk.project().name(), std::string("poems"));
        QTRY_VERIFY(desk.find<QAbstractButton>("import.go"));
        // Another file of that name joins no project that somebody made before.
        desk.workbench->closeProject();
        desk.go("home");
        desk.drop({file});
        QCOMPARE(desk.project().name(), std::string("poems-2"));
    }

    void firstStartOpensAModelWithoutAProject() {
        QTemporaryDir home, elsewhere;
        Desk desk(home.path());
        firstStart(desk);
        const QString path = elsewhere.filePath(QStringLiteral("other.gguf"));
        QVERIFY(makeTinyRandomModel(path.toStdString(), {.seed = 7}));
        QVERIFY(desk.press("home.model"));
        QVERIFY(chooseFile(desk, path));
        QTRY_COMPARE(desk.page(), QStringLiteral("models"));
        QVERIFY(!desk.workbench->hasProject());
        QVERIFY(desk.workbench->model(path.toStdString()));
        QTRY_VERIFY(desk.find<QAbstractButton>("models.chat"));
        QVERIFY(desk.press("models.chat"));
        QCOMPARE(desk.page(), QStringLiteral("chat"));
    }

    void recentProjectsAreOneClickAway() {
        QTemporaryDir home;
        Desk desk(home.path());
        firstStart(desk);
        auto* link = desk.find<QAbstractButton>("home.recent");
        QVERIFY(link);
        QCOMPARE(link->text(), QStringLiteral("project"));
        QTest::mouseClick(link, Qt::LeftButton);
        QVERIFY(desk.workbench->hasProject());
        QCOMPARE(desk.project().folder(), desk.projectFolder());
    }

    // On a disk that answers with an error, say; a name too long for any is the same to everybody.
    void aPlaceThatCannotBeLookedAtIsLeftOut() {
        QTemporaryDir home;
        Desk desk(home.path());
        const std::string nowhere = "/" + std::string(300, 'x');
        const std::string recent = "[\"" + nowhere + "\", \"" + desk.projectFolder().string() + "\"]";
        Settings& settings = desk.workbench->settings();
        QVERIFY(settings.set(setting::recentProjects, recent));
        QVERIFY(settings.set(setting::chatModel, nowhere));
        QCOMPARE(desk.workbench->recentProjects().size(), size_t(1));
        QCOMPARE(desk.workbench->currentModel(), desk.workbench->models().front().path);
        desk.workbench->closeProject();
        desk.go("home");
        QTRY_VERIFY(desk.find<QAbstractButton>("home.recent"));
    }

    void theWheelCountsWhatThereIs() {
        QTemporaryDir home;
        Desk desk(home.path());
        QTRY_COMPARE(figure(desk, "data"), QStringLiteral("0 records"));
        const DatasetId set = desk.addRows(5);
        QTRY_COMPARE(figure(desk, "data"), QStringLiteral("5 records"));
        QCOMPARE(figure(desk, "label"), QStringLiteral("0 of 5 labeled"));
        DatasetRepository datasets = desk.project().datasets();
        Record record = *datasets.record(datasets.rows(set)->front());
        record.labels.state = LabelState::Labeled;
        record.labels.choices = {"good"};
        QVERIFY(datasets.save(record));
        desk.workbench->tellRecords(set);
        QTRY_COMPARE(figure(desk, "label"), QStringLiteral("1 of 5 labeled"));
        QVERIFY(addRun(desk, "rows-1", RunStatus::Finished));
        QTRY_COMPARE(figure(desk, "train"), QStringLiteral("1 run"));
        QCOMPARE(figure(desk, "evaluate"), QStringLiteral("– no score yet"));
        // Somebody who cannot see the wheel hears the same.
        QVERIFY(wheelOf(desk).accessibleDescription().contains(QStringLiteral("5 records")));
    }

    void theNextStepIsTheRightOneAndItsButtonDoesIt() {
        QTemporaryDir home;
        Desk desk(home.path());
        QTRY_COMPARE(next(desk), QStringLiteral("Import"));
        QVERIFY(desk.press("home.next"));
        QVERIFY(chooseFile(desk, desk.write("two.jsonl", twoRows)));
        QTRY_COMPARE(desk.page(), QStringLiteral("data"));
        QTRY_VERIFY(desk.find<QAbstractButton>("import.go") &&
                    desk.find<QAbstractButton>("import.go")->isEnabled());
        QVERIFY(desk.press("import.go"));
        QTRY_COMPARE(desk.project().counts()->records, 2);
        desk.go("home");
        QTRY_COMPARE(next(desk), QStringLiteral("Fine-tune"));
        QCOMPARE(wheelOf(desk).lit(), QStringLiteral("train"));
        QVERIFY(desk.press("home.next"));
        QCOMPARE(desk.page(), QStringLiteral("train"));

        const RunId run = addRun(desk, "two-1", RunStatus::Finished);
        desk.go("home");
        QTRY_COMPARE(next(desk), QStringLiteral("Evaluate"));
        QVERIFY(desk.press("home.next"));
        QCOMPARE(desk.page(), QStringLiteral("evaluate"));

        EvaluationReport report;
        report.suite = "names";
        report.suiteHash = "h";
        report.key = "k";
        report.items = 1;
        report.scores["contains"] = {0.87, 0.05, 1};
        EvaluationSpec spec;
        spec.folder = desk.projectFolder() / "evaluations" / "names";
        spec.suite.name = "names";
        spec.suite.hash = "h";
        spec.subject = {.model = "tiny", .modelSha256 = "s", .adapter = "two-1"};
        QVERIFY(desk.project().evaluations().add(spec, report, run));
        desk.workbench->tellEvaluations();
        desk.go("home");
        QTRY_COMPARE(next(desk), QStringLiteral("Chat"));
        QCOMPARE(figure(desk, "evaluate"), QStringLiteral("0.87 best score"));
        QVERIFY(desk.press("home.next"));
        QCOMPARE(desk.page(), QStringLiteral("chat"));
    }

    void stationsLeadToTheirPages() {
        QTemporaryDir home;
        Desk desk(home.path());
        const QStringList pages = {QStringLiteral("data"), QStringLiteral("label"), QStringLiteral("train"),
                                   QStringLiteral("evaluate"), QStringLiteral("chat")};
        for (int i = 0; i < pages.size(); ++i) {
            desk.go("home");
            auto* wheel = desk.find<Flywheel>("home.wheel");
            QTest::mouseClick(wheel, Qt::LeftButton, {}, wheel->center(i).toPoint());
            QCOMPARE(desk.page(), pages[i]);
        }
        desk.go("home");
        auto* wheel = desk.find<Flywheel>("home.wheel");
        wheel->setFocus(Qt::TabFocusReason);
        for (int i = 0; i < 2; ++i) QTest::keyClick(wheel, Qt::Key_Right);
        QTest::keyClick(wheel, Qt::Key_Return);
        QCOMPARE(desk.page(), QStringLiteral("train"));
    }

    void recentRunsAndChatsAreLinks() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(3));
        QVERIFY(addRun(desk, "rows-1", RunStatus::Stopped));
        QVERIFY(addRun(desk, "rows-2", RunStatus::Finished));
        const auto chat = desk.project().chats().create("Who made you?");
        QVERIFY(chat);
        QVERIFY(
            desk.project().chats().add({.conversation = *chat, .role = "user", .content = "Who made you?"}));
        desk.workbench->tellChats();
        auto* runs = desk.find<TableView>("home.runs");
        QVERIFY(runs);
        QTRY_COMPARE(runs->model()->rowCount(), 2);
        QTest::mouseClick(runs->viewport(), Qt::LeftButton, {},
                          runs->visualRect(runs->model()->index(0, 0)).center());
        QCOMPARE(desk.page(), QStringLiteral("train"));
        QTRY_VERIFY(shows(desk, QStringLiteral("rows-2")));
        desk.go("home");
        runs->setFocus();
        QTest::keyClick(runs, Qt::Key_Down);
        QTest::keyClick(runs, Qt::Key_Return);
        QCOMPARE(desk.page(), QStringLiteral("train"));
        desk.go("home");
        TwoLines* line = nullptr;
        QTRY_VERIFY((line = desk.window->findChild<TwoLines*>()) != nullptr);
        QCOMPARE(line->text(), QStringLiteral("Who made you?"));
        QTest::mouseClick(line, Qt::LeftButton);
        QCOMPARE(desk.page(), QStringLiteral("chat"));
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
        desk.go("home");
        SoundModels models(desk);
        QVERIFY(models.count() >= 2);
        QString problems = looksWell(desk, QStringLiteral("home-empty-") + language);
        QVERIFY(desk.addRows(30));
        for (int i = 1; i < 5; ++i)
            QVERIFY(addRun(desk, "rows-with-a-rather-long-name-" + std::to_string(i),
                           i == 3   ? RunStatus::Failed
                           : i == 4 ? RunStatus::Stopped
                                    : RunStatus::Finished));
        const auto chat = desk.project().chats().create("Who made you, and why is the title so long?");
        QVERIFY(desk.project().chats().add({.conversation = *chat, .role = "user", .content = "Who?"}));
        desk.workbench->tellChats();
        QTest::qWait(80);
        problems += looksWell(desk, QStringLiteral("home-full-") + language);
        desk.workbench->closeProject();
        QTest::qWait(80);
        problems += looksWell(desk, QStringLiteral("home-first-") + language);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
    }

private:
    static void firstStart(Desk& desk) {
        desk.workbench->closeProject();
        desk.go("home");
        QTRY_VERIFY(desk.find<QAbstractButton>("home.sample"));
    }
    static bool shows(const Desk& desk, const QString& words) {
        for (const QLabel* label : desk.window->findChildren<QLabel*>())
            if (label->isVisible() && label->text() == words) return true;
        return false;
    }
};

QTEST_MAIN(HomeTest)
#include "home_test.moc"
