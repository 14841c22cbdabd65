#include "core/base/atomic_folder.h"

#include "core/base/file_faults.h"
#include "tests/support/scratch.h"

#include <cerrno>

using namespace inkstone;
using namespace inkstone::test;

namespace {

Status save(const fs::path& target, const std::string& contents, AtomicFolder::Existing existing) {
    INK_TRY(folder, AtomicFolder::create(target, existing));
    INK_CHECK(folder.write("weights.bin", contents));
    INK_CHECK(folder.write("sub/state.json", "{}"));
    return folder.commit({{"step", 40}});
}

} // namespace

class AtomicFolderTest : public QObject {
    Q_OBJECT
private slots:
    void cleanup() { clearFileFault(); }

    void appearsWholeWithAManifest() {
        const Scratch scratch;
        VERIFY_OK(save(scratch.path("step-40"), "abc", AtomicFolder::Existing::Refuse));
        QCOMPARE(scratch.names(), (std::vector<std::string>{"step-40"}));
        const auto manifest = verifyManifest(scratch.path("step-40"));
        VERIFY_OK(manifest);
        QCOMPARE((*manifest)["step"].get<int>(), 40);
        const Json& file = (*manifest)["files"][1];
        QCOMPARE(file["name"].get<std::string>(), std::string("weights.bin"));
        QCOMPARE(file["size"].get<int>(), 3);
        QCOMPARE(file["sha256"].get<std::string>(),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void withoutCommitNothingAppears() {
        const Scratch scratch;
        {
            auto folder = AtomicFolder::create(scratch.path("step-1"));
            VERIFY_OK(folder);
            VERIFY_OK(folder->write("f", "x"));
            QVERIFY(!fs::exists(scratch.path("step-1")));
        }
        QVERIFY(scratch.names().empty());
    }

    void refusesOrReplacesWhatIsThere() {
        const Scratch scratch;
        VERIFY_OK(save(scratch.path("a"), "old", AtomicFolder::Existing::Refuse));
        VERIFY_FAILS(save(scratch.path("a"), "new", AtomicFolder::Existing::Refuse), "it exists already");
        QCOMPARE(scratch.get("a/weights.bin"), std::string("old"));
        VERIFY_OK(save(scratch.path("a"), "new", AtomicFolder::Existing::Replace));
        QCOMPARE(scratch.get("a/weights.bin"), std::string("new"));
        QCOMPARE(scratch.names(), (std::vector<std::string>{"a"}));
    }

    void damageIsFound() {
        const Scratch scratch;
        const fs::path folder = scratch.path("a");
        VERIFY_OK(save(folder, "abc", AtomicFolder::Existing::Refuse));
        scratch.put("a/weights.bin", "abd");
        VERIFY_FAILS(verifyManifest(folder), "weights.bin: its contents changed");
        scratch.put("a/weights.bin", "ab");
        VERIFY_FAILS(verifyManifest(folder), "it should have 3 bytes and has 2");
        fs::remove(folder / "weights.bin");
        VERIFY_FAILS(verifyManifest(folder), "weights.bin: it is missing");
        scratch.put("a/manifest.json", R"({"files":[{"name":"../x","size":0,"sha256":""}]})");
        VERIFY_FAILS(verifyManifest(folder), "\"../x\" is no name");
        scratch.put("a/manifest.json", R"({"files":[{"name":"x","size":-1,"sha256":""}]})");
        VERIFY_FAILS(verifyManifest(folder), "\"size\" must be between 0");
        fs::remove(folder / "manifest.json");
        const auto unfinished = verifyManifest(folder);
        QVERIFY(!unfinished && unfinished.error().code == ErrorCode::NotFound);
    }

    void onlyFilesAndFoldersMayBeInside() {
        const Scratch scratch;
        auto folder = AtomicFolder::create(scratch.path("a"));
        VERIFY_OK(folder);
        VERIFY_FAILS(folder->write("../x", "y"), "no name in the folder");
        VERIFY_FAILS(folder->write("/tmp/x", "y"), "no name in the folder");
        VERIFY_FAILS(folder->write("manifest.json", "y"), "no name in the folder");
        fs::create_symlink("/etc/passwd", folder->path() / "link");
        VERIFY_FAILS(folder->commit(), "neither a file nor a folder");
    }

    /// Every step fails once, in turn: afterwards the old folder is whole, or the new one is.
    void noSingleFailureLosesTheOldFolder_data() {
        QTest::addColumn<bool>("persistent");
        QTest::newRow("once") << false;
        QTest::newRow("from then on") << true;
    }
    void noSingleFailureLosesTheOldFolder() {
        QFETCH(bool, persistent);
        int failures = 0;
        for (int64_t nth = 1;; ++nth) {
            QVERIFY(nth < 200);
            const Scratch scratch;
            const fs::path target = scratch.path("a");
            VERIFY_OK(save(target, "old", AtomicFolder::Existing::Refuse));
            injectFileFault({.nth = nth, .error = ENOSPC, .persistent = persistent});
            const Status saved = save(target, "new", AtomicFolder::Existing::Replace);
            clearFileFault();
            VERIFY_OK(verifyManifest(target));
            QCOMPARE(scratch.names(), (std::vector<std::string>{"a"}));
            const std::string now = scratch.get("a/weights.bin");
            if (saved) {
                QCOMPARE(now, std::string("new"));
                break;
            }
            ++failures;
            QCOMPARE(saved.error().code, ErrorCode::NoSpace);
            QVERIFY2(now == "old" || persistent, now.c_str());
        }
        QVERIFY2(failures > 20, qPrintable(QString::number(failures)));
    }
};

QTEST_APPLESS_MAIN(AtomicFolderTest)
#include "atomic_folder_test.moc"
