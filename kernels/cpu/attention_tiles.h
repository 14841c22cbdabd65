#pragma once
// What forward and backward attention share: blocks of 64 queries by 64 keys, scores of one block, masks.

#include "kernels/cpu/panels.h"
#include "kernels/cpu/rows.h"
#include "kernels/ops.h"

namespace inkstone::kernels::INK_ISA {

constexpr int64_t AttentionBlock = 64; ///< queries and keys of a block; also the width of a panel

/// One head of one sequence in a packed tensor: element (token t, i) at data + t * stride + i.
template <class T> struct HeadRows {
    T* data;
    int64_t stride;
    T* at(int64_t token) const { return data + token * stride; }
};

template <class T> inline HeadRows<T> headOf(const TensorView& view, int64_t firstToken, int64_t column) {
    const Rows<T> rows = rowsOf<T>(view);
    return {rows[firstToken] + column, rows.stride};
}

/// Writes tiles of a product to `to` [rows][stride], or adds them.
template <bool Adds> struct TileSink {
    float* to;
    int64_t stride;
    void operator()(int64_t r, int height, int64_t c, int columns, const float* tile) const {
        for (int i = 0; i < height; ++i) {
            float* at = to + (r + i) * stride + c;
            for (int j = 0; j < columns; j += Lanes) {
                const Vec fresh = load(tile + i * PanelColumns + j);
                store(at + j, Adds ? add(load(at + j), fresh) : fresh);
            }
        }
    }
};

/// Keys a query may see, as columns of a block: [first, last).
struct Seen {
    int64_t first, last;
};
inline Seen seenBy(int64_t query, int64_t firstKey, int64_t keys, int window) {
    const int64_t reach = window > 0 ? query - window + 1 - firstKey : 0;
    const int64_t last = query - firstKey + 1;
    return {reach > 0 ? reach : 0, last < keys ? last : keys};
}

/// The first key block any query from `query` on can see.
inline int64_t firstKeyBlock(int64_t query, int window) {
    const int64_t first = window > 0 && query - window + 1 > 0 ? query - window + 1 : 0;
    return first / AttentionBlock * AttentionBlock;
}

/// Masked scores: their exponential is 0 beside any real one.
constexpr float Unseen = -1e30f;

inline void maskRow(float* scores, const Seen& seen) {
    for (int64_t j = 0; j < seen.first && j < AttentionBlock; ++j) scores[j] = Unseen;
    for (int64_t j = seen.last > 0 ? seen.last : 0; j < AttentionBlock; ++j) scores[j] = Unseen;
}

inline Vec cappedScore(Vec score, const AttentionShape& shape) {
    score = mul(score, set1(shape.scale));
    if (shape.softcap > 0) score = mul(set1(shape.softcap), tanh(div(score, set1(shape.softcap))));
    return score;
}

} // namespace inkstone::kernels::INK_ISA
