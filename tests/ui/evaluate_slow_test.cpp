// The identity suite on the real starter model, through the whole window: sample project, drop of the model,
// evaluate the base, a failing case to Label, and back.

#include "core/base/paths.h"
#include "tests/ui/window/looks.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/table_view.h"

#include <QLabel>

using namespace inkstone;
using namespace inkstone::test;

class EvaluateSlowTest final : public QObject {
    Q_OBJECT
private slots:
    void theBaseModelFailsAndOneKeySendsItToLabel() {
        const QString model = QString::fromStdString((modelsFolder() / modelCatalogue().front().file)
                                                         .string()); // before the desk has folders of its own
        if (!QFile::exists(model)) QSKIP("the starter model is not on this machine");
        QTemporaryDir home;
        Desk desk(home.path());
        desk.workbench->closeProject();
        desk.go("home");
        QTRY_VERIFY(desk.find<QAbstractButton>("home.sample"));
        QVERIFY(desk.press("home.sample"));
        desk.drop({model});
        QCOMPARE(desk.page(), QStringLiteral("models"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.find<QAbstractButton>("models.chat"), 10000);
        desk.go("evaluate");
        auto* who = desk.find<ChoiceButton>("evaluate.model");
        who->setCurrent(model);
        Q_EMIT who->chosen(model);
        QCOMPARE(desk.find<ChoiceButton>("evaluate.voice")->current(), QStringLiteral("base"));
        QVERIFY(desk.press("evaluate.start"));
        auto* facts = desk.find<QLabel>("evaluate.progress");
        QTRY_VERIFY_WITH_TIMEOUT(facts->text().contains(QStringLiteral("cases/s")), 60000);
        snap(desk, QStringLiteral("real-running"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.project().evaluations().list()->size(), size_t(1), 280000);
        const EvaluationInfo scores = desk.project().evaluations().list()->front();
        QCOMPARE(scores.items, 30);
        QCOMPARE(scores.wrong, 30); // it does not know its new name yet

        QTRY_COMPARE(desk.find<TableView>("evaluate.matrix")->model()->index(0, 0).data().toString(),
                     QStringLiteral("SmolLM2-135M-Instruct"));
        QTRY_VERIFY(desk.find<TableView>("evaluate.cases"));
        auto* cases = desk.find<TableView>("evaluate.cases");
        QTRY_COMPARE(cases->model()->rowCount(), 30);
        QTest::mouseClick(cases->viewport(), Qt::LeftButton, {},
                          cases->visualRect(cases->model()->index(2, 0)).center());
        snap(desk, QStringLiteral("real-case"));
        const QString question = cases->model()->index(2, 0).data().toString();
        QTest::keyClick(cases, Qt::Key_L);
        QCOMPARE(desk.project().counts()->waiting, 1);
        QVERIFY(desk.press("case.label"));
        QCOMPARE(desk.page(), QStringLiteral("label"));
        bool shown = false;
        for (const QLabel* label : desk.window->findChildren<QLabel*>())
            shown |= label->isVisible() && label->text().simplified().contains(question);
        snap(desk, QStringLiteral("real-label"));
        QVERIFY(shown);
        desk.go("evaluate");
        QVERIFY(desk.press("status.undo"));
        QCOMPARE(desk.project().counts()->waiting, 0);
        desk.go("home");
        QTest::qWait(100);
        snap(desk, QStringLiteral("real-home"));
    }
};

QTEST_MAIN(EvaluateSlowTest)
#include "evaluate_slow_test.moc"
