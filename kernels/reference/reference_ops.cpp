#include "kernels/reference/reference.h"

#include "kernels/reference/inference_rows.h"
#include "kernels/reference/training_rows.h"

namespace inkstone::kernels {

const Ops& referenceOps() {
    using namespace reference;
    static const Ops table = {
        .dequantize = dequantize,
        .convert = convert,
        .embed = embed,
        .packedBytes = packedBytes,
        .joinable = joinable,
        .pack = pack,
        .linear = linear,
        .linearBackward = linearBackward,
        .gemm = gemm,
        .rmsNorm = rmsNorm,
        .rmsNormBackward = rmsNormBackward,
        .rope = rope,
        .gatedActivation = gatedActivation,
        .gatedActivationBackward = gatedActivationBackward,
        .addScaled = addScaled,
        .dropout = dropout,
        .gatherRows = gatherRows,
        .scatterAddRows = scatterAddRows,
        .attention = attention,
        .attentionBackward = attentionBackward,
        .appendKv = appendKv,
        .attentionCached = attentionCached,
        .crossEntropy = crossEntropy,
        .logSumExp = logSumExp,
        .softcap = softcap,
        .softcapBackward = softcapBackward,
        .sumOfSquares = sumOfSquares,
        .adamw = adamw,
        .adamw8 = adamw8,
    };
    return table;
}

} // namespace inkstone::kernels
