// Models: what a model is once it was read, adapters, files that are none, drops, and where to go from here.

#include "tests/ui/window/looks.h"
#include "ui/models/model_list_model.h"
#include "ui/pages/models/adapter_model.h"
#include "ui/widgets/table_view.h"

#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>

using namespace inkstone;
using namespace inkstone::test;

namespace {
bool says(const Desk& desk, const QString& words) {
    for (const QLabel* label : desk.window->findChildren<QLabel*>())
        if (label->isVisible() && label->text().contains(words)) return true;
    return false;
}

QString name(const Desk& desk) { return desk.find<QLabel>("models.name")->text(); }

QString textAt(const TableView* table, int row, int column) {
    return table->model()->index(row, column).data().toString();
}

int rowOf(const TableView* table, const QString& name) {
    for (int row = 0; row < table->model()->rowCount(); ++row)
        if (textAt(table, row, 0) == name) return row;
    return -1;
}

void click(TableView* table, const QString& name) {
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(rowOf(table, name), 0)).center());
}

/// A PEFT folder as peft writes it, as far as its configuration goes.
QString writeAdapter(const Desk& desk, const QString& folder, const QByteArray& config) {
    QDir().mkpath(QFileInfo(desk.write(QStringLiteral(".place"), {})).absolutePath() + QLatin1Char('/') +
                  folder);
    return QFileInfo(desk.write(folder + QStringLiteral("/adapter_config.json"), config)).absolutePath();
}

const QByteArray lora =
    R"({"peft_type":"LORA","r":16,"lora_alpha":32,"lora_dropout":0.1,)"
    R"("target_modules":["v_proj","q_proj"],"base_model_name_or_path":"HuggingFaceTB/SmolLM2"})";
} // namespace

class ModelsTest final : public QObject {
    Q_OBJECT
private slots:
    void aModelIsDescribedOnceItWasRead() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("models");
        SoundModels models(desk);
        auto* table = desk.find<TableView>("models.table");
        QCOMPARE(table->model()->rowCount(), 1);
        QTRY_COMPARE(textAt(table, 0, ModelListModel::Architecture), QStringLiteral("llama"));
        QCOMPARE(textAt(table, 0, ModelListModel::Type), QStringLiteral("F32"));
        QCOMPARE(textAt(table, 0, ModelListModel::Context), QStringLiteral("2,048"));
        QCOMPARE(textAt(table, 0, ModelListModel::Fits), QStringLiteral("yes"));
        QTRY_VERIFY(says(desk, QStringLiteral("2, 64 wide")));
        QTRY_VERIFY(says(desk, QStringLiteral("259 tokens"))); // its vocabulary
        QTRY_VERIFY(says(desk, QStringLiteral("Tiny random model (not a real one)")));
        for (QAbstractButton* head : desk.window->findChildren<QAbstractButton*>())
            if (head->isVisible() && head->text() == QLatin1String("Tensors"))
                QTest::mouseClick(head, Qt::LeftButton);
        TableView* tensors = nullptr;
        for (TableView* candidate : desk.window->findChildren<TableView*>())
            if (candidate->isVisible() && candidate->accessibleName() == QLatin1String("Tensors"))
                tensors = candidate;
        QVERIFY(tensors);
        QVERIFY(rowOf(tensors, QStringLiteral("blk.0.attn_q.weight")) >= 0);
        QCOMPARE(tensors->model()->rowCount(), 20); // embedding, output norm, nine a block
    }

    void fromHereToChatAndTrain() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(3));
        desk.go("models");
        QTRY_VERIFY(desk.find<QAbstractButton>("models.chat"));
        QSignalSpy opened(desk.shell.get(), &Shell::openRequested);
        const QString path = QString::fromStdString(desk.workbench->models().front().path.string());
        const auto asked = [&] {
            return opened.last()[1].value<QVariant>().toMap().value("model").toString();
        };
        QVERIFY(desk.press("models.chat"));
        QCOMPARE(desk.page(), QStringLiteral("chat"));
        QCOMPARE(asked(), path);
        desk.go("models");
        QVERIFY(desk.press("models.train"));
        QCOMPARE(desk.page(), QStringLiteral("train"));
        QCOMPARE(asked(), path);
        desk.go("models");
        auto* table = desk.find<TableView>("models.table");
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Return); // Enter opens it, too
        QCOMPARE(desk.page(), QStringLiteral("chat"));
    }

    void droppedModelsJoinTheListAndLeaveIt() {
        QTemporaryDir home, elsewhere;
        Desk desk(home.path());
        const QString path = elsewhere.filePath(QStringLiteral("guest.gguf"));
        QVERIFY(makeTinyRandomModel(path.toStdString(), {.seed = 9, .layers = 3}));
        desk.drop({path});
        QCOMPARE(desk.page(), QStringLiteral("models"));
        auto* table = desk.find<TableView>("models.table");
        QVERIFY(rowOf(table, QStringLiteral("guest")) >= 0);
        QCOMPARE(name(desk), QStringLiteral("guest"));
        QTRY_VERIFY(says(desk, QStringLiteral("3, 64 wide")));
        click(table, QStringLiteral("guest"));
        QTest::keyClick(table, Qt::Key_Delete);
        QVERIFY(rowOf(table, QStringLiteral("guest")) < 0);
        QVERIFY(QFile::exists(path));
        QVERIFY(desk.press("status.undo"));
        QVERIFY(rowOf(table, QStringLiteral("guest")) >= 0);
        // What lies in the models folder is there whatever the list says.
        click(table, QStringLiteral("tiny"));
        QTest::keyClick(table, Qt::Key_Delete);
        QVERIFY(rowOf(table, QStringLiteral("tiny")) >= 0);
        QTRY_VERIFY(says(desk, QStringLiteral("stays")));
    }

    void aFileThatIsNoModelIsRefusedWithASentence() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.drop({desk.write(QStringLiteral("junk.gguf"), "this is no model")});
        QCOMPARE(desk.page(), QStringLiteral("models"));
        QTRY_VERIFY(says(desk, QStringLiteral("annot open the model")));
        QCOMPARE(desk.find<TableView>("models.table")->model()->rowCount(), 1);
        QFile whole(QString::fromStdString(desk.workbench->models().front().path.string()));
        QVERIFY(whole.open(QIODevice::ReadOnly));
        desk.drop({desk.write(QStringLiteral("cut.gguf"), whole.read(whole.size() / 2))});
        QTRY_VERIFY(says(desk, QStringLiteral("annot open the model")));
        desk.drop({desk.write(QStringLiteral("picture.png"), "PNG")});
        QCOMPARE(desk.find<TableView>("models.table")->model()->rowCount(), 1);
    }

    void aBrokenFileInTheFolderSaysWhatIsWrong() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.write(QStringLiteral("inkstone/models/broken.gguf"), "GGUF but nothing more");
        desk.workbench->rescanModels();
        desk.go("models");
        auto* table = desk.find<TableView>("models.table");
        const int row = rowOf(table, QStringLiteral("broken"));
        QVERIFY(row >= 0);
        QTRY_COMPARE(textAt(table, row, ModelListModel::Fits), QStringLiteral("broken"));
        click(table, QStringLiteral("broken"));
        QCOMPARE(name(desk), QStringLiteral("broken"));
        QTRY_VERIFY(says(desk, QStringLiteral("annot open the model")));
        QVERIFY(!desk.find<QAbstractButton>("models.chat"));
        QVERIFY(!desk.find<QAbstractButton>("models.train"));
    }

    void adaptersAreDescribedAndTakenOffTheList() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("models");
        SoundModels models(desk);
        desk.drop({writeAdapter(desk, QStringLiteral("guest"), lora)});
        QCOMPARE(desk.page(), QStringLiteral("models"));
        auto* table = desk.find<TableView>("models.adapters");
        QCOMPARE(table->model()->rowCount(), 1);
        QCOMPARE(name(desk), QStringLiteral("guest"));
        QTRY_VERIFY(says(desk, QStringLiteral("q_proj, v_proj")));
        QTRY_VERIFY(says(desk, QStringLiteral("HuggingFaceTB/SmolLM2")));
        QCOMPARE(textAt(table, 0, AdapterModel::Rank), QStringLiteral("16"));
        QTest::qWait(300); // lists are read anew when a hash is known: what is shown stays
        desk.workbench->rescanModels();
        QCOMPARE(name(desk), QStringLiteral("guest"));
        click(table, QStringLiteral("guest"));
        QTest::keyClick(table, Qt::Key_Delete);
        QCOMPARE(table->model()->rowCount(), 0);
        QCOMPARE(name(desk), QStringLiteral("tiny"));
        QVERIFY(desk.press("status.undo"));
        QCOMPARE(table->model()->rowCount(), 1);
        desk.drop({writeAdapter(desk, QStringLiteral("odd"), R"({"peft_type":"IA3"})")});
        QCOMPARE(table->model()->rowCount(), 1);
        QTRY_VERIFY(says(desk, QStringLiteral("IA3")));
    }

    void theMenuOfAModelLeadsOn() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go("models");
        QTRY_VERIFY(desk.find<QAbstractButton>("models.chat"));
        auto* table = desk.find<TableView>("models.table");
        click(table, QStringLiteral("tiny"));
        QContextMenuEvent event(QContextMenuEvent::Keyboard, {5000, 5000});
        QApplication::sendEvent(table, &event);
        auto* menu = table->findChild<QMenu*>();
        QVERIFY(menu && menu->isVisible());
        QTest::keyClick(menu, Qt::Key_Down); // Chat
        QTest::keyClick(menu, Qt::Key_Down); // Train
        QTest::keyClick(menu, Qt::Key_Return);
        QCOMPARE(desk.page(), QStringLiteral("train"));
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
        desk.go("models");
        QTRY_VERIFY(desk.find<QAbstractButton>("models.chat"));
        QString problems = looksWell(desk, QStringLiteral("models-one-") + language);
        desk.write(QStringLiteral("inkstone/models/a-broken-file-with-a-long-name.gguf"),
                   "GGUF but nothing more");
        desk.workbench->rescanModels();
        desk.drop({writeAdapter(desk, QStringLiteral("guest"), lora)});
        problems += looksWell(desk, QStringLiteral("models-adapter-") + language);
        auto* table = desk.find<TableView>("models.table");
        QTRY_VERIFY(!textAt(table, 0, ModelListModel::Architecture).contains(QChar(0x2026)));
        click(table, QStringLiteral("a-broken-file-with-a-long-name"));
        problems += looksWell(desk, QStringLiteral("models-broken-") + language);
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
    }
};

QTEST_MAIN(ModelsTest)
#include "models_test.moc"
