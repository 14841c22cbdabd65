// What was typed a moment ago stays with its project: when another project follows, when the window closes,
// and when another conversation or an answer is asked for.

#include "tests/ui/window/desk.h"
#include "ui/models/record_fields.h"
#include "ui/models/record_model.h"
#include "ui/widgets/composer.h"
#include "ui/widgets/table_view.h"

#include <QPlainTextEdit>

using namespace inkstone;
using namespace inkstone::test;

namespace {
constexpr int patience = 60000;

/// Types without a pause and without letting a timer run out.
template <class Edit> bool type(const Desk& desk, const char* name, const QString& text) {
    auto* edit = desk.find<Edit>(name);
    if (!edit) return false;
    edit->setFocus();
    QTest::keyClicks(edit, text);
    return true;
}

std::filesystem::path second(const Desk& desk) { return desk.projectFolder().parent_path() / "second"; }

std::string draft(const Desk& desk, const char* key) {
    return desk.project().drafts().get(key).value().value_or("");
}

/// Opens the first record's answer in the grid's cell or in its field, and types over it.
bool typeInData(const Desk& desk, bool cell, const QString& text) {
    desk.go("data");
    auto* table = desk.find<TableView>("data.rows");
    const QModelIndex answer = table->model()->index(0, RecordModel::Answer);
    table->setCurrentIndex(answer);
    if (cell) table->edit(answer);
    const char* const name = cell ? "data.cell" : "data.field.1";
    if (!QTest::qWaitFor([&] { return desk.find<QPlainTextEdit>(name); })) return false;
    desk.find<QPlainTextEdit>(name)->selectAll();
    return type<QPlainTextEdit>(desk, name, text);
}

std::string firstAnswer(const Desk& desk) {
    const DatasetRepository datasets = desk.project().datasets();
    const auto ids = datasets.rows(datasets.list()->front().id);
    return answerOf(*datasets.record(ids->front()));
}

std::string firstSystemPrompt(const Desk& desk) {
    const auto list = desk.project().chats().list();
    return list && !list->empty() ? list->front().systemPrompt : "no conversation";
}
} // namespace

class LeavingTest final : public QObject {
    Q_OBJECT
private slots:
    void chatKeepsItsTextsWhenAnotherProjectFollows() {
        QTemporaryDir home;
        Desk desk(home.path());
        const std::filesystem::path first = desk.projectFolder();
        desk.go("chat");
        QVERIFY(type<QPlainTextEdit>(desk, "chat.system", QStringLiteral("Be brief.")));
        QVERIFY(type<Composer>(desk, "chat.composer", QStringLiteral("half a question")));
        QVERIFY(desk.workbench->openProject(second(desk)));
        QTest::qWait(600); // whatever was late would be in the wrong project now
        QCOMPARE(draft(desk, "chat.composer"), std::string());
        QCOMPARE(desk.workbench->settings().get(setting::systemPrompt), std::string());
        QCOMPARE(desk.find<QPlainTextEdit>("chat.system")->toPlainText(), QString());
        QVERIFY(desk.workbench->openProject(first));
        QCOMPARE(draft(desk, "chat.composer"), std::string("half a question"));
        QCOMPARE(desk.workbench->settings().get(setting::systemPrompt), std::string("Be brief."));
        QCOMPARE(desk.find<Composer>("chat.composer")->text(), QStringLiteral("half a question"));
        QCOMPARE(desk.find<QPlainTextEdit>("chat.system")->toPlainText(), QStringLiteral("Be brief."));
    }

    void chatKeepsItsTextsWhenTheProjectOrTheWindowCloses_data() {
        QTest::addColumn<bool>("window");
        QTest::newRow("project") << false;
        QTest::newRow("window") << true;
    }
    void chatKeepsItsTextsWhenTheProjectOrTheWindowCloses() {
        QFETCH(bool, window);
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("chat");
        QVERIFY(type<QPlainTextEdit>(desk, "chat.system", QStringLiteral("Be brief.")));
        QVERIFY(type<Composer>(desk, "chat.composer", QStringLiteral("half a question")));
        if (window) {
            QVERIFY(desk.window->close());
        } else {
            desk.workbench->closeProject();
            QVERIFY(desk.workbench->openProject(desk.projectFolder()));
        }
        QCOMPARE(draft(desk, "chat.composer"), std::string("half a question"));
        QCOMPARE(desk.workbench->settings().get(setting::systemPrompt), std::string("Be brief."));
    }

    void anAnswerIsGivenUnderTheSystemPromptAsItStands() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("chat");
        QVERIFY(type<QPlainTextEdit>(desk, "chat.system", QStringLiteral("Be brief.")));
        QVERIFY(type<Composer>(desk, "chat.composer", QStringLiteral("Who are you?")));
        QTest::keyClick(desk.find<Composer>("chat.composer"), Qt::Key_Return);
        QCOMPARE(firstSystemPrompt(desk), std::string("Be brief."));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.queue.anyRunning(), patience);
        // A new conversation leaves the old one's text in its place.
        QVERIFY(type<QPlainTextEdit>(desk, "chat.system", QStringLiteral(" Be kind.")));
        QTest::keyClick(desk.window.get(), Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(firstSystemPrompt(desk), std::string("Be brief. Be kind."));
    }

    void labelKeepsAnAnswerThatIsBeingRewritten() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(2));
        const std::filesystem::path first = desk.projectFolder();
        desk.go("label");
        QVERIFY(type<QPlainTextEdit>(desk, "label.answer", QStringLiteral("much better: ")));
        QVERIFY(desk.workbench->openProject(second(desk)));
        QVERIFY(desk.addRows(2)); // with the ids of the first
        QTest::qWait(600);
        QCOMPARE(desk.find<QPlainTextEdit>("label.answer")->toPlainText(), QStringLiteral("answer 0"));
        QVERIFY(desk.project().drafts().all("label/").value().empty());
        QVERIFY(desk.workbench->openProject(first));
        QCOMPARE(desk.find<QPlainTextEdit>("label.answer")->toPlainText(),
                 QStringLiteral("much better: answer 0"));
    }

    void dataSavesWhatSomebodyTypes_data() {
        QTest::addColumn<bool>("cell");
        QTest::addColumn<bool>("window");
        QTest::newRow("field, project") << false << false;
        QTest::newRow("field, window") << false << true;
        QTest::newRow("cell, project") << true << false;
        QTest::newRow("cell, window") << true << true;
    }
    void dataSavesWhatSomebodyTypes() {
        QFETCH(bool, cell);
        QFETCH(bool, window);
        QTemporaryDir home;
        Desk desk(home.path(), {1440, 900});
        QVERIFY(desk.addRows(2));
        const std::filesystem::path first = desk.projectFolder();
        QVERIFY(typeInData(desk, cell, QStringLiteral("a better one")));
        if (window) {
            QVERIFY(desk.window->close());
        } else {
            QVERIFY(desk.workbench->openProject(second(desk)));
            QVERIFY(desk.workbench->openProject(first));
        }
        QCOMPARE(firstAnswer(desk), std::string("a better one"));
    }

    void dataKeepsWhatIsTypedOverAKill_data() {
        QTest::addColumn<bool>("cell");
        QTest::newRow("field") << false;
        QTest::newRow("cell") << true;
    }
    void dataKeepsWhatIsTypedOverAKill() {
        QFETCH(bool, cell);
        QTemporaryDir home, afterKill;
        {
            Desk desk(home.path(), {1440, 900});
            QVERIFY(desk.addRows(3));
            QVERIFY(typeInData(desk, cell, QStringLiteral("half a bet")));
            const auto kept = [&] { return desk.project().drafts().all("data/typed/").value(); };
            QTRY_COMPARE(int(kept().size()), 1);
            // What a kill leaves: the files as they are now.
            std::filesystem::copy(desk.projectFolder(), afterKill.path().toStdString() + "/project",
                                  std::filesystem::copy_options::recursive);
            // Here it is given up, which ends the wait.
            if (cell) {
                QTest::keyClick(desk.find<QPlainTextEdit>("data.cell"), Qt::Key_Escape);
                QTRY_COMPARE(int(kept().size()), 0);
            }
            QVERIFY(desk.window->close());
            QVERIFY(kept().empty());
        }
        Desk desk(afterKill.path(), {1440, 900});
        QCOMPARE(firstAnswer(desk), std::string("answer 0"));
        desk.go("data");
        QVERIFY2(desk.notices().startsWith(QLatin1String("1 text typed here is kept")), qPrintable(desk.notices()));
        QVERIFY(desk.press("notice.remedy"));
        const char* const name = cell ? "data.cell" : "data.field.1";
        QTRY_VERIFY(desk.find<QPlainTextEdit>(name));
        auto* editor = desk.find<QPlainTextEdit>(name);
        QCOMPARE(editor->toPlainText(), QStringLiteral("half a bet"));
        QTest::keyClicks(editor, QStringLiteral("ter one"));
        QTest::keyClick(editor, Qt::Key_Return, cell ? Qt::NoModifier : Qt::ControlModifier);
        QTRY_COMPARE(firstAnswer(desk), std::string("half a better one"));
        QTRY_VERIFY(desk.project().drafts().all("data/typed/").value().empty());
    }

    void aPlanThatWasAboutToBeMadeIsNotMadeWithoutItsProject() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(4));
        desk.go("train");
        desk.workbench->tellDatasets(); // the choices are read anew: a plan follows soon
        desk.workbench->closeProject();
        QTest::qWait(500);
        QVERIFY(!desk.queue.anyRunning());
    }
};

QTEST_MAIN(LeavingTest)
#include "leaving_test.moc"
