#include "core/jobs/job_queue.h"
#include "ui/jobs/job_bridge.h"
#include "ui/pages/drops.h"
#include "ui/shell/actions.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/core_text.h"
#include "ui/shell/drop_overlay.h"
#include "ui/shell/drop_router.h"
#include "ui/shell/focus_ring.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page_stack.h"
#include "ui/shell/palette.h"
#include "ui/shell/rail.h"
#include "ui/shell/rail_items.h"
#include "ui/shell/settings_store.h"
#include "ui/shell/sheet.h"
#include "ui/shell/shell.h"
#include "ui/shell/status_bar.h"
#include "ui/shell/theme.h"
#include "ui/widgets/button.h"
#include "ui/widgets/notice_bar.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QUrl>
#include <atomic>
#include <cmath>

using namespace inkstone;

namespace {
std::vector<PageEntry> threePages(QStringList* made = nullptr) {
    std::vector<PageEntry> pages;
    for (const char* id : {"home", "data", "label"}) {
        const QString name = QString::fromLatin1(id);
        pages.push_back({.id = name,
                         .icon = {},
                         .title = [name] { return name; },
                         .make =
                             [name, made](Shell& shell, QWidget* parent) {
                                 if (made) *made << name;
                                 return new Page(shell, name, parent);
                             }});
    }
    return pages;
}

struct Frame {
    QTemporaryDir folder;
    FileSettingsStore settings{folder.filePath("window.ini")};
    JobQueue queue;
    JobBridge bridge{queue};
    Shell shell{bridge, settings};
    QStringList made;
    MainWindow window{shell, threePages(&made)};
    explicit Frame(QSize size = {1280, 800}) {
        window.resize(size);
        window.show();
        window.activateWindow();
        (void)QTest::qWaitForWindowActive(&window);
    }
};

double luminance(const QColor& c) {
    const auto part = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(c.redF()) + 0.7152 * part(c.greenF()) + 0.0722 * part(c.blueF());
}
double contrast(const QColor& a, const QColor& b) {
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

void drag(QWidget& window, QEvent::Type type, const QMimeData& data) {
    if (type == QEvent::DragEnter) {
        QDragEnterEvent event(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &event);
    } else {
        QDropEvent event(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &event);
    }
}
} // namespace

class FrameTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, Theme::Mode::Light); }

    void pagesAreMadeWhenTheyAreFirstShown() {
        Frame f;
        QCOMPARE(f.made, QStringList{"home"});
        QTest::keyClick(&f.window, Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(f.window.pages().current(), QStringLiteral("data"));
        QCOMPARE(f.made, (QStringList{"home", "data"}));
        QTest::keyClick(&f.window, Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(f.made.size(), 2);
    }

    void theRailIsWalkedByArrows() {
        Frame f;
        const auto items = f.window.rail().findChildren<RailItem*>();
        items[0]->setFocus(Qt::TabFocusReason);
        QTest::keyClick(items[0], Qt::Key_Down);
        QCOMPARE(f.window.pages().current(), QStringLiteral("data"));
        QVERIFY(items[1]->hasFocus());
    }

    void theRailCollapsesWhereTheWindowIsSmallAndByCtrlB() {
        Frame f({1280, 800});
        QVERIFY(!f.window.rail().isNarrow());
        QTest::keyClick(&f.window, Qt::Key_B, Qt::ControlModifier);
        QVERIFY(f.window.rail().isNarrow());
        Frame small({900, 640});
        QVERIFY(small.window.rail().isNarrow());
        QCOMPARE(small.window.rail().width(), Rail::kNarrow);
    }

    void thePaletteFindsAndRuns() {
        Frame f;
        int ran = 0;
        QObject owner;
        f.shell.search().add(&owner, [&] {
            return std::vector<SearchItem>{{"SmolLM2-135M", "model", "models", {}, {}, [&] { ++ran; }}};
        });
        QTest::keyClick(&f.window, Qt::Key_K, Qt::ControlModifier);
        CommandPalette& palette = f.window.commandPalette();
        QVERIFY(palette.isVisible());
        QVERIFY(palette.shownTitles().contains(QStringLiteral("label")));
        palette.setQuery(QStringLiteral("smol135"));
        QCOMPARE(palette.shownTitles(), QStringList{"SmolLM2-135M"});
        QTest::keyClick(palette.findChild<QLineEdit*>(), Qt::Key_Return);
        QCOMPARE(ran, 1);
        QVERIFY(!palette.isVisible());
    }

    void theKeyboardListOpensAndEscCloses() {
        Frame f;
        QTest::keyClick(&f.window, Qt::Key_Slash, Qt::ControlModifier);
        Sheet* shown = nullptr;
        for (Sheet* sheet : f.window.findChildren<Sheet*>())
            if (sheet->isVisible()) shown = sheet;
        QVERIFY(shown);
        QTest::keyClick(shown, Qt::Key_Escape);
        QVERIFY(!shown->isVisible());
    }

    void droppedFilesAreNamedBeforeTheyAreReleased() {
        Frame f;
        addDropHandlers(f.shell, &f.window);
        auto* overlay = f.window.findChild<DropOverlay*>();
        QSignalSpy opened(&f.shell, &Shell::openRequested);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile("/x/a.jsonl"), QUrl::fromLocalFile("/x/b.csv")});
        drag(f.window, QEvent::DragEnter, data);
        QVERIFY(overlay->isVisible());
        QVERIFY(overlay->offer().fit > 0);
        QVERIFY2(overlay->offer().sentence.contains(QLatin1Char('2')), qPrintable(overlay->offer().sentence));
        drag(f.window, QEvent::Drop, data);
        QVERIFY(!overlay->isVisible());
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened[0][0].toString(), QStringLiteral("data"));

        QMimeData unknown;
        unknown.setUrls({QUrl::fromLocalFile("/x/picture.png")});
        drag(f.window, QEvent::DragEnter, unknown);
        QCOMPARE(overlay->offer().fit, 0);
        QVERIFY(overlay->offer().sentence.contains(QStringLiteral("picture.png")));
        drag(f.window, QEvent::Drop, unknown);
        QCOMPARE(opened.count(), 1);
    }

    void foldersAreKnownByWhatTheyHold() {
        QTemporaryDir folder;
        QCOMPARE(fileKindOf(folder.path()), FileKind::Unknown);
        QFile adapter(folder.filePath("adapter_config.json"));
        QVERIFY(adapter.open(QIODevice::WriteOnly));
        QCOMPARE(fileKindOf(folder.path()), FileKind::Adapter);
        QCOMPARE(fileKindOf("/x/model.GGUF"), FileKind::Model);
        QCOMPARE(fileKindOf("/x/rows.jsonl"), FileKind::Data);
        QCOMPARE(fileKindOf("/x/setup.exe"), FileKind::Unknown);
    }

    void closingDuringAJobAsksAndWaitsForItsEnd() {
        Frame f;
        f.queue.start({.kind = "train",
                       .title = "Fine-tune",
                       .lane = Lane::Compute,
                       .run = [](std::stop_token stop, JobSink&) {
                           while (!stop.stop_requested()) QThread::msleep(1);
                           QThread::msleep(150); // the last checkpoint
                           return JobResult{Outcome::Cancelled, {}, {}};
                       }});
        QTRY_VERIFY(f.queue.anyRunning());
        f.window.close();
        QVERIFY(f.window.isVisible());
        Button* stop = nullptr;
        for (Button* button : f.window.findChildren<Button*>())
            if (button->text() == QCoreApplication::translate("inkstone::CloseGuard", "Stop and close"))
                stop = button;
        QVERIFY(stop);
        QTest::mouseClick(stop, Qt::LeftButton);
        QVERIFY(f.window.isVisible()); // alive while it waits
        QTRY_VERIFY(!f.window.isVisible());
        QVERIFY(!f.queue.anyRunning());
    }

    void aJobThatLosesNothingIsStoppedWithoutAQuestion() {
        Frame f;
        f.queue.start({.kind = "count",
                       .title = "Count tokens",
                       .lane = Lane::Files,
                       .losesNothing = true,
                       .run = [](std::stop_token stop, JobSink&) {
                           while (!stop.stop_requested()) QThread::msleep(1);
                           return JobResult{Outcome::Cancelled, {}, {}};
                       }});
        QTRY_VERIFY(f.queue.anyRunning());
        f.window.close();
        QVERIFY(!f.window.isVisible());
        QTRY_VERIFY(!f.queue.anyRunning());
    }

    void aQuestionWhoseJobsEndedGoesAndTheWindowCloses() {
        std::atomic<bool> end = false;
        Frame f;
        const auto untilEnd = [&end](std::stop_token stop, JobSink&) {
            while (!end && !stop.stop_requested()) QThread::msleep(1);
            return JobResult{};
        };
        f.queue.start({.kind = "train", .title = "Fine-tune", .lane = Lane::Compute, .run = untilEnd});
        const JobId other =
            f.queue.start({.kind = "train", .title = "Wait", .lane = Lane::Compute, .run = untilEnd});
        f.window.close();
        QVERIFY(f.window.isVisible());
        const auto asks = [&](int jobs) {
            const QString question = QCoreApplication::translate("inkstone::CloseGuard",
                                                                 "Stop %n job(s) and close?", nullptr, jobs);
            const auto labels = f.window.findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
                return label->isVisible() && label->text() == question;
            });
        };
        QVERIFY(asks(2));
        f.queue.cancel(other);
        QTRY_VERIFY(asks(1));
        QVERIFY(f.window.isVisible());
        end = true;
        QTRY_VERIFY(!f.window.isVisible());
    }

    void undoIsOfferedInTheStatusBar() {
        Frame f;
        int undone = 0;
        f.shell.say(QStringLiteral("Moved to the trash"), [&] { ++undone; });
        QCOMPARE(f.window.statusBar().saying(), QStringLiteral("Moved to the trash"));
        for (Button* button : f.window.statusBar().findChildren<Button*>())
            QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(undone, 1);
        QVERIFY(f.window.statusBar().saying().isEmpty());
    }

    void errorsAppearInThePage() {
        Frame f;
        f.shell.fail(
            {ErrorCode::NoSpace, "cannot save the run", "run-1", "the disk is full", "free some space"});
        const auto bars = f.window.findChildren<NoticeBar*>();
        QCOMPARE(bars.size(), 1);
        QCOMPARE(bars[0]->notice().title, QStringLiteral("Cannot save the run."));
        QCOMPARE(bars[0]->notice().text, QStringLiteral("run-1  ·  The disk is full. Free some space."));
        QVERIFY(bars[0]->notice().details.contains(QStringLiteral("run-1")));
    }

    void onlyTheKeyboardShowsTheRing() {
        Frame f;
        auto* button = new Button(QStringLiteral("Import"));
        button->setParent(&f.window);
        button->show();
        button->setFocusPolicy(Qt::StrongFocus);
        button->setFocus(Qt::MouseFocusReason);
        auto* ring = f.window.findChild<FocusRing*>();
        QVERIFY(!ring || !ring->isVisible());
        button->clearFocus();
        QTest::keyClick(&f.window, Qt::Key_Shift);
        button->setFocus(Qt::TabFocusReason);
        ring = f.window.findChild<FocusRing*>();
        QVERIFY(ring && ring->isVisible());
        QCOMPARE(ring->geometry().size(), button->size() + QSize(6, 6));
        // A control that vanishes under the mouse hands its focus on as if by Tab.
        button->clearFocus();
        QTest::mouseClick(&f.window, Qt::LeftButton);
        button->setFocus(Qt::TabFocusReason);
        QVERIFY(!ring->isVisible());
    }

    void textHasContrast() {
        for (const Palette* p : {&Palette::light(), &Palette::night()}) {
            const auto readable = [](const QColor& text, const QColor& ground) {
                QVERIFY2(contrast(text, ground) >= 4.5,
                         qPrintable(QStringLiteral("%1 on %2").arg(text.name(), ground.name())));
            };
            for (const QColor& ground : {p->paper, p->surface, p->sunken, p->select})
                for (const QColor& text : {p->ink, p->ink2}) readable(text, ground);
            for (const QColor& ground : {p->paper, p->surface})
                for (const QColor& text : {p->ink3, p->accent, p->good, p->warn, p->bad})
                    readable(text, ground);
            QVERIFY(contrast(p->onFill, p->fill) >= 4.5);
        }
    }

    void theThemeSwitchesWhileTheWindowIsOpen() {
        Frame f;
        m_theme->setMode(Theme::Mode::Dark);
        QTRY_VERIFY(Palette::of(&f.window).dark);
        m_theme->setMode(Theme::Mode::Light);
        QTRY_VERIFY(!Palette::of(&f.window).dark);
    }

    void theWholeWindowPaintsWithoutAWarning() {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        Frame f({800, 600});
        for (const char* page : {"home", "data", "label"}) f.window.pages().open(QString::fromLatin1(page));
        QVERIFY(!f.window.grab().isNull());
    }

    void fuzzyFindsInOrderAndPrefersWordStarts() {
        QVERIFY(fuzzyScore("xyz", "abc") == 0);
        QVERIFY(fuzzyScore("imp", "Import data") > fuzzyScore("imp", "Chimp"));
        QVERIFY(fuzzyScore("gd", "Go to Data") > 0);
    }

private:
    std::unique_ptr<Theme> m_theme;
};

QTEST_MAIN(FrameTest)
#include "frame_test.moc"
