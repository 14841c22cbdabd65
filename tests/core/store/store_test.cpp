// The project's file: refuses what is not ours, loses nothing that was acknowledged.
#include "core/base/file.h"
#include "core/store/full_text.h"
#include "core/store/schema.h"
#include "core/store/store.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <fstream>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace inkstone;
namespace fs = std::filesystem;

namespace {

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void writeBytes(const fs::path& file, std::string_view bytes) {
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), std::streamsize(bytes.size()));
}

/// Runs SQL in a file as any other program would.
void foreignSql(const fs::path& file, const char* sql) {
    sqlite3* db = nullptr;
    QCOMPARE(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    char* message = nullptr;
    const int code = sqlite3_exec(db, sql, nullptr, nullptr, &message);
    QVERIFY2(code == SQLITE_OK, message);
    sqlite3_close(db);
}

int64_t drafts(Store& store) { return store.integer("SELECT count(*) FROM draft").value_or(-1); }

Status addDraft(Store& store, const std::string& key) {
    INK_CHECK(store.run("INSERT INTO draft(key, changed, value) VALUES(?1, 0, 'x')", key));
    return {};
}

} // namespace

class StoreTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_file;

    std::shared_ptr<Store> open(const StoreOptions& options = {}) {
        auto store = Store::open(m_file, projectSchema(), options);
        if (!store) qWarning("%s", store.error().str().c_str());
        return store ? *store : nullptr;
    }

private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = fs::path(m_dir->path().toStdString()) / "project.db";
        QVERIFY(Store::create(m_file, projectSchema()));
    }

    void everyConnectionIsSetUpForSafety() {
        auto store = open();
        QVERIFY(store);
        QCOMPARE(*store->integer("PRAGMA synchronous"), 2);
        QCOMPARE(*store->integer("PRAGMA foreign_keys"), 1);
        QCOMPARE(*store->integer("PRAGMA trusted_schema"), 0);
        int64_t inThread = 0;
        std::thread([&] { inThread = store->integer("PRAGMA foreign_keys").value_or(-1); }).join();
        QCOMPARE(inThread, 1);
        auto row = store->prepare("PRAGMA journal_mode");
        QVERIFY(*row->step());
        QCOMPARE(row->text(0), std::string("wal"));
        // DEFENSIVE: nobody writes the schema table by hand.
        QVERIFY(!store->script("PRAGMA writable_schema=ON; DELETE FROM sqlite_schema"));
    }

    void textWithZeroBytesAndQuotesComesBackAsItIs() { // DB-12
        auto store = open();
        const std::string text("'); DROP TABLE draft;--\0end", 27);
        QVERIFY(store->run("INSERT INTO draft(key, changed, value) VALUES(?1, 1, ?2)", "k", text));
        auto row = store->prepare("SELECT value FROM draft");
        QVERIFY(*row->step());
        QCOMPARE(row->text(0), text);
    }

    void aTransactionIsAllOrNothing() {
        auto store = open();
        {
            auto outer = store->begin();
            QVERIFY(addDraft(*store, "a"));
            {
                auto inner = store->begin();
                QVERIFY(addDraft(*store, "b"));
            } // rolled back alone
            QCOMPARE(drafts(*store), 1);
            auto inner = store->begin();
            QVERIFY(addDraft(*store, "c"));
            QVERIFY(inner->commit());
            QVERIFY(outer->commit());
        }
        QCOMPARE(drafts(*store), 2);
        {
            auto outer = store->begin();
            QVERIFY(addDraft(*store, "d"));
        }
        QCOMPARE(drafts(*store), 2);
    }

    void refusesWhatIsNotAProject_data() { // DB-04, DB-08
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        QTest::newRow("zero bytes") << QByteArray("") << "empty";
        QTest::newRow("junk") << QByteArray(5000, 'j') << "not a project file";
        QTest::newRow("short") << QByteArray("SQLite format 3\0", 16) << "not a project file";
        QByteArray whole = QByteArray::fromStdString(bytesOf(m_file));
        QTest::newRow("cut short") << QByteArray() << "cut short";
        QTest::newRow("newer") << QByteArray() << "newer Inkstone";
        QTest::newRow("other program") << QByteArray() << "another program";
        QTest::newRow("damaged page") << QByteArray() << "damaged";
    }
    void refusesWhatIsNotAProject() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        std::string content = bytesOf(m_file);
        const std::string tag = QTest::currentDataTag();
        if (tag == "cut short") content.resize(content.size() / 2);
        if (tag == "newer") content[63] = 99;
        if (tag == "other program") content[68] = 'X';
        if (tag == "damaged page") content.replace(4096 + 3, 200, std::string(200, '\xAA'));
        if (!bytes.isNull()) content = bytes.toStdString();
        writeBytes(m_file, content);
        const auto store = Store::open(m_file, projectSchema());
        QVERIFY(!store);
        QVERIFY2(QString::fromStdString(store.error().str()).contains(says), store.error().str().c_str());
        QVERIFY(bytesOf(m_file) == content); // untouched
    }

    void aStrangersTriggerIsRefusedAndNotRun() { // DB-11
        foreignSql(m_file, "CREATE TRIGGER evil AFTER INSERT ON draft BEGIN DELETE FROM dataset; END");
        const auto store = Store::open(m_file, projectSchema());
        QVERIFY(!store);
        QVERIFY(store.error().str().find("somebody changed them") != std::string::npos);
    }

    void aSecondInstanceIsRefusedAndTheHolderNamed() { // DB-07
        auto first = open();
        QVERIFY(first);
        const auto second = Store::open(m_file, projectSchema());
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Busy);
        QVERIFY(second.error().str().find("process " + std::to_string(getpid())) != std::string::npos);
        QVERIFY(open({.mode = StoreMode::ReadOnly})); // looking is allowed
        first.reset();
        QVERIFY(open());
    }

    void aLockOfAnotherComputerIsRespected() {
        writeBytes(fs::path(m_file).replace_extension(".lock"),
                   R"({"pid":7,"host":"elsewhere","since":"2026-01-01"})");
        const auto store = Store::open(m_file, projectSchema());
        QVERIFY(!store);
        QVERIFY(store.error().str().find("elsewhere") != std::string::npos);
    }

    void readOnlyNeverWrites() {
        auto store = open({.mode = StoreMode::ReadOnly});
        QVERIFY(store);
        QVERIFY(!addDraft(*store, "a"));
    }

    void fiveBackupsAreKept() {
        const fs::path folder = m_file.parent_path() / "backups";
        auto store = open({.backups = folder});
        QVERIFY(store);
        for (int i = 0; i < 7; ++i) {
            QVERIFY(addDraft(*store, "d" + std::to_string(i)));
            QVERIFY(store->backup("test"));
        }
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
        QCOMPARE(int(files.size()), 5);
        std::sort(files.begin(), files.end()); // by the time in their names
        auto copy = Store::open(files.back(), projectSchema());
        QVERIFY2(copy, copy ? "" : copy.error().str().c_str());
        QCOMPARE(drafts(**copy), 7);
    }

    void aBackupDuringWritesIsOneCommittedState() { // DB-13
        auto store = open();
        std::jthread writer([&](std::stop_token stop) {
            for (int i = 0; !stop.stop_requested(); ++i) {
                auto change = store->begin(); // always two rows together
                if (!change) continue;
                const bool good =
                    addDraft(*store, "a" + std::to_string(i)) && addDraft(*store, "b" + std::to_string(i));
                if (good) (void)change->commit();
            }
        });
        QTRY_VERIFY(drafts(*store) > 0);
        for (int round = 0; round < 3; ++round) {
            const fs::path target = m_file.parent_path() / ("copy" + std::to_string(round) + ".db");
            QVERIFY(store->copyTo(target));
            auto copy = Store::open(target, projectSchema());
            QVERIFY2(copy, copy ? "" : copy.error().str().c_str());
            QVERIFY(drafts(**copy) > 0);
            QCOMPARE(drafts(**copy) % 2, 0);
            QVERIFY((*copy)->check());
        }
    }

    void aCheckStopsWhenItIsAsked() {
        auto store = open();
        QVERIFY(
            store->script("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                          "INSERT INTO draft(key, changed, value) SELECT 'k' || i, 0, 'v' FROM n"));
        std::stop_source stop;
        QVERIFY(store->check(stop.get_token()));
        stop.request_stop();
        const Status checked = store->check(stop.get_token());
        QVERIFY(!checked);
        QCOMPARE(checked.error().code, ErrorCode::Cancelled);
        QVERIFY(store->check());
    }

    void
    killedWritersLoseNothingThatWasAcknowledged() { // DB-01, the small number; the many are in the slow test
        for (int round = 0; round < 4; ++round) {
            int pipes[2];
            QCOMPARE(pipe(pipes), 0);
            const pid_t child = fork();
            if (child == 0) {
                auto store = Store::open(m_file, projectSchema());
                if (!store) _exit(3);
                for (int i = 0;; ++i) {
                    if (!addDraft(**store, std::to_string(round) + "-" + std::to_string(i))) _exit(4);
                    if (write(pipes[1], &i, sizeof i) != sizeof i) _exit(5);
                }
            }
            close(pipes[1]);
            int acknowledged = -1; // the first one is awaited, then the child gets a random while
            QVERIFY(read(pipes[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged);
            QTest::qWait(7 + 37 * round);
            kill(child, SIGKILL);
            waitpid(child, nullptr, 0);
            for (int i = 0; read(pipes[0], &i, sizeof i) == sizeof i;) acknowledged = i;
            close(pipes[0]);
            auto store = open();
            QVERIFY(store);
            const auto kept =
                store->integer("SELECT count(*) FROM draft WHERE key LIKE ?1", std::to_string(round) + "-%");
            QVERIFY2(*kept > acknowledged, qPrintable(QString("%1 of %2").arg(*kept).arg(acknowledged + 1)));
            QVERIFY(store->check());
        }
    }

    void aFullDiskKeepsTheFileAndTheCallerCanTryAgain() { // DB-03
        const pid_t child = fork();                       // the limit is for this process alone
        if (child == 0) {
            auto store = Store::open(m_file, projectSchema());
            signal(SIGXFSZ, SIG_IGN);
            struct rlimit limit {};
            getrlimit(RLIMIT_FSIZE, &limit);
            const auto free = limit;
            limit.rlim_cur = 400000;
            setrlimit(RLIMIT_FSIZE, &limit);
            const std::string big(200000, 'x');
            int saved = 0;
            Status last;
            for (; saved < 50 && last; ++saved) {
                auto done = (*store)->run("INSERT INTO draft(key, changed, value) VALUES(?1, 0, ?2)",
                                          std::to_string(saved), big);
                if (!done) last = fail(done.error());
            }
            if (last) _exit(1); // the limit never bit
            const bool named = last.error().code == ErrorCode::NoSpace || last.error().code == ErrorCode::Io;
            if (!named) _exit(2);
            setrlimit(RLIMIT_FSIZE, &free);
            if (drafts(**store) != saved - 1 || !(*store)->check()) _exit(3);
            if (!addDraft(**store, "again")) _exit(4);
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
    }

    void anOlderFileIsCopiedThenBroughtUpToDate() { // DB-08
        static const char* const steps[] = {projectSchema().steps[0],
                                            "CREATE TABLE later(id INTEGER PRIMARY KEY) STRICT;"};
        const Schema newer{projectSchema().applicationId, steps};
        {
            auto store = open();
            QVERIFY(addDraft(*store, "kept"));
        }
        const fs::path folder = m_file.parent_path() / "backups";
        auto store = Store::open(m_file, newer, {.backups = folder});
        QVERIFY2(store, store ? "" : store.error().str().c_str());
        QCOMPARE(*(*store)->integer("PRAGMA user_version"), 2);
        QCOMPARE(*(*store)->integer("SELECT count(*) FROM later"), 0);
        QCOMPARE(drafts(**store), 1);
        QVERIFY(!fs::is_empty(folder));
        store->reset();
        QVERIFY(!Store::open(m_file, projectSchema())); // the old program refuses the new file
    }

    void aMigrationThatFailsLeavesTheOldFile() {
        static const char* const steps[] = {projectSchema().steps[0],
                                            "CREATE TABLE later(id INTEGER); INSERT INTO nowhere VALUES(1);"};
        const Schema newer{projectSchema().applicationId, steps};
        QVERIFY(!Store::open(m_file, newer));
        auto store = open();
        QVERIFY(store);
        QCOMPARE(*store->integer("PRAGMA user_version"), 1);
    }

    void oddPathsWork_data() { // DB-10
        QTest::addColumn<QString>("name");
        QTest::newRow("spaces and quotes") << "my 'first' \"project\"";
        QTest::newRow("signs of URIs") << "a?mode=ro&b#c%20d";
        QTest::newRow("emoji and Chinese") << "砚台😀";
        QTest::newRow("long") << QString(200, 'n');
    }
    void oddPathsWork() {
        QFETCH(QString, name);
        const fs::path folder = m_file.parent_path() / name.toStdString();
        fs::create_directory(folder);
        QVERIFY(Store::create(folder / "project.db", projectSchema()));
        auto store = Store::open(folder / "project.db", projectSchema(), {.backups = folder / "backups"});
        QVERIFY2(store, store ? "" : store.error().str().c_str());
        QVERIFY(addDraft(**store, "x"));
        QVERIFY((*store)->backup("test"));
    }

    void aFolderWithoutPermissionIsExplained() {
        if (geteuid() == 0) QSKIP("root may write everywhere");
        fs::permissions(m_file.parent_path(), fs::perms::owner_read | fs::perms::owner_exec);
        const auto store = Store::open(m_file, projectSchema());
        fs::permissions(m_file.parent_path(), fs::perms::owner_all);
        QVERIFY(!store);
        QCOMPARE(store.error().code, ErrorCode::Permission);
    }

    void chineseWordsAreCutIntoPairs_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("index");
        QTest::newRow("pairs") << "今天天气"
                               << "今天 天天 天气 气 ";
        QTest::newRow("mixed") << "我用Qt写"
                               << "我用 用 Qt 写 ";
        QTest::newRow("words") << "plain words"
                               << "plain words";
    }
    void chineseWordsAreCutIntoPairs() {
        QFETCH(QString, text);
        QFETCH(QString, index);
        QCOMPARE(QString::fromStdString(indexText(text.toStdString())), index);
    }

    void searchesFindWhatWasTyped_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("found");
        QTest::newRow("word inside a sentence") << "今天天气很好"
                                                << "天气" << true;
        QTest::newRow("three signs") << "今天天气很好"
                                     << "天天气" << true;
        QTest::newRow("not in this order") << "今天天气很好"
                                           << "气天" << false;
        QTest::newRow("one sign") << "今天天气很好"
                                  << "好" << true;
        QTest::newRow("one sign, inside") << "今天天气很好"
                                          << "今" << true;
        QTest::newRow("signs apart") << "天很气"
                                     << "天气" << false;
        QTest::newRow("two words") << "今天天气很好"
                                   << "今天 很好" << true;
        QTest::newRow("beginning of a word") << "tokenizers are fun"
                                             << "token" << true;
        QTest::newRow("middle of a word") << "tokenizers are fun"
                                          << "nizer" << false;
        QTest::newRow("phrase") << "the quick brown fox"
                                << "\"quick brown\"" << true;
        QTest::newRow("phrase broken") << "the quick brown fox"
                                       << "\"quick fox\"" << false;
        QTest::newRow("case and accents") << "Café CRÈME"
                                          << "cafe creme" << true;
        QTest::newRow("operators are text") << "black AND white"
                                            << "AND" << true;
        QTest::newRow("quote alone") << "it is"
                                     << "\"" << false;
        QTest::newRow("syntax is harmless") << "a NEAR(b) c* -d"
                                            << "NEAR(b" << true;
        QTest::newRow("mixed scripts") << "我用Qt写界面"
                                       << "Qt写" << true;
        QTest::newRow("kana") << "これはペンです"
                              << "ペン" << true;
    }
    void searchesFindWhatWasTyped() {
        QFETCH(QString, text);
        QFETCH(QString, typed);
        QFETCH(bool, found);
        auto store = open();
        QVERIFY(store->run("INSERT INTO record_words(rowid, words) VALUES(1, ?1)",
                           indexText(text.toStdString())));
        const std::string match = matchExpression(typed.toStdString());
        if (match.empty()) {
            QVERIFY(!found);
            return;
        }
        const auto count =
            store->integer("SELECT count(*) FROM record_words WHERE record_words MATCH ?1", match);
        QVERIFY2(count, count ? "" : count.error().str().c_str());
        QCOMPARE(*count == 1, found);
    }
};

QTEST_APPLESS_MAIN(StoreTest)
#include "store_test.moc"
