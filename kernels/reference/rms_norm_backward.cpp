// y = x r w with r = 1/sqrt(mean(x^2) + eps):
// dx = r (dy w) - x r^3 / width * sum(dy w x),   dw = sum over rows of dy x r.
#include "kernels/reference/element.h"
#include "kernels/reference/training_rows.h"

namespace inkstone::kernels::reference {

void rmsNormBackward(Stream&, TensorView dy, TensorView x, TensorView weight, TensorView rstd, TensorView dx,
                     TensorView dweight) {
    const int64_t width = x.columns();
    for (int64_t i = 0; i < x.rows(); ++i) {
        const double r = read(rstd, 0, i);
        double dot = 0;
        for (int64_t j = 0; j < width; ++j) dot += read(dy, i, j) * read(weight, 0, j) * read(x, i, j);
        const double pull = dot * r * r * r / double(width);
        for (int64_t j = 0; j < width; ++j) {
            if (!dweight.empty()) add(dweight, 0, j, read(dy, i, j) * read(x, i, j) * r);
            add(dx, i, j, read(dy, i, j) * read(weight, 0, j) * r - read(x, i, j) * pull);
        }
    }
}

} // namespace inkstone::kernels::reference
