// Writing a model in another form from the Models page: real clicks, real files.

#include "tests/ui/window/looks.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/table_view.h"

#include <QLabel>
#include <QThread>

using namespace inkstone;
using namespace inkstone::test;

namespace {
constexpr int patience = 60'000;

QString textOf(const Desk& desk, const char* name) {
    auto* label = desk.find<QLabel>(name);
    return label ? label->text() : QString();
}

QString primary(const Desk& desk) {
    auto* button = desk.find<QAbstractButton>("export.primary");
    return button ? button->text() : QString();
}

QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Chooses by keyboard, as a person without a mouse does.
bool choose(const Desk& desk, const char* name, const QString& title) {
    auto* button = desk.find<ChoiceButton>(name);
    if (!button) return false;
    for (int step = 0; step < 20; ++step) {
        for (const PopupRow& row : button->rows())
            if (row.id == button->current() && row.title == title) return true;
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
        QTest::keyClick(QApplication::focusWidget(), step == 0 ? Qt::Key_Home : Qt::Key_Down);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    }
    return false;
}

void openSheet(Desk& desk) {
    desk.go("models");
    QTRY_VERIFY(desk.find<QAbstractButton>("models.export"));
    QVERIFY(desk.press("models.export"));
    QTRY_VERIFY(desk.find<QLineEdit>("export.target"));
}

QString target(const Desk& desk) { return desk.find<QLineEdit>("export.target")->text(); }
} // namespace

class ExportModelTest final : public QObject {
    Q_OBJECT
private slots:
    void aModelIsWrittenComparedAndShown() {
        QTemporaryDir home;
        Desk desk(home.path());
        openSheet(desk);
        QVERIFY(choose(desk, "export.form", QStringLiteral("GGUF Q8_0")));
        const QString file = target(desk);
        QCOMPARE(file, home.filePath("inkstone/models/tiny-Q8_0.gguf"));
        QVERIFY(textOf(desk, "export.room").contains("free on the disk"));
        QCOMPARE(primary(desk), QStringLiteral("Export"));
        QVERIFY(desk.press("export.primary"));
        QTRY_COMPARE_WITH_TIMEOUT(primary(desk), QStringLiteral("Show it"), patience);
        const QString result = textOf(desk, "export.result");
        QVERIFY2(result.contains("of 20 greedy answers are the same"), qPrintable(result));
        QVERIFY(result.contains("tiny-Q8_0.gguf.parity.json"));
        QVERIFY(QFile::exists(file + ".parity.json"));
        QVERIFY(desk.press("export.primary"));
        QCOMPARE(textOf(desk, "models.name"), QStringLiteral("tiny-Q8_0"));
        QTRY_VERIFY(desk.find<QAbstractButton>("models.chat")); // it can be opened
        // The next one does not take its place.
        desk.press("models.export");
        QTRY_VERIFY(desk.find<QLineEdit>("export.target"));
        QVERIFY(choose(desk, "export.form", QStringLiteral("GGUF Q8_0")));
        QVERIFY(!QFile::exists(target(desk)));
    }

    void aFolderIsWrittenWithoutComparing() {
        QTemporaryDir home;
        Desk desk(home.path());
        openSheet(desk);
        QVERIFY(choose(desk, "export.form", QStringLiteral("Hugging Face folder, F32")));
        QVERIFY(desk.press("export.prove"));
        const QString folder = target(desk);
        QVERIFY(desk.press("export.primary"));
        QTRY_COMPARE_WITH_TIMEOUT(primary(desk), QStringLiteral("Show it"), patience);
        QVERIFY(QFile::exists(folder + "/config.json"));
        QVERIFY(QFile::exists(folder + "/model.safetensors"));
        QVERIFY(!QFile::exists(folder + ".parity.json"));
    }

    void anAdapterIsMerged() {
        QTemporaryDir home;
        Desk desk(home.path());
        desk.addRows(8);
        desk.workbench->train({.model = desk.workbench->models().front().path,
                               .dataset = desk.project().datasets().list()->front().id,
                               .config = {.maxSteps = 2},
                               .run = "voice",
                               .control = std::make_shared<TrainControl>()},
                              desk.window.get(), {});
        QTRY_VERIFY_WITH_TIMEOUT(!desk.queue.anyRunning(), patience);
        desk.go("models");
        auto* adapters = desk.find<TableView>("models.adapters");
        QTRY_COMPARE(adapters->model()->rowCount(), 1);
        QTest::mouseClick(adapters->viewport(), Qt::LeftButton, {},
                          adapters->visualRect(adapters->model()->index(0, 0)).center());
        QTRY_VERIFY(desk.find<QAbstractButton>("models.export"));
        QVERIFY(desk.press("models.export"));
        QTRY_VERIFY(desk.find<QLineEdit>("export.target"));
        QVERIFY(desk.find<ChoiceButton>("export.adapter")->current().endsWith(QStringLiteral("adapter")));
        QVERIFY(choose(desk, "export.form", QStringLiteral("GGUF F32")));
        QCOMPARE(target(desk), home.filePath("inkstone/models/tiny-voice-F32.gguf"));
        QVERIFY(desk.press("export.primary"));
        QTRY_COMPARE_WITH_TIMEOUT(primary(desk), QStringLiteral("Show it"), patience);
        QVERIFY2(textOf(desk, "export.result").contains("20 of 20 greedy answers are the same"),
                 qPrintable(textOf(desk, "export.result")));
    }

    void itIsStoppedInTheWindowOfAnotherLanguage() {
        QTemporaryDir home;
        Desk desk(home.path());
        Job busy{.kind = "train", .title = {}, .lane = Lane::Compute, .run = {}};
        busy.run = [](std::stop_token stop, JobSink&) -> JobResult {
            while (!stop.stop_requested()) QThread::msleep(5);
            return {Outcome::Cancelled, {}, {}};
        };
        const JobId before = desk.workbench->start(std::move(busy), desk.shell.get(), {}); // the export waits
        openSheet(desk);
        const QString file = target(desk);
        QVERIFY(desk.press("export.primary"));
        QTRY_VERIFY(desk.exporting->isBusy());
        desk.changeLanguage(QStringLiteral("zh_CN"));
        desk.go("models");
        QTRY_VERIFY(desk.find<QAbstractButton>("models.export"));
        QVERIFY(desk.press("models.export"));
        QTRY_VERIFY(desk.find<QAbstractButton>("export.cancel"));
        QVERIFY(desk.press("export.cancel"));
        desk.queue.cancel(before);
        QTRY_VERIFY(!desk.exporting->isBusy());
        QVERIFY(!QFile::exists(file));
    }

    void whatIsThereIsNeverReplaced() {
        QTemporaryDir home;
        Desk desk(home.path());
        openSheet(desk);
        const QString file = desk.write(QStringLiteral("mine.gguf"), "not a model, but mine");
        auto* edit = desk.find<QLineEdit>("export.target");
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, file);
        QVERIFY(desk.press("export.primary"));
        QTRY_VERIFY_WITH_TIMEOUT(!textOf(desk, "export.problem").isEmpty(), patience);
        QVERIFY2(textOf(desk, "export.problem").contains("mine.gguf"),
                 qPrintable(textOf(desk, "export.problem")));
        QCOMPARE(primary(desk), QStringLiteral("Try again"));
        QCOMPARE(read(file), QByteArray("not a model, but mine"));
        QCOMPARE(desk.workbench->models().size(), size_t(1));
    }

    void aCancelledOneLeavesNothing() {
        QTemporaryDir home;
        Desk desk(home.path());
        const std::filesystem::path large = home.filePath("inkstone/models/large.gguf").toStdString();
        QVERIFY(makeTinyRandomModel(large, {.layers = 16, .hidden = 512}));
        desk.workbench->rescanModels();
        openSheet(desk);
        QVERIFY(desk.press("export.close"));
        auto* table = desk.find<TableView>("models.table");
        for (int row = 0; row < table->model()->rowCount(); ++row)
            if (table->model()->index(row, 0).data().toString() == QLatin1String("large"))
                QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                                  table->visualRect(table->model()->index(row, 0)).center());
        QTRY_COMPARE(textOf(desk, "models.name"), QStringLiteral("large"));
        QTRY_VERIFY(desk.find<QAbstractButton>("models.export"));
        QVERIFY(desk.press("models.export"));
        QTRY_VERIFY(desk.find<QLineEdit>("export.target"));
        const QString file = target(desk);
        QVERIFY(desk.press("export.primary"));
        QVERIFY(desk.press("export.cancel"));
        QTRY_COMPARE_WITH_TIMEOUT(primary(desk), QStringLiteral("Export"), patience);
        QVERIFY(!QFile::exists(file));
        QCOMPARE(QDir(home.filePath("inkstone/models")).entryList(QDir::Files | QDir::Hidden).size(), 2);
    }

    void itLooksWell_data() {
        QTest::addColumn<QString>("language");
        QTest::newRow("en") << "en";
        QTest::newRow("zh") << "zh_CN";
    }
    void itLooksWell() {
        QFETCH(QString, language);
        QTemporaryDir home;
        Desk desk(home.path(), {1280, 800}, language);
        openSheet(desk);
        QCOMPARE(looksWell(desk, "export-form-" + language), QString());
        QVERIFY(desk.press("export.primary"));
        QTRY_VERIFY_WITH_TIMEOUT(!textOf(desk, "export.result").isEmpty(), patience);
        QCOMPARE(looksWell(desk, "export-done-" + language), QString());
    }
};

QTEST_MAIN(ExportModelTest)
#include "export_model_test.moc"
