#include "kernels/cpu/isa.h"
#include "kernels/cpu/linear.h"

namespace inkstone::kernels::INK_ISA {

void setInferenceRows(Ops& ops) {
    ops.packedBytes = packedBytes;
    ops.joinable = joinable;
    ops.pack = pack;
    ops.linear = linear;
    ops.linearBackward = linearBackward;
}

} // namespace inkstone::kernels::INK_ISA
