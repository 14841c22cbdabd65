// Getting models and looking into them: a hub on localhost, the library of other programs, statistics,
// X-rays.

#include "tests/core/hub/fake_hub.h"
#include "tests/ui/window/looks.h"
#include "ui/models/model_list_model.h"
#include "ui/pages/models/choice_model.h"
#include "ui/pages/models/tensor_model.h"
#include "ui/pages/models/xray_view.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/table_view.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>

using namespace inkstone;
using namespace inkstone::test;

namespace {

QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

const QString golden = QStringLiteral(INKSTONE_SOURCE_DIR "/tests/golden/");

QString cellText(const TableView* table, int row, int column) {
    return table->model()->index(row, column).data().toString();
}

int rowOf(const TableView* table, const QString& name) {
    for (int row = 0; row < table->model()->rowCount(); ++row)
        if (cellText(table, row, 0) == name) return row;
    return -1;
}

void click(TableView* table, int row) {
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(row, 0)).center());
}

QString textOf(const Desk& desk, const char* name) {
    auto* label = desk.find<QLabel>(name);
    return label ? label->text() : QString();
}

/// The window before a hub that has one repository.
class HubDesk {
public:
    explicit HubDesk(const QString& home, const QString& language = QStringLiteral("en"))
        : desk(home, {1280, 800}, language) {
        qputenv("HF_ENDPOINT", hub.url().c_str());
        qputenv("no_proxy", "127.0.0.1");
        repo.add("tiny.Q8_0.gguf", read(golden + "tiny_llama/tiny.gguf"), true);
        repo.add("tiny.F16.gguf", noise(400'000, 9), true);
        hub.setHandler([this](const FakeRequest& request) {
            if (!refuse.isEmpty()) return FakeHub::status("403 Forbidden", refuse);
            FakeAnswer answer = repo.answer(request);
            if (request.path.contains("/resolve/")) answer.slowBy = slowBy;
            return answer;
        });
        desk.go("models");
    }
    ~HubDesk() { qunsetenv("HF_ENDPOINT"); }

    void look(const QString& name) {
        QVERIFY(desk.press("models.get"));
        auto* edit = desk.find<QLineEdit>("get.name");
        QVERIFY(edit && edit->hasFocus());
        edit->clear();
        QTest::keyClicks(edit, name);
        QTest::keyClick(edit, Qt::Key_Return);
    }
    /// Of the larger file, F16.
    void beginSlowDownload() {
        slowBy = 40;
        look("hf:org/tiny");
        QTRY_VERIFY(desk.find<TableView>("get.choices"));
        click(desk.find<TableView>("get.choices"), 1);
        QVERIFY(desk.press("get.primary"));
    }
    QString primary() const {
        auto* button = desk.find<QAbstractButton>("get.primary");
        return button ? button->text() : QString();
    }

    FakeRepo repo;
    FakeHub hub;
    QByteArray refuse;
    std::atomic<int> slowBy = 0;
    Desk desk;
};

/// A cache of Hugging Face with a model, and one that was not finished.
void putOthers(const QString& home) {
    const QString snapshot = home + "/others/models--org--cached/snapshots/abcdef0123";
    QDir().mkpath(snapshot);
    for (const QFileInfo& file : QDir(golden + "tiny_llama/hf").entryInfoList(QDir::Files))
        QFile::copy(file.filePath(), snapshot + '/' + file.fileName());
    QDir().mkpath(home + "/others/models--org--begun/blobs");
    QFile half(home + "/others/models--org--begun/blobs/x.incomplete");
    QVERIFY(half.open(QIODevice::WriteOnly));
}

} // namespace

class GetModelTest final : public QObject {
    Q_OBJECT
private slots:
    void aModelIsLookedUpChosenAndShown() {
        QTemporaryDir home;
        HubDesk hub(home.path());
        hub.look("org/tiny");
        QTRY_VERIFY(hub.desk.find<TableView>("get.choices"));
        auto* choices = hub.desk.find<TableView>("get.choices");
        QCOMPARE(choices->model()->rowCount(), 2);
        QCOMPARE(cellText(choices, 0, ChoiceModel::Name), QStringLiteral("Q8_0"));
        QVERIFY(textOf(hub.desk, "get.hub").contains("mirror 127.0.0.1"));
        QVERIFY(textOf(hub.desk, "get.facts").contains("licence apache-2.0"));
        click(choices, 0);
        QCOMPARE(hub.primary(), QStringLiteral("Download"));
        QVERIFY(hub.desk.press("get.primary"));
        QTRY_COMPARE(textOf(hub.desk, "get.state"), QStringLiteral("Q8_0 is here, whole and verified"));
        QVERIFY(hub.desk.press("get.primary")); // Show it
        QVERIFY(!hub.desk.find<QLineEdit>("get.name"));
        auto* table = hub.desk.find<TableView>("models.table");
        QVERIFY(rowOf(table, "tiny.Q8_0") >= 0);
        QCOMPARE(textOf(hub.desk, "models.name"), QStringLiteral("tiny.Q8_0"));
        QTRY_VERIFY(hub.desk.find<QAbstractButton>("models.chat")); // it can be opened
        QCOMPARE(read(home.filePath("inkstone/models/org--tiny/tiny.Q8_0.gguf")),
                 hub.repo.content("tiny.Q8_0.gguf"));
    }

    void aDownloadPausesAndGoesOn() {
        QTemporaryDir home;
        HubDesk hub(home.path());
        hub.beginSlowDownload();
        QTRY_VERIFY(textOf(hub.desk, "get.progress").contains("of 400 kB"));
        QTRY_VERIFY(!textOf(hub.desk, "get.progress").startsWith("0 %"));
        QVERIFY(hub.desk.press("get.pause"));
        QTRY_COMPARE(textOf(hub.desk, "get.state"), QStringLiteral("F16 is paused; what came is kept"));
        QCOMPARE(hub.primary(), QStringLiteral("Continue"));
        hub.slowBy = 0;
        hub.hub.forget();
        QVERIFY(hub.desk.press("get.primary"));
        QTRY_COMPARE(hub.primary(), QStringLiteral("Show it"));
        QVERIFY(hub.hub.requestsFor("/resolve/").front().header("range").startsWith("bytes="));
        QCOMPARE(read(home.filePath("inkstone/models/org--tiny/tiny.F16.gguf")),
                 hub.repo.content("tiny.F16.gguf"));
    }

    void aPausedDownloadGoesOnInTheWindowOfAnotherLanguage() {
        QTemporaryDir home;
        HubDesk hub(home.path());
        hub.beginSlowDownload();
        QTRY_VERIFY(!textOf(hub.desk, "get.progress").startsWith("0 %"));
        QVERIFY(hub.desk.press("get.pause"));
        QTRY_COMPARE(hub.primary(), QStringLiteral("Continue"));
        hub.slowBy = 0;
        hub.desk.changeLanguage(QStringLiteral("zh_CN"));
        hub.desk.go("models");
        QVERIFY(hub.desk.press("models.get"));
        QTRY_COMPARE(hub.primary(), QStringLiteral("继续"));
        QVERIFY(hub.desk.press("get.primary"));
        QTRY_VERIFY(QFile::exists(home.filePath("inkstone/models/org--tiny/tiny.F16.gguf")));
        QTRY_VERIFY(hub.desk.fetch->state() == HubFetch::State::Done);
    }

    void aCancelledDownloadLeavesNothing() {
        QTemporaryDir home;
        HubDesk hub(home.path());
        hub.slowBy = 40;
        hub.look("org/tiny:F16");
        QTRY_VERIFY(hub.desk.find<TableView>("get.choices"));
        QCOMPARE(hub.desk.find<TableView>("get.choices")->selectedRows(),
                 QList<int>{1}); // what was asked for
        QVERIFY(hub.desk.press("get.primary"));
        QTRY_VERIFY(QFile::exists(home.filePath("inkstone/models/org--tiny.part")));
        QVERIFY(hub.desk.press("get.cancel"));
        QTRY_COMPARE(hub.primary(), QStringLiteral("Download"));
        QVERIFY(!QFile::exists(home.filePath("inkstone/models/org--tiny.part")));
        QVERIFY(!QFile::exists(home.filePath("inkstone/models/org--tiny")));
    }

    void errorsSayWhatToDoAndMayBeTriedAgain() {
        QTemporaryDir home;
        HubDesk hub(home.path());
        hub.look("not a name");
        QTRY_VERIFY(textOf(hub.desk, "get.problem").contains("not the name of a model"));
        QVERIFY(hub.desk.press("get.close"));
        hub.refuse = "X-Error-Code: GatedRepo\r\n";
        hub.look("org/tiny");
        QTRY_VERIFY(textOf(hub.desk, "get.problem").contains("accept the licence"));
        hub.refuse.clear();
        QCOMPARE(hub.primary(), QStringLiteral("Try again"));
        QVERIFY(hub.desk.press("get.primary"));
        QTRY_VERIFY(hub.desk.find<TableView>("get.choices"));
        QVERIFY(!hub.desk.find<QLabel>("get.problem"));
    }

    void theSheetMayBeClosedMeanwhile() {
        QTemporaryDir home;
        HubDesk hub(home.path());
        hub.slowBy = 20;
        hub.look("org/tiny:F16");
        QTRY_VERIFY(hub.desk.find<TableView>("get.choices"));
        QTest::keyClick(hub.desk.find<TableView>("get.choices"), Qt::Key_Return);
        QTRY_VERIFY(hub.desk.find<QAbstractButton>("get.pause"));
        QTest::keyClick(hub.desk.find<QAbstractButton>("get.pause"), Qt::Key_Escape);
        QVERIFY(!hub.desk.find<QAbstractButton>("get.pause"));
        QVERIFY(hub.desk.press("models.get")); // where it is
        QVERIFY(textOf(hub.desk, "get.state").contains("Downloading F16") || hub.primary() == "Show it");
        QVERIFY(hub.desk.press("get.close"));
        auto* table = hub.desk.find<TableView>("models.table");
        QTRY_VERIFY(rowOf(table, "tiny.F16") >= 0);
    }

    void whatAnEarlierRunLeftIsOffered() {
        QTemporaryDir home;
        HubDesk hub(home.path());
        QDir().mkpath(home.filePath("inkstone/models/org--tiny.part"));
        hub.desk.write("inkstone/models/org--tiny.part/inkstone-source.json",
                       R"({"reference":"hf:org/tiny:tiny.F16.gguf"})");
        hub.desk.write("inkstone/models/org--tiny.part/x.part", QByteArray(5000, 'x'));
        QVERIFY(hub.desk.press("models.get"));
        QVERIFY(hub.desk.press("get.continue"));
        QTRY_VERIFY(hub.desk.find<TableView>("get.choices"));
        QCOMPARE(hub.desk.find<TableView>("get.choices")->selectedRows(), QList<int>{1});
    }

    void otherProgramsModelsAreListedBySource() {
        QTemporaryDir home;
        putOthers(home.path());
        Desk desk(home.path());
        desk.go("models");
        auto* table = desk.find<TableView>("models.table");
        QTRY_COMPARE(table->model()->rowCount(), 3);
        QCOMPARE(cellText(table, 0, ModelListModel::Name), QStringLiteral("tiny")); // our own first
        const int cached = rowOf(table, "org/cached"), begun = rowOf(table, "org/begun");
        QCOMPARE(cellText(table, cached, ModelListModel::Source), QStringLiteral("Hugging Face"));
        QTRY_COMPARE(cellText(table, cached, ModelListModel::Architecture), QStringLiteral("llama"));
        QCOMPARE(cellText(table, begun, ModelListModel::Fits), QStringLiteral("broken"));
        click(table, begun);
        QTRY_VERIFY(textOf(desk, "models.sentence").contains("not finished"));
        QVERIFY(!desk.find<QAbstractButton>("models.chat"));
        click(table, cached);
        QTRY_VERIFY(desk.find<QAbstractButton>("models.chat"));
        // What is broken is offered nowhere else.
        QCOMPARE(desk.workbench->models().size(), size_t(2));
        auto* sources = desk.find<ChoiceButton>("models.source");
        QVERIFY(sources);
        QCOMPARE(sources->rows().size(), 3); // all, Inkstone, Hugging Face
        QTest::keyClick(sources, Qt::Key_Space);
        QTest::keyClick(&sources->popup(), Qt::Key_Down);
        Q_EMIT sources->chosen(sources->rows()[1].id);
        QCOMPARE(table->model()->rowCount(), 1);
        Q_EMIT sources->chosen({});
        QCOMPARE(table->model()->rowCount(), 3);
        QTest::keyClick(table, Qt::Key_Delete); // it is another program's
        QCOMPARE(table->model()->rowCount(), 3);
    }

    void aFolderIsAddedWhileThereIsNothing() {
        QTemporaryDir home, folder;
        QVERIFY(QFile::copy(golden + "tiny_llama/tiny.gguf", folder.filePath("mine.gguf")));
        Desk desk(home.path());
        desk.go("models");
        auto* table = desk.find<TableView>("models.table");
        QVERIFY(QFile::remove(home.filePath("inkstone/models/tiny.gguf")));
        desk.workbench->rescanModels();
        QTRY_COMPARE(table->model()->rowCount(), 0);
        QVERIFY(desk.press("models.folder"));
        QTRY_VERIFY(desk.window->findChild<QFileDialog*>());
        QVERIFY(chooseFile(desk, folder.path()));
        QTRY_COMPARE(rowOf(table, "mine"), 0);
        QCOMPARE(cellText(table, 0, ModelListModel::Source), QStringLiteral("own folder"));
        click(table, 0);
        QContextMenuEvent event(QContextMenuEvent::Keyboard, {5000, 5000});
        QApplication::sendEvent(table, &event);
        auto* menu = table->findChild<QMenu*>();
        QVERIFY(menu);
        const QString name = "Look no more in " + QFileInfo(folder.path()).fileName();
        for (QAction* action : menu->actions())
            if (action->text() == name) action->trigger();
        menu->close();
        QTRY_COMPARE(table->model()->rowCount(), 0);
    }

    void statisticsComeByAJob() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("models");
        QTRY_VERIFY(desk.find<QAbstractButton>("models.chat"));
        for (QAbstractButton* head : desk.window->findChildren<QAbstractButton*>())
            if (head->isVisible() && head->text() == QLatin1String("Tensors"))
                QTest::mouseClick(head, Qt::LeftButton);
        auto* table = desk.find<TableView>("tensors.table");
        QVERIFY(table);
        QCOMPARE(table->model()->columnCount(), int(TensorModel::Mean));
        QVERIFY(desk.press("tensors.compute"));
        QTRY_COMPARE(textOf(desk, "tensors.state"), QStringLiteral("All numbers are finite."));
        const int row = rowOf(table, QStringLiteral("output_norm.weight"));
        QVERIFY(row >= 0);
        const TensorStats wanted = [&] {
            TensorStats found;
            const auto model = Model::open(desk.workbench->models().front().path);
            (void)tensorStats(**model, {}, [&](size_t index, const TensorStats& stats) {
                if ((*model)->tensors()[index].name == "output_norm.weight") found = stats;
            });
            return found;
        }();
        QCOMPARE(cellText(table, row, TensorModel::Mean), QString::number(wanted.mean, 'g', 4));
        QCOMPARE(cellText(table, row, TensorModel::Max), QString::number(wanted.max, 'g', 4));
        QCOMPARE(cellText(table, row, TensorModel::NonFinite), QStringLiteral("0"));
        QVERIFY(!desk.find<QAbstractButton>("tensors.compute"));
    }

    void adaptersAreXrayed() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("models");
        desk.drop({golden + "architectures/llama3/adapter"});
        auto* words = desk.find<QLabel>("xray.words");
        QVERIFY(words);
        QTRY_VERIFY(words->text().contains("matrices, size of the whole change"));
        auto* table = desk.find<TableView>("xray.table");
        QVERIFY(table && table->model()->rowCount() > 3);
        QVERIFY(cellText(table, 0, XrayModel::Module).startsWith("layers.0."));
        QVERIFY(cellText(table, 0, XrayModel::Norm).toDouble() > 0);
        // A click on the map finds the row.
        auto* map = desk.find<QWidget>("xray.map");
        QTest::mouseClick(map, Qt::LeftButton, {}, QPoint(84 + 26 + 8, 8));
        QVERIFY(cellText(table, table->selectedRows().value(0), XrayModel::Module).startsWith("layers.1."));
    }

    void looks_data() {
        QTest::addColumn<QString>("language");
        QTest::newRow("en") << "en";
        QTest::newRow("zh") << "zh_CN";
    }
    void looks() {
        QFETCH(QString, language);
        QTemporaryDir home;
        putOthers(home.path());
        HubDesk hub(home.path(), language);
        auto* table = hub.desk.find<TableView>("models.table");
        QTRY_COMPARE(table->model()->rowCount(), 3);
        QTRY_VERIFY(hub.desk.find<QAbstractButton>("models.chat"));
        QString problems = looksWell(hub.desk, QStringLiteral("library-") + language);
        QVERIFY(hub.desk.press("models.get"));
        problems += looksWell(hub.desk, QStringLiteral("get-empty-") + language);
        QVERIFY(hub.desk.press("get.close"));
        hub.look("org/tiny:F16");
        QTRY_VERIFY(hub.desk.find<TableView>("get.choices"));
        problems += looksWell(hub.desk, QStringLiteral("get-choices-") + language);
        hub.slowBy = 400;
        QVERIFY(hub.desk.press("get.primary"));
        QTRY_VERIFY(!textOf(hub.desk, "get.progress").isEmpty());
        QTest::qWait(1500);
        problems += looksWell(hub.desk, QStringLiteral("get-progress-") + language);
        QVERIFY(hub.desk.press("get.cancel"));
        hub.slowBy = 0;
        QTRY_VERIFY(hub.desk.find<TableView>("get.choices"));
        hub.refuse = "X-Error-Code: GatedRepo\r\n";
        QVERIFY(hub.desk.press("get.look"));
        QTRY_VERIFY(!textOf(hub.desk, "get.problem").isEmpty());
        problems += looksWell(hub.desk, QStringLiteral("get-problem-") + language);
        QVERIFY(hub.desk.press("get.close"));
        hub.desk.drop({golden + "architectures/llama3/adapter"});
        QTRY_VERIFY(hub.desk.find<TableView>("xray.table"));
        problems += looksWell(hub.desk, QStringLiteral("xray-") + language);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
    }
};

QTEST_MAIN(GetModelTest)
#include "get_model_test.moc"
