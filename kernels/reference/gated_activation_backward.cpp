#include "kernels/reference/element.h"
#include "kernels/reference/training_rows.h"

#include <cmath>

namespace inkstone::kernels::reference {

namespace {

struct ValueAndSlope {
    double value, slope;
};

ValueAndSlope activate(Activation act, double x) {
    if (act == Activation::Silu) {
        const double s = 1 / (1 + std::exp(-x));
        return {x * s, s * (1 + x * (1 - s))};
    }
    constexpr double sqrtTwoOverPi = 0.79788456080286535588, cubic = 0.044715;
    const double t = std::tanh(sqrtTwoOverPi * (x + cubic * x * x * x));
    return {0.5 * x * (1 + t),
            0.5 * (1 + t) + 0.5 * x * (1 - t * t) * sqrtTwoOverPi * (1 + 3 * cubic * x * x)};
}

} // namespace

void gatedActivationBackward(Stream&, Activation act, TensorView gate, TensorView up, TensorView dout,
                             TensorView dgate, TensorView dup) {
    for (int64_t i = 0; i < gate.rows(); ++i) {
        for (int64_t j = 0; j < gate.columns(); ++j) {
            const auto [value, slope] = activate(act, read(gate, i, j));
            const double u = read(up, i, j), d = read(dout, i, j);
            write(dgate, i, j, d * u * slope);
            write(dup, i, j, d * value);
        }
    }
}

} // namespace inkstone::kernels::reference
