#include "kernels/cpu/linear.h"
#include "kernels/cpu/rows.h"

namespace inkstone::kernels::INK_ISA {

size_t packedBytes(Packing packing, const WeightSource& w) {
    switch (packing) {
    case Packing::Source:
    case Packing::Panels:
        return 0;
    case Packing::Int8:
        return packedBytesInt8(w);
    case Packing::Bf16:
        return packedBytesBf16(w);
    }
    return 0;
}

bool joinable(Packing packing, const WeightSource& a, const WeightSource& b) {
    switch (packing) {
    case Packing::Source:
    case Packing::Panels:
        return false;
    case Packing::Int8:
        return joinableInt8(a, b);
    case Packing::Bf16:
        return joinableBf16(a, b);
    }
    return false;
}

void pack(Stream& stream, Packing packing, const WeightSource& w, std::byte* dst) {
    switch (packing) {
    case Packing::Source:
    case Packing::Panels:
        return;
    case Packing::Int8:
        return packInt8(stream, w, dst);
    case Packing::Bf16:
        return packBf16(stream, w, dst);
    }
}

void linear(Stream& stream, TensorView x, const PackedWeight& w, TensorView bias, TensorView y,
            bool accumulate) {
    switch (w.packing) {
    case Packing::Source:
        return linearSource(stream, x, w.source, bias, y, accumulate);
    case Packing::Int8:
        if (x.dtype == DType::F32) return linearInt8(stream, x, w, bias, y, accumulate);
        return linearBf16(stream, x, w, bias, y, accumulate);
    case Packing::Panels:
        // A panel made for one token costs more than its product.
        if (rowCount(x) == 1 && x.dtype == DType::F32 && y.dtype == DType::F32)
            return linearSource(stream, x, w.source, bias, y, accumulate);
        [[fallthrough]];
    case Packing::Bf16:
        return linearBf16(stream, x, w, bias, y, accumulate);
    }
}

void linearBackward(Stream& stream, TensorView dy, const PackedWeight& w, TensorView dx, bool accumulate) {
    if (w.packing == Packing::Source) return linearBackwardSource(stream, dy, w.source, dx, accumulate);
    linearBackwardBf16(stream, dy, w, dx, accumulate);
}

} // namespace inkstone::kernels::INK_ISA
