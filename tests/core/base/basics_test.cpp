// Hashes, times, units, paths and the log.
#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/phrase.h"
#include "core/base/units.h"
#include "tests/support/scratch.h"

#include <cmath>
#include <limits>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace inkstone;
using namespace inkstone::test;

class BasicsTest : public QObject {
    Q_OBJECT
private slots:
    void aPhraseIsATextInsideAnother() {
        const Text inner = text("it has %1 bytes", 3);
        QCOMPARE(text("%1: %2", "a", phrase(inner)).str(), std::string("a: it has 3 bytes"));
        QCOMPARE(phraseOf(phrase(inner))->pattern, inner.pattern);
        QCOMPARE(phraseOf(phrase(inner))->args, inner.args);
        const Text nested = text("no: %1", phrase(text("%1", phrase("%1 of %2"))));
        QCOMPARE(nested.str(), std::string("no: %1 of %2"));
        for (const char* other : {"", "a name", "12", "\x1e", "\x1e:",
                                  "\x1e"
                                  "3:ab",
                                  "\x1e"
                                  "2:ab3",
                                  "\x1e"
                                  "-1:ab"})
            QVERIFY2(!phraseOf(other), other);
        // A very long one is its English.
        const Text many("%1", {std::string(10000, 'x')});
        QCOMPARE(phrase(many), std::string(10000, 'x'));
    }

    void sha256HasTheStandardsVectors() {
        QCOMPARE(sha256(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(sha256("abc"),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        Sha256 pieces;
        for (int i = 0; i < 1000; ++i) pieces.update(std::string(1000, 'a'));
        QCOMPARE(pieces.hex(),
                 std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    }

    void filesAreHashedWithProgressAndCanBeStopped() {
        const Scratch scratch;
        const fs::path path = scratch.put("f", std::string(10 << 20, 'x'));
        uint64_t last = 0;
        const auto hash = sha256OfFile(path, {}, [&](uint64_t done, uint64_t total) {
            QCOMPARE(total, uint64_t(10 << 20));
            QVERIFY(done > last);
            last = done;
        });
        QCOMPARE(*hash, sha256(std::string(10 << 20, 'x')));
        QCOMPARE(last, uint64_t(10 << 20));
        QCOMPARE(*sha256OfFile(scratch.put("empty", "")), sha256(""));
        std::stop_source stop;
        stop.request_stop();
        const auto stopped = sha256OfFile(path, stop.get_token());
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
        QVERIFY(xxh3("a") != xxh3("b") && xxh3("a") != xxh3("a", 1) && xxh3("a") == xxh3("a"));
        QCOMPARE(xxh3(""), uint64_t(0x2d06800538d394c2)); // the test vector of XXH3
    }

    void timesAreWritten() {
        QCOMPARE(isoTime(0), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(isoTime(1795499936123), std::string("2026-11-24T05:58:56.123Z"));
        QCOMPARE(isoTime(-1), std::string("1969-12-31T23:59:59.999Z"));
        QCOMPARE(isoTime(1709208000000), std::string("2024-02-29T12:00:00.000Z"));
        ManualClock clock(1000);
        clock.advance(500);
        QCOMPARE(clock.seconds(), 1.5);
        QVERIFY(SystemClock().seconds() <= monotonicSeconds());
        QVERIFY(std::abs(SystemClock().unixMilliseconds() - unixMilliseconds()) < 1000);
    }

    void numbersReadWell_data() {
        QTest::addColumn<QString>("shown");
        QTest::addColumn<QString>("expected");
        const auto row = [](const std::string& shown, const char* expected) {
            QTest::newRow(expected) << QString::fromStdString(shown) << QString(expected);
        };
        row(formatBytes(0), "0 B");
        row(formatBytes(999), "999 B");
        row(formatBytes(1000), "1.00 kB");
        row(formatBytes(98362432), "98.4 MB");
        row(formatBytes(999499999), "999 MB");
        row(formatBytes(999500000), "1.00 GB");
        row(formatBytes(UINT64_MAX), "18.4 EB");
        row(formatDuration(0), "0.0 s");
        row(formatDuration(0.44), "0.4 s");
        row(formatDuration(9.96), "10 s");
        row(formatDuration(59.6), "1 min");
        row(formatDuration(185), "3 min 05 s");
        row(formatDuration(4800), "1 h 20 min");
        row(formatDuration(3600), "1 h");
        row(formatDuration(86400 * 2 + 3600 * 4), "2 d 4 h");
        row(formatDuration(-1), "–");
        row(formatCount(0), "0");
        row(formatCount(-999), "-999");
        row(formatCount(1234567), "1,234,567");
        row(formatCount(INT64_MIN), "-9,223,372,036,854,775,808");
        row(formatRate(2368.7), "2,369");
        row(formatRate(12.54), "12.5");
        row(formatRate(0.42), "0.42");
        row(formatPercent(0.9666), "96.7 %");
    }
    void numbersReadWell() {
        QFETCH(QString, shown);
        QFETCH(QString, expected);
        QCOMPARE(shown, expected);
        QVERIFY(!formatDuration(std::numeric_limits<double>::quiet_NaN()).empty());
        QVERIFY(!formatDuration(1e300).empty());
    }

    void foldersFollowXdg() {
        qputenv("HOME", "/home/someone");
        qunsetenv("XDG_DATA_HOME");
        QCOMPARE(modelsFolder(), fs::path("/home/someone/.local/share/inkstone/models"));
        qputenv("XDG_DATA_HOME", "/data");
        QCOMPARE(modelsFolder(), fs::path("/data/inkstone/models"));
        qputenv("XDG_DATA_HOME", "relative");
        QCOMPARE(dataFolder(), fs::path("/home/someone/.local/share/inkstone"));
        QCOMPARE(expandHome("~/x"), fs::path("/home/someone/x"));
        QCOMPARE(expandHome("~"), fs::path("/home/someone"));
        QCOMPARE(expandHome("/a/~"), fs::path("/a/~"));
        qunsetenv("HOME");
        QVERIFY(homeFolder().is_absolute());
    }

    void theLogGoesToItsFile() {
        const Scratch scratch;
        VERIFY_OK(startLog({.file = scratch.path("log"), .stderrLevel = LogLevel::Off}));
        logInfo("test", "step 3 of 8");
        logInfo("test", "two\nlines");
        logInfo("test", std::string(5000, 'x'));
        logDebug("test", "not at this level");
        logError("test", "{} stays as it is");
        stopLog();
        logInfo("test", "after the end");
        const std::string log = scratch.get("log");
        QVERIFY(log.find("info test: step 3 of 8\n") != std::string::npos);
        QVERIFY(log.find("error test: {} stays as it is\n") != std::string::npos);
        QVERIFY(log.find("two\\u{A}lines\n") != std::string::npos);
        QVERIFY(log.find(std::string(2000, 'x')) == std::string::npos);
        QVERIFY(log.find(" " + std::to_string(::getpid()) + " info ") != std::string::npos);
        QVERIFY(log.find("not at this level") == std::string::npos);
        QVERIFY(log.find("after the end") == std::string::npos);
    }

    void theLogRotates() {
        const Scratch scratch;
        VERIFY_OK(startLog({.file = scratch.path("log"),
                            .maxFileBytes = 2000,
                            .keptFiles = 2,
                            .stderrLevel = LogLevel::Off}));
        for (int i = 0; i < 200; ++i) logInfo("test", "a line of some length that fills the file");
        stopLog();
        QCOMPARE(scratch.names(), (std::vector<std::string>{"log", "log.1", "log.2"}));
        QVERIFY(fs::file_size(scratch.path("log")) <= 2000);
    }

    void aLogThatCannotOpenIsAnError() {
        VERIFY_FAILS(startLog({.file = "/proc/nowhere/log", .stderrLevel = LogLevel::Off}), "/proc/nowhere");
        const Scratch scratch;
        fs::create_directory(scratch.path("log"));
        VERIFY_FAILS(startLog({.file = scratch.path("log"), .stderrLevel = LogLevel::Off}),
                     "cannot open the log file");
        stopLog();
    }

    void aFullDiskIsNoConcernOfWhoLogs() {
        VERIFY_OK(startLog({.file = "/dev/full", .stderrLevel = LogLevel::Off}));
        for (int i = 0; i < 100; ++i) logError("test", "lost");
        stopLog();
    }

    void processesShareALog() {
        const Scratch scratch;
        constexpr int processes = 4, lines = 400;
        const LogOptions options{
            .file = scratch.path("log"), .maxFileBytes = 1 << 20, .stderrLevel = LogLevel::Off};
        for (int i = 0; i < processes; ++i)
            if (::fork() == 0) {
                (void)startLog(options);
                for (int line = 0; line < lines; ++line) logInfo("test", std::string(100, 'x') + "end");
                ::_exit(0);
            }
        for (int i = 0; i < processes; ++i) ::wait(nullptr);
        std::istringstream log(scratch.get("log"));
        int count = 0;
        for (std::string line; std::getline(log, line); ++count)
            QVERIFY2(line.starts_with("20") && line.ends_with("info test: " + std::string(100, 'x') + "end"),
                     line.c_str());
        QCOMPARE(count, processes * lines);
    }

    void anErrorInALogLeavesOutWhatWasFound() {
        Error error{ErrorCode::Corrupt, "cannot read the row", "rows.jsonl:3",
                    text("the role %1 is unknown", std::string(200, 's')), "write another"};
        QCOMPARE(forLog(error), std::string("cannot read the row: rows.jsonl:3: the role … is unknown"));
        error.why = text("the role %1 is unknown", "sytsem");
        QCOMPARE(forLog(error), std::string("cannot read the row: rows.jsonl:3: the role sytsem is unknown"));
        error = {ErrorCode::Io, "cannot get it", "https://me:secret@hub.test:8443/a/b?token=secret", {}, {}};
        QCOMPARE(forLog(error), std::string("cannot get it: https://hub.test:8443/a/b"));
        error.where = "http://hub.test";
        error.why = text("it leads to %1", "http://me@other.test?key=1");
        QCOMPARE(forLog(error), std::string("cannot get it: http://hub.test: it leads to http://other.test"));
    }
};

QTEST_APPLESS_MAIN(BasicsTest)
#include "basics_test.moc"
