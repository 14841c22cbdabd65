#pragma once
// counter_random.h, a vector at a time.

#include "kernels/counter_random.h"
#include "kernels/cpu/simd.h"

namespace inkstone::kernels::INK_ISA {

/// counterBits() of Lanes columns from `column`.
inline IntVec counterVec(CounterRow row, int64_t column) {
    const IntVec columns = intAdd(intRamp(), intSet1(uint32_t(column)));
    IntVec h = intAdd(intMul(columns, intSet1(0x9e3779b9u)), intSet1(row.low));
    h = intMul(xorShift<16>(h), intSet1(0x7feb352du));
    h = intAdd(xorShift<15>(h), intSet1(row.high));
    h = xorShift<16>(intMul(h, intSet1(0x846ca68bu)));
    return xorShift<15>(intMul(h, intSet1(0x9e3779b1u)));
}

} // namespace inkstone::kernels::INK_ISA
