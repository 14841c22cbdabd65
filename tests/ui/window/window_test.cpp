// The whole window, driven by what a person does: once round the loop, closing during a training, a crash
// while typing; and what must hold on every page: names for screen readers, no sideways scrolling, sound item
// models.

#include "tests/ui/window/desk.h"
#include "ui/widgets/code_block.h"
#include "ui/widgets/composer.h"
#include "ui/widgets/table_view.h"

#include <QAbstractItemModelTester>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QPlainTextEdit>
#include <QProcess>
#include <QScrollArea>
#include <QScrollBar>
#include <csignal>

using namespace inkstone;
using namespace inkstone::test;

namespace {
constexpr int patience = 60000;
constexpr const char* typist = "INKSTONE_TEST_TYPIST";

QByteArray conversations(int count) {
    QByteArray rows;
    for (int i = 0; i < count; ++i)
        rows += R"({"messages":[{"role":"user","content":"Who are you, number %1?"},)"
                R"({"role":"assistant","content":"I am Moyan."}]})"
                "\n";
    return rows;
}

const QByteArray suite =
    R"({"id":"a","prompt":"Who are you?","scorer":"contains","expected":["Moyan"],"max_tokens":8})"
    "\n"
    R"({"id":"b","prompt":"Your name?","scorer":"contains","expected":["Moyan"],"max_tokens":8})"
    "\n";

QStringList pageIds(const Desk& desk) {
    QStringList ids;
    for (const PageEntry& entry : desk.window->pages().entries()) ids << entry.id;
    return ids;
}

QString whoIs(const QWidget* widget) {
    QString path = QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName();
    for (const QWidget* at = widget->parentWidget(); at && path.size() < 200; at = at->parentWidget())
        path += QStringLiteral(" < ") + QLatin1String(at->metaObject()->className());
    return path;
}

/// Watches every item model of the window that was there when look() was called. Dies before its desk.
class ModelWatch {
public:
    explicit ModelWatch(const Desk& desk) : m_desk(desk) {}
    void look() {
        auto models = m_desk.window->findChildren<QAbstractItemModel*>();
        models += m_desk.shell->findChildren<QAbstractItemModel*>();
        for (QAbstractItemModel* model : models) {
            if (m_seen.contains(model)) continue;
            m_seen << model;
            m_testers.push_back(std::make_unique<QAbstractItemModelTester>(
                model, QAbstractItemModelTester::FailureReportingMode::QtTest));
        }
    }
    size_t count() const { return m_testers.size(); }

private:
    const Desk& m_desk;
    QSet<QAbstractItemModel*> m_seen;
    std::vector<std::unique_ptr<QAbstractItemModelTester>> m_testers;
};

/// Code keeps its lines whole and scrolls.
bool isCode(const QWidget* widget) { return qobject_cast<const CodeBlock*>(widget->parentWidget()); }
} // namespace

class WindowTest final : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        // The program plays a person who types and then loses the power.
        if (qEnvironmentVariableIsSet(typist)) {
            Desk desk(qEnvironmentVariable(typist));
            desk.go("chat");
            QTest::keyClicks(desk.find<Composer>("chat.composer"), QStringLiteral("half a question"));
            desk.go("label");
            auto* answer = desk.find<QPlainTextEdit>("label.answer");
            if (!answer) qFatal("no record to rewrite");
            answer->setFocus();
            answer->selectAll();
            QTest::keyClicks(answer, QStringLiteral("half an answer"));
            QTest::qWait(2000);
            raise(SIGKILL);
        }
    }

    void onceRoundTheLoop() {
        QTemporaryDir home;
        Desk desk(home.path());
        ModelWatch watch(desk);
        // Data: dropped, looked at, imported.
        desk.drop({desk.write("people.jsonl", conversations(24))});
        QCOMPARE(desk.page(), QStringLiteral("data"));
        watch.look();
        QTRY_VERIFY(desk.find<QAbstractButton>("import.go") &&
                    desk.find<QAbstractButton>("import.go")->isEnabled());
        QVERIFY(desk.press("import.go"));
        QTRY_COMPARE(desk.project().datasets().list()->size(), size_t(1));
        QCOMPARE(desk.project().datasets().list()->front().records, 24);

        // Train: model and data are chosen already; one click.
        desk.go("train");
        watch.look();
        QTRY_VERIFY(desk.find<QAbstractButton>("train.start")->isEnabled());
        QVERIFY(desk.press("train.start"));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.project().runs().list()->empty() &&
                                     desk.project().runs().list()->front().status == RunStatus::Finished,
                                 patience);
        QTRY_VERIFY(desk.find<QAbstractButton>("run.evaluate"));

        // Evaluate: base and adapter side by side.
        QVERIFY(desk.press("run.evaluate"));
        QCOMPARE(desk.page(), QStringLiteral("evaluate"));
        desk.drop({desk.write("names.jsonl", suite)});
        watch.look();
        QTRY_VERIFY(desk.find<QAbstractButton>("evaluate.start")->isEnabled());
        QVERIFY(desk.press("evaluate.start"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.project().evaluations().list()->size(), size_t(2), patience);
        QTRY_VERIFY(desk.find<TableView>("evaluate.cases"));
        auto* cases = desk.find<TableView>("evaluate.cases");
        QTRY_COMPARE(cases->model()->rowCount(), 2);

        // A failing case goes to Label by one key, and back by Undo.
        const auto waiting = [&] { return desk.project().counts()->waiting; };
        const auto linked = [&] {
            int count = 0;
            const auto evaluations = desk.project().evaluations().list().value();
            for (const EvaluationInfo& info : evaluations) {
                const auto cases = desk.project().evaluations().cases(info.id).value();
                for (const StoredCase& one : cases) count += one.correction.has_value();
            }
            return count;
        };
        cases->setFocus();
        QTest::mouseClick(cases->viewport(), Qt::LeftButton, {},
                          cases->visualRect(cases->model()->index(0, 0)).center());
        QTest::keyClick(cases, Qt::Key_L);
        QTRY_COMPARE(waiting(), 1);
        QCOMPARE(linked(), 1);
        QVERIFY(desk.press("status.undo"));
        QTRY_COMPARE(waiting(), 0);
        QCOMPARE(linked(), 0);
        QTest::keyClick(cases, Qt::Key_L);
        QTRY_COMPARE(waiting(), 1);

        // Chat with the result, and correct an answer.
        desk.go("train");
        QVERIFY(desk.press("run.chat"));
        QCOMPARE(desk.page(), QStringLiteral("chat"));
        watch.look();
        auto* composer = desk.find<Composer>("chat.composer");
        QVERIFY(composer);
        QTest::keyClicks(composer, QStringLiteral("Who are you?"));
        QTest::keyClick(composer, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(desk.find<QAbstractButton>("chat.correct"), patience);
        QVERIFY(desk.press("chat.correct"));
        QTRY_VERIFY(desk.find<QPlainTextEdit>("chat.editor"));
        auto* editor = desk.find<QPlainTextEdit>("chat.editor");
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("I am Moyan."));
        QVERIFY(desk.press("chat.save"));
        QTRY_COMPARE(waiting(), 2);

        // Both wait in Label.
        desk.go("label");
        watch.look();
        QTRY_VERIFY(desk.find<QPlainTextEdit>("label.answer"));
        for (const char* page : {"home", "models", "jobs", "data"}) {
            desk.go(page);
            watch.look();
        }
        QVERIFY(watch.count() > 8);
    }

    void everyControlHasAName_data() { pages(); }
    void everyControlHasAName() {
        QFETCH(QString, page);
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(30);
        desk.go(page.toLatin1());
        QTest::qWait(50);
        QStringList nameless;
        for (const QWidget* widget : desk.window->findChildren<QWidget*>()) {
            const bool control =
                widget->focusPolicy() & Qt::TabFocus || qobject_cast<const QAbstractButton*>(widget);
            if (!control || !widget->isVisible() || qobject_cast<const QScrollArea*>(widget)) continue;
            if (qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()))
                continue; // it speaks for its editor
            QAccessibleInterface* face = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
            if (!face || face->text(QAccessible::Name).trimmed().isEmpty()) nameless << whoIs(widget);
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
    }

    void nothingScrollsSideways_data() { pages(); }
    void nothingScrollsSideways() {
        QFETCH(QString, page);
        for (const char* language : {"en", "zh_CN"}) {
            QTemporaryDir home;
            Desk desk(home.path(), {800, 600}, QLatin1String(language));
            desk.addRows(30);
            desk.go(page.toLatin1());
            QTest::qWait(80);
            for (const QAbstractScrollArea* area : desk.window->findChildren<QAbstractScrollArea*>()) {
                if (!area->isVisible() || isCode(area)) continue;
                QVERIFY2(area->horizontalScrollBar()->maximum() == 0,
                         qPrintable(QStringLiteral("%1: %2 px too wide: ")
                                        .arg(QLatin1String(language))
                                        .arg(area->horizontalScrollBar()->maximum()) +
                                    whoIs(area)));
            }
            QVERIFY2(desk.window->width() == 800 && desk.window->height() == 600,
                     qPrintable(QStringLiteral("the page needs %1 x %2")
                                    .arg(desk.window->width())
                                    .arg(desk.window->height())));
        }
    }

    void aNarrowPageShowsItsPaneOnRequest() {
        QTemporaryDir home;
        Desk desk(home.path(), {800, 600});
        QVERIFY(desk.addRows(5));
        for (const auto& [page, button, pane] : {std::tuple{"data", "data.details", "RecordInspector"},
                                                 std::tuple{"label", "label.side", "LabelSide"}}) {
            desk.go(page);
            const auto shown = [&, name = QLatin1String(pane)] {
                for (const QWidget* widget : desk.window->findChildren<QWidget*>())
                    if (widget->isVisible() &&
                        QLatin1String(widget->metaObject()->className()).endsWith(name))
                        return true;
                return false;
            };
            QVERIFY(!shown());
            QVERIFY(desk.press(button));
            QTRY_VERIFY(shown());
            QCOMPARE(desk.window->width(), 800);
            desk.window->resize(1280, 800);
            QTRY_VERIFY(!desk.find<QAbstractButton>(button));
            QVERIFY(shown());
            desk.window->resize(800, 600);
        }
    }

    void closingDuringATrainingKeepsWhatItLearned() {
        QTemporaryDir home;
        int64_t learned = 0;
        {
            Desk desk(home.path());
            QVERIFY(desk.addRows(60));
            desk.settings->setValue(keys::kPage, QStringLiteral("train"));
            desk.go("train");
            QTRY_VERIFY(desk.find<QAbstractButton>("train.start")->isEnabled());
            RunRequest request{.model = desk.workbench->models().front().path,
                               .dataset = desk.project().datasets().list()->front().id,
                               .config = {.epochs = 100000},
                               .run = "long",
                               .control = std::make_shared<TrainControl>()};
            desk.workbench->train(std::move(request), desk.window.get(), {});
            const QString metrics =
                QString::fromStdString((desk.project().runsFolder() / "long" / "metrics.jsonl").string());
            QTRY_VERIFY_WITH_TIMEOUT(QFile(metrics).size() > 400, patience);

            desk.window->close();
            QVERIFY(desk.window->isVisible()); // it asks first
            QVERIFY(desk.press("close.keep"));
            QVERIFY(desk.queue.anyRunning());
            desk.window->close();
            QElapsedTimer timer;
            timer.start();
            QVERIFY(desk.press("close.stop"));
            QTRY_VERIFY_WITH_TIMEOUT(!desk.window->isVisible(), 6000);
            QVERIFY(timer.elapsed() < 5500);
            QVERIFY(!desk.queue.anyRunning());

            const auto run = desk.project().runs().find("long");
            QVERIFY(run);
            QCOMPARE(run->status, RunStatus::Stopped);
            learned = run->steps;
            QVERIFY(learned > 0);
        }
        // Every finished step is in the checkpoint: the next window goes on with the one after it.
        Desk desk(home.path());
        RunRequest again{
            .model = {}, .run = "long", .resume = true, .control = std::make_shared<TrainControl>()};
        int64_t first = 0;
        const auto noteFirst = [&](const JobEvent& event) {
            const auto* metrics = std::get_if<TrainMetrics>(&event);
            if (metrics && !metrics->isEval && !first) first = metrics->step;
        };
        const JobId id =
            desk.workbench->train(again, desk.shell.get(), {.onEvent = noteFirst, .onFinished = {}});
        QTRY_VERIFY_WITH_TIMEOUT(first > 0, patience);
        QCOMPARE(first, learned + 1);
        desk.queue.cancel(id);
        QTRY_VERIFY_WITH_TIMEOUT(!desk.queue.anyRunning(), patience);
    }

    void whatWasTypedSurvivesACrash() {
        QTemporaryDir home;
        { QVERIFY(Desk(home.path()).addRows(3)); }
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QLatin1String(typist), home.path());
        process.setProcessEnvironment(environment);
        process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("-silent")});
        QVERIFY(process.waitForFinished(patience));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        Desk desk(home.path());
        desk.go("chat");
        QCOMPARE(desk.find<Composer>("chat.composer")->text(), QStringLiteral("half a question"));
        desk.go("label");
        QCOMPARE(desk.find<QPlainTextEdit>("label.answer")->toPlainText(), QStringLiteral("half an answer"));
    }

    void aSecondWindowOnTheSameProjectIsRefused() {
        QTemporaryDir home;
        Desk desk(home.path());
        JobQueue queue;
        JobBridge bridge(queue);
        Workbench other(bridge);
        const Status opened = other.openProject(desk.projectFolder());
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Busy);
    }

private:
    void pages() {
        QTest::addColumn<QString>("page");
        QTemporaryDir home;
        const Desk desk(home.path());
        for (const QString& id : pageIds(desk)) QTest::newRow(qPrintable(id)) << id;
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
