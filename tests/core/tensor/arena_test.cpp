#include "core/tensor/arena.h"

#include "core/tensor/tensor.h"

#include <QtTest>
#include <cstring>
#include <fstream>
#include <new>

using namespace inkstone;
using kernels::DType;

namespace {

/// Resident bytes of this process.
size_t residentBytes() {
    size_t total = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> total >> resident;
    return resident * 4096;
}

} // namespace

class ArenaTest : public QObject {
    Q_OBJECT
private slots:
    void tensorsAreAlignedAndApart() {
        Arena arena(Arena::Options{.capacity = size_t(1) << 24});
        const auto a = arena.matrix(DType::F32, 3, 5);
        const auto b = arena.vector(DType::BF16, 7);
        const auto c = arena.matrix(DType::Q4_1, 2, 64);
        for (const auto& view : {a, b, c})
            QCOMPARE(reinterpret_cast<uintptr_t>(view.data) % 64, uintptr_t(0));
        QCOMPARE(static_cast<std::byte*>(b.data) - static_cast<std::byte*>(a.data), ptrdiff_t(64));
        QCOMPARE(static_cast<std::byte*>(c.data) - static_cast<std::byte*>(b.data), ptrdiff_t(64));
        QCOMPARE(arena.used(), size_t(64 + 64 + 128));
        std::memset(a.data, 1, 60);
        std::memset(c.data, 2, 80);
        QCOMPARE(a.row<float>(2)[4], a.row<float>(0)[0]);
    }

    void releasingGivesTheSamePlaceAgain() {
        Arena arena(Arena::Options{.capacity = size_t(1) << 24});
        arena.vector(DType::F32, 10);
        const Arena::Mark mark = arena.mark();
        void* first = arena.vector(DType::F32, 1000).data;
        {
            const ArenaScope scope(arena);
            arena.vector(DType::F32, 5000);
        }
        arena.release(mark);
        QCOMPARE(arena.vector(DType::F32, 1).data, first);
        QCOMPARE(arena.peak(), size_t(64 + 4032 + 20032));
        arena.resetPeak();
        QCOMPARE(arena.peak(), arena.used());
    }

    void theLimitHolds() {
        Arena arena(Arena::Options{.capacity = size_t(1) << 24, .limit = 1024});
        arena.bytes(1000);
        QVERIFY_EXCEPTION_THROWN(arena.bytes(1), std::bad_alloc);
        arena.setLimit(2048);
        arena.bytes(1);
        QVERIFY_EXCEPTION_THROWN(arena.bytes(SIZE_MAX), std::bad_alloc);
        QVERIFY_EXCEPTION_THROWN(arena.bytes(SIZE_MAX - 32), std::bad_alloc);
        QVERIFY_EXCEPTION_THROWN(arena.matrix(DType::F32, INT64_MAX, INT64_MAX), std::bad_alloc);
        QVERIFY_EXCEPTION_THROWN(arena.array<double>(SIZE_MAX / 4), std::bad_alloc);
        QCOMPARE(arena.used(), size_t(1088));
    }

    void countingAddsUpTheSame() {
        Arena real(Arena::Options{.capacity = size_t(1) << 26});
        Arena counting = Arena::counting();
        const auto work = [](Arena& arena) {
            arena.matrix(DType::F32, 100, 33);
            for (int i = 0; i < 5; ++i) {
                const ArenaScope scope(arena);
                arena.vector(DType::BF16, 1001 * (i + 1));
                arena.array<int32_t>(size_t(17 * i));
            }
        };
        work(real);
        work(counting);
        QCOMPARE(counting.used(), real.used());
        QCOMPARE(counting.peak(), real.peak());
        QVERIFY(counting.isCounting());
    }

    void countingPlansMoreThanThereIs() {
#if defined(__SANITIZE_THREAD__)
        QSKIP("TSan does not always leave 512 GiB of addresses in one piece");
#endif
        Arena arena = Arena::counting();
        const auto huge = arena.matrix(DType::F32, 1 << 20, 1 << 17); // 512 GiB
        QVERIFY(!huge.empty());
        QCOMPARE(arena.peak(), size_t(1) << 39);
        QVERIFY(arena.vector(DType::F32, 1).data != huge.data);
        QVERIFY(residentBytes() < size_t(2) << 30);
    }

    void trimGivesPagesBack() {
#if defined(__SANITIZE_THREAD__)
        QSKIP("TSan's memory about our pages stays resident");
#endif
        Arena arena(Arena::Options{.capacity = size_t(1) << 28, .hugePages = false});
        const size_t before = residentBytes();
        {
            const ArenaScope scope(arena);
            void* data = arena.bytes(size_t(64) << 20);
            std::memset(data, 1, size_t(64) << 20);
        }
        QVERIFY(residentBytes() > before + (size_t(60) << 20));
        arena.trim();
        QVERIFY(residentBytes() < before + (size_t(4) << 20));
        QCOMPARE(static_cast<char*>(arena.bytes(1))[0], char(0));
    }

    void movesLeaveNothingBehind() {
        Arena first(Arena::Options{.capacity = size_t(1) << 22});
        first.bytes(100);
        Arena second = std::move(first);
        QCOMPARE(second.used(), size_t(128));
        std::memset(second.bytes(64), 0, 64);
        first = Arena(Arena::Options{.capacity = size_t(1) << 22});
        std::memset(first.bytes(64), 0, 64);
    }

    void ownedTensorsAreZeroAndAligned() {
        const Tensor tensor(DType::F32, std::array<int64_t, 3>{2, 3, 4});
        QCOMPARE(reinterpret_cast<uintptr_t>(tensor.view().data) % 64, uintptr_t(0));
        QCOMPARE(tensor.byteCount(), size_t(96));
        QCOMPARE(tensor.view().strides[0], 12);
        QCOMPARE(tensor.view().strides[1], 4);
        for (const float value : tensor.values<float>()) QCOMPARE(value, 0.0f);
        Tensor source = Tensor::matrix(DType::F32, 2, 2);
        source.values<float>()[3] = 7;
        const Tensor copy = Tensor::copyOf(source);
        source.values<float>()[3] = 8;
        QCOMPARE(copy.values<float>()[3], 7.0f);
        QVERIFY(Tensor().empty());
        QVERIFY(!Tensor::matrix(DType::F32, 0, 5).empty());
    }

    void impossibleSizesAreSeen() {
        size_t bytes = 0;
        const auto fits = [&](std::vector<int64_t> shape, DType dtype = DType::F32) {
            return tensorBytes(dtype, shape, bytes);
        };
        QVERIFY(fits({3, 64}, DType::Q4_0));
        QCOMPARE(bytes, size_t(108));
        QVERIFY(!fits({3, 33}, DType::Q4_0));
        QVERIFY(!fits({int64_t(1) << 32, int64_t(1) << 32}));
        QVERIFY(!fits({-1, 4}));
        QVERIFY(!fits({4, -4}));
        QVERIFY(!fits({int64_t(1) << 61}));
        QVERIFY(!fits({4}, DType(43)));
        QVERIFY_EXCEPTION_THROWN(Tensor::vector(DType::F32, int64_t(1) << 61), std::bad_alloc);
    }
};

QTEST_APPLESS_MAIN(ArenaTest)
#include "arena_test.moc"
