#include "kernels/cpu/isa.h"

namespace inkstone::kernels::INK_ISA {

void setInferenceRows(Ops&) {}

} // namespace inkstone::kernels::INK_ISA
