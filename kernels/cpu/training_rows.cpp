#include "kernels/cpu/training_rows.h"

#include "kernels/cpu/isa.h"

namespace inkstone::kernels::INK_ISA {

void setTrainingRows(Ops& ops) { ops.gemm = gemm; }

} // namespace inkstone::kernels::INK_ISA
