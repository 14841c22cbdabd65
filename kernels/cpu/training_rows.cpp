#include "kernels/cpu/training_rows.h"

#include "kernels/cpu/isa.h"

namespace inkstone::kernels::INK_ISA {

void setTrainingRows(Ops& ops) {
    ops.gemm = gemm;
    ops.rmsNormBackward = rmsNormBackward;
    ops.gatedActivationBackward = gatedActivationBackward;
    ops.dropout = dropout;
    ops.scatterAddRows = scatterAddRows;
    ops.attention = attention;
    ops.attentionBackward = attentionBackward;
    ops.crossEntropy = crossEntropy;
    ops.sumOfSquares = sumOfSquares;
    ops.adamw = adamw;
    ops.adamw8 = adamw8;
}

} // namespace inkstone::kernels::INK_ISA
