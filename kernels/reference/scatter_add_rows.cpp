#include "kernels/reference/element.h"
#include "kernels/reference/training_rows.h"

namespace inkstone::kernels::reference {

void scatterAddRows(Stream&, TensorView x, std::span<const int32_t> ids, TensorView y) {
    for (int64_t i = 0; i < x.rows(); ++i)
        for (int64_t j = 0; j < x.columns(); ++j) add(y, ids[size_t(i)], j, read(x, i, j));
}

} // namespace inkstone::kernels::reference
