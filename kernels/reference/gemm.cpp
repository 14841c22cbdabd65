#include "kernels/reference/element.h"
#include "kernels/reference/training_rows.h"

namespace inkstone::kernels::reference {

void gemm(Stream&, TensorView a, bool transposeA, TensorView b, bool transposeB, TensorView c, float alpha,
          float beta) {
    const int64_t depth = transposeA ? a.rows() : a.columns();
    for (int64_t i = 0; i < c.rows(); ++i) {
        for (int64_t j = 0; j < c.columns(); ++j) {
            double sum = 0;
            for (int64_t l = 0; l < depth; ++l)
                sum += (transposeA ? read(a, l, i) : read(a, i, l)) *
                       (transposeB ? read(b, j, l) : read(b, l, j));
            // beta 0 overwrites: what was there may be NaN.
            write(c, i, j, alpha * sum + (beta == 0 ? 0 : beta * read(c, i, j)));
        }
    }
}

} // namespace inkstone::kernels::reference
