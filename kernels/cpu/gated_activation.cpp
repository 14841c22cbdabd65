#include "kernels/cpu/elementwise.h"
#include "kernels/cpu/inference_rows.h"

namespace inkstone::kernels::INK_ISA {
namespace {

Vec silu(Vec x) { return mul(x, sigmoid(x)); }

/// 0.5 x (1 + tanh(u)) = x sigmoid(2u): no difference of nearly equal numbers.
Vec geluTanh(Vec x) {
    const Vec cubic = fma(mul(mul(x, x), x), set1(0.044715f), x);
    return mul(x, sigmoid(mul(cubic, set1(2.0f * 0.79788456080286535588f))));
}

} // namespace

void gatedActivation(Stream& stream, Activation act, TensorView gate, TensorView up, TensorView out) {
    withType(gate, [&](auto type) {
        using T = decltype(type);
        const auto g = rowsOf<const T>(gate), u = rowsOf<const T>(up);
        const auto to = rowsOf<T>(out);
        const int64_t columns = width(gate);
        eachRow(stream, rowCount(gate), columns * 4, [&](int64_t row) {
            eachVec(columns, [&](int64_t c, int n) {
                const Vec x = loadSome(g[row] + c, n);
                const Vec active = act == Activation::Silu ? silu(x) : geluTanh(x);
                storeSome(to[row] + c, mul(active, loadSome(u[row] + c, n)), n);
            });
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
