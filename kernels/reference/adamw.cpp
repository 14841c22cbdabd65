#include "kernels/moments8.h"
#include "kernels/reference/element.h"
#include "kernels/reference/training_rows.h"

#include <algorithm>
#include <cmath>
#include <vector>

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

void adamw8(Stream& stream, TensorView params, TensorView grads, const Moments8& moments, const AdamW& o) {
    const auto part = [](TensorView of, int64_t first, int64_t n) {
        return TensorView::vector(of.f32() + first, DType::F32, n);
    };
    for (int64_t first = 0, block = 0; first < moments.count; first += MomentBlock, ++block) {
        const int64_t n = std::min<int64_t>(MomentBlock, moments.count - first);
        uint8_t *code1 = moments.moment1 + first, *code2 = moments.moment2 + first;
        float &scale1 = moments.scale1[block], &scale2 = moments.scale2[block];
        std::vector<float> m(static_cast<size_t>(n)), v(static_cast<size_t>(n));
        for (size_t i = 0; i < m.size(); ++i) {
            m[i] = decodeMoment1(code1[i]) * scale1;
            v[i] = decodeMoment2(code2[i]) * scale2;
        }
        adamw(stream, part(params, first, n), part(grads, first, n),
              TensorView::vector(m.data(), DType::F32, n), TensorView::vector(v.data(), DType::F32, n), o);
        float most1 = 0, most2 = 0;
        for (size_t i = 0; i < m.size(); ++i) {
            most1 = std::max(most1, std::fabs(m[i]));
            most2 = std::max(most2, v[i]);
        }
        scale1 = most1 / largestMoment;
        scale2 = most2 / largestMoment;
        const CounterRow row = counterRow(uint64_t(o.step), block);
        for (size_t i = 0; i < m.size(); ++i) {
            const uint32_t bits = counterBits(row, uint32_t(i));
            code1[i] = encodeMoment1(scale1 > 0 ? m[i] / scale1 : 0, bits);
            code2[i] = encodeMoment2(scale2 > 0 ? v[i] / scale2 : 0, bits);
        }
    }
}

} // namespace inkstone::kernels::reference
