#include "kernels/cpu/inference_rows.h"

#include "kernels/cpu/isa.h"
#include "kernels/cpu/linear.h"

namespace inkstone::kernels::INK_ISA {

void setInferenceRows(Ops& ops) {
    ops.dequantize = dequantize;
    ops.convert = convert;
    ops.embed = embed;
    ops.packedBytes = packedBytes;
    ops.joinable = joinable;
    ops.pack = pack;
    ops.linear = linear;
    ops.linearBackward = linearBackward;
    ops.rmsNorm = rmsNorm;
    ops.rope = rope;
    ops.gatedActivation = gatedActivation;
    ops.addScaled = addScaled;
    ops.gatherRows = gatherRows;
    ops.appendKv = appendKv;
    ops.attentionCached = attentionCached;
    ops.logSumExp = logSumExp;
    ops.softcap = softcap;
    ops.softcapBackward = softcapBackward;
}

} // namespace inkstone::kernels::INK_ISA
