// The whole program, switched to another language and another theme while it is open: every page follows, no
// word is left over; a project that cannot be written, or is open elsewhere, is shown and says so.

#include "app/application.h"
#include "core/model/catalogue.h"
#include "core/project/project.h"
#include "tests/ui/window/limits.h"
#include "ui/pages/train/advanced_settings.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_stack.h"
#include "ui/shell/palette.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/segmented.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <filesystem>

using namespace inkstone;
using namespace inkstone::test;

namespace {
const char* const pageIds[] = {"home", "data",   "label", "train",   "evaluate",
                               "chat", "models", "jobs",  "settings"};

/// English sentences of the window that are written otherwise in Chinese.
QSet<QString> englishWords() {
    QFile input(QStringLiteral(INKSTONE_SOURCE_DIR "/resources/translations/inkstone_zh_CN.ts"));
    QSet<QString> words;
    if (!input.open(QIODevice::ReadOnly)) return words;
    QXmlStreamReader xml(&input);
    QString source;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement()) continue;
        if (xml.name() == QLatin1String("source")) source = xml.readElementText();
        if (xml.name() == QLatin1String("translation"))
            if (xml.readElementText(QXmlStreamReader::IncludeChildElements) != source) words << source;
    }
    return words;
}

/// Everything a page says: on labels, buttons, fields, heads of tables, in tooltips, to screen readers.
QStringList saidBy(const QWidget* root) {
    QStringList said;
    for (const QWidget* widget : root->findChildren<QWidget*>()) {
        if (!widget->isVisible()) continue;
        said << widget->toolTip() << widget->accessibleName();
        if (const auto* label = qobject_cast<const QLabel*>(widget)) said << label->text();
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) said << button->text();
        if (const auto* edit = qobject_cast<const QLineEdit*>(widget)) said << edit->placeholderText();
        if (const auto* edit = qobject_cast<const QPlainTextEdit*>(widget)) said << edit->placeholderText();
        if (const auto* box = qobject_cast<const QComboBox*>(widget))
            for (int i = 0; i < box->count(); ++i) said << box->itemText(i);
        if (const auto* choice = qobject_cast<const Segmented*>(widget)) said << choice->texts();
        if (const auto* view = qobject_cast<const QAbstractItemView*>(widget); view && view->model())
            for (int column = 0; column < view->model()->columnCount(); ++column)
                said << view->model()->headerData(column, Qt::Horizontal).toString();
    }
    said.removeAll(QString());
    return said;
}

struct Program {
    QTemporaryDir home;
    std::unique_ptr<Application> application;

    Program() {
        for (const char* variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
            qputenv(variable, home.path().toLocal8Bit());
        std::filesystem::create_directories(models());
        if (!makeTinyRandomModel(models() / "tiny.gguf")) qFatal("no model");
    }
    std::filesystem::path models() const { return (home.path() + "/inkstone/models").toStdString(); }
    QString project() const { return home.filePath(QStringLiteral("work")); }
    void open(const QString& folder) {
        application = std::make_unique<Application>(*qApp);
        application->show(folder);
        application->window()->resize(1280, 800); // whatever the screen of the test offers
        (void)QTest::qWaitForWindowActive(application->window());
    }
    MainWindow& window() const { return *application->window(); }
    void go(const char* page) const {
        window().pages().open(QLatin1String(page));
        QTest::qWait(30);
    }
    /// Chooses by the keyboard, as on the page Settings.
    void choose(const QString& name, const QString& id) const {
        go("settings");
        for (Segmented* choice : window().findChildren<Segmented*>())
            if (choice->accessibleName() == name) {
                for (int i = 0; i < 3; ++i) QTest::keyClick(choice, Qt::Key_Left);
                while (choice->current() != id) QTest::keyClick(choice, Qt::Key_Right);
                return;
            }
        qFatal("no choice %s", qPrintable(name));
    }
    QString notice() const {
        for (const NoticeBar* bar : window().findChildren<NoticeBar*>())
            if (bar->isVisible()) return bar->notice().title + QLatin1Char('\n') + bar->notice().text;
        return {};
    }
    QAbstractButton* button(const QString& text) const {
        for (QAbstractButton* candidate : window().findChildren<QAbstractButton*>())
            if (candidate->isVisible() && candidate->text() == text) return candidate;
        return nullptr;
    }
};

/// One data set of three records, so that the pages have something to show.
void fill(const QString& folder) {
    const auto project = Project::openOrCreate(folder.toStdString());
    if (!project) qFatal("%s", project.error().str().c_str());
    DatasetRepository datasets = (*project)->datasets();
    const auto set = datasets.create("gedichte");
    for (int i = 0; i < 3; ++i) {
        Record record;
        record.turns = {{"user", "frage", {}}, {"assistant", "antwort", {}}};
        if (!datasets.append(*set, record)) qFatal("no record");
    }
}
} // namespace

class LanguageTest final : public QObject {
    Q_OBJECT
private slots:
    void everyPageFollowsTheLanguage() {
        Program program;
        fill(program.project());
        program.open(program.project());
        program.choose(QStringLiteral("Language"), QStringLiteral("en"));
        for (const char* page : pageIds) program.go(page);

        program.choose(QStringLiteral("Language"), QStringLiteral("zh_CN"));
        QTRY_VERIFY(program.window().isVisible() &&
                    saidBy(&program.window()).contains(QStringLiteral("设置")));
        QCOMPARE(program.window().pages().current(), QStringLiteral("settings")); // one stays where one was
        const QSet<QString> english = englishWords();
        QVERIFY(english.contains(QStringLiteral("Settings")) && english.size() > 300);
        QStringList left;
        for (const char* page : pageIds) {
            program.go(page);
            for (const QString& words : saidBy(&program.window()))
                if (english.contains(words)) left << QLatin1String(page) + QStringLiteral(": ") + words;
        }
        QVERIFY2(left.isEmpty(), qPrintable(left.join(QLatin1Char('\n'))));

        program.choose(QStringLiteral("语言"), QStringLiteral("en"));
        QTRY_VERIFY(program.window().isVisible() &&
                    saidBy(&program.window()).contains(QStringLiteral("Settings")));
        static const QRegularExpression chinese(QStringLiteral("[\\x{3001}-\\x{9fff}\\x{ff00}-\\x{ff65}]"));
        for (const char* page : pageIds) {
            program.go(page);
            for (QString words : saidBy(&program.window())) {
                words.remove(QStringLiteral("简体中文")).remove(QChar(0x781A)); // names stay what they are
                if (chinese.match(words).hasMatch())
                    left << QLatin1String(page) + QStringLiteral(": ") + words;
            }
        }
        QVERIFY2(left.isEmpty(), qPrintable(left.join(QLatin1Char('\n'))));
    }

    void everyPageFollowsTheTheme() {
        Program program;
        fill(program.project());
        program.open(program.project());
        program.choose(QStringLiteral("Theme"), QStringLiteral("light"));
        for (const char* page : pageIds) program.go(page);
        for (const char* mode : {"dark", "light"}) {
            program.choose(QStringLiteral("Theme"), QLatin1String(mode));
            for (const char* page : pageIds) {
                program.go(page);
                const QImage picture = program.window().grab().toImage();
                // The corner below the header and the middle of the rail: ground, not ink.
                for (const QPoint at : {QPoint(picture.width() - 4, 4), QPoint(4, picture.height() / 2)}) {
                    const bool dark = picture.pixelColor(at).lightness() < 128;
                    QVERIFY2(
                        dark == (QLatin1String(mode) == QLatin1String("dark")),
                        qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(page), QLatin1String(mode))));
                }
            }
        }
    }

    void aProjectThatCannotBeWrittenIsShownAndSaysSo() {
        Program program;
        fill(program.project());
        const NoRights rights({program.home.path()});
        // The folder belongs to somebody else, who lets others read.
        QProcess::execute(QStringLiteral("chmod"),
                          {QStringLiteral("-R"), QStringLiteral("a-w"), program.project()});
        program.open(program.project());
        QTRY_VERIFY2(program.notice().contains(QStringLiteral("can only be looked at")),
                     qPrintable(program.notice()));
        QVERIFY(
            saidBy(&program.window()).join(QLatin1Char('|')).contains(QStringLiteral("(only to look at)")));
        program.go("data");
        auto* rows = program.window().findChild<QAbstractItemView*>(QStringLiteral("data.rows"));
        QVERIFY(rows);
        QTRY_COMPARE(rows->model()->rowCount(), 3);
        // What is tried all the same is refused with a sentence, and nothing is different.
        QVERIFY(
            !rows->model()->setData(rows->model()->index(0, 2), QStringLiteral("changed"), Qt::EditRole) ||
            rows->model()->index(0, 2).data().toString() == QStringLiteral("antwort"));
        QTRY_VERIFY2(program.notice().contains(QStringLiteral("cannot be written")),
                     qPrintable(program.notice()));
        QProcess::execute(QStringLiteral("chmod"),
                          {QStringLiteral("-R"), QStringLiteral("u+w"), program.project()});
    }

    void aProjectThatIsOpenElsewhereCanBeLookedAt() {
        Program program;
        fill(program.project());
        const auto held = Project::openOrCreate(program.project().toStdString());
        QVERIFY(held);
        program.open(program.project());
        QTRY_VERIFY2(program.notice().contains(QStringLiteral("open in another window")),
                     qPrintable(program.notice()));
        auto* look = program.button(QStringLiteral("Only look at it"));
        QVERIFY(look);
        QTest::mouseClick(look, Qt::LeftButton);
        QTRY_VERIFY(saidBy(&program.window()).join(QLatin1Char('|')).contains(QStringLiteral("work (only")));
        QTRY_VERIFY2(program.notice().contains(QStringLiteral("can only be looked at")),
                     qPrintable(program.notice()));
        QCOMPARE((*held)->datasets().list()->size(), size_t(1));
    }

    void theProjectThatIsOpenIsOpenedAgain() {
        Program program;
        fill(program.project());
        program.open(program.project());
        program.application->openFiles({program.project()});
        QCOMPARE(program.notice(), QString());
        program.go("data");
        auto* rows = program.window().findChild<QAbstractItemView*>(QStringLiteral("data.rows"));
        QTRY_VERIFY(rows && rows->model()->rowCount() == 3);
    }

    void aRunIsStoppedInTheWindowOfAnotherLanguage() {
        Program program;
        fill(program.project());
        program.open(program.project());
        program.go("train");
        program.window().findChild<AdvancedSettings*>()->setConfig({.epochs = 20000});
        const auto button = [&](const char* name) {
            return program.window().findChild<QAbstractButton*>(QLatin1String(name));
        };
        QTRY_VERIFY(button("train.start")->isEnabled());
        button("train.start")->click();
        QTRY_VERIFY_WITH_TIMEOUT(button("run.stop")->isVisible(), 20000);
        program.choose(QStringLiteral("Language"), QStringLiteral("zh_CN"));
        QTRY_VERIFY(program.window().isVisible() &&
                    saidBy(&program.window()).contains(QStringLiteral("设置")));
        program.go("train");
        QVERIFY(!button("train.start")->isEnabled());
        QVERIFY(button("run.stop")->isVisible());
        button("run.stop")->click();
        QTRY_VERIFY_WITH_TIMEOUT(button("train.start")->isEnabled(), 20000);
        QVERIFY(button("run.resume")->isVisible());
    }

    void undoEndsWithItsProject() {
        Program program;
        fill(program.project());
        const QString other = program.home.filePath(QStringLiteral("other"));
        fill(other);
        for (const QString& folder : {program.project(), other})
            QVERIFY((*Project::open(folder.toStdString()))->runs().create({.name = "first"}));
        program.open(program.project());
        program.go("train");
        auto* runs = program.window().findChild<QAbstractItemView*>(QStringLiteral("train.runs"));
        QVERIFY(runs && runs->model()->rowCount() == 1);
        runs->setCurrentIndex(runs->model()->index(0, 1));
        QTest::keyClick(runs, Qt::Key_Delete);
        auto* undo = program.window().findChild<QAbstractButton*>(QStringLiteral("status.undo"));
        QVERIFY(undo && undo->isVisible());
        program.application->openFiles({other});
        QCOMPARE(runs->model()->rowCount(), 1); // the other project's
        QVERIFY(!undo->isVisible());
    }
};

QTEST_MAIN(LanguageTest)
#include "language_test.moc"
