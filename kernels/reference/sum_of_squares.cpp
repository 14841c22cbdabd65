#include "kernels/reference/element.h"
#include "kernels/reference/training_rows.h"

namespace inkstone::kernels::reference {

double sumOfSquares(Stream&, TensorView x) {
    double sum = 0;
    for (int64_t i = 0; i < x.rows(); ++i)
        for (int64_t j = 0; j < x.columns(); ++j) sum += read(x, i, j) * read(x, i, j);
    return sum;
}

} // namespace inkstone::kernels::reference
