#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"

namespace inkstone::kernels::reference {

void rope(Stream&, TensorView x, int headDim, std::span<const int32_t> positions, TensorView cosSin,
          bool inverse) {
    const int64_t half = headDim / 2;
    for (int64_t token = 0; token < x.rows(); ++token) {
        const int64_t position = positions[size_t(token)];
        for (int64_t head = 0; head < x.columns(); head += headDim) {
            for (int64_t i = 0; i < half; ++i) {
                const double cosine = read(cosSin, position, i);
                const double sine =
                    inverse ? -read(cosSin, position, half + i) : read(cosSin, position, half + i);
                const double a = read(x, token, head + i), b = read(x, token, head + half + i);
                write(x, token, head + i, a * cosine - b * sine);
                write(x, token, head + half + i, b * cosine + a * sine);
            }
        }
    }
}

} // namespace inkstone::kernels::reference
