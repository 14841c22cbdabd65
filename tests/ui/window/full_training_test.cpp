// All weights trained in the window: what the form says before, and the way of the resulting model through
// Chat, Evaluate, Models and Home, as a person walks it.

#include "tests/ui/window/looks.h"
#include "ui/models/evaluation_model.h"
#include "ui/models/run_model.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/composer.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/table_view.h"

#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

using namespace inkstone;
using namespace inkstone::test;

namespace {
constexpr int patience = 60000;

const QByteArray suite =
    R"({"id":"a","prompt":"Who are you?","scorer":"contains","expected":["Moyan"],"max_tokens":4})"
    "\n"
    R"({"id":"b","prompt":"Say anything.","scorer":"regex","expected":["(?s)."],"max_tokens":4})"
    "\n";

QString text(const Desk& desk, const char* label) {
    auto* found = desk.find<QLabel>(label);
    return found ? found->text() : QString();
}

/// Takes the row of this id, with the keyboard alone.
void choose(const Desk& desk, const char* name, const QString& id) {
    auto* choice = desk.find<ChoiceButton>(name);
    int now = 0, wanted = 0;
    for (int i = 0; i < choice->rows().size(); ++i) {
        if (choice->rows()[i].id == choice->current()) now = i;
        if (choice->rows()[i].id == id) wanted = i;
    }
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Space);
    for (int i = 0; i < std::abs(wanted - now); ++i)
        QTest::keyClick(QApplication::focusWidget(), wanted > now ? Qt::Key_Down : Qt::Key_Up);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
}

QLineEdit* field(const Desk& desk, const QString& name) {
    for (QLineEdit* edit : desk.window->findChildren<QLineEdit*>())
        if (edit->accessibleName() == name) return edit;
    return nullptr;
}

bool planned(const Desk& desk) {
    auto* button = desk.find<QAbstractButton>("train.start");
    return button && button->isEnabled() && text(desk, "train.steps").toInt() > 0;
}

RunInfo newestRun(const Desk& desk) {
    const auto runs = desk.project().runs().list();
    return runs && !runs->empty() ? runs->front() : RunInfo{};
}

QString pathText(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

/// A finished run of two steps, without the window.
RunInfo train(Desk& desk, const std::filesystem::path& model, const std::string& name,
              const std::string& method) {
    const auto sets = desk.project().datasets().list();
    const DatasetId set = sets && !sets->empty() ? sets->front().id : desk.addRows(8);
    RunRequest request{.model = model,
                       .dataset = set,
                       .config = {.method = method, .maxSteps = 2},
                       .run = name,
                       .control = std::make_shared<TrainControl>()};
    desk.workbench->train(std::move(request), desk.window.get(), {});
    const auto ended = [&] { return newestRun(desk).name == name && !desk.queue.anyRunning(); };
    return QTest::qWaitFor(ended, patience) ? newestRun(desk) : RunInfo{};
}

QVariantMap withRun(const RunInfo& run) { return {{QStringLiteral("run"), qint64(run.id)}}; }

QStringList ids(const ChoiceButton* choice) {
    QStringList found;
    for (const PopupRow& row : choice->rows()) found << row.id;
    return found;
}
} // namespace

class FullTrainingTest final : public QObject {
    Q_OBJECT
private slots:
    void thePlanFollowsTheMethod() {
        QTemporaryDir home;
        {
            Desk desk(home.path());
            desk.addRows(30);
            desk.go("train");
            QVERIFY(desk.press("train.advanced"));
            QTRY_VERIFY(planned(desk) && !text(desk, "plan.optimizer").isEmpty());
            const QString adapterPlan = text(desk, "plan.optimizer");
            auto* rate = field(desk, QStringLiteral("Learning rate"));
            QTRY_COMPARE(rate->placeholderText(), QStringLiteral("0.0003"));
            choose(desk, "train.method", QStringLiteral("full"));
            QTRY_COMPARE(rate->placeholderText(), QStringLiteral("5e-05"));
            QVERIFY(rate->text().isEmpty()); // chosen by the method as long as nobody touched it
            QTRY_VERIFY(text(desk, "plan.optimizer") != adapterPlan);
            for (const char* name : {"Rank", "Alpha", "Dropout"})
                QVERIFY2(!field(desk, QLatin1String(name))->isEnabled(), name);
            QVERIFY(rate->isEnabled());

            // What is typed stays when models are read anew, and goes into the run.
            rate->setFocus();
            QTest::keyClicks(rate, QStringLiteral("0.0002"));
            auto* steps = field(desk, QStringLiteral("Largest number of steps"));
            steps->setFocus();
            QTest::keyClicks(steps, QStringLiteral("1"));
            Q_EMIT desk.workbench->modelsChanged();
            QCOMPARE(rate->text(), QStringLiteral("0.0002"));
            QTRY_COMPARE(text(desk, "train.steps"), QStringLiteral("1"));
            QVERIFY(desk.press("train.start"));
            QTRY_COMPARE_WITH_TIMEOUT(newestRun(desk).status, RunStatus::Finished, patience);
            QCOMPARE(newestRun(desk).method, std::string(fullMethod));
            QVERIFY(newestRun(desk).config.find("0.0002") != std::string::npos);
        }
        // The method is the project's.
        Desk desk(home.path());
        desk.go("train");
        QCOMPARE(desk.find<ChoiceButton>("train.method")->current(), QStringLiteral("full"));
        QVERIFY(desk.press("train.advanced"));
        QVERIFY(!field(desk, QStringLiteral("Rank"))->isEnabled());
        choose(desk, "train.method", QStringLiteral("lora"));
        QVERIFY(field(desk, QStringLiteral("Rank"))->isEnabled());
    }

    void aWrongRankIsNoObstacleWhereNoneIsNeeded() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(30);
        desk.go("train");
        QVERIFY(desk.press("train.advanced"));
        auto* rank = field(desk, QStringLiteral("Rank"));
        rank->setFocus();
        rank->selectAll();
        QTest::keyClicks(rank, QStringLiteral("none"));
        QTRY_VERIFY(!desk.find<QAbstractButton>("train.start")->isEnabled());
        choose(desk, "train.method", QStringLiteral("full"));
        QTRY_VERIFY(planned(desk));
        choose(desk, "train.method", QStringLiteral("lora"));
        QTRY_VERIFY(!desk.find<QAbstractButton>("train.start")->isEnabled());
    }

    void theModelGoesItsWay_data() {
        QTest::addColumn<QString>("language");
        QTest::newRow("en") << QStringLiteral("en");
        QTest::newRow("zh_CN") << QStringLiteral("zh_CN");
    }
    void theModelGoesItsWay() {
        QFETCH(QString, language);
        const auto picture = [&](const char* page) {
            return QStringLiteral("full-%1-%2").arg(page, language);
        };
        QTemporaryDir home;
        Desk desk(home.path(), {1280, 800}, language);
        desk.addRows(30);
        const std::filesystem::path base = desk.workbench->models().front().path;
        QVERIFY(desk.workbench->settings().set(setting::trainAdvanced, std::string(R"({"max_steps":3})")));
        desk.go("train");
        QVERIFY(desk.press("train.advanced"));
        choose(desk, "train.method", QStringLiteral("full"));
        QTRY_VERIFY(planned(desk) && text(desk, "train.steps") == QStringLiteral("3"));
        QTRY_VERIFY(desk.find<QLabel>("plan.total"));
        QCOMPARE(looksWell(desk, picture("train")), QString());
        QVERIFY(desk.press("train.advanced"));
        QVERIFY(desk.press("train.start"));
        QTRY_COMPARE_WITH_TIMEOUT(newestRun(desk).status, RunStatus::Finished, patience);
        const RunInfo run = newestRun(desk);
        const QString name = QString::fromStdString(run.name);
        const std::filesystem::path made = desk.project().runs().modelOf(run);
        QVERIFY(run.adapter.empty() && !made.empty());
        QTRY_VERIFY(desk.workbench->model(made));
        QCOMPARE(desk.workbench->model(made)->name, run.name);
        QTRY_VERIFY(desk.find<QAbstractButton>("run.result"));
        auto* table = desk.find<TableView>("train.runs");
        QVERIFY(table);
        QCOMPARE(table->model()->index(0, RunModel::Method).data().toString(), methodName(fullMethod));
        QCOMPARE(looksWell(desk, picture("run")), QString());

        // Models: among the others, under the run's name.
        QVERIFY(desk.press("run.result"));
        QCOMPARE(desk.page(), QStringLiteral("models"));
        QTRY_COMPARE(text(desk, "models.name"), name);
        QTRY_VERIFY(desk.find<QAbstractButton>("models.chat"));
        QCOMPARE(looksWell(desk, picture("models")), QString());

        // Chat: it answers, and the answer says who it was.
        desk.go("train");
        QVERIFY(desk.press("run.chat"));
        auto* voice = desk.find<ChoiceButton>("chat.voice");
        QCOMPARE(voice->current(), pathText(made) + QStringLiteral("|"));
        QCOMPARE(voice->accessibleDescription(), name);
        desk.find<QSpinBox>("chat.longest")->setValue(6);
        auto* composer = desk.find<Composer>("chat.composer");
        QTest::keyClicks(composer, QStringLiteral("Who are you?"));
        QTest::keyClick(composer, Qt::Key_Return);
        const auto last = [&] {
            const auto chats = desk.project().chats().list().value();
            return chats.empty() ? ChatMessage{} : desk.project().chats().branch(chats.front().id)->back();
        };
        QTRY_VERIFY_WITH_TIMEOUT(last().role == "assistant" && last().complete, patience);
        QCOMPARE(last().model, run.name);
        QVERIFY(last().adapter.empty());
        QCOMPARE(looksWell(desk, picture("chat")), QString());

        // Evaluate: beside the model it was made of.
        desk.go("train");
        QVERIFY(desk.press("run.evaluate"));
        desk.drop({desk.write("names.jsonl", suite)});
        QCOMPARE(desk.find<ChoiceButton>("evaluate.model")->current(), pathText(base));
        QCOMPARE(desk.find<ChoiceButton>("evaluate.voice")->current(),
                 QStringLiteral("both|") + pathText(made));
        QTRY_VERIFY(desk.find<QAbstractButton>("evaluate.start")->isEnabled());
        QVERIFY(desk.press("evaluate.start"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.project().evaluations().list()->size(), size_t(2), patience);
        QTRY_VERIFY(desk.find<TableView>("evaluate.cases"));
        auto* matrix = desk.window->findChild<EvaluationModel*>();
        QVERIFY(matrix);
        const auto cell = [&] { return matrix->index(matrix->rowOfRun(run.id), 1); };
        QTRY_VERIFY(matrix->evaluation(cell()) && matrix->baseEvaluation(cell()));
        QCOMPARE(matrix->rowCount(), 2);
        QCOMPARE(cell().row(), 1); // below its base
        QVERIFY(matrix->voice(0).isBase() && !matrix->voice(1).isBase());
        QCOMPARE(matrix->voice(1).name, name);
        QVERIFY(matrix->data(cell(), EvaluationModel::ChangeRole).isValid());
        QTRY_VERIFY2(text(desk, "evaluate.shown").contains(name), qPrintable(text(desk, "evaluate.shown")));
        QCOMPARE(looksWell(desk, picture("evaluate")), QString());

        // Home: the run with its score before and after.
        const auto counts = desk.project().counts();
        QVERIFY(counts && counts->best && counts->best->before);
        desk.go("home");
        QTest::qWait(50);
        QCOMPARE(looksWell(desk, picture("home")), QString());
    }

    void anAdapterOfATrainedModelBelongsToItAlone() {
        QTemporaryDir home;
        Desk desk(home.path());
        const std::filesystem::path base = desk.workbench->models().front().path;
        const RunInfo whole = train(desk, base, "whole", fullMethod);
        const std::filesystem::path made = desk.project().runs().modelOf(whole);
        QVERIFY(!made.empty());
        const RunInfo onBase = train(desk, base, "on-base", loraMethod);
        const RunInfo onWhole = train(desk, made, "on-whole", loraMethod);
        QVERIFY(!onBase.adapter.empty() && !onWhole.adapter.empty());
        QTRY_VERIFY(!desk.queue.anyRunning());

        desk.go("chat");
        const QStringList voices = ids(desk.find<ChoiceButton>("chat.voice"));
        const auto voice = [&](const std::filesystem::path& model, const RunInfo& run) {
            return pathText(model) + QStringLiteral("|") + pathText(desk.projectFolder() / run.adapter);
        };
        QVERIFY(voices.contains(voice(base, onBase)) && !voices.contains(voice(base, onWhole)));
        QVERIFY(voices.contains(voice(made, onWhole)) && !voices.contains(voice(made, onBase)));

        // Evaluated, it is compared with the model it was made for, which is named after its run.
        desk.shell->open(QStringLiteral("evaluate"), withRun(onWhole));
        desk.drop({desk.write("names.jsonl", suite)});
        QTRY_VERIFY(desk.find<QAbstractButton>("evaluate.start")->isEnabled());
        QVERIFY(desk.press("evaluate.start"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.project().evaluations().list()->size(), size_t(2), patience);
        const auto evaluations = desk.project().evaluations().list().value();
        for (const EvaluationInfo& info : evaluations) QCOMPARE(info.subject.model, std::string("whole"));
        auto* matrix = desk.window->findChild<EvaluationModel*>();
        QTRY_VERIFY(matrix->rowOfRun(onWhole.id) >= 0 &&
                    matrix->baseEvaluation(matrix->index(matrix->rowOfRun(onWhole.id), 1)));
    }

    void aRunInTheTrashTakesItsModelAlong() {
        QTemporaryDir home;
        Desk desk(home.path());
        const RunInfo run = train(desk, desk.workbench->models().front().path, "whole", fullMethod);
        const std::filesystem::path made = desk.project().runs().modelOf(run);
        QTRY_VERIFY(desk.workbench->model(made));
        desk.go("train");
        auto* table = desk.find<TableView>("train.runs");
        table->setFocus();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(0, RunModel::Data)).center());
        QTest::keyClick(table, Qt::Key_Delete);
        QTRY_VERIFY(!desk.workbench->model(made));
        QVERIFY(desk.press("status.undo"));
        QTRY_VERIFY(desk.workbench->model(made));

        // Another project has its own.
        const std::filesystem::path first = desk.projectFolder();
        QVERIFY(desk.workbench->openProject(first.parent_path() / "second"));
        QVERIFY(!desk.workbench->model(made));
        QTRY_VERIFY(!desk.queue.anyRunning());
        QTest::qWait(50);
        QVERIFY(!desk.workbench->model(made));
        QVERIFY(desk.workbench->openProject(first));
        QVERIFY(desk.workbench->model(made));
    }

    void whatWasLearnedBeforeAStopIsTried() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(40);
        QVERIFY(desk.workbench->settings().set(setting::trainAdvanced, std::string(R"({"epochs":900})")));
        QVERIFY(desk.workbench->settings().set(setting::trainMethod, std::string(fullMethod)));
        desk.go("train");
        QTRY_VERIFY(desk.find<QAbstractButton>("train.start")->isEnabled());
        QVERIFY(desk.press("train.start"));
        QTRY_VERIFY_WITH_TIMEOUT(text(desk, "run.facts").contains(QStringLiteral("tok/s")), patience);
        QVERIFY(desk.press("run.stop"));
        QTRY_COMPARE_WITH_TIMEOUT(newestRun(desk).status, RunStatus::Stopped, patience);
        QTRY_VERIFY(desk.find<QAbstractButton>("run.result"));
        QCOMPARE(desk.find<QAbstractButton>("run.result")->text(), QStringLiteral("Show model"));
        QVERIFY(desk.press("run.chat"));
        QVERIFY(desk.find<ChoiceButton>("chat.voice")->current().endsWith(QStringLiteral("/model|")));
    }
};

QTEST_MAIN(FullTrainingTest)
#include "full_training_test.moc"
