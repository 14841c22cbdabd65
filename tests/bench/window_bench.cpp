// How the window feels with 1,000,000 rows, and while everything runs: milliseconds to do a thing, and the
// longest time the event loop stood still meanwhile.
//   QT_QPA_PLATFORM=offscreen window_bench [rows]
#include "core/data/importer.h"
#include "tests/ui/window/desk.h"
#include "ui/widgets/composer.h"
#include "ui/widgets/table_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QTimer>
#include <cstdio>
#include <ctime>
#include <utility>

using namespace inkstone;
using namespace inkstone::test;

namespace {
/// What the window thread itself has computed: on a busy machine a gap may be somebody else's.
double threadMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

struct Stall {
    qint64 wall = 0;
    double own = 0; ///< computed by the window thread
};

/// A timer that should fire every 5 ms; its longest gap is what a person feels.
class Pulse : public QObject {
public:
    Pulse() {
        m_clock.start();
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, &Pulse::beat);
        m_timer.start(5);
    }
    Stall take() {
        beat();
        return std::exchange(m_longest, {});
    }

private:
    void beat() {
        const double now = threadMs();
        m_longest.wall = std::max(m_longest.wall, m_clock.restart());
        m_longest.own = std::max(m_longest.own, now - m_before);
        m_before = now;
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    double m_before = threadMs();
    Stall m_longest;
};

template <class Body> void measure(Pulse& pulse, const char* what, Body&& body) {
    QTest::qWait(50);
    pulse.take();
    QElapsedTimer clock;
    clock.start();
    body();
    const qint64 took = clock.elapsed();
    QTest::qWait(20);
    const Stall stall = pulse.take();
    std::printf("%-46s %7lld ms   longest stall %5lld ms, own %4.0f ms\n", what, static_cast<long long>(took),
                static_cast<long long>(stall.wall), stall.own);
    std::fflush(stdout);
}

bool waitFor(const std::function<bool()>& done, int most = 600'000) {
    QElapsedTimer clock;
    clock.start();
    while (!done() && clock.elapsed() < most) QTest::qWait(2);
    return done();
}

QString bigFile(const Desk& desk, int rows) {
    QByteArray all;
    for (int i = 0; i < rows; ++i)
        all +=
            QStringLiteral(R"({"messages":[{"role":"user","content":"question %1 about 砚台 %2"},)"
                           R"({"role":"assistant","content":"the answer number %1 is a short sentence."}]})"
                           "\n")
                .arg(i)
                .arg(i % 977)
                .toUtf8();
    return desk.write(QStringLiteral("big.jsonl"), all);
}

void scrollAll(QScrollBar* bar) {
    for (int i = 0; i <= 200; ++i) {
        bar->setValue(int(qint64(bar->maximum()) * i / 200));
        QTest::qWait(1);
    }
}
} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    const int rows = argc > 1 ? atoi(argv[1]) : 1'000'000;
    QTemporaryDir home;
    Desk desk(home.path());
    Pulse pulse;
    desk.addRows(60);
    const QString file = bigFile(desk, rows);

    measure(pulse, "drop the file, see its preview", [&] {
        desk.drop({file});
        waitFor([&] {
            return desk.find<QAbstractButton>("import.go") &&
                   desk.find<QAbstractButton>("import.go")->isEnabled();
        });
    });
    measure(pulse, "import it", [&] {
        desk.press("import.go");
        waitFor([&] { return !desk.queue.anyRunning() && desk.find<TableView>("data.rows"); });
    });
    auto* table = desk.find<TableView>("data.rows");
    measure(pulse, "list its rows", [&] { waitFor([&] { return table->model()->rowCount() == rows; }); });
    std::printf("rows listed: %d\n", table->model()->rowCount());
    measure(pulse, "scroll from end to end in 200 steps", [&] { scrollAll(table->verticalScrollBar()); });
    auto* search = desk.find<QLineEdit>("data.search");
    measure(pulse, "wait for the search index", [&] {
        waitFor([&] { return *desk.project().datasets().allIndexed() && !desk.queue.anyRunning(); });
    });
    measure(pulse, "search a word (rows with 砚台 5)", [&] {
        search->setText(QStringLiteral("砚台 5"));
        waitFor([&] { return table->model()->rowCount() < rows; }, 20'000);
        QTest::qWait(1000);
    });
    std::printf("rows found: %d\n", table->model()->rowCount());
    measure(pulse, "forget the search", [&] {
        search->clear();
        waitFor([&] { return table->model()->rowCount() == rows; }, 20'000);
    });
    measure(pulse, "edit a cell and take it back", [&] {
        const QModelIndex cell = table->model()->index(rows / 2, 2);
        table->model()->setData(cell, QStringLiteral("another answer"), Qt::EditRole);
        QTest::keyClick(table, Qt::Key_Z, Qt::ControlModifier);
    });

    const DatasetId small = desk.project().datasets().find("rows")->id;
    desk.workbench->train({.model = desk.workbench->models().front().path,
                           .dataset = small,
                           .config = {.epochs = 100000},
                           .run = "long",
                           .control = std::make_shared<TrainControl>()},
                          desk.window.get(), {});
    for (int i = 0; i < 2; ++i)
        for (const PageEntry& entry : desk.window->pages().entries())
            measure(pulse, qPrintable(QStringLiteral("while it trains: open %1").arg(entry.id)), [&] {
                desk.window->pages().open(entry.id);
                QTest::qWait(500);
            });
    measure(pulse, "train, chat and import at once", [&] {
        desk.drop({file});
        waitFor([&] {
            return desk.find<QAbstractButton>("import.go") &&
                   desk.find<QAbstractButton>("import.go")->isEnabled();
        });
        desk.press("import.go");
        desk.go("chat");
        auto* composer = desk.find<Composer>("chat.composer");
        QTest::keyClicks(composer, QStringLiteral("Tell me a story"));
        QTest::keyClick(composer, Qt::Key_Return);
        QTest::qWait(8000);
    });
    desk.queue.cancelAll();
    waitFor([&] { return !desk.queue.anyRunning(); });
    return 0;
}
