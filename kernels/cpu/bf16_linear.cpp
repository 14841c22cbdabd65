#include "kernels/cpu/linear.h"
#include "kernels/reference/reference.h"

namespace inkstone::kernels::INK_ISA {

size_t packedBytesBf16(Packing packing, const WeightSource& w) {
    return referenceOps().packedBytes(packing, w);
}

bool joinableBf16(Packing packing, const WeightSource& a, const WeightSource& b) {
    return referenceOps().joinable(packing, a, b);
}

void packBf16(Stream& stream, Packing packing, const WeightSource& w, std::byte* dst) {
    referenceOps().pack(stream, packing, w, dst);
}

void linearBf16(Stream& stream, TensorView x, const PackedWeight& w, TensorView bias, TensorView y,
                bool accumulate) {
    referenceOps().linear(stream, x, w, bias, y, accumulate);
}

void linearBackwardBf16(Stream& stream, TensorView dy, const PackedWeight& w, TensorView dx,
                        bool accumulate) {
    referenceOps().linearBackward(stream, dy, w, dx, accumulate);
}

} // namespace inkstone::kernels::INK_ISA
