#pragma once
// A stack of tensors. Memory is taken from one reserved range of addresses and given back in reverse order,
// so a training step costs no allocation and its peak is known. A counting arena has the same interface but
// only adds up sizes: running the same code against it (with a null op table) is the exact memory plan.

#include "kernels/tensor_view.h"

#include <cstddef>
#include <cstdint>

namespace inkstone {

class Arena {
public:
    /// Every tensor begins at a multiple of this many bytes.
    static constexpr size_t alignment = 64;

    struct Options {
        size_t capacity =
            size_t(64) << 30;  ///< bytes of address space reserved; pages come as they are touched
        size_t limit = 0;      ///< most bytes in use at once, 0: the capacity
        bool hugePages = true; ///< ask the system for 2 MiB pages
    };

    Arena() : Arena(Options{}) {}
    /// Throws std::bad_alloc when not even 1 MiB of addresses can be had.
    explicit Arena(const Options& options);
    /// Adds up sizes only. Its views have distinct addresses that trap when touched.
    static Arena counting();

    Arena(Arena&& other) noexcept;
    Arena& operator=(Arena&& other) noexcept;
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;
    ~Arena();

    /// Contents are unspecified. Each throws std::bad_alloc when the limit would be passed.
    kernels::TensorView matrix(kernels::DType dtype, int64_t rows, int64_t columns);
    kernels::TensorView vector(kernels::DType dtype, int64_t n);
    void* bytes(size_t size);
    template <class T> T* array(size_t n) {
        if (n > SIZE_MAX / sizeof(T)) outOfMemory();
        return static_cast<T*>(bytes(n * sizeof(T)));
    }

    /// A height of the stack; release() frees everything taken since.
    using Mark = size_t;
    Mark mark() const { return m_used; }
    void release(Mark mark);

    size_t used() const { return m_used; } ///< bytes in use, paddings included
    size_t peak() const { return m_peak; } ///< the most there ever were
    void resetPeak() { m_peak = m_used; }
    bool isCounting() const { return m_counting; }
    size_t limit() const { return m_limit; }
    void setLimit(size_t bytes); ///< 0: the capacity

    /// Gives the pages above used() back to the system.
    void trim();

private:
    [[noreturn]] static void outOfMemory();
    void unmap();

    std::byte* m_base = nullptr;
    size_t m_capacity = 0;
    size_t m_limit = 0;
    size_t m_used = 0;
    size_t m_peak = 0;
    size_t m_touched = 0; ///< highest use since the last trim
    bool m_counting = false;
};

/// Frees what was taken from the arena inside a block.
class ArenaScope {
public:
    explicit ArenaScope(Arena& arena) : m_arena(arena), m_mark(arena.mark()) {}
    ~ArenaScope() { m_arena.release(m_mark); }
    ArenaScope(const ArenaScope&) = delete;
    ArenaScope& operator=(const ArenaScope&) = delete;

private:
    Arena& m_arena;
    Arena::Mark m_mark;
};

} // namespace inkstone
