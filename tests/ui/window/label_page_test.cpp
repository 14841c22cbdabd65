// Label by what a person does: a draft asked of the model and taken, labels and guidelines changed while one
// labels.

#include "core/label/label_schema.h"
#include "tests/ui/window/looks.h"
#include "ui/models/record_fields.h"
#include "ui/pages/label/label_editor.h"
#include "ui/widgets/notice_bar.h"

#include <QCheckBox>
#include <QPlainTextEdit>

using namespace inkstone;
using namespace inkstone::test;

namespace {
constexpr int patience = 60000;

DatasetId addQuestions(const Desk& desk, int count) {
    DatasetRepository datasets = desk.project().datasets();
    const auto made = datasets.create("questions");
    if (!made) return 0;
    for (int i = 0; i < count; ++i) {
        Record record;
        record.turns = {{"user", "What is ink made of, number " + std::to_string(i) + "?", {}}};
        if (!datasets.append(*made, record)) return 0;
    }
    desk.workbench->tellDatasets();
    return *made;
}

QString noticeOf(const Desk& desk) {
    for (const NoticeBar* bar : desk.window->findChildren<NoticeBar*>())
        if (bar->isVisible()) return bar->notice().title + QLatin1Char('\n') + bar->notice().text;
    return {};
}

void type(QPlainTextEdit* edit, const QString& text) {
    edit->setFocus();
    QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
    const QStringList lines = text.split(QLatin1Char('\n'));
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (i) QTest::keyClick(edit, Qt::Key_Return);
        QTest::keyClicks(edit, lines[i]);
    }
}
} // namespace

class LabelPageTest final : public QObject {
    Q_OBJECT
private slots:
    void theModelDraftsAnAnswerThatIsTakenAndSaved() {
        QTemporaryDir home;
        Desk desk(home.path());
        const DatasetId set = addQuestions(desk, 2);
        QVERIFY(set);
        desk.go("label");
        auto* editor = desk.find<LabelEditor>("label.answer");
        QVERIFY(editor && editor->ghost().isEmpty());
        QVERIFY(desk.press("label.draft"));
        QTRY_VERIFY_WITH_TIMEOUT(!editor->ghost().isEmpty(), patience);
        // It stands there as a suggestion only.
        QVERIFY(editor->toPlainText().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!desk.queue.anyRunning(), patience);
        const QString problems = looksWell(desk, QStringLiteral("label-draft"));
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        desk.window->resize(1280, 800);
        const QString draft = editor->ghost();
        editor->setFocus();
        QTest::keyClick(editor, Qt::Key_Tab);
        QCOMPARE(editor->toPlainText(), draft);
        QVERIFY(editor->ghost().isEmpty());
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        const auto ids = desk.project().datasets().rows(set);
        const Record saved = *desk.project().datasets().record(ids->front());
        QCOMPARE(QString::fromStdString(answerOf(saved)), draft);
        QCOMPARE(saved.labels.state, LabelState::Labeled);
        QVERIFY(editor->toPlainText().isEmpty()); // the next one
    }

    void aDraftIsStoppedByLeavingTheRecord() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(addQuestions(desk, 2));
        desk.go("label");
        auto* editor = desk.find<LabelEditor>("label.answer");
        QTest::keyClick(desk.window->pages().page(QStringLiteral("label")), Qt::Key_D);
        QTRY_VERIFY(desk.queue.anyRunning() || !editor->ghost().isEmpty());
        QTest::keyClick(desk.window->pages().page(QStringLiteral("label")), Qt::Key_S);
        QTRY_VERIFY_WITH_TIMEOUT(!desk.queue.anyRunning(), patience);
        QTest::qWait(50);
        QVERIFY2(editor->ghost().isEmpty(), "the draft of another record");
    }

    void whatIsTypedIntoTheLastRecordIsKeptWhenItIsSkipped() {
        QTemporaryDir home;
        Desk desk(home.path());
        const DatasetId set = addQuestions(desk, 1);
        const RecordId record = desk.project().datasets().rows(set)->front();
        desk.go("label");
        type(desk.find<LabelEditor>("label.answer"), QStringLiteral("Soot"));
        QVERIFY(desk.press("label.skip"));
        QVERIFY(!desk.find<LabelEditor>("label.answer")); // all done
        const auto kept = desk.project().drafts().get("label/answer/" + std::to_string(record));
        QCOMPARE(kept->value_or(""), std::string("Soot"));
    }

    void withoutAModelItSaysWhereToGetOne() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(addQuestions(desk, 1));
        QVERIFY(QFile::remove(home.filePath(QStringLiteral("inkstone/models/tiny.gguf"))));
        desk.workbench->rescanModels();
        desk.go("label");
        QVERIFY(desk.press("label.draft"));
        QTRY_VERIFY2(noticeOf(desk).contains(QStringLiteral("Models")), qPrintable(noticeOf(desk)));
    }

    void labelsAndGuidelinesAreChangedInPlace() {
        QTemporaryDir home;
        Desk desk(home.path());
        const DatasetId set = desk.addRows(3);
        QVERIFY(set);
        desk.go("label");
        QVERIFY(desk.press("label.edit"));
        QTRY_VERIFY(desk.find<QPlainTextEdit>("label.choices"));
        const QString problems = looksWell(desk, QStringLiteral("label-schema"));
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
        desk.window->resize(1280, 800);
        QTRY_VERIFY(desk.find<QPlainTextEdit>("label.choices"));
        type(desk.find<QPlainTextEdit>("label.guidelines"), QStringLiteral("Look at the ink."));
        type(desk.find<QPlainTextEdit>("label.choices"), QStringLiteral("true: it is so\nfalse"));
        QVERIFY(desk.press("label.saveChoices"));
        DatasetRepository datasets = desk.project().datasets();
        const LabelSchema schema = *labelSchema(datasets, set);
        QCOMPARE(schema.choices.size(), size_t(2));
        QCOMPARE(schema.choices[0].name, std::string("true"));
        QCOMPARE(schema.choices[0].help, std::string("it is so"));
        QCOMPARE(datasets.info(set)->guidelines, std::string("Look at the ink."));
        QVERIFY(!desk.find<QPlainTextEdit>("label.choices")); // folded again
        // Esc leaves it as it was.
        QVERIFY(desk.press("label.edit"));
        QCOMPARE(QApplication::focusWidget(), desk.find<QPlainTextEdit>("label.guidelines"));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("something else"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!desk.find<QPlainTextEdit>("label.guidelines"));
        QVERIFY(QApplication::focusWidget());
        QCOMPARE(datasets.info(set)->guidelines, std::string("Look at the ink."));
        // The new labels have the keys.
        QWidget* page = desk.window->pages().page(QStringLiteral("label"));
        page->setFocus();
        QTest::keyClick(page, Qt::Key_2);
        const auto ids = datasets.rows(set);
        QCOMPARE(datasets.record(ids->front())->labels.choices, std::vector<std::string>{"false"});
    }

    void guidelinesOfOneDataSetAreNotSavedInAnother() {
        QTemporaryDir home;
        Desk desk(home.path());
        const DatasetId first = addQuestions(desk, 1), second = desk.addRows(1);
        desk.shell->open(QStringLiteral("label"), QVariantMap{{QStringLiteral("dataset"), qint64(first)}});
        QVERIFY(desk.press("label.edit"));
        type(desk.find<QPlainTextEdit>("label.guidelines"), QStringLiteral("Of the first"));
        desk.shell->open(QStringLiteral("label"), QVariantMap{{QStringLiteral("dataset"), qint64(second)}});
        QVERIFY(!desk.find<QPlainTextEdit>("label.guidelines"));
        QVERIFY(desk.press("label.edit"));
        QCOMPARE(desk.find<QPlainTextEdit>("label.guidelines")->toPlainText(), QString());
    }

    void severalLabelsAtOnce() {
        QTemporaryDir home;
        Desk desk(home.path());
        const DatasetId set = desk.addRows(2);
        desk.go("label");
        QVERIFY(desk.press("label.edit"));
        auto* several = desk.find<QCheckBox>("label.several");
        QVERIFY(several);
        several->setFocus();
        QTest::keyClick(several, Qt::Key_Space);
        QVERIFY(desk.press("label.saveChoices"));
        QWidget* page = desk.window->pages().page(QStringLiteral("label"));
        page->setFocus();
        QTest::keyClick(page, Qt::Key_1);
        QTest::keyClick(page, Qt::Key_2);
        const auto ids = desk.project().datasets().rows(set);
        QCOMPARE(desk.project().datasets().record(ids->front())->labels.choices,
                 (std::vector<std::string>{"good", "bad"}));
    }

    void labelsThatMakeNoSenseAreRefusedWithASentence() {
        QTemporaryDir home;
        Desk desk(home.path());
        const DatasetId set = desk.addRows(2);
        desk.go("label");
        QVERIFY(desk.press("label.edit"));
        type(desk.find<QPlainTextEdit>("label.choices"), QStringLiteral("yes\nyes"));
        QVERIFY(desk.press("label.saveChoices"));
        QTRY_VERIFY2(noticeOf(desk).contains(QStringLiteral("twice")) &&
                         noticeOf(desk).contains(QStringLiteral("yes")),
                     qPrintable(noticeOf(desk)));
        QVERIFY(desk.find<QPlainTextEdit>("label.choices")); // what was typed is still there
        QCOMPARE(desk.find<QPlainTextEdit>("label.choices")->toPlainText(), QStringLiteral("yes\nyes"));
        DatasetRepository datasets = desk.project().datasets();
        QCOMPARE(labelSchema(datasets, set)->choices.size(), size_t(2));
        QCOMPARE(labelSchema(datasets, set)->choices[0].name, std::string("good"));
    }
};

QTEST_MAIN(LabelPageTest)
#include "label_page_test.moc"
