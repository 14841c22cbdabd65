#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

namespace inkstone::kernels::reference {

void addScaled(Stream&, TensorView x, float scale, TensorView y) {
    for (int64_t r = 0; r < x.rows(); ++r) {
        for (int64_t c = 0; c < x.columns(); ++c) add(y, r, c, read(x, r, c) * double(scale));
    }
}

} // namespace inkstone::kernels::reference
