#pragma once
// The executable specification: one file per operation, as obvious as it can be, sums in double. Never tuned.

#include "kernels/ops.h"

namespace inkstone::kernels {

const Ops& referenceOps();

} // namespace inkstone::kernels
