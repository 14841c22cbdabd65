#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/inference_rows.h"
#include "kernels/cpu/weight_rows.h"

namespace inkstone::kernels::INK_ISA {
namespace {

/// Row `row` of w into `to`, F32 or BF16.
template <class T> void rowTo(const WeightSource& w, int64_t row, T* to) {
    for (int64_t c = 0; c < w.columns; c += WeightColumns) {
        const int64_t count = w.columns - c < WeightColumns ? w.columns - c : WeightColumns;
        if constexpr (sizeof(T) == sizeof(float)) {
            weightValues(w, row, c, count, to + c);
        } else {
            alignas(64) float values[WeightColumns];
            weightValues(w, row, c, count, values);
            eachVec(count, [&](int64_t i, int n) { storeSome(to + c + i, loadSome(values + i, n), n); });
        }
    }
}

} // namespace

void dequantize(Stream& stream, const WeightSource& w, int64_t firstRow, TensorView out) {
    withType(out, [&](auto type) {
        const auto to = rowsOf<decltype(type)>(out);
        eachRow(stream, rowCount(out), w.columns, [&](int64_t row) { rowTo(w, firstRow + row, to[row]); });
    });
}

void embed(Stream& stream, const WeightSource& w, std::span<const int32_t> ids, TensorView out) {
    const auto to = rowsOf<float>(out);
    const int32_t* tokens = ids.data();
    eachRow(stream, int64_t(ids.size()), w.columns, [&](int64_t row) { rowTo(w, tokens[row], to[row]); });
}

} // namespace inkstone::kernels::INK_ISA
