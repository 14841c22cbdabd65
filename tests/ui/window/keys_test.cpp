// The keyboard: everything is found in the palette by English and Chinese words, the list of keys is whole,
// Tab reaches every control of every page, Esc closes the topmost sheet only, and the focus is never lost.

#include "tests/ui/window/looks.h"
#include "ui/shell/actions.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/keyboard_list.h"
#include "ui/shell/status_bar.h"
#include "ui/widgets/label.h"

#include <QAction>
#include <QFileDialog>
#include <QPlainTextEdit>

using namespace inkstone;
using namespace inkstone::test;

namespace {
/// The words of everything that can be done, in the language of the window.
QStringList everything(const Desk& desk) {
    QStringList words;
    for (const QAction* action : desk.shell->actions().all())
        if (ActionTable::inPalette(action)) words << action->text();
    for (const ActionSpec& spec : desk.shell->actions().declared())
        if (spec.inPalette) words << spec.text;
    return words;
}

QStringList keysShown(const Desk& desk) {
    QStringList keys;
    auto* list = desk.window->findChild<KeyboardList*>();
    for (const KeyCap* cap : list->findChildren<KeyCap*>()) keys << cap->accessibleName();
    return keys;
}

bool reachable(const QWidget* widget) {
    return (widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && widget->isEnabled() &&
           !widget->focusProxy();
}
} // namespace

class KeysTest final : public QObject {
    Q_OBJECT
private slots:
    void thePaletteFindsEverythingInBothLanguages() {
        QTemporaryDir home;
        const QString zh = QStringLiteral("zh_CN");
        const QStringList english = everything(Desk(home.path()));
        const QStringList chinese = everything(Desk(home.path(), {1280, 800}, zh));
        QVERIFY(english.size() > 50);
        QCOMPARE(chinese.size(), english.size());
        const auto findsAll = [&](const Desk& at, const QStringList& shown) {
            QStringList missing;
            QTest::keyClick(at.window.get(), Qt::Key_K, Qt::ControlModifier);
            CommandPalette& palette = at.window->commandPalette();
            for (qsizetype i = 0; i < shown.size(); ++i)
                for (const QString& query : {english[i], chinese[i]}) {
                    palette.setQuery(query);
                    if (!palette.shownTitles().contains(shown[i])) missing << query;
                }
            return missing.join(QLatin1Char('\n'));
        };
        const QString inChinese = findsAll(Desk(home.path(), {1280, 800}, zh), chinese);
        QVERIFY2(inChinese.isEmpty(), qPrintable(inChinese));
        const QString inEnglish = findsAll(Desk(home.path()), english);
        QVERIFY2(inEnglish.isEmpty(), qPrintable(inEnglish));
    }

    void everyActionHasItsControlOnThePage() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(20));
        QStringList without;
        for (const PageEntry& entry : desk.window->pages().entries()) {
            if (!entry.actions) continue;
            QVERIFY(desk.window->pages().open(entry.id));
            const Page* page = desk.window->pages().page(entry.id);
            const QList<QAction*> actions = page->actions();
            for (const ActionSpec& spec : entry.actions(*desk.shell)) {
                const bool bound = std::any_of(actions.begin(), actions.end(), [&](const QAction* action) {
                    return action->objectName() == spec.id;
                });
                if (spec.id == QLatin1String("chat.correct")) continue; // each answer has its own
                if (spec.inPalette && !spec.run && !bound && !page->findChild<QAbstractButton*>(spec.id))
                    without << spec.id;
            }
        }
        QVERIFY2(without.isEmpty(), qPrintable(without.join(QLatin1Char(' '))));
    }

    void thePaletteDoesWhatItFindsFromAnyPage() {
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(20));
        desk.go("chat");
        const auto run = [&](const QString& query) {
            QTest::keyClick(desk.window.get(), Qt::Key_K, Qt::ControlModifier);
            QLineEdit* edit = desk.window->commandPalette().findChild<QLineEdit*>();
            QTest::keyClicks(edit, query);
            QTest::keyClick(edit, Qt::Key_Return);
        };
        run(QStringLiteral("Export data"));
        QCOMPARE(desk.page(), QStringLiteral("data"));
        QTRY_VERIFY(desk.window->findChild<QFileDialog*>());
        desk.window->findChild<QFileDialog*>()->close();
        QTRY_VERIFY(!desk.window->findChild<QFileDialog*>());
        desk.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(desk.window.get()));
        desk.go("chat");
        run(QStringLiteral("Set aside"));
        QCOMPARE(desk.page(), QStringLiteral("data"));
        QCOMPARE(desk.project().datasets().list()->front().validation, 2);
        // The button of a page that was never shown.
        run(QStringLiteral("Advanced settings"));
        QCOMPARE(desk.page(), QStringLiteral("train"));
        QVERIFY(desk.find<QAbstractButton>("train.advanced")->isChecked());
        // What cannot be done now says so.
        run(QStringLiteral("Pause the run"));
        QVERIFY2(desk.window->statusBar().saying().contains(QStringLiteral("Not possible now")),
                 qPrintable(desk.window->statusBar().saying()));
        run(QStringLiteral("Dark theme"));
        QCOMPARE(desk.settings->value(keys::kTheme).toString(), QStringLiteral("dark"));
    }

    void theKeyboardListIsWhole() {
        QTemporaryDir home;
        Desk desk(home.path()); // only Home was made yet
        QTest::keyClick(desk.window.get(), Qt::Key_Slash, Qt::ControlModifier);
        const QStringList shown = keysShown(desk);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        for (const PageEntry& entry : desk.window->pages().entries()) desk.go(entry.id.toLatin1());
        QStringList missing;
        for (const QAction* action : desk.window->findChildren<QAction*>())
            if (!action->shortcut().isEmpty() && !action->objectName().isEmpty())
                if (const QString keys = action->shortcut().toString(QKeySequence::NativeText);
                    !shown.contains(keys))
                    missing << action->objectName() + QLatin1Char(' ') + keys;
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
        for (const char* keys :
             {"Ctrl+K", "Ctrl+I", "S", "F", "L", "1 – 9", "Ctrl+Enter", "F2", "Del", "Ctrl+F"})
            QVERIFY2(shown.contains(QString::fromUtf8(keys)), keys);
        QTest::keyClick(desk.window.get(), Qt::Key_Slash, Qt::ControlModifier);
        const QString problems = looksWell(desk, QStringLiteral("keyboard-list"));
        QVERIFY2(problems.isEmpty(), qPrintable(problems));
    }

    void tabReachesEveryControl_data() { pages(); }
    void tabReachesEveryControl() {
        QFETCH(QString, page);
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(5));
        desk.go(page.toLatin1());
        QTest::qWait(100);
        QSet<const QWidget*> wanted;
        for (const QWidget* widget : desk.window->findChildren<QWidget*>())
            if (reachable(widget)) wanted << widget;
        QVERIFY(!wanted.isEmpty());
        QSet<const QWidget*> seen;
        QWidget* const start = desk.window->findChild<QWidget*>(QStringLiteral("rail.settings"));
        QVERIFY(start);
        start->setFocus(Qt::TabFocusReason);
        for (int i = 0; i < 300; ++i) {
            QWidget* focus = QApplication::focusWidget();
            QVERIFY2(focus, "the focus is lost");
            QVERIFY2(focus->isVisible() && focus->isEnabled(), qPrintable(placeOf(focus)));
            if (focus == start && i > 0) break;
            seen << focus;
            QTest::keyClick(focus, Qt::Key_Tab);
            QVERIFY2(QApplication::focusWidget() != focus,
                     qPrintable(QStringLiteral("Tab stays in ") + placeOf(focus)));
        }
        QStringList missed;
        for (const QWidget* widget : wanted)
            if (!seen.contains(widget) && widget->isVisible()) missed << placeOf(widget);
        QVERIFY2(missed.isEmpty(), qPrintable(missed.join(QLatin1Char('\n'))));
    }

    void escKeepsThePageAndTheFocus_data() { pages(); }
    void escKeepsThePageAndTheFocus() {
        QFETCH(QString, page);
        QTemporaryDir home;
        Desk desk(home.path());
        QVERIFY(desk.addRows(5));
        desk.go(page.toLatin1());
        QTest::qWait(50);
        for (QWidget* widget : desk.window->findChildren<QWidget*>()) {
            if (!reachable(widget)) continue;
            widget->setFocus(Qt::TabFocusReason);
            QTest::keyClick(widget, Qt::Key_Escape);
            QVERIFY2(QApplication::focusWidget(), qPrintable(placeOf(widget)));
            QVERIFY(desk.window->isVisible());
            QCOMPARE(desk.page(), page);
        }
    }

    void escClosesTheTopmostSheetOnly_data() { pages(); }
    void escClosesTheTopmostSheetOnly() {
        QFETCH(QString, page);
        QTemporaryDir home;
        Desk desk(home.path());
        desk.go(page.toLatin1());
        QWidget* const before = desk.window->findChild<QWidget*>(QStringLiteral("rail.settings"));
        before->setFocus(Qt::TabFocusReason);
        auto* keyboard = desk.window->findChild<KeyboardList*>();
        CommandPalette& palette = desk.window->commandPalette();
        QTest::keyClick(before, Qt::Key_Slash, Qt::ControlModifier);
        QVERIFY(keyboard->isVisible());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(palette.isVisible() && keyboard->isVisible());
        for (int i = 0; i < 5; ++i) { // Tab stays inside the topmost
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(palette.isAncestorOf(QApplication::focusWidget()));
        }
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!palette.isVisible() && keyboard->isVisible());
        QVERIFY(QApplication::focusWidget() && (QApplication::focusWidget() == keyboard ||
                                                keyboard->isAncestorOf(QApplication::focusWidget())));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!keyboard->isVisible());
        QCOMPARE(QApplication::focusWidget(), before);
        QCOMPARE(desk.page(), page);
    }

private:
    void pages() {
        QTest::addColumn<QString>("page");
        for (const char* page :
             {"home", "data", "label", "train", "evaluate", "chat", "models", "jobs", "settings"})
            QTest::newRow(page) << QString::fromLatin1(page);
    }
};

QTEST_MAIN(KeysTest)
#include "keys_test.moc"
