// A file that is cut short while it is mapped must not kill the process.
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/tensor/gguf.h"
#include "tests/support/raw_gguf.h"
#include "tests/support/scratch.h"

#include <csignal>
#include <numeric>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace inkstone;
using namespace inkstone::test;

namespace {

constexpr size_t page = 4096;

uint64_t sumOf(std::span<const std::byte> bytes) {
    uint64_t sum = 0;
    for (const std::byte byte : bytes) sum += uint64_t(byte);
    return sum;
}

/// The signal that ended a child, 0 for none.
int signalOf(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/// Maps an empty file by hand, unguarded, and reads from it.
int readBehindTheEnd() {
    FILE* stream = std::tmpfile();
    const auto* data =
        static_cast<const volatile char*>(mmap(nullptr, page, PROT_READ, MAP_SHARED, fileno(stream), 0));
    return data[0] == 0 ? 0 : 2;
}

} // namespace

class MappedFileTest : public QObject {
    Q_OBJECT
private slots:
    /// Before anything is mapped: the guard takes over the handler that it finds.
    void aHandlerThatWantsToBeCalledOnceIs() {
        const Scratch scratch;
        const fs::path path = scratch.put("f", "x");
        const pid_t child = fork();
        if (child == 0) {
            alarm(20);
            struct sigaction once {};
            once.sa_handler = [](int) {};
            once.sa_flags = int(SA_RESETHAND);
            sigaction(SIGBUS, &once, nullptr);
            const auto guarded = MappedFile::open(path);
            _exit(guarded ? readBehindTheEnd() : 3);
        }
        QCOMPARE(signalOf(child), SIGBUS);
    }

    void showsTheBytes() {
        const Scratch scratch;
        const auto file = MappedFile::open(scratch.put("f", "hello"));
        VERIFY_OK(file);
        QCOMPARE((*file)->size(), size_t(5));
        QCOMPARE(char((*file)->bytes()[4]), 'o');
        QVERIFY((*file)->intact());
        const auto empty = MappedFile::open(scratch.put("empty", ""));
        VERIFY_OK(empty);
        QVERIFY((*empty)->bytes().empty() && (*empty)->intact());
    }

    void survivesAFileCutWhileMapped() {
        const Scratch scratch;
        const fs::path path = scratch.put("f", std::string(64 * page, '\1'));
        const auto file = MappedFile::open(path);
        VERIFY_OK(file);
        QCOMPARE(sumOf((*file)->bytes()), uint64_t(64 * page));
        fs::resize_file(path, 10 * page + 100);
        QCOMPARE(sumOf((*file)->bytes()), uint64_t(10 * page + 100));
        QVERIFY(!(*file)->intact());
        VERIFY_FAILS((*file)->checkIntact(), "has been cut short since");
        // Growing again does not bring the lost bytes back.
        fs::resize_file(path, 64 * page);
        QVERIFY(!(*file)->intact());
    }

    void seesACutThatRaisesNoSignal() {
        const Scratch scratch;
        const fs::path path = scratch.put("f", std::string(100, '\1'));
        const auto file = MappedFile::open(path);
        VERIFY_OK(file);
        fs::resize_file(path, 50);
        QCOMPARE(sumOf((*file)->bytes()), uint64_t(50));
        QVERIFY(!(*file)->intact());
    }

    void manyThreadsReadThroughTheCut() {
        const Scratch scratch;
        const size_t pages = 2000;
        const fs::path path = scratch.put("f", std::string(pages * page, '\1'));
        const auto file = MappedFile::open(path);
        VERIFY_OK(file);
        std::atomic<bool> stop{false};
        std::vector<std::jthread> readers;
        for (int i = 0; i < 4; ++i)
            readers.emplace_back([&] {
                while (!stop) sumOf((*file)->bytes().subspan(pages * page / 2, 50 * page));
            });
        fs::resize_file(path, page);
        QCOMPARE(sumOf((*file)->bytes()), uint64_t(page));
        stop = true;
        readers.clear();
        QVERIFY(!(*file)->intact());
    }

    void theOtherMappingsStayWhole() {
        const Scratch scratch;
        const auto whole = MappedFile::open(scratch.put("whole", std::string(8 * page, '\1')));
        const fs::path path = scratch.put("cut", std::string(8 * page, '\1'));
        const auto cut = MappedFile::open(path);
        VERIFY_OK(whole);
        VERIFY_OK(cut);
        fs::resize_file(path, 0);
        QCOMPARE(sumOf((*cut)->bytes()), uint64_t(0));
        QVERIFY((*whole)->intact());
        QCOMPARE(sumOf((*whole)->bytes()), uint64_t(8 * page));
    }

    void aBusErrorElsewhereStillKills() {
        const Scratch scratch;
        const auto guarded = MappedFile::open(scratch.put("guarded", "x"));
        VERIFY_OK(guarded);
        const pid_t child = fork();
        if (child == 0) _exit(readBehindTheEnd());
        int status = 0;
        waitpid(child, &status, 0);
        // A sanitizer, whose handler the guard found, reports and exits: ASan with 1, TSan with 66.
        QVERIFY((WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS) || WEXITSTATUS(status) == 1 ||
                WEXITSTATUS(status) == 66);
    }

    void hashingACutFileFails() {
        const Scratch scratch;
        const fs::path path = scratch.put("f", std::string(16 << 20, '\1'));
        const auto hash = sha256OfFile(path, {}, [&](uint64_t, uint64_t) { fs::resize_file(path, page); });
        VERIFY_FAILS(hash, "cut short");
    }

    void aCutModelIsNoticed() {
        const Scratch scratch;
        const fs::path path = scratch.put("m.gguf", smallGguf().bytes());
        const auto model = GgufFile::open(path);
        VERIFY_OK(model);
        VERIFY_OK((*model)->checkIntact());
        fs::resize_file(path, 10);
        VERIFY_FAILS((*model)->checkIntact(), "m.gguf");
        // The metadata is a copy and does not mind.
        QCOMPARE(*(*model)->string("general.architecture"), std::string("llama"));
    }

    void releasedPagesComeBack() {
        const Scratch scratch;
        const auto file = MappedFile::open(scratch.put("f", std::string(16 * page, '\1')));
        VERIFY_OK(file);
        (*file)->adviseSequential();
        (*file)->adviseDontNeed((*file)->bytes().subspan(100, 9 * page));
        (*file)->adviseDontNeed((*file)->bytes().subspan(100, 10));
        QCOMPARE(sumOf((*file)->bytes()), uint64_t(16 * page));
    }

    void thousandsOfMappingsMayComeAndGo() {
        const Scratch scratch;
        const fs::path path = scratch.put("f", "x");
        std::vector<std::shared_ptr<const MappedFile>> open;
        for (int i = 0; i < 3000; ++i) {
            const auto file = MappedFile::open(path);
            VERIFY_OK(file);
            if (i % 10 == 0) open.push_back(*file);
        }
        for (const auto& file : open) QVERIFY(file->intact());
    }
};

int main(int count, char** words) {
    // Qt Test's own handler would call a debugger in the children that are meant to die.
    std::vector<char*> arguments(words, words + count);
    std::string noHandler = "-nocrashhandler";
    arguments.push_back(noHandler.data());
    MappedFileTest test;
    return QTest::qExec(&test, int(arguments.size()), arguments.data());
}

#include "mapped_file_test.moc"
