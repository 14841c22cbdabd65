#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"
#include "kernels/reference/training_rows.h"
#include "kernels/thread_pool.h"

#include <vector>

namespace inkstone::kernels::reference {

/// Bf16 is plain rows of bf16 here. Int8 has no reference: its meaning is Source's, its error is
/// the tests' tolerance.
bool joinable(Packing, const WeightSource&, const WeightSource&) { return false; }

size_t packedBytes(Packing packing, const WeightSource& w) {
    return packing == Packing::Bf16 ? size_t(w.rows) * size_t(w.columns) * sizeof(Bf16) : 0;
}

void pack(Stream& stream, Packing, const WeightSource& w, std::byte* dst) {
    dequantize(stream, w, 0, TensorView::matrix(dst, DType::BF16, w.rows, w.columns));
}

void weightRow(const PackedWeight& w, int64_t row, float* out) {
    if (w.packing == Packing::Source) return dequantizeRow(w.source, row, out);
    const Bf16* bf16 = reinterpret_cast<const Bf16*>(w.data) + row * w.source.columns;
    for (int64_t c = 0; c < w.source.columns; ++c) out[c] = toFloat(bf16[c]);
}

void linear(Stream& stream, TensorView x, const PackedWeight& w, TensorView bias, TensorView y,
            bool accumulate) {
    parallelFor(stream, w.source.rows, 16, [&](int64_t begin, int64_t end, int) {
        std::vector<float> weights(static_cast<size_t>(w.source.columns));
        for (int64_t row = begin; row < end; ++row) {
            weightRow(w, row, weights.data());
            for (int64_t token = 0; token < x.rows(); ++token) {
                double sum = bias.empty() ? 0.0 : read(bias, 0, row);
                for (int64_t c = 0; c < x.columns(); ++c)
                    sum += read(x, token, c) * double(weights[size_t(c)]);
                write(y, token, row, accumulate ? read(y, token, row) + sum : sum);
            }
        }
    });
}

void linearBackward(Stream& stream, TensorView dy, const PackedWeight& w, TensorView dx, bool accumulate) {
    const int64_t rows = w.source.rows, columns = w.source.columns;
    parallelFor(stream, dy.rows(), 16, [&](int64_t begin, int64_t end, int) {
        std::vector<double> sums(size_t((end - begin) * columns), 0.0);
        std::vector<float> weights(static_cast<size_t>(columns));
        for (int64_t row = 0; row < rows; ++row) {
            weightRow(w, row, weights.data());
            for (int64_t token = begin; token < end; ++token) {
                const double gradient = read(dy, token, row);
                double* sum = sums.data() + (token - begin) * columns;
                for (int64_t c = 0; c < columns; ++c) sum[c] += gradient * double(weights[size_t(c)]);
            }
        }
        for (int64_t token = begin; token < end; ++token) {
            for (int64_t c = 0; c < columns; ++c) {
                const double sum = sums[size_t((token - begin) * columns + c)];
                write(dx, token, c, accumulate ? read(dx, token, c) + sum : sum);
            }
        }
    });
}

} // namespace inkstone::kernels::reference
