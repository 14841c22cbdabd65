#include "kernels/cpu/linear.h"
#include "kernels/reference/reference.h"

namespace inkstone::kernels::INK_ISA {

void linearSource(Stream& stream, TensorView x, const WeightSource& w, TensorView bias, TensorView y,
                  bool accumulate) {
    referenceOps().linear(stream, x, {.source = w}, bias, y, accumulate);
}

void linearBackwardSource(Stream& stream, TensorView dy, const WeightSource& w, TensorView dx,
                          bool accumulate) {
    referenceOps().linearBackward(stream, dy, {.source = w}, dx, accumulate);
}

} // namespace inkstone::kernels::INK_ISA
