// For one query row of one head, with p = exp(s - lse), s the scaled and capped scores:
// dv += p dout,  dp = dout . v,  ds = p (dp - dout . out),  then through the cap and the scale to q and k.
#include "kernels/reference/element.h"
#include "kernels/reference/training_rows.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace inkstone::kernels::reference {

namespace {

struct Gradients {
    std::vector<double> dq, dk, dv; ///< as q, k, v, dense
};

struct Inputs {
    TensorView q, k, v, out, lse, dout;
    AttentionShape shape;
};

double dotRows(const TensorView& a, int64_t i, int64_t aColumn, const TensorView& b, int64_t j,
               int64_t bColumn, int n) {
    double sum = 0;
    for (int c = 0; c < n; ++c) sum += read(a, i, aColumn + c) * read(b, j, bColumn + c);
    return sum;
}

void backwardOfQuery(const Inputs& in, int head, int64_t firstKey, int64_t i, Gradients& g) {
    const AttentionShape& s = in.shape;
    const int dim = s.headDim;
    const int64_t qColumn = int64_t(head) * dim, kColumn = int64_t(head / (s.heads / s.kvHeads)) * dim;
    const double outDot = dotRows(in.dout, i, qColumn, in.out, i, qColumn, dim);
    const int64_t qWidth = int64_t(s.heads) * dim, kWidth = int64_t(s.kvHeads) * dim;
    for (int64_t j = firstKey; j <= i; ++j) {
        double score = s.scale * dotRows(in.q, i, qColumn, in.k, j, kColumn, dim), slope = s.scale;
        if (s.softcap > 0) {
            const double t = std::tanh(score / s.softcap);
            score = s.softcap * t;
            slope *= 1 - t * t;
        }
        const double p = std::exp(score - read(in.lse, head, i));
        const double ds = p * (dotRows(in.dout, i, qColumn, in.v, j, kColumn, dim) - outDot) * slope;
        for (int c = 0; c < dim; ++c) {
            g.dv[size_t(j * kWidth + kColumn + c)] += p * read(in.dout, i, qColumn + c);
            g.dk[size_t(j * kWidth + kColumn + c)] += ds * read(in.q, i, qColumn + c);
            g.dq[size_t(i * qWidth + qColumn + c)] += ds * read(in.k, j, kColumn + c);
        }
    }
}

void store(const std::vector<double>& values, TensorView to) {
    for (int64_t i = 0; i < to.rows(); ++i)
        for (int64_t j = 0; j < to.columns(); ++j) write(to, i, j, values[size_t(i * to.columns() + j)]);
}

} // namespace

void attentionBackward(Stream&, TensorView q, TensorView k, TensorView v, TensorView out, TensorView lse,
                       TensorView dout, std::span<const int32_t> cuSeqlens, const AttentionShape& shape,
                       TensorView dq, TensorView dk, TensorView dv) {
    const Inputs in{q, k, v, out, lse, dout, shape};
    Gradients g{std::vector<double>(size_t(q.count())), std::vector<double>(size_t(k.count())),
                std::vector<double>(size_t(v.count()))};
    for (size_t s = 0; s + 1 < cuSeqlens.size(); ++s) {
        for (int64_t i = cuSeqlens[s]; i < cuSeqlens[s + 1]; ++i) {
            const int64_t windowStart = shape.window > 0 ? i - shape.window + 1 : 0;
            const int64_t firstKey = std::max<int64_t>(cuSeqlens[s], windowStart);
            for (int head = 0; head < shape.heads; ++head) backwardOfQuery(in, head, firstKey, i, g);
        }
    }
    store(g.dq, dq);
    store(g.dk, dk);
    store(g.dv, dv);
}

} // namespace inkstone::kernels::reference
