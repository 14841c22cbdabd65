#include "kernels/reference/element.h"
#include "kernels/reference/training_rows.h"

#include <algorithm>
#include <cmath>

namespace inkstone::kernels::reference {

void crossEntropy(Stream&, TensorView logits, std::span<const int32_t> targets, float scale,
                  TensorView losses) {
    const int64_t vocab = logits.columns();
    for (int64_t i = 0; i < logits.rows(); ++i) {
        const int32_t target = targets[size_t(i)];
        if (target < 0) {
            for (int64_t j = 0; j < vocab; ++j) write(logits, i, j, 0);
            write(losses, 0, i, 0);
            continue;
        }
        double highest = read(logits, i, 0), sum = 0;
        for (int64_t j = 1; j < vocab; ++j) highest = std::max(highest, read(logits, i, j));
        for (int64_t j = 0; j < vocab; ++j) sum += std::exp(read(logits, i, j) - highest);
        const double logSum = highest + std::log(sum);
        write(losses, 0, i, logSum - read(logits, i, target));
        for (int64_t j = 0; j < vocab; ++j)
            write(logits, i, j, scale * (std::exp(read(logits, i, j) - logSum) - (j == target ? 1 : 0)));
    }
}

} // namespace inkstone::kernels::reference
