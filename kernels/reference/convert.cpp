#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

namespace inkstone::kernels::reference {

void convert(Stream&, TensorView src, TensorView dst) {
    for (int64_t r = 0; r < src.rows(); ++r) {
        for (int64_t c = 0; c < src.columns(); ++c) write(dst, r, c, read(src, r, c));
    }
}

} // namespace inkstone::kernels::reference
