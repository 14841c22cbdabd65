#include "core/tensor/arena.h"

#include <algorithm>
#include <new>
#include <sys/mman.h>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace inkstone {
namespace {

constexpr size_t smallestReservation = size_t(1) << 20;
constexpr size_t countingReservation = size_t(1) << 42;

size_t roundUp(size_t value, size_t multiple) { return (value + multiple - 1) / multiple * multiple; }

size_t pageSize() {
    static const size_t size = size_t(sysconf(_SC_PAGESIZE));
    return size;
}

/// Reserves `size` bytes of addresses, or as much below it as the system grants.
std::pair<std::byte*, size_t> reserve(size_t size, int protection) {
    for (; size >= smallestReservation; size /= 2) {
        void* base = mmap(nullptr, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (base != MAP_FAILED) return {static_cast<std::byte*>(base), size};
    }
    throw std::bad_alloc();
}

} // namespace

Arena::Arena(const Options& options) {
    const size_t wanted = roundUp(std::max(options.capacity, smallestReservation), pageSize());
    std::tie(m_base, m_capacity) = reserve(wanted, PROT_READ | PROT_WRITE);
    if (options.hugePages) madvise(m_base, m_capacity, MADV_HUGEPAGE);
    setLimit(options.limit);
}

Arena Arena::counting() {
    Arena arena(Options{.capacity = smallestReservation, .hugePages = false});
    arena.unmap();
    std::tie(arena.m_base, arena.m_capacity) = reserve(countingReservation, PROT_NONE);
    arena.m_counting = true;
    arena.setLimit(0);
    return arena;
}

Arena::Arena(Arena&& other) noexcept { *this = std::move(other); }

Arena& Arena::operator=(Arena&& other) noexcept {
    if (this == &other) return *this;
    unmap();
    m_base = std::exchange(other.m_base, nullptr);
    m_capacity = std::exchange(other.m_capacity, 0);
    m_limit = std::exchange(other.m_limit, 0);
    m_used = std::exchange(other.m_used, 0);
    m_peak = std::exchange(other.m_peak, 0);
    m_touched = std::exchange(other.m_touched, 0);
    m_counting = other.m_counting;
    return *this;
}

Arena::~Arena() { unmap(); }

void Arena::unmap() {
    if (m_base) munmap(m_base, m_capacity);
    m_base = nullptr;
}

void Arena::outOfMemory() { throw std::bad_alloc(); }

void Arena::setLimit(size_t bytes) { m_limit = bytes ? std::min(bytes, m_capacity) : m_capacity; }

void* Arena::bytes(size_t size) {
    if (size > m_limit || m_used > m_limit) outOfMemory();
    const size_t padded = roundUp(size, alignment);
    if (padded > m_limit - m_used) outOfMemory();
    std::byte* start = m_base + m_used;
    m_used += padded;
    m_peak = std::max(m_peak, m_used);
    m_touched = std::max(m_touched, m_used);
    return start;
}

kernels::TensorView Arena::matrix(kernels::DType dtype, int64_t rows, int64_t columns) {
    assert(rows >= 0 && columns >= 0 && columns % kernels::dtypeInfo(dtype)->blockElements == 0);
    size_t size = 0;
    if (__builtin_mul_overflow(kernels::rowBytes(dtype, columns), size_t(rows), &size)) outOfMemory();
    return kernels::TensorView::matrix(bytes(size), dtype, rows, columns);
}

kernels::TensorView Arena::vector(kernels::DType dtype, int64_t n) {
    assert(n >= 0 && n % kernels::dtypeInfo(dtype)->blockElements == 0);
    return kernels::TensorView::vector(bytes(kernels::rowBytes(dtype, n)), dtype, n);
}

void Arena::release(Mark mark) {
    assert(mark <= m_used);
    m_used = mark;
}

void Arena::trim() {
    const size_t first = roundUp(m_used, pageSize());
    const size_t last = std::min(roundUp(m_touched, pageSize()), m_capacity);
    if (!m_counting && first < last) madvise(m_base + first, last - first, MADV_DONTNEED);
    m_touched = m_used;
}

} // namespace inkstone
