#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

#include <cmath>

namespace inkstone::kernels::reference {

void rmsNorm(Stream&, TensorView x, TensorView weight, float epsilon, TensorView y, TensorView rstd) {
    const int64_t width = x.columns();
    for (int64_t r = 0; r < x.rows(); ++r) {
        double squares = 0;
        for (int64_t c = 0; c < width; ++c) squares += read(x, r, c) * read(x, r, c);
        const double inverse = 1.0 / std::sqrt(squares / double(width) + double(epsilon));
        for (int64_t c = 0; c < width; ++c) write(y, r, c, read(x, r, c) * inverse * read(weight, 0, c));
        if (!rstd.empty()) write(rstd, 0, r, inverse);
    }
}

} // namespace inkstone::kernels::reference
