#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

#include <cmath>

namespace inkstone::kernels::reference {

void softcap(Stream&, TensorView x, float cap) {
    for (int64_t r = 0; r < x.rows(); ++r) {
        for (int64_t c = 0; c < x.columns(); ++c) {
            write(x, r, c, double(cap) * std::tanh(read(x, r, c) / double(cap)));
        }
    }
}

void softcapBackward(Stream&, TensorView y, float cap, TensorView dx) {
    for (int64_t r = 0; r < y.rows(); ++r) {
        for (int64_t c = 0; c < y.columns(); ++c) {
            const double part = read(y, r, c) / double(cap);
            write(dx, r, c, read(dx, r, c) * (1 - part * part));
        }
    }
}

} // namespace inkstone::kernels::reference
