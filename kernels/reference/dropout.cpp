#include "kernels/counter_random.h"
#include "kernels/reference/element.h"
#include "kernels/reference/training_rows.h"

namespace inkstone::kernels::reference {

void dropout(Stream&, TensorView x, float p, uint64_t seed, TensorView y) {
    const uint32_t threshold = dropoutThreshold(p);
    const float scale = p < 1 ? 1 / (1 - p) : 0;
    for (int64_t i = 0; i < x.rows(); ++i) {
        const CounterRow row = counterRow(seed, i);
        for (int64_t j = 0; j < x.columns(); ++j)
            write(y, i, j, counterBits(row, uint32_t(j)) < threshold ? 0 : read(x, i, j) * scale);
    }
}

} // namespace inkstone::kernels::reference
