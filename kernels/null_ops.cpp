#include "kernels/ops.h"

namespace inkstone::kernels {
namespace {

template <class R, class... A> R nothing(A...) { return R(); }

/// Points `row` at a function of its own signature that does nothing.
template <class R, class... A> void setNothing(R (*&row)(A...)) { row = nothing<R, A...>; }

} // namespace

const Ops& nullOps() {
    static const Ops table = [] {
        Ops ops{};
        setNothing(ops.dequantize);
        setNothing(ops.convert);
        setNothing(ops.embed);
        setNothing(ops.packedBytes);
        setNothing(ops.joinable);
        setNothing(ops.pack);
        setNothing(ops.linear);
        setNothing(ops.linearBackward);
        setNothing(ops.gemm);
        setNothing(ops.rmsNorm);
        setNothing(ops.rmsNormBackward);
        setNothing(ops.rope);
        setNothing(ops.gatedActivation);
        setNothing(ops.gatedActivationBackward);
        setNothing(ops.addScaled);
        setNothing(ops.dropout);
        setNothing(ops.gatherRows);
        setNothing(ops.scatterAddRows);
        setNothing(ops.attention);
        setNothing(ops.attentionBackward);
        setNothing(ops.appendKv);
        setNothing(ops.attentionCached);
        setNothing(ops.crossEntropy);
        setNothing(ops.logSumExp);
        setNothing(ops.softcap);
        setNothing(ops.softcapBackward);
        setNothing(ops.sumOfSquares);
        setNothing(ops.adamw);
        setNothing(ops.adamw8);
        return ops;
    }();
    return table;
}

} // namespace inkstone::kernels
