#pragma once
// Least squares for the quantisers: the scale of a group of values, or its scale and offset. Used inside
// core/model.

#include <algorithm>
#include <array>
#include <cmath>

namespace inkstone {

/// To the nearest whole number, ties to even, for |x| < 2^22. Plain arithmetic, so that loops of it become
/// vector code.
inline float nearest(float x) { return (x + 12582912.f) - 12582912.f; }

/// Sums of N products in eight lanes, which the compiler keeps in registers.
struct Lanes {
    std::array<float, 8> sum{};
    float total() const {
        return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
    }
};

/// x ~ scale * q, q whole in [low, high], low < 0 < high <= -low. 0 when all are 0.
template <int N> float fitScale(const float* x, int low, int high) {
    float extreme = 0;
    for (int i = 0; i < N; ++i)
        if (std::abs(x[i]) > std::abs(extreme)) extreme = x[i];
    if (std::abs(extreme) < 1e-30f) return 0;
    const float least = float(low), most = float(high);
    float bestGain = -1, best = extreme / least;
    // The largest value lies at `low`, or a little inside or beyond it.
    for (int step = -9; step <= 9; ++step) {
        const float inverse = (least + 0.1f * float(step)) / extreme;
        Lanes products, squares;
        for (int i = 0; i < N; i += 8)
            for (int lane = 0; lane < 8; ++lane) {
                const float value = x[i + lane];
                const float q = std::min(std::max(nearest(value * inverse), least), most);
                products.sum[size_t(lane)] += value * q;
                squares.sum[size_t(lane)] += q * q;
            }
        const float xq = products.total(), qq = squares.total();
        // The squared error of the best scale for these q is |x|^2 - xq^2 / qq.
        if (qq <= 0 || xq * xq <= bestGain * qq) continue;
        bestGain = xq * xq / qq;
        best = xq / qq;
    }
    return best;
}

struct Affine {
    float scale = 0, offset = 0;
};

/// Squared error of x against scale * q + offset with the nearest q in [0, most].
template <int N> float affineError(const float* x, Affine fit, float most) {
    const float inverse = fit.scale > 0 ? 1 / fit.scale : 0;
    Lanes errors;
    for (int i = 0; i < N; i += 8)
        for (int lane = 0; lane < 8; ++lane) {
            const float value = x[i + lane] - fit.offset;
            const float q = std::min(std::max(nearest(value * inverse), 0.f), most);
            const float error = value - fit.scale * q;
            errors.sum[size_t(lane)] += error * error;
        }
    return errors.total();
}

/// x ~ scale * q + offset, q whole in [0, most]. `negative`: the offset is at most 0.
template <int N> Affine fitAffine(const float* x, int most, bool negative) {
    float low = *std::min_element(x, x + N), high = *std::max_element(x, x + N);
    if (negative) low = std::min(low, 0.f);
    if (high - low < 1e-30f) return {0, low};
    Lanes sums;
    for (int i = 0; i < N; ++i) sums.sum[size_t(i % 8)] += x[i];
    const float sumX = sums.total(), n = float(N), top = float(most);
    Affine best{(high - low) / top, low};
    float bestError = affineError<N>(x, best, top);
    for (int step = 0; step <= 20; ++step) {
        const float inverse = (top - 1.f + 0.1f * float(step)) / (high - low);
        Lanes q1, q2, xq1;
        for (int i = 0; i < N; i += 8)
            for (int lane = 0; lane < 8; ++lane) {
                const float value = x[i + lane];
                const float q = std::min(std::max(nearest((value - low) * inverse), 0.f), top);
                q1.sum[size_t(lane)] += q;
                q2.sum[size_t(lane)] += q * q;
                xq1.sum[size_t(lane)] += value * q;
            }
        const float sumQ = q1.total(), sumQq = q2.total(), sumXq = xq1.total();
        const float determinant = n * sumQq - sumQ * sumQ;
        if (determinant <= 0) continue;
        Affine fit{(n * sumXq - sumX * sumQ) / determinant, (sumQq * sumX - sumQ * sumXq) / determinant};
        if (negative && fit.offset > 0) fit = {sumXq / sumQq, 0};
        if (!(fit.scale > 0)) continue;
        const float error = affineError<N>(x, fit, top);
        if (error >= bestError) continue;
        bestError = error;
        best = fit;
    }
    return best;
}

} // namespace inkstone
