#include "kernels/reference/element.h"
#include "kernels/reference/inference_rows.h"
#include "kernels/thread_pool.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace inkstone::kernels::reference {
namespace {

/// softmax of `scores` in place; returns their log-sum-exp.
double softmax(std::vector<double>& scores) {
    const double largest = *std::max_element(scores.begin(), scores.end());
    double sum = 0;
    for (double& s : scores) sum += s = std::exp(s - largest);
    for (double& s : scores) s /= sum;
    return largest + std::log(sum);
}

/// One query of one head over the tokens [first, last]: key(t, i), value(t, i) and query(i) read elements.
template <class Query, class Key, class Value, class Out>
double attend(const AttentionShape& shape, int64_t first, int64_t last, Query query, Key key, Value value,
              Out out) {
    std::vector<double> scores;
    for (int64_t t = first; t <= last; ++t) {
        double score = 0;
        for (int64_t i = 0; i < shape.headDim; ++i) score += query(i) * key(t, i);
        score *= double(shape.scale);
        const double cap = double(shape.softcap);
        scores.push_back(cap > 0 ? cap * std::tanh(score / cap) : score);
    }
    const double lse = softmax(scores);
    for (int64_t i = 0; i < shape.headDim; ++i) {
        double sum = 0;
        for (int64_t t = first; t <= last; ++t) sum += scores[size_t(t - first)] * value(t, i);
        out(i, sum);
    }
    return lse;
}

int64_t firstSeen(const AttentionShape& shape, int64_t sequenceStart, int64_t token) {
    return shape.window > 0 ? std::max(sequenceStart, token - shape.window + 1) : sequenceStart;
}

float elementOf(const void* data, DType dtype, int64_t at) {
    if (dtype == DType::F16) return toFloat(static_cast<const F16*>(data)[at]);
    if (dtype == DType::BF16) return toFloat(static_cast<const Bf16*>(data)[at]);
    if (dtype == DType::Q8_0) {
        const std::byte* block = static_cast<const std::byte*>(data) + at / 32 * 34;
        F16 scale;
        std::memcpy(&scale, block, sizeof scale);
        return toFloat(scale) * float(int8_t(block[2 + at % 32]));
    }
    return static_cast<const float*>(data)[at];
}

} // namespace

void attention(Stream& stream, TensorView q, TensorView k, TensorView v, std::span<const int32_t> cuSeqlens,
               const AttentionShape& shape, TensorView out, TensorView lse) {
    const int64_t dim = shape.headDim, group = shape.heads / shape.kvHeads;
    parallelFor(stream, shape.heads, 1, [&](int64_t head, int64_t, int) {
        const int64_t at = head * dim, kvAt = head / group * dim;
        for (size_t s = 0; s + 1 < cuSeqlens.size(); ++s) {
            for (int64_t token = cuSeqlens[s]; token < cuSeqlens[s + 1]; ++token) {
                const double sum = attend(
                    shape, firstSeen(shape, cuSeqlens[s], token), token,
                    [&](int64_t i) { return read(q, token, at + i); },
                    [&](int64_t t, int64_t i) { return read(k, t, kvAt + i); },
                    [&](int64_t t, int64_t i) { return read(v, t, kvAt + i); },
                    [&](int64_t i, double value) { write(out, token, at + i, value); });
                if (!lse.empty()) write(lse, head, token, sum);
            }
        }
    });
}

void attentionCached(Stream& stream, TensorView q, KvView cache, const AttentionShape& shape,
                     TensorView out) {
    const int64_t dim = shape.headDim, group = shape.heads / shape.kvHeads;
    parallelFor(stream, shape.heads, 1, [&](int64_t head, int64_t, int) {
        const int64_t at = head * dim, kvAt = head / group * cache.headStride;
        for (int64_t n = 0; n < q.rows(); ++n) {
            const int64_t token = cache.length - q.rows() + n;
            attend(
                shape, firstSeen(shape, 0, token), token, [&](int64_t i) { return read(q, n, at + i); },
                [&](int64_t t, int64_t i) {
                    return elementOf(cache.k, cache.dtype, kvAt + t * cache.tokenStride + i);
                },
                [&](int64_t t, int64_t i) {
                    return elementOf(cache.v, cache.dtype, kvAt + t * cache.tokenStride + i);
                },
                [&](int64_t i, double value) { write(out, n, at + i, value); });
        }
    });
}

} // namespace inkstone::kernels::reference
