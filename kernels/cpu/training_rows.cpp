#include "kernels/cpu/isa.h"

namespace inkstone::kernels::INK_ISA {

void setTrainingRows(Ops&) {}

} // namespace inkstone::kernels::INK_ISA
