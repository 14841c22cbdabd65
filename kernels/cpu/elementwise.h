#pragma once
// What the rows that go through a matrix once share: which storage, and how many rows make a task.

#include "kernels/cpu/rows.h"
#include "kernels/cpu/simd.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {

/// Calls body(T{}) with F32, BF16 or F16.
template <class Body> inline void withStorage(DType dtype, Body&& body) {
    if (dtype == DType::F16)
        body(F16{});
    else if (dtype == DType::BF16)
        body(Bf16{});
    else
        body(float{});
}

/// Calls body(row) for each row, in tasks of about 32 thousand elements: less is done sooner than another
/// thread wakes.
template <class Body> inline void eachRow(Stream& stream, int64_t rows, int64_t columns, Body&& body) {
    const int64_t grain = 32768 / (columns < 1 ? 1 : columns);
    parallelFor(stream, rows, grain, [&](int64_t begin, int64_t end, int) {
        for (int64_t row = begin; row < end; ++row) body(row);
    });
}

} // namespace inkstone::kernels::INK_ISA
