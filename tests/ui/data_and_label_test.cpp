// Data and Label driven by what a person does: cells edited and taken back, keys that label.

#include "core/jobs/job_queue.h"
#include "core/label/corrections.h"
#include "ui/documents/dataset_document.h"
#include "ui/documents/label_document.h"
#include "ui/jobs/job_bridge.h"
#include "ui/models/record_fields.h"
#include "ui/models/record_model.h"
#include "ui/pages/label/label_count.h"
#include "ui/pages/label/label_page.h"
#include "ui/shell/settings_store.h"
#include "ui/shell/shell.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QInputMethodEvent>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace inkstone;

namespace {
Record chat(const std::string& prompt, const std::string& answer) {
    Record record;
    record.turns = {{"user", prompt, {}}, {"assistant", answer, {}}};
    return record;
}

/// A project with one data set of `rows` records.
struct World {
    QTemporaryDir folder;
    JobQueue queue;
    JobBridge bridge{queue};
    std::unique_ptr<Workbench> workbench;
    std::unique_ptr<FileSettingsStore> settings;
    std::unique_ptr<Shell> shell;
    DatasetId set = 0;

    explicit World(int rows) {
        qputenv("XDG_CONFIG_HOME", folder.path().toLocal8Bit());
        workbench = std::make_unique<Workbench>(bridge);
        settings = std::make_unique<FileSettingsStore>(folder.filePath(QStringLiteral("window.ini")));
        shell = std::make_unique<Shell>(bridge, *settings);
        if (!workbench->openProject((folder.path() + QStringLiteral("/project")).toStdString())) return;
        DatasetRepository datasets = workbench->project().datasets();
        const auto made = datasets.create("rows");
        if (!made) return;
        set = *made;
        for (int i = 0; i < rows; ++i)
            if (!datasets.append(set, chat("question " + std::to_string(i), "answer " + std::to_string(i))))
                set = 0;
    }
    DatasetRepository datasets() const { return workbench->project().datasets(); }
};
} // namespace

class DataAndLabelTest final : public QObject {
    Q_OBJECT
private slots:
    void modelKeepsItsPromises() {
        World world(250);
        QVERIFY(world.set);
        RecordModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRepository(world.datasets());
        auto ids = world.datasets().rows(world.set);
        QVERIFY(ids);
        model.setRows(*ids);
        QCOMPARE(model.rowCount(), 250);
        QCOMPARE(model.index(249, RecordModel::Prompt).data().toString(), QStringLiteral("question 249"));
        QCOMPARE(model.index(0, RecordModel::Answer).data(Qt::EditRole).toString(),
                 QStringLiteral("answer 0"));
        QCOMPARE(model.rowOf((*ids)[120]), 120);
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void oneRowThatCannotBeReadHidesNoOther() {
        World world(5);
        const auto ids = world.datasets().rows(world.set);
        QVERIFY(
            world.workbench->project().store()->run("UPDATE record SET body = 'x' WHERE id = ?1", (*ids)[3]));
        QVERIFY(!world.datasets().fetch(*ids));
        RecordModel model;
        model.setRepository(world.datasets());
        model.setRows(*ids);
        QVERIFY(!model.record(3));
        QCOMPARE(model.index(4, RecordModel::Prompt).data().toString(), QStringLiteral("question 4"));
    }

    void aProjectOpenedWhileAnotherIsIndexedIsIndexedToo() {
        World world(3);
        const char* forget = "UPDATE mark SET value = 0 WHERE name = 'indexed'";
        const std::filesystem::path second = (world.folder.path() + QStringLiteral("/second")).toStdString();
        {
            const auto project = *Project::create(second);
            DatasetRepository datasets = project->datasets();
            QVERIFY(datasets.append(*datasets.create("rows"), chat("question", "answer")));
            QVERIFY(project->store()->run(forget));
        }
        QVERIFY(world.workbench->project().store()->run(forget));
        world.workbench->tellDatasets();
        QVERIFY(world.queue.anyRunning());
        QVERIFY(world.workbench->openProject(second));
        QVERIFY(!*world.datasets().allIndexed());
        QTRY_VERIFY(*world.datasets().allIndexed());
    }

    void editIsSavedAndTakenBack() {
        World world(3);
        QVERIFY(world.set);
        DatasetDocument document(*world.workbench);
        document.open(world.set);
        const QModelIndex cell = document.model().index(1, RecordModel::Answer);
        QVERIFY(document.model().setData(cell, QStringLiteral("better"), Qt::EditRole));
        const RecordId id = document.model().idAt(1);
        QCOMPARE(answerOf(*world.datasets().record(id)), std::string("better"));
        document.history().undo();
        QCOMPARE(answerOf(*world.datasets().record(id)), std::string("answer 1"));
        document.history().redo();
        QCOMPARE(answerOf(*world.datasets().record(id)), std::string("better"));
        QCOMPARE(cell.data().toString(), QStringLiteral("better"));
    }

    void staleEditIsRefusedWithAWord() {
        World world(1);
        QVERIFY(world.set);
        DatasetDocument document(*world.workbench);
        document.open(world.set);
        QSignalSpy failed(&document, &DatasetDocument::failed);
        const Record seen = *document.model().record(0);
        Record elsewhere = seen;
        setAnswer(elsewhere, "from elsewhere");
        QVERIFY(world.datasets().save(elsewhere));
        Record mine = seen;
        setAnswer(mine, "mine");
        QVERIFY(!document.edit(seen, mine));
        QCOMPARE(failed.size(), 1);
        QCOMPARE(document.history().count(), 0);
        QCOMPARE(answerOf(*world.datasets().record(seen.id)), std::string("from elsewhere"));
    }

    void trashAndHeldOutAreTakenBack() {
        World world(40);
        QVERIFY(world.set);
        DatasetDocument document(*world.workbench);
        document.open(world.set);
        document.trash({document.model().idAt(0), document.model().idAt(5)});
        QCOMPARE(document.model().rowCount(), 38);
        document.history().undo();
        QCOMPARE(document.model().rowCount(), 40);
        document.setAside(0.1);
        QCOMPARE(document.info().validation, int64_t(4));
        document.history().undo();
        QCOMPARE(document.info().validation, int64_t(0));
    }

    void keysLabel() {
        World world(4);
        QVERIFY(world.set);
        LabelPage page(*world.shell, *world.workbench);
        page.resize(1100, 760);
        page.show();
        page.arrive(QVariantMap{{QStringLiteral("dataset"), qint64(world.set)}});
        const auto ids = *world.datasets().rows(world.set);
        QTest::keyClick(&page, Qt::Key_1); // labels and goes on
        QTest::keyClick(&page, Qt::Key_S);
        QTest::keyClick(&page, Qt::Key_F);
        const Record first = *world.datasets().record(ids[0]), second = *world.datasets().record(ids[1]);
        QCOMPARE(first.labels.choices, std::vector<std::string>{"good"});
        QCOMPARE(second.labels.state, LabelState::Skipped);
        QVERIFY(world.datasets().record(ids[2])->labels.flagged);
    }

    void enterBelongsToTheInputMethod() {
        World world(2);
        QVERIFY(world.set);
        LabelPage page(*world.shell, *world.workbench);
        page.show();
        page.arrive(QVariantMap{{QStringLiteral("dataset"), qint64(world.set)}});
        auto* editor = page.findChild<QPlainTextEdit*>(QStringLiteral("label.answer"));
        QVERIFY(editor);
        editor->setFocus();
        const RecordId first = world.datasets().rows(world.set)->front();
        QInputMethodEvent composing(QStringLiteral("yan"), {});
        QApplication::sendEvent(editor, &composing);
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(world.datasets().record(first)->labels.state, LabelState::Unlabeled);
        QInputMethodEvent chosen;
        chosen.setCommitString(QStringLiteral("砚"));
        QApplication::sendEvent(editor, &chosen);
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        const Record saved = *world.datasets().record(first);
        QCOMPARE(saved.labels.state, LabelState::Labeled);
        QCOMPARE(answerOf(saved), std::string("砚answer 0"));
    }

    void typingWithoutAPauseIsKept() {
        World world(1);
        QVERIFY(world.set);
        LabelPage page(*world.shell, *world.workbench);
        page.show();
        page.arrive(QVariantMap{{QStringLiteral("dataset"), qint64(world.set)}});
        auto* editor = page.findChild<QPlainTextEdit*>(QStringLiteral("label.answer"));
        QVERIFY(editor);
        const std::string key = "label/answer/" + std::to_string(world.datasets().rows(world.set)->front());
        QElapsedTimer clock;
        clock.start();
        std::optional<std::string> kept;
        while (clock.elapsed() < 5000 && !kept) { // a letter every 50 ms: no pause of 300 ms
            QTest::keyClick(editor, Qt::Key_A);
            QTest::qWait(50);
            const auto draft = world.workbench->project().drafts().get(key);
            QVERIFY(draft);
            if (*draft && !(*draft)->empty()) kept = **draft;
        }
        QVERIFY2(kept, "nothing was kept while somebody typed without a pause");
        QVERIFY(kept->starts_with("a"));
    }

    void correctedAnswerWaits() {
        World world(1);
        QVERIFY(world.set);
        DatasetRepository datasets = world.datasets();
        const auto sent = sendToLabel(datasets, {.messages = {{"user", "Capital of Australia?"}},
                                                 .answer = "Sydney",
                                                 .corrected = "Canberra",
                                                 .expected = {},
                                                 .origin = {Origin::Kind::ChatAnswer, 1, 0}});
        QVERIFY(sent);
        addLabelCount(*world.shell, *world.workbench, this);
        QCOMPARE(world.shell->count(QStringLiteral("label")), 1);
        LabelPage page(*world.shell, *world.workbench); // corrections come first
        page.show();
        page.arrive({});
        auto* editor = page.findChild<QPlainTextEdit*>(QStringLiteral("label.answer"));
        QVERIFY(editor);
        QCOMPARE(editor->toPlainText(), QStringLiteral("Canberra"));
        editor->setFocus();
        QTest::keyClicks(editor, QStringLiteral("It is "));
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        const Record saved = *world.datasets().record(sent->id);
        QCOMPARE(answerOf(saved), std::string("It is Canberra"));
        QCOMPARE(saved.labels.state, LabelState::Labeled);
        QCOMPARE(world.shell->count(QStringLiteral("label")), 0);
    }
};

QTEST_MAIN(DataAndLabelTest)
#include "data_and_label_test.moc"
