#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

#include <cmath>

namespace inkstone::kernels::reference {
namespace {

double silu(double x) { return x / (1.0 + std::exp(-x)); }

double geluTanh(double x) {
    const double sqrt2OverPi = 0.79788456080286535588;
    return 0.5 * x * (1.0 + std::tanh(sqrt2OverPi * (x + 0.044715 * x * x * x)));
}

} // namespace

void gatedActivation(Stream&, Activation act, TensorView gate, TensorView up, TensorView out) {
    for (int64_t r = 0; r < gate.rows(); ++r) {
        for (int64_t c = 0; c < gate.columns(); ++c) {
            const double g = read(gate, r, c);
            write(out, r, c, (act == Activation::Silu ? silu(g) : geluTanh(g)) * read(up, r, c));
        }
    }
}

} // namespace inkstone::kernels::reference
