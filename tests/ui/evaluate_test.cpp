// Evaluate driven by what a person does: a suite with every scorer on a base model and its adapter, the cases
// behind a score, a failing one sent to Label and taken back, stopping, and what goes wrong.

#include "core/base/paths.h"
#include "tests/ui/window/looks.h"
#include "ui/models/evaluation_model.h"
#include "ui/pages/evaluate/case_detail.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/popup_list.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/table_view.h"

#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>

using namespace inkstone;
using namespace inkstone::test;

namespace {
constexpr int patience = 60000;

// A tiny random model answers nonsense: "regex" is right whatever it says, the others are wrong.
const QByteArray everyScorer =
    R"({"id":"exact","prompt":"Who are you?","scorer":"exact","expected":["I am Moyan."],"max_tokens":4})"
    "\n"
    R"({"id":"contains","prompt":"Your name?","scorer":"contains","expected":["Moyan"],"max_tokens":4})"
    "\n"
    R"({"id":"regex","prompt":"Say anything.","scorer":"regex","expected":["(?s)."],"max_tokens":4})"
    "\n"
    R"({"id":"surprise","scorer":"perplexity","text":"Ink is ground on a stone with a little water."})"
    "\n";

QByteArray longSuite() {
    QByteArray suite;
    for (int i = 0; i < 400; ++i)
        suite +=
            QStringLiteral(R"({"id":"%1","prompt":"Question %1","scorer":"contains","expected":["Moyan"],)"
                           R"("max_tokens":200})")
                .arg(i)
                .toUtf8() +
            '\n';
    return suite;
}

std::filesystem::path addModel(const Desk& desk, const char* name, uint64_t seed, int hidden = 64) {
    const std::filesystem::path path = modelsFolder() / name;
    if (!makeTinyRandomModel(path, {.seed = seed, .hidden = hidden})) return {};
    desk.workbench->rescanModels();
    return path;
}

/// A real run of two steps on a model.
RunId train(Desk& desk, const std::filesystem::path& model, const std::string& name) {
    DatasetId set = 0;
    const auto sets = desk.project().datasets().list();
    if (sets && !sets->empty()) set = sets->front().id;
    if (!set) set = desk.addRows(8);
    RunRequest request{.model = model,
                       .dataset = set,
                       .config = {.maxSteps = 2},
                       .run = name,
                       .control = std::make_shared<TrainControl>()};
    desk.workbench->train(std::move(request), desk.window.get(), {});
    const auto finished = [&] {
        const auto run = desk.project().runs().find(name);
        return run && run->status == RunStatus::Finished && !desk.queue.anyRunning();
    };
    return QTest::qWaitFor(finished, patience) ? desk.project().runs().find(name)->id : 0;
}

QStringList offered(const Desk& desk, const char* choice) {
    QStringList titles;
    for (const PopupRow& row : desk.find<ChoiceButton>(choice)->rows()) titles << row.title;
    return titles;
}

/// Opens a choice with the mouse and takes a row with the keyboard.
bool choose(const Desk& desk, const char* name, const QString& title) {
    auto* choice = desk.find<ChoiceButton>(name);
    QTest::mouseClick(choice, Qt::LeftButton);
    PopupList& list = choice->popup();
    const int wanted = int(list.shownTitles().indexOf(title));
    if (!list.isVisible() || wanted < 0) return false;
    QWidget* keys = QApplication::focusWidget() ? QApplication::focusWidget() : list.focusWidget();
    for (int i = 0; i < list.shownTitles().size(); ++i) QTest::keyClick(keys, Qt::Key_Up); // once round
    int at = 0;
    for (int i = 0; i < choice->rows().size(); ++i)
        if (choice->rows()[i].id == choice->current()) at = i;
    for (int i = 0; i < std::abs(wanted - at); ++i)
        QTest::keyClick(keys, wanted > at ? Qt::Key_Down : Qt::Key_Up);
    QTest::keyClick(keys, Qt::Key_Return);
    return !list.isVisible();
}

bool says(const Desk& desk, const QString& words) {
    for (const QLabel* label : desk.window->findChildren<QLabel*>())
        if (label->isVisible() && label->text().contains(words)) return true;
    return false;
}

/// Every word on the window, for a failing check to show.
QByteArray wordsOn(const Desk& desk) {
    QStringList words;
    for (const QLabel* label : desk.window->findChildren<QLabel*>())
        if (label->isVisible()) words << label->text();
    return words.join(QStringLiteral(" | ")).toUtf8();
}

void clickRow(TableView* table, int row, int column = 0) {
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(row, column)).center());
}

int rowOf(const TableView* table, const QString& start) {
    for (int row = 0; row < table->model()->rowCount(); ++row)
        if (table->model()->index(row, 0).data().toString().startsWith(start)) return row;
    return -1;
}

size_t evaluations(const Desk& desk) { return desk.project().evaluations().list()->size(); }
} // namespace

class EvaluateTest final : public QObject {
    Q_OBJECT
private slots:
    void onlyFittingAdaptersAreOffered() {
        QTemporaryDir home;
        Desk desk(home.path());
        const auto tiny = desk.workbench->models().front().path;
        const auto other = addModel(desk, "other.gguf", 7);
        QVERIFY(train(desk, tiny, "of-tiny"));
        QVERIFY(train(desk, other, "of-other"));
        desk.go("evaluate");
        QVERIFY(choose(desk, "evaluate.model", QStringLiteral("tiny")));
        QVERIFY(offered(desk, "evaluate.voice")
                    .contains(QStringLiteral("of-tiny"))); // at once, not after hashing
        QTest::qWait(300);                                 // the hash is known now
        QCOMPARE(offered(desk, "evaluate.voice"),
                 (QStringList{"base model alone", "base and of-tiny", "of-tiny"}));
        QVERIFY(choose(desk, "evaluate.model", QStringLiteral("other")));
        QTest::qWait(300);
        QCOMPARE(offered(desk, "evaluate.voice"),
                 (QStringList{"base model alone", "base and of-other", "of-other"}));
        // "Evaluate" of a run brings its own model along.
        desk.shell->open(QStringLiteral("evaluate"),
                         QVariantMap{{"run", qint64(desk.project().runs().find("of-tiny")->id)}});
        QCOMPARE(desk.find<ChoiceButton>("evaluate.model")->current(), QString::fromStdString(tiny.string()));
        QVERIFY(
            desk.find<ChoiceButton>("evaluate.voice")->current().endsWith(QStringLiteral("of-tiny/adapter")));
    }

    void aRunWhoseBaseMovedBringsItFromItsNewPlace() {
        QTemporaryDir home;
        Desk desk(home.path());
        const std::filesystem::path base = desk.workbench->models().front().path;
        const RunId run = train(desk, base, "rows-1");
        QVERIFY(run);
        const std::filesystem::path moved = base.parent_path() / "moved.gguf";
        std::filesystem::rename(base, moved);
        QVERIFY(makeTinyRandomModel(base.parent_path() / "another.gguf", {.seed = 7}));
        desk.workbench->rescanModels();
        desk.shell->open(QStringLiteral("evaluate"), QVariantMap{{"run", qint64(run)}});
        QTRY_COMPARE(desk.find<ChoiceButton>("evaluate.model")->current(),
                     QString::fromStdString(moved.string()));
        QTRY_VERIFY(desk.find<ChoiceButton>("evaluate.voice")->current().endsWith(QStringLiteral("adapter")));
    }

    /// "Show the scores" of a job shows what this job found, not the newest.
    void everyJobLeadsToItsOwnScores() {
        QTemporaryDir home;
        Desk desk(home.path());
        const auto evaluate = [&](const char* name) {
            const auto suite = loadSuite(desk.write(QString::fromLatin1(name), everyScorer).toStdString());
            return suite && desk.workbench->evaluate(
                                {.voice = {.model = desk.workbench->models().front().path}, .suite = *suite},
                                desk.window.get(), {});
        };
        const auto count = [&](size_t wanted) {
            return QTest::qWaitFor([&] { return evaluations(desk) == wanted && !desk.queue.anyRunning(); }, patience);
        };
        // The first suite twice: its first evaluation is no cell of the matrix any more.
        QVERIFY(evaluate("first.jsonl") && count(1));
        QVERIFY(evaluate("second.jsonl") && count(2));
        QVERIFY(evaluate("first.jsonl") && count(3));
        const auto list = desk.project().evaluations().list().value(); // newest first
        desk.go("evaluate");
        auto* title = desk.find<QLabel>("evaluate.shown");
        for (const auto& [newness, suite] : {std::pair(1, "second"), std::pair(0, "first"), std::pair(2, "first")}) {
            desk.go("jobs");
            QList<QAbstractButton*> results;
            for (QAbstractButton* button : desk.window->findChildren<QAbstractButton*>("job.result"))
                if (button->isVisible()) results << button;
            QCOMPARE(results.size(), 3);
            std::sort(results.begin(), results.end(), [](const QWidget* a, const QWidget* b) {
                return a->mapToGlobal(QPoint()).y() < b->mapToGlobal(QPoint()).y();
            });
            QTest::mouseClick(results[newness], Qt::LeftButton);
            QCOMPARE(desk.page(), QStringLiteral("evaluate"));
            QVERIFY2(title->text().contains(QLatin1String(suite)), qPrintable(title->text()));
            const auto cases = desk.project().evaluations().cases(list[size_t(newness)].id).value();
            QCOMPARE(desk.find<CaseDetail>("evaluate.case")->storedCase(), qint64(cases.front().id));
        }
    }

    void baseAndAdapterSideBySide() {
        QTemporaryDir home;
        Desk desk(home.path());
        const RunId run = train(desk, desk.workbench->models().front().path, "rows-1");
        QVERIFY(run);
        desk.go("evaluate");
        QVERIFY(!desk.find<QAbstractButton>("evaluate.start")->isEnabled()); // there is no suite
        desk.drop({desk.write("every.jsonl", everyScorer)});
        QCOMPARE(desk.page(), QStringLiteral("evaluate"));
        SoundModels models(desk);
        QCOMPARE(offered(desk, "evaluate.suite"), QStringList{"every"});
        QVERIFY(choose(desk, "evaluate.voice", QStringLiteral("base and rows-1")));
        QVERIFY(desk.press("evaluate.start"));
        QVERIFY(!desk.find<QAbstractButton>("evaluate.start")->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(evaluations(desk), size_t(2), patience);
        QTRY_VERIFY(!desk.find<QAbstractButton>("evaluate.stop"));

        auto* matrix = desk.find<TableView>("evaluate.matrix");
        QCOMPARE(matrix->model()->rowCount(), 2); // the base model and its adapter
        QCOMPARE(matrix->model()->columnCount(), 5);
        QStringList heads;
        for (int column = 1; column < 5; ++column)
            heads << matrix->model()->headerData(column, Qt::Horizontal).toString();
        QCOMPARE(heads.filter(QStringLiteral("perplexity")).size(), 1);
        QCOMPARE(QSet<QString>(heads.begin(), heads.end()).size(), 4); // each measure says which it is
        for (int row = 0; row < 2; ++row)
            for (int column = 1; column < 5; ++column)
                QVERIFY(matrix->model()->index(row, column).data(EvaluationModel::ValueRole).isValid());
        QVERIFY(matrix->model()->index(1, 1).data(EvaluationModel::ChangeRole).isValid());

        auto* cases = desk.find<TableView>("evaluate.cases");
        QVERIFY(cases);
        QCOMPARE(cases->model()->rowCount(), 4);
        QTRY_VERIFY(says(desk, QStringLiteral("rows-1  ·  every"))); // the adapter is what one wants to see
        clickRow(cases, rowOf(cases, QStringLiteral("Your name")));
        QTRY_VERIFY(says(desk, QStringLiteral("base model"))); // its answer beside the adapter's
        QTRY_VERIFY(says(desk, QStringLiteral("contains")));   // the case
        QTRY_VERIFY(says(desk, QStringLiteral("Moyan")));      // what was expected
        QTRY_VERIFY(says(desk, QStringLiteral("wrong")));
        bool rendered = false;
        for (const QPlainTextEdit* text : desk.window->findChildren<QPlainTextEdit*>())
            rendered |= text->isVisible() && text->toPlainText().contains(QStringLiteral("<|im_start|>user"));
        QVERIFY(rendered);

        auto* filter = desk.find<Segmented>("evaluate.filter");
        filter->setFocus();
        QTest::keyClick(filter, Qt::Key_Right); // Wrong
        QCOMPARE(cases->model()->rowCount(), 2);
        QVERIFY(rowOf(cases, QStringLiteral("Say anything")) < 0);
    }

    void aFailingCaseGoesToLabelAndComesBack() {
        QTemporaryDir home;
        Desk desk(home.path());
        evaluated(desk);
        auto* cases = desk.find<TableView>("evaluate.cases");
        clickRow(cases, rowOf(cases, QStringLiteral("Who are you")));
        const auto waiting = [&] { return desk.project().counts()->waiting; };
        QTest::keyClick(cases, Qt::Key_L);
        QCOMPARE(waiting(), 1);
        auto* button = desk.find<QAbstractButton>("case.label");
        QCOMPARE(button->text(), QStringLiteral("Show in Label"));
        QTest::keyClick(cases, Qt::Key_L); // it is there already
        QCOMPARE(waiting(), 1);
        QVERIFY(desk.press("status.undo"));
        QCOMPARE(waiting(), 0);
        QCOMPARE(linked(desk), 0); // the case forgets it, too
        QCOMPARE(button->text(), QStringLiteral("Send to Label"));

        QVERIFY(desk.press("case.label")); // the mouse does the same
        QCOMPARE(waiting(), 1);
        QCOMPARE(linked(desk), 1);
        QVERIFY(desk.press("case.label")); // "Show in Label"
        QCOMPARE(desk.page(), QStringLiteral("label"));
        QTRY_VERIFY(says(desk, QStringLiteral("Who are you?")));
    }

    void aTextHasNoAnswerToCorrect() {
        QTemporaryDir home;
        Desk desk(home.path());
        evaluated(desk);
        auto* cases = desk.find<TableView>("evaluate.cases");
        clickRow(cases, rowOf(cases, QStringLiteral("surprise")));
        QVERIFY(!desk.find<QAbstractButton>("case.label")->isEnabled());
        QTest::keyClick(cases, Qt::Key_L);
        QCOMPARE(desk.project().counts()->waiting, 0);
    }

    void theMenuOfACaseDoesWhatTheButtonsDo() {
        QTemporaryDir home;
        Desk desk(home.path());
        evaluated(desk);
        auto* cases = desk.find<TableView>("evaluate.cases");
        clickRow(cases, rowOf(cases, QStringLiteral("Who are you")));
        QContextMenuEvent event(QContextMenuEvent::Keyboard, {5000, 5000});
        QApplication::sendEvent(cases, &event);
        auto* menu = cases->findChild<QMenu*>();
        QVERIFY(menu && menu->isVisible());
        QTest::keyClick(menu, Qt::Key_Down);
        QTest::keyClick(menu, Qt::Key_Return);
        QCOMPARE(desk.project().counts()->waiting, 1);
    }

    void anotherProjectShowsItsOwnCases() {
        QTemporaryDir home;
        Desk desk(home.path());
        const auto remember = [](Project& project, const char* question) {
            EvaluationReport report{.suite = "names", .suiteHash = "h", .key = "k", .items = 1};
            report.scores["contains"] = {0, 0, 1};
            report.cases.push_back({.id = "a", .answer = "no"});
            EvaluationSpec spec{.suite = {.name = "names", .hash = "h"}, .subject = {.model = "m"}};
            spec.suite.cases.push_back({.id = "a"});
            spec.suite.cases.back().messages.push_back({"user", question, nullptr});
            return bool(project.evaluations().add(spec, report));
        };
        const std::filesystem::path other = (home.path() + QStringLiteral("/other")).toStdString();
        QVERIFY(remember(**Project::create(other), "Where?"));
        QVERIFY(remember(desk.project(), "Who?"));
        desk.go("evaluate");
        const auto question = [&] {
            auto* cases = desk.find<TableView>("evaluate.cases");
            return cases ? cases->model()->index(0, 0).data().toString() : QString();
        };
        QCOMPARE(question(), QStringLiteral("Who?"));
        QVERIFY(desk.workbench->openProject(other));
        QCOMPARE(question(), QStringLiteral("Where?"));
        desk.workbench->closeProject();
        QCOMPARE(question(), QString());
        desk.window->pages().act(QStringLiteral("evaluate.label")); // of no project
    }

    void itIsStoppedInTheWindowOfAnotherLanguage() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("evaluate");
        desk.drop({desk.write("long.jsonl", longSuite())});
        QVERIFY(desk.press("evaluate.start"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.find<QAbstractButton>("evaluate.stop"), patience);
        desk.changeLanguage(QStringLiteral("zh_CN"));
        desk.go("evaluate");
        QTRY_VERIFY_WITH_TIMEOUT(
            desk.find<QLabel>("evaluate.progress") &&
                desk.find<QLabel>("evaluate.progress")->text().contains(QStringLiteral("400")),
            patience);
        QVERIFY(desk.press("evaluate.stop"));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.find<QAbstractButton>("evaluate.stop"), patience);
        QVERIFY(desk.workbench->evaluating().empty());
    }

    void stoppingKeepsWhatIsDone() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("evaluate");
        desk.drop({desk.write("long.jsonl", longSuite())});
        QVERIFY(desk.press("evaluate.start"));
        auto* facts = desk.find<QLabel>("evaluate.progress");
        QVERIFY(facts);
        const auto told = [&] {
            return facts->text().contains(QStringLiteral("of 400 cases")) &&
                   facts->text().contains(QStringLiteral("cases/s")) &&
                   facts->text().contains(QStringLiteral("left"));
        };
        QVERIFY2(QTest::qWaitFor(told, patience), wordsOn(desk));
        QVERIFY(desk.press("evaluate.stop"));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.queue.anyRunning(), 2000); // within a second or two
        QTRY_VERIFY(!desk.find<QAbstractButton>("evaluate.stop"));
        QVERIFY(desk.find<QAbstractButton>("evaluate.start")->isEnabled());
        QVERIFY(says(desk, QStringLiteral("finished cases are kept")));
    }

    void whatGoesWrongIsASentenceOnThePage() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("evaluate");
        desk.drop({desk.write("broken.jsonl", "{\"id\":\"a\",\"prompt\":\"x\",\"scorer\":\"guess\"}\n")});
        QTRY_VERIFY(says(desk, QStringLiteral("guess")));
        QVERIFY(desk.project().suites()->empty());
        // An adapter from elsewhere for a wider model.
        const auto wide = addModel(desk, "wide.gguf", 3, 128);
        QVERIFY(train(desk, wide, "of-wide"));
        const auto folder = std::filesystem::path(home.path().toStdString()) / "stranger";
        std::filesystem::copy(desk.project().runsFolder() / "of-wide" / "adapter", folder);
        QVERIFY(desk.workbench->addAdapter(folder));
        desk.drop({desk.write("every.jsonl", everyScorer)});
        QVERIFY(choose(desk, "evaluate.model", QStringLiteral("tiny")));
        QVERIFY(choose(desk, "evaluate.voice", QStringLiteral("stranger")));
        QVERIFY(desk.press("evaluate.start"));
        QTRY_VERIFY_WITH_TIMEOUT(
            !desk.queue.anyRunning() && desk.find<QAbstractButton>("evaluate.start")->isEnabled(), patience);
        QCOMPARE(evaluations(desk), size_t(0));
        QTest::qWait(100);
        QVERIFY2(says(desk, QStringLiteral("does not fit the model")), wordsOn(desk));
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
        desk.go("evaluate");
        QTest::qWait(100);
        QString problems = looksWell(desk, QStringLiteral("evaluate-empty-") + language);
        evaluated(desk);
        problems += looksWell(desk, QStringLiteral("evaluate-full-") + language);
        desk.drop({desk.write("long.jsonl", longSuite())});
        QVERIFY(desk.press("evaluate.start"));
        QTRY_VERIFY_WITH_TIMEOUT(
            desk.find<QLabel>("evaluate.progress") &&
                desk.find<QLabel>("evaluate.progress")->text().contains(QStringLiteral("400")),
            patience);
        problems += looksWell(desk, QStringLiteral("evaluate-running-") + language);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
    }

private:
    /// A tiny base model and an adapter of it, both asked; the adapter's cases are shown.
    static void evaluated(Desk& desk) {
        const RunId run = train(desk, desk.workbench->models().front().path, "rows-1");
        QVERIFY(run);
        desk.go("evaluate");
        desk.drop({desk.write("every.jsonl", everyScorer)});
        desk.shell->open(QStringLiteral("evaluate"), QVariantMap{{"run", qint64(run)}});
        QVERIFY(desk.press("evaluate.start"));
        QTRY_COMPARE_WITH_TIMEOUT(evaluations(desk), size_t(2), patience);
        QTRY_VERIFY(desk.find<TableView>("evaluate.cases"));
        QTRY_COMPARE(desk.find<TableView>("evaluate.cases")->model()->rowCount(), 4);
    }
    static int linked(const Desk& desk) {
        int count = 0;
        const auto all = desk.project().evaluations().list().value();
        for (const EvaluationInfo& info : all) {
            const auto cases = desk.project().evaluations().cases(info.id).value();
            for (const StoredCase& one : cases) count += one.correction.has_value();
        }
        return count;
    }
};

QTEST_MAIN(EvaluateTest)
#include "evaluate_test.moc"
