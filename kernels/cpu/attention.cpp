// Causal attention over packed sequences, flash style: for 64 queries of every head of a group, key blocks go
// by once, packed once, with a running maximum and sum (Dao 2022). A task is (sequence, kv head, query
// block), and each walks its keys in order, so results do not depend on the number of threads.
#include "kernels/cpu/attention_tiles.h"
#include "kernels/cpu/cache_rows.h"
#include "kernels/cpu/inference_rows.h"
#include "kernels/cpu/training_rows.h"
#include "kernels/thread_pool.h"

#include <cmath>

namespace inkstone::kernels::INK_ISA {
namespace {

struct Call {
    TensorView q, out, lse;
    void *k, *v; ///< element (token t, kv head h, i) at t * stride + h * kvHeadStride + i
    int64_t keyStride, valueStride, kvHeadStride;
    int64_t past; ///< keys before the first query: those of a cache
    const int32_t* cuSeqlens;
    int64_t sequences;
    AttentionShape shape;
    int64_t group() const { return shape.heads / shape.kvHeads; }
    int64_t paddedDim() const { return roundUp(shape.headDim, PanelColumns); }
};

/// Scratch of a task; sums and statistics are kept per head of the group.
template <class Unit> struct Scratch {
    Right<Unit> keys, values;
    float *scores, *sums, *most, *total;
    Unit *weights, *queries, *block;
    Scratch(std::byte* memory, const Call& call) {
        const int64_t dim = call.paddedDim(), block = AttentionBlock, group = call.group();
        scores = reinterpret_cast<float*>(memory);
        most = scores + block * block;
        total = most + group * block;
        sums = total + group * block;
        keys = {reinterpret_cast<Unit*>(sums + group * block * dim), roundUp(call.shape.headDim, 2)};
        values = {keys.data + block * dim, block};
        weights = values.data + block * dim;
        queries = weights + block * block;
        this->block = queries + block * roundUp(call.shape.headDim, 2);
    }
};

struct Task {
    int64_t start, length; ///< of the sequence, in tokens
    int64_t kvHead, query; ///< first query of the block, within the sequence
    int64_t queries() const { return length - query < AttentionBlock ? length - query : AttentionBlock; }
};

/// Folds one row of raw scores into the head's running softmax: weights <- exp(scores - maximum), sums
/// rescaled. Maxima are kept as scaled and capped scores.
template <class Unit>
void foldRow(const AttentionShape& shape, float* scores, bool masked, const Seen& seen, Unit* weights,
             float& most, float& total, float* sums, int64_t dim) {
    constexpr int vecs = AttentionBlock / Lanes;
    if (masked && seen.last <= seen.first) { // a window that has not begun
        for (int j = 0; j < vecs; ++j) store(weights + j * Lanes, zero());
        return;
    }
    constexpr bool rough = sizeof(Unit) < sizeof(float);
    // Scaling is part of the exponent's own product, when it may be.
    const bool plain = rough && shape.softcap <= 0;
    Vec row[vecs];
    for (int j = 0; j < vecs; ++j) {
        row[j] = load(scores + j * Lanes);
        if (!plain) row[j] = cappedScore(row[j], shape);
    }
    if (masked) {
        for (int j = 0; j < vecs; ++j) store(scores + j * Lanes, row[j]);
        maskRow(scores, seen);
        for (int j = 0; j < vecs; ++j) row[j] = load(scores + j * Lanes);
    }
    Vec top = row[0];
    for (int j = 1; j < vecs; ++j) top = max(top, row[j]);
    const float blockMost = plain ? largest(top) * shape.scale : largest(top);
    const float newMost = blockMost > most ? blockMost : most;
    Vec added = zero();
    const Vec scale = set1(plain ? shape.scale * Log2e : Log2e), less = set1(newMost * Log2e);
    for (int j = 0; j < vecs; ++j) {
        const Vec e = rough ? roughExp2(fms(row[j], scale, less)) : exp(sub(row[j], set1(newMost)));
        added = add(added, e);
        store(weights + j * Lanes, e);
    }
    if (newMost > most) {
        alignas(64) float factors[Lanes];
        store(factors, exp(set1(most - newMost)));
        total *= factors[0];
        for (int64_t c = 0; c < dim; c += Lanes) store(sums + c, mul(load(sums + c), set1(factors[0])));
        most = newMost;
    }
    total += sum(added);
}

template <class Unit, class T>
void attendHead(const Call& call, const Task& task, int64_t member, int64_t key, int64_t keys,
                const Scratch<Unit>& s) {
    const AttentionShape& shape = call.shape;
    const int64_t head = task.kvHead * call.group() + member, dim = call.paddedDim(), rows = task.queries();
    const auto q = headOf<const T>(call.q, task.start + task.query, head * shape.headDim);
    const Left<Unit> left = leftOfRows(q.data, q.stride, rows, shape.headDim, s.queries);
    // All 64 columns are computed, so that the softmax runs in whole vectors; those past the last key are
    // masked.
    multiply(left, rows, s.keys, AttentionBlock, shape.headDim, TileSink<false>{s.scores, AttentionBlock});
    float* sums = s.sums + member * AttentionBlock * dim;
    for (int64_t i = 0; i < rows; ++i) {
        const Seen seen = seenBy(call.past + task.query + i, key, keys, shape.window);
        const bool masked = seen.first > 0 || seen.last < AttentionBlock;
        const int64_t row = member * AttentionBlock + i;
        foldRow(shape, s.scores + i * AttentionBlock, masked, seen, s.weights + i * AttentionBlock,
                s.most[row], s.total[row], sums + i * dim, dim);
    }
    const Left<Unit> weights{s.weights, AttentionBlock, StepOf<Unit>};
    multiply(weights, rows, s.values, shape.headDim, keys, TileSink<true>{sums, dim});
}

template <class Unit, class T>
void storeHead(const Call& call, const Task& task, int64_t member, const Scratch<Unit>& s) {
    const int64_t head = task.kvHead * call.group() + member, dim = call.paddedDim();
    const int64_t first = task.start + task.query;
    const auto out = headOf<T>(call.out, first, head * call.shape.headDim);
    for (int64_t i = 0; i < task.queries(); ++i) {
        const int64_t row = member * AttentionBlock + i;
        const Vec share = set1(1 / s.total[row]);
        const float* sums = s.sums + row * dim;
        eachVec(call.shape.headDim,
                [&](int64_t c, int n) { storeSome(out.at(i) + c, mul(load(sums + c), share), n); });
        if (call.lse.data) rowsOf<float>(call.lse)[head][first + i] = s.most[row] + std::log(s.total[row]);
    }
}

/// Rows [first, first + count) as the packing reads them: where they lie, or widened into `scratch`.
template <class Unit, class K>
auto plainRows(const CacheRows<K>& rows, int64_t first, int64_t count, int64_t dim, Unit* scratch) {
    if constexpr (std::is_same_v<K, Q8>) {
        for (int64_t t = 0; t < count; ++t)
            eachVec(dim, [&](int64_t c, int n) { store(scratch + t * dim + c, rows.at(first + t, c, n)); });
        return HeadRows<const Unit>{scratch, dim};
    } else {
        return HeadRows<const K>{rows.data + first * rows.stride, rows.stride};
    }
}

template <class Unit, class T, class K> void attend(const Call& call, const Task& task, std::byte* memory) {
    const AttentionShape& shape = call.shape;
    const Scratch<Unit> s(memory, call);
    for (int64_t i = 0; i < call.group() * AttentionBlock; ++i) {
        s.most[i] = Unseen;
        s.total[i] = 0;
    }
    for (int64_t i = 0; i < call.group() * AttentionBlock * call.paddedDim(); ++i) s.sums[i] = 0;
    const auto headAt = [&](void* data, int64_t stride) {
        return cacheRows<K>(data, task.start * stride + task.kvHead * call.kvHeadStride, stride);
    };
    const CacheRows<K> k = headAt(call.k, call.keyStride), v = headAt(call.v, call.valueStride);
    const int64_t query = call.past + task.query, end = query + task.queries();
    for (int64_t key = firstKeyBlock(query, shape.window); key < end; key += AttentionBlock) {
        const int64_t keys = end - key < AttentionBlock ? end - key : AttentionBlock;
        const auto newKeys = plainRows(k, key, keys, shape.headDim, s.block);
        s.keys.setColumns(newKeys.data, newKeys.stride, shape.headDim, keys);
        const auto newValues = plainRows(v, key, keys, shape.headDim, s.block);
        s.values.setRows(newValues.data, newValues.stride, keys, shape.headDim);
        for (int64_t member = 0; member < call.group(); ++member)
            attendHead<Unit, T>(call, task, member, key, keys, s);
    }
    for (int64_t member = 0; member < call.group(); ++member) storeHead<Unit, T>(call, task, member, s);
}

int64_t blocksOf(const Call& call, int64_t sequence) {
    const int64_t length = call.cuSeqlens[sequence + 1] - call.cuSeqlens[sequence];
    return (length + AttentionBlock - 1) / AttentionBlock;
}

/// Task number `index`: blocks within kv heads within sequences, a sequence's last (heaviest) block first.
Task taskOf(const Call& call, int64_t index) {
    int64_t sequence = 0;
    while (index >= blocksOf(call, sequence) * call.shape.kvHeads)
        index -= blocksOf(call, sequence++) * call.shape.kvHeads;
    const int64_t blocks = blocksOf(call, sequence), start = call.cuSeqlens[sequence];
    return {start, call.cuSeqlens[sequence + 1] - start, index % call.shape.kvHeads,
            (blocks - 1 - index / call.shape.kvHeads) * AttentionBlock};
}

template <class T, class K> void attendAll(Stream& stream, const Call& call) {
    // What is kept in bf16 or int8 is multiplied in bf16, where that is fast.
    using Unit = std::conditional_t<std::is_same_v<K, Bf16> || std::is_same_v<K, Q8>, WeightLeft, float>;
    int64_t tasks = 0;
    for (int64_t s = 0; s < call.sequences; ++s) tasks += blocksOf(call, s) * call.shape.kvHeads;
    parallelFor(stream, tasks, 1, [&](int64_t task, int64_t, int worker) {
        attend<Unit, T, K>(call, taskOf(call, task), workerScratch(stream, worker));
    });
}

} // namespace

void attention(Stream& stream, TensorView q, TensorView k, TensorView v, std::span<const int32_t> cuSeqlens,
               const AttentionShape& shape, TensorView out, TensorView lse) {
    withType(q, [&](auto type) {
        using T = decltype(type);
        const Rows<T> keys = rowsOf<T>(k), values = rowsOf<T>(v);
        const Call call{q,
                        out,
                        lse,
                        keys.data,
                        values.data,
                        keys.stride,
                        values.stride,
                        shape.headDim,
                        0,
                        cuSeqlens.data(),
                        int64_t(cuSeqlens.size()) - 1,
                        shape};
        attendAll<T, T>(stream, call);
    });
}

void attentionBlocks(Stream& stream, TensorView q, const KvView& cache, const AttentionShape& shape,
                     TensorView out) {
    const int32_t cuSeqlens[2] = {0, int32_t(rowCount(q))};
    const Call call{q,
                    out,
                    {},
                    cache.k,
                    cache.v,
                    cache.tokenStride,
                    cache.tokenStride,
                    cache.headStride,
                    cache.length - rowCount(q),
                    cuSeqlens,
                    1,
                    shape};
    withCacheType(cache.dtype, [&](auto type) { attendAll<float, decltype(type)>(stream, call); });
}

} // namespace inkstone::kernels::INK_ISA
