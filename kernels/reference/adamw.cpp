#include "kernels/reference/element.h"
#include "kernels/reference/training_rows.h"

#include <cmath>

namespace inkstone::kernels::reference {

void adamw(Stream&, TensorView params, TensorView grads, TensorView moment1, TensorView moment2,
           const AdamW& o) {
    const double correction1 = 1 - std::pow(double(o.beta1), double(o.step));
    const double correction2 = 1 - std::pow(double(o.beta2), double(o.step));
    for (int64_t i = 0; i < params.rows(); ++i) {
        for (int64_t j = 0; j < params.columns(); ++j) {
            const double g = read(grads, i, j) * o.gradScale;
            const double m = o.beta1 * read(moment1, i, j) + (1 - double(o.beta1)) * g;
            const double v = o.beta2 * read(moment2, i, j) + (1 - double(o.beta2)) * g * g;
            write(moment1, i, j, m);
            write(moment2, i, j, v);
            const double update = (m / correction1) / (std::sqrt(v / correction2) + o.epsilon);
            write(params, i, j,
                  read(params, i, j) * (1 - double(o.learningRate) * o.weightDecay) -
                      o.learningRate * update);
        }
    }
}

} // namespace inkstone::kernels::reference
