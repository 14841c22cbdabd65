#include "kernels/cpu/rows.h"
#include "kernels/cpu/simd.h"
#include "kernels/cpu/training_rows.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {
namespace {

struct ValueAndSlope {
    Vec value, slope;
};

ValueAndSlope silu(Vec x) {
    const Vec s = sigmoid(x);
    return {mul(x, s), mul(s, fma(x, sub(set1(1.f), s), set1(1.f)))};
}

/// GELU's tanh form, with (1 + tanh z) / 2 = sigmoid(2 z).
ValueAndSlope geluTanh(Vec x) {
    const Vec squared = mul(x, x);
    const Vec s = sigmoid(mul(mul(x, set1(1.5957691216f)), fma(squared, set1(0.044715f), set1(1.f))));
    const Vec inner = mul(set1(1.5957691216f), fma(squared, set1(3 * 0.044715f), set1(1.f)));
    return {mul(x, s), fma(mul(mul(x, s), sub(set1(1.f), s)), inner, s)};
}

template <class T>
void rowBackward(Activation act, const T* gate, const T* up, const T* dout, T* dgate, T* dup,
                 int64_t columns) {
    eachVec(columns, [&](int64_t c, int n) {
        const Vec g = loadSome(gate + c, n), u = loadSome(up + c, n), d = loadSome(dout + c, n);
        const ValueAndSlope a = act == Activation::Silu ? silu(g) : geluTanh(g);
        storeSome(dgate + c, mul(mul(d, u), a.slope), n);
        storeSome(dup + c, mul(d, a.value), n);
    });
}

} // namespace

void gatedActivationBackward(Stream& stream, Activation act, TensorView gate, TensorView up, TensorView dout,
                             TensorView dgate, TensorView dup) {
    withType(gate, [&](auto type) {
        using T = decltype(type);
        const auto g = rowsOf<const T>(gate), u = rowsOf<const T>(up), d = rowsOf<const T>(dout);
        const auto dg = rowsOf<T>(dgate), du = rowsOf<T>(dup);
        parallelFor(stream, rowCount(gate), 8, [&](int64_t begin, int64_t end, int) {
            for (int64_t i = begin; i < end; ++i)
                rowBackward(act, g[i], u[i], d[i], dg[i], du[i], width(gate));
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
