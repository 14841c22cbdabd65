#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace inkstone::kernels::reference {

void logSumExp(Stream&, TensorView x, TensorView out) {
    for (int64_t r = 0; r < x.rows(); ++r) {
        double largest = -std::numeric_limits<double>::infinity(), sum = 0;
        for (int64_t c = 0; c < x.columns(); ++c) largest = std::max(largest, read(x, r, c));
        for (int64_t c = 0; c < x.columns(); ++c) sum += std::exp(read(x, r, c) - largest);
        write(out, 0, r, largest + std::log(sum));
    }
}

} // namespace inkstone::kernels::reference
