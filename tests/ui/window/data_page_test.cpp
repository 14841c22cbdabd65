// Data by what a person does: a record looked at from four sides, sorted, exported, renamed, thrown away and
// taken back; and every file that cannot be read answered by a sentence that names file, cause and remedy.

#include "core/base/json.h"
#include "core/data/importer.h"
#include "tests/ui/window/limits.h"
#include "tests/ui/window/looks.h"
#include "ui/models/record_fields.h"
#include "ui/models/record_model.h"
#include "ui/shell/drop_overlay.h"
#include "ui/shell/status_bar.h"
#include "ui/widgets/code_block.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/segmented.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/token_strip.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>

using namespace inkstone;
using namespace inkstone::test;

namespace {
constexpr int patience = 60000;

/// Records of 1 to `rows` words, the longest first.
DatasetId addFallingLengths(const Desk& desk, int rows) {
    DatasetRepository datasets = desk.project().datasets();
    const auto made = datasets.create("lengths");
    if (!made) return 0;
    for (int i = rows; i > 0; --i) {
        Record record;
        std::string answer;
        for (int word = 0; word < i; ++word) answer += "word ";
        record.turns = {{"user", "say " + std::to_string(i), {}}, {"assistant", answer, {}}};
        if (!datasets.append(*made, record)) return 0;
    }
    desk.workbench->tellDatasets();
    return *made;
}

void openTab(const Desk& desk, const char* tab) {
    auto* tabs = desk.find<Segmented>("data.tabs");
    for (int i = 0; i < 4; ++i) QTest::keyClick(tabs, Qt::Key_Left);
    while (tabs->current() != QLatin1String(tab)) QTest::keyClick(tabs, Qt::Key_Right);
}

void clickHeader(const TableView& table, int column) {
    QHeaderView* head = table.horizontalHeader();
    const QPoint at(head->sectionViewportPosition(column) + 20, head->height() / 2);
    QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, at);
}

QString shownWords(const Desk& desk) {
    QStringList words;
    for (const QLabel* label : desk.window->findChildren<QLabel*>())
        if (label->isVisible()) words << label->text();
    return words.join(QLatin1Char('\n'));
}

/// What the bar above the page says; the details are not unfolded.
QString noticeOf(const Desk& desk) {
    for (const NoticeBar* bar : desk.window->findChildren<NoticeBar*>())
        if (bar->isVisible()) return bar->notice().title + QLatin1Char('\n') + bar->notice().text;
    return {};
}

QByteArray contentOf(const QString& file) {
    QFile input(file);
    return input.open(QIODevice::ReadOnly) ? input.readAll() : QByteArray();
}

const QByteArray goodRow =
    R"({"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"ho"}]})"
    "\n";
} // namespace

class DataPageTest final : public QObject {
    Q_OBJECT
private slots:
    void aRecordIsSeenAsTheModelReadsIt() {
        QTemporaryDir home;
        Desk desk(home.path(), {1440, 900});
        QVERIFY(desk.addRows(3));
        desk.go("data");
        openTab(desk, "prompt");
        QTRY_VERIFY(desk.find<CodeBlock>("data.prompt") &&
                    desk.find<CodeBlock>("data.prompt")->code().contains(QStringLiteral("question 0")));
        const QString prompt = desk.find<CodeBlock>("data.prompt")->code();
        QVERIFY2(prompt.contains(QStringLiteral("assistant\nanswer 0")), qPrintable(prompt));
        openTab(desk, "tokens");
        QTRY_VERIFY(desk.find<TokenStrip>("data.tokens") &&
                    !desk.find<TokenStrip>("data.tokens")->tokens().isEmpty());
        // The boxes are the prompt cut to pieces, and what is trained is the answer.
        QString all, trained;
        for (const TokenStrip::Token& token : desk.find<TokenStrip>("data.tokens")->tokens()) {
            all += token.text;
            if (token.supervised) trained += token.text;
        }
        QCOMPARE(all, prompt);
        QVERIFY2(trained.startsWith(QStringLiteral("answer 0")) &&
                     !trained.contains(QStringLiteral("question")),
                 qPrintable(trained));
        // The next record is read when it is chosen.
        auto* table = desk.find<TableView>("data.rows");
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Down);
        openTab(desk, "prompt");
        QTRY_VERIFY(desk.find<CodeBlock>("data.prompt")->code().contains(QStringLiteral("question 1")));
        for (const char* tab : {"prompt", "tokens", "history"}) {
            openTab(desk, tab);
            QTest::qWait(60);
            const QString problems = looksWell(desk, QStringLiteral("data-%1").arg(QLatin1String(tab)));
            QVERIFY2(problems.isEmpty(), qPrintable(problems));
            desk.window->resize(1440, 900);
        }
    }

    void editsAreRemembered() {
        QTemporaryDir home;
        Desk desk(home.path(), {1440, 900});
        QVERIFY(desk.addRows(2));
        desk.go("data");
        openTab(desk, "history");
        QTRY_VERIFY(shownWords(desk).contains(QStringLiteral("nobody has changed it")));
        auto* table = desk.find<TableView>("data.rows");
        table->setCurrentIndex(table->model()->index(0, RecordModel::Answer));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_F2);
        QTRY_VERIFY(desk.find<QPlainTextEdit>("data.cell"));
        QTest::keyClicks(desk.find<QPlainTextEdit>("data.cell"), QStringLiteral("a better one"));
        QTest::keyClick(desk.find<QPlainTextEdit>("data.cell"), Qt::Key_Return);
        QTRY_VERIFY(shownWords(desk).contains(QStringLiteral("before: answer 0")));
        QVERIFY(shownWords(desk).contains(QStringLiteral("Text changed")));
        QTest::keyClick(table, Qt::Key_Z, Qt::ControlModifier);
        const auto ids = desk.project().datasets().rows(desk.project().datasets().list()->front().id);
        QCOMPARE(answerOf(*desk.project().datasets().record(ids->front())), std::string("answer 0"));
    }

    void rowsSortByTheirHeads() {
        QTemporaryDir home;
        Desk desk(home.path(), {1440, 900});
        QVERIFY(addFallingLengths(desk, 12));
        desk.go("data");
        auto* table = desk.find<TableView>("data.rows");
        const auto first = [&] { return table->model()->index(0, RecordModel::Prompt).data().toString(); };
        QTRY_VERIFY(table->model()->index(0, RecordModel::Tokens).data().toString() != QStringLiteral("–"));
        QCOMPARE(first(), QStringLiteral("say 12"));
        clickHeader(*table, RecordModel::Tokens);
        QTRY_COMPARE(first(), QStringLiteral("say 1"));
        clickHeader(*table, RecordModel::Tokens);
        QTRY_COMPARE(first(), QStringLiteral("say 12"));
        clickHeader(*table, RecordModel::Number);
        clickHeader(*table, RecordModel::Number);
        QTRY_COMPARE(first(), QStringLiteral("say 1"));
        // A million texts in alphabetical order help nobody: said, and the order stays.
        clickHeader(*table, RecordModel::Prompt);
        QVERIFY2(desk.window->statusBar().saying().contains(QStringLiteral("sort by number")),
                 qPrintable(desk.window->statusBar().saying()));
        QCOMPARE(table->horizontalHeader()->sortIndicatorSection(), int(RecordModel::Number));
        QCOMPARE(first(), QStringLiteral("say 1"));
    }

    void rowsAreExported_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("holds");
        QTest::newRow("lines") << "out.jsonl" << QByteArray(R"("content":"question 2")");
        QTest::newRow("instructions") << "out.json" << QByteArray(R"("instruction":"question 2")");
        QTest::newRow("table") << "out.csv" << QByteArray("question 2");
    }
    void rowsAreExported() {
        QFETCH(QString, name);
        QFETCH(QByteArray, holds);
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(3));
        desk.go("data");
        QTest::keyClick(desk.window.get(), Qt::Key_E, Qt::ControlModifier);
        const QString file = home.filePath(name);
        QVERIFY(chooseFile(desk, file));
        QTRY_VERIFY(desk.window->statusBar().saying().contains(name));
        QVERIFY2(contentOf(file).replace(": ", ":").contains(holds), contentOf(file).constData());
        // What was written is read back as it was.
        const auto back = previewFile(file.toStdString());
        QVERIFY(back);
        QCOMPARE(back->records.size(), size_t(3));
        QCOMPARE(answerOf(back->records[2]), std::string("answer 2"));
    }
    void anExportThatCannotBeWrittenSaysWhy() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(3));
        desk.go("data");
        QTest::keyClick(desk.window.get(), Qt::Key_E, Qt::ControlModifier);
        QVERIFY(chooseFile(desk, QStringLiteral("/proc/out.jsonl")));
        QTRY_VERIFY2(noticeOf(desk).contains(QStringLiteral("out.jsonl")), qPrintable(noticeOf(desk)));
    }

    void aDataSetIsRenamedAndThrownAwayWithUndo() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(3));
        desk.go("data");
        const auto names = [&] {
            QStringList all;
            const auto list = desk.project().datasets().list();
            for (const DatasetInfo& set : *list) all << QString::fromStdString(set.name);
            return all.join(QLatin1Char(' '));
        };
        auto* list = desk.find<QListWidget>("data.sets");
        list->setFocus();
        QTest::keyClick(list, Qt::Key_F2);
        auto* editor = list->findChild<QLineEdit*>();
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("poems"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(names(), QStringLiteral("poems"));
        QVERIFY(desk.press("status.undo"));
        QTRY_COMPARE(names(), QStringLiteral("rows"));
        QTRY_COMPARE(list->item(0)->text(), QStringLiteral("rows"));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Delete);
        QTRY_COMPARE(names(), QString());
        QVERIFY(shownWords(desk).contains(QStringLiteral("No data sets yet")));
        QVERIFY(desk.press("status.undo"));
        QTRY_COMPARE(names(), QStringLiteral("rows"));
        QCOMPARE(desk.find<TableView>("data.rows")->model()->rowCount(), 3);
    }
    void aNameThatIsTakenIsRefused() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(3));
        QVERIFY(addFallingLengths(desk, 2));
        desk.go("data");
        auto* list = desk.find<QListWidget>("data.sets");
        list->setFocus();
        QCOMPARE(list->currentItem()->text(), QStringLiteral("lengths"));
        QTest::keyClick(list, Qt::Key_F2);
        QTest::keyClicks(list->findChild<QLineEdit*>(), QStringLiteral("rows"));
        QTest::keyClick(list->findChild<QLineEdit*>(), Qt::Key_Return);
        QTRY_VERIFY2(noticeOf(desk).contains(QStringLiteral("rows")), qPrintable(noticeOf(desk)));
        QTRY_COMPARE(list->item(0)->text(), QStringLiteral("lengths"));
    }

    /// More rows than the window thread should change by itself.
    void manyRowsAreChangedByAJobWithUndo() {
        QTemporaryDir home;
        Desk desk(home.path());
        QByteArray rows;
        for (int i = 0; i < 21000; ++i) rows += goodRow;
        const std::filesystem::path file = desk.write("many.jsonl", rows).toStdString();
        DatasetRepository datasets = desk.project().datasets();
        NullSink sink;
        const auto imported = importFiles(datasets, {file}, "many", {}, {}, sink);
        QVERIFY(imported);
        const DatasetId set = imported->report.id;
        desk.workbench->tellDatasets();
        desk.go("data");
        auto* table = desk.find<TableView>("data.rows");
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 21000, patience);
        QVERIFY(desk.press("data.set_aside"));
        QTRY_COMPARE_WITH_TIMEOUT(datasets.info(set)->validation, int64_t(2100), patience);
        QTRY_VERIFY(desk.window->statusBar().saying().contains(QStringLiteral("2,100 records")) ||
                    desk.window->statusBar().saying().contains(QStringLiteral("2100 records")));
        QVERIFY(desk.press("status.undo"));
        QTRY_COMPARE_WITH_TIMEOUT(datasets.info(set)->validation, int64_t(0), patience);

        table->setFocus();
        QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(table, Qt::Key_Delete);
        const auto jobs = desk.queue.jobs(); // the window does not do it itself
        QVERIFY(std::any_of(jobs.begin(), jobs.end(), [](const JobInfo& job) {
            return job.title.pattern == "Move %1 records to the trash";
        }));
        QTRY_COMPARE_WITH_TIMEOUT(datasets.info(set)->records, int64_t(0), patience);
        QTRY_COMPARE(table->model()->rowCount(), 0);
        QVERIFY(desk.press("status.undo"));
        QTRY_COMPARE_WITH_TIMEOUT(datasets.info(set)->records, int64_t(21000), patience);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 21000, patience);
    }

    void aFileOfAnotherKindIsAnsweredByASentence() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("chat");
        desk.drop({desk.write("picture.png", "\x89PNG")});
        QTRY_VERIFY2(noticeOf(desk).contains(QStringLiteral("picture.png is neither data (JSON")),
                     qPrintable(noticeOf(desk)));
        QCOMPARE(desk.page(), QStringLiteral("chat"));
        desk.drop({desk.write("a.jsonl", goodRow), desk.write("tiny.gguf.txt.gguf", "GGUF")});
        QTRY_VERIFY2(noticeOf(desk).contains(QStringLiteral("one kind at a time")),
                     qPrintable(noticeOf(desk)));
    }

    /// Lines that cannot be read are listed with their reason before the import, and after it.
    void brokenLinesAreListedAndTheRestKept() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.drop({desk.write("some.jsonl", goodRow + "{broken\n" + goodRow + "[1, 2\n")});
        QTRY_VERIFY(desk.find<TableView>("import.errors"));
        const QAbstractItemModel& errors = *desk.find<TableView>("import.errors")->model();
        QTRY_COMPARE(errors.rowCount(), 2);
        QCOMPARE(errors.index(0, 0).data().toString(), QStringLiteral("2"));
        QCOMPARE(errors.index(1, 0).data().toString(), QStringLiteral("4"));
        QVERIFY(!errors.index(0, 1).data().toString().isEmpty());
        const QString problems = looksWell(desk, QStringLiteral("import-errors"));
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        QVERIFY(desk.press("import.go"));
        QTRY_COMPARE(desk.project().datasets().list()->size(), size_t(1));
        QTRY_VERIFY2(noticeOf(desk).contains(QStringLiteral("2 lines could not be read")),
                     qPrintable(noticeOf(desk)));
        QCOMPARE(desk.project().datasets().list()->front().records, 2);
        for (const NoticeBar* bar : desk.window->findChildren<NoticeBar*>())
            QVERIFY2(bar->notice().details.contains(QStringLiteral("some.jsonl, line 2: ")) &&
                         bar->notice().details.contains(QStringLiteral("some.jsonl, line 4: ")),
                     qPrintable(bar->notice().details));
    }

    void aFileThatCannotBeReadSaysWhyAndWhatToDo_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("empty") << "nothing.jsonl" << QByteArray()
                               << QStringList{"nothing.jsonl", "is empty", "another file"};
        QTest::newRow("a picture") << "scan.jsonl" << QByteArray("\x89PNG\r\n\x1a\n") + QByteArray(400, '\0')
                                   << QStringList{"scan.jsonl", "PNG", "JSONL"};
        QTest::newRow("a zip") << "rows.csv" << QByteArray("PK\x03\x04") + QByteArray(400, '\0')
                               << QStringList{"rows.csv", "JSONL"};
    }
    void aFileThatCannotBeReadSaysWhyAndWhatToDo() {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QStringList, words);
        QTemporaryDir home;
        Desk desk(home.path());
        desk.drop({desk.write(name, content)});
        for (const QString& word : words)
            QTRY_VERIFY2(noticeOf(desk).contains(word), qPrintable(word + ": " + noticeOf(desk)));
        QVERIFY(!desk.find<QAbstractButton>("import.go")->isEnabled());
        QVERIFY(desk.project().datasets().list()->empty());
    }
    void aFileThatIsGoneOrClosedSaysSo() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.drop({home.filePath(QStringLiteral("gone.jsonl"))});
        for (const char* word : {"gone.jsonl", "does not exist", "moved"})
            QTRY_VERIFY2(noticeOf(desk).contains(QLatin1String(word)), qPrintable(noticeOf(desk)));
        const QString closed = desk.write("closed.jsonl", goodRow);
        const NoRights rights({home.path(), closed});
        QFile::setPermissions(closed, {});
        desk.drop({closed});
        for (const char* word : {"closed.jsonl", "does not allow", "who owns"})
            QTRY_VERIFY2(noticeOf(desk).contains(QLatin1String(word)), qPrintable(noticeOf(desk)));
    }
    void rowsWithoutSenseAreNotImported() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.drop({desk.write("odd.jsonl", "{\"a\": 1}\n{\"a\": 2}\n")});
        QTRY_VERIFY(desk.find<TableView>("import.errors"));
        QVERIFY(!desk.find<QAbstractButton>("import.go")->isEnabled());
        QVERIFY(shownWords(desk).contains(QStringLiteral("No record can be read")));
    }
    void anotherEncodingIsFoundAndAWrongOneIsShownAsErrors() {
        QTemporaryDir home;
        Desk desk(home.path());
        // 你好 in GB18030.
        QByteArray rows;
        for (int i = 0; i < 40; ++i)
            rows += "{\"prompt\":\"\xC4\xE3\xBA\xC3\xA3\xAC\xCA\xC0\xBD\xE7\",\"completion\":"
                    "\"\xC4\xE3\xBA\xC3\"}\n";
        desk.drop({desk.write("gb.jsonl", rows)});
        QTRY_VERIFY(desk.find<TableView>("import.rows") &&
                    desk.find<TableView>("import.rows")->model()->rowCount() == 40);
        const QAbstractItemModel& shown = *desk.find<TableView>("import.rows")->model();
        QCOMPARE(shown.index(0, 1).data().toString(), QStringLiteral("你好，世界"));
        auto* encoding = desk.find<QComboBox>("import.encoding");
        QVERIFY2(encoding->itemText(0).contains(QStringLiteral("GB18030")),
                 qPrintable(encoding->itemText(0)));
        encoding->setFocus();
        QTest::keyClicks(encoding, QStringLiteral("UTF-8"));
        QTRY_VERIFY(desk.find<TableView>("import.errors"));
        QVERIFY(!desk.find<QAbstractButton>("import.go")->isEnabled());
        const QAbstractItemModel& errors = *desk.find<TableView>("import.errors")->model();
        QVERIFY2(errors.index(0, 1).data().toString().contains(QStringLiteral("UTF-8")),
                 qPrintable(errors.index(0, 1).data().toString()));
    }
    void aFullDiskStopsTheImportAndLeavesNothing() {
        QTemporaryDir home;
        Desk desk(home.path());
        QByteArray rows;
        for (int i = 0; i < 3000; ++i) rows += goodRow;
        desk.drop({desk.write("many.jsonl", rows)});
        QTRY_VERIFY(desk.find<QAbstractButton>("import.go") &&
                    desk.find<QAbstractButton>("import.go")->isEnabled());
        {
            const SmallDisk disk(200'000);
            QVERIFY(desk.press("import.go"));
            for (const char* word : {"disk is full", "free some space"})
                QTRY_VERIFY2(noticeOf(desk).contains(QLatin1String(word), Qt::CaseInsensitive),
                             qPrintable(noticeOf(desk)));
        }
        QVERIFY(desk.project().datasets().list()->empty());
        // There is room again: the same button does it.
        QTRY_VERIFY(desk.find<QAbstractButton>("import.go")->isEnabled());
        QVERIFY(desk.press("import.go"));
        QTRY_COMPARE(desk.project().datasets().list()->size(), size_t(1));
        QCOMPARE(desk.project().datasets().list()->front().records, 3000);
    }
    void theSearchKeyWalksTheSearchFields() {
        QTemporaryDir home;
        Desk desk(home.path(), {1440, 900});
        QVERIFY(desk.addRows(3));
        desk.go("data");
        QSet<QString> names;
        for (int i = 0; i < 2; ++i) {
            QTest::keyClick(desk.window.get(), Qt::Key_F, Qt::ControlModifier);
            if (QWidget* focus = QApplication::focusWidget()) names << focus->accessibleName();
        }
        QCOMPARE(names,
                 (QSet<QString>{QStringLiteral("Search records"), QStringLiteral("Filter data sets")}));
    }
};

QTEST_MAIN(DataPageTest)
#include "data_page_test.moc"
