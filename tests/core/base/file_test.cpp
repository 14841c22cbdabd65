#include "core/base/file.h"

#include "core/base/file_faults.h"
#include "tests/support/scratch.h"

#include <cerrno>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace inkstone;
using namespace inkstone::test;

namespace {

/// Takes the fault away on every way out of a test.
struct FaultScope {
    explicit FaultScope(const FileFault& fault) { injectFileFault(fault); }
    ~FaultScope() { clearFileFault(); }
};

} // namespace

class FileTest : public QObject {
    Q_OBJECT
private slots:
    void cleanup() { clearFileFault(); }

    void readsWholeFiles() {
        const Scratch scratch;
        const std::string bytes("a\0b\n", 4);
        QCOMPARE(*readFile(scratch.put("f", bytes)), bytes);
        QCOMPARE(*readFile(scratch.put("empty", "")), std::string());
    }

    void namesWhatCannotBeRead() {
        const Scratch scratch;
        const auto missing = readFile(scratch.path("nothing"));
        VERIFY_FAILS(missing, "nothing: it does not exist");
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        VERIFY_FAILS(readFile(scratch.path()), "it is a folder");
        VERIFY_FAILS(readFile(scratch.put("big", "12345"), 4), "it has 5 bytes, at most 4 are read here");
        VERIFY_FAILS(MappedFile::open(scratch.path("nothing")), "it does not exist");
        VERIFY_FAILS(MappedFile::open(scratch.path()), "it is a folder");
    }

    void aNamedPipeDoesNotHang() {
        const Scratch scratch;
        QCOMPARE(mkfifo(scratch.path("pipe").c_str(), 0600), 0);
        VERIFY_FAILS(readFile(scratch.path("pipe")), "not a regular file");
        VERIFY_FAILS(MappedFile::open(scratch.path("pipe")), "not a regular file");
    }

    void replacesAsAWhole() {
        const Scratch scratch;
        VERIFY_OK(writeFileAtomically(scratch.path("f"), "one"));
        VERIFY_OK(writeFileAtomically(scratch.path("f"), "two"));
        QCOMPARE(scratch.get("f"), std::string("two"));
        QCOMPARE(scratch.names(), (std::vector<std::string>{"f"}));
    }

    void bigPiecesAndPaddingArriveInOrder() {
        const Scratch scratch;
        const std::string big(3 << 20, 'x');
        VERIFY_OK(writeFileAtomically(scratch.path("f"), [&](FileWriter& writer) -> Status {
            INK_CHECK(writer.write("head"));
            INK_CHECK(writer.pad(256));
            INK_CHECK(writer.write(big));
            INK_CHECK(writer.write("tail"));
            return {};
        }));
        QVERIFY(scratch.get("f") == "head" + std::string(252, '\0') + big + "tail");
    }

    void aFailingWriterLeavesTheOldFile() {
        const Scratch scratch;
        scratch.put("f", "old");
        VERIFY_FAILS(writeFileAtomically(scratch.path("f"),
                                         [](FileWriter& writer) -> Status {
                                             INK_CHECK(writer.write("half"));
                                             return fail(ErrorCode::Internal, "no more");
                                         }),
                     "no more");
        QCOMPARE(scratch.get("f"), std::string("old"));
        QCOMPARE(scratch.names(), (std::vector<std::string>{"f"}));
    }

    void keepsModeAndFollowsLinks() {
        const Scratch scratch;
        scratch.put("real/f", "old");
        ::chmod(scratch.path("real/f").c_str(), 0640);
        fs::create_symlink("real/f", scratch.path("link"));
        VERIFY_OK(writeFileAtomically(scratch.path("link"), "new"));
        QVERIFY(fs::is_symlink(scratch.path("link")));
        QCOMPARE(scratch.get("real/f"), std::string("new"));
        QCOMPARE(unsigned(fs::status(scratch.path("real/f")).permissions()), 0640u);
    }

    /// Every step of saving fails once, in turn: the file is the old or the new one, and no garbage stays.
    void noSingleFailureLosesTheFile_data() {
        QTest::addColumn<int>("error");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("words");
        QTest::newRow("disk full") << ENOSPC << int(ErrorCode::NoSpace) << "free some space";
        QTest::newRow("quota") << EDQUOT << int(ErrorCode::NoSpace) << "free some space";
        QTest::newRow("not allowed") << EACCES << int(ErrorCode::Permission) << "choose another place";
        QTest::newRow("read-only disk") << EROFS << int(ErrorCode::Permission) << "read-only";
        QTest::newRow("broken disk") << EIO << int(ErrorCode::Io) << "Input/output error";
    }
    void noSingleFailureLosesTheFile() {
        QFETCH(int, error);
        QFETCH(int, code);
        QFETCH(QString, words);
        const Scratch scratch;
        const std::string big(2 << 20, 'n');
        int failures = 0;
        for (int64_t nth = 1; nth < 100; ++nth) {
            scratch.put("f", "old");
            const FaultScope fault({.nth = nth, .error = error});
            const Status saved = writeFileAtomically(scratch.path("f"), [&](FileWriter& writer) -> Status {
                INK_CHECK(writer.write("small"));
                return writer.write(big);
            });
            QCOMPARE(scratch.names(), (std::vector<std::string>{"f"}));
            if (saved) {
                QVERIFY(countedFileSteps() < nth);
                QVERIFY(scratch.get("f") == "small" + big);
                break;
            }
            ++failures;
            VERIFY_FAILS(saved, words.toStdString());
            QCOMPARE(int(saved.error().code), code);
            const std::string now = scratch.get("f");
            QVERIFY(now == "old" || now == "small" + big);
        }
        QCOMPARE(failures, 7); // open, two writes, fsync, rename, open and fsync of the folder
    }

    void aDeviceIsNeverReplaced() {
        const Scratch scratch;
        const fs::path pipe = scratch.path("pipe");
        QCOMPARE(mkfifo(pipe.c_str(), 0600), 0);
        VERIFY_FAILS(writeFileAtomically(pipe, "x"), "not a regular file");
        QVERIFY(fs::is_fifo(pipe));
    }

    void longNamesCanBeSaved() {
        const Scratch scratch;
        const std::string name(255, 'n');
        VERIFY_OK(writeFileAtomically(scratch.path(name), "x"));
        QCOMPARE(scratch.names(), (std::vector<std::string>{name}));
    }

    void trashKeepsEverything() {
        const Scratch scratch;
        for (const char* contents : {"one", "two", "three"}) {
            scratch.put("f", contents);
            VERIFY_OK(moveToTrash(scratch.path("f"), scratch.path("trash")));
            QVERIFY(!fs::exists(scratch.path("f")));
        }
        QCOMPARE(scratch.get("trash/f"), std::string("one"));
        QCOMPARE(scratch.get("trash/f 3"), std::string("three"));
        scratch.put("folder/inside", "x");
        const auto moved = moveToTrash(scratch.path("folder/"), scratch.path("trash"));
        VERIFY_OK(moved);
        QCOMPARE(moved->filename().string(), std::string("folder"));
        QCOMPARE(scratch.get("trash/folder/inside"), std::string("x"));
        VERIFY_FAILS(moveToTrash(scratch.path("nothing"), scratch.path("trash")), "it does not exist");
    }

    void freeSpaceOfAFolderToBe() {
        const Scratch scratch;
        const auto here = freeSpace(scratch.path());
        VERIFY_OK(here);
        QVERIFY(*here > 0);
        VERIFY_OK(freeSpace(scratch.path("not/yet/there")));
    }
};

QTEST_APPLESS_MAIN(FileTest)
#include "file_test.moc"
