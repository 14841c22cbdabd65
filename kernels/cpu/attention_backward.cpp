// Backward of causal attention (Dao 2022): weights are recomputed from the kept log-sum-exp. A task is one kv
// head of one sequence; its keys are taken in segments that fit the scratch with their gradients (usually
// one), its query heads one after the other, 64 queries by 64 keys at a time, in a fixed order.
#include "kernels/cpu/attention_tiles.h"
#include "kernels/cpu/training_rows.h"
#include "kernels/thread_pool.h"

namespace inkstone::kernels::INK_ISA {
namespace {

constexpr int64_t Block = AttentionBlock;

struct Call {
    TensorView q, k, v, out, lse, dout, dq, dk, dv;
    const int32_t* cuSeqlens;
    AttentionShape shape;
    int64_t group() const { return shape.heads / shape.kvHeads; }
    int64_t paddedDim() const { return roundUp(shape.headDim, PanelColumns); }
};

/// Buffers of one query block, then those of a whole segment of keys.
template <class Unit> struct Scratch {
    float *scores, *slopes, *delta, *dq;
    Unit *queryRows, *doutRows, *weights, *dscores, *transposed;
    Right<Unit> queries, douts;
    std::byte* segment;

    Scratch(std::byte* memory, const Call& call) {
        const int64_t dim = call.paddedDim();
        scores = reinterpret_cast<float*>(memory);
        slopes = scores + Block * Block;
        delta = slopes + Block * Block;
        dq = delta + Block;
        queryRows = reinterpret_cast<Unit*>(dq + Block * dim);
        doutRows = queryRows + Block * dim;
        weights = doutRows + Block * dim;
        dscores = weights + Block * Block;
        transposed = dscores + Block * Block;
        queries = {transposed + Block * Block, Block};
        douts = {queries.data + Block * dim, Block};
        segment = reinterpret_cast<std::byte*>(douts.data + Block * dim);
    }
    /// Bytes each block of keys takes: three packings and two gradients.
    static int64_t blockBytes(const Call& call) {
        return Block * call.paddedDim() * int64_t(3 * sizeof(Unit) + 2 * sizeof(float));
    }
};

/// Keys [first, first + count) of a sequence, packed block by block, and their gradients so far.
template <class Unit> struct Segment {
    int64_t first, count, dim;
    Unit* packed;
    float* gradients;
    Segment(const Scratch<Unit>& s, const Call& call, int64_t firstKey, int64_t keys)
        : first(firstKey), count(keys), dim(call.paddedDim()) {
        gradients = reinterpret_cast<float*>(s.segment);
        packed = reinterpret_cast<Unit*>(gradients + 2 * roundUp(count, Block) * dim);
        for (int64_t i = 0; i < 2 * roundUp(count, Block) * dim; ++i) gradients[i] = 0;
    }
    Unit* place(int64_t key, int which) const { return packed + ((key - first) * 3 + which * Block) * dim; }
    Right<Unit> keyColumns(int64_t key, int64_t headDim) const {
        return {place(key, 0), roundUp(headDim, 2)};
    }
    Right<Unit> valueColumns(int64_t key, int64_t headDim) const {
        return {place(key, 1), roundUp(headDim, 2)};
    }
    Right<Unit> keyRows(int64_t key) const { return {place(key, 2), Block}; }
    float* dk(int64_t key) const { return gradients + (key - first) * 2 * dim; }
    float* dv(int64_t key) const { return dk(key) + Block * dim; }
    int64_t keysFrom(int64_t key) const { return first + count - key < Block ? first + count - key : Block; }
};

struct Task {
    int64_t start, length, kvHead;
};

/// Query rows [query, query + rows) of one head.
struct Queries {
    int64_t head, query, rows;
};

template <class Unit, class T>
void packSegment(const Call& call, const Task& task, const Segment<Unit>& segment) {
    const int64_t headDim = call.shape.headDim, column = task.kvHead * headDim;
    const auto k = headOf<const T>(call.k, task.start, column),
               v = headOf<const T>(call.v, task.start, column);
    for (int64_t key = segment.first; key < segment.first + segment.count; key += Block) {
        const int64_t keys = segment.keysFrom(key);
        segment.keyColumns(key, headDim).setColumns(k.at(key), k.stride, headDim, keys);
        segment.valueColumns(key, headDim).setColumns(v.at(key), v.stride, headDim, keys);
        segment.keyRows(key).setRows(k.at(key), k.stride, keys, headDim);
    }
}

/// delta = sum over i of dout out, one number a row.
template <class T> void setDelta(const Call& call, const Task& task, const Queries& block, float* delta) {
    const int64_t first = task.start + block.query, column = block.head * call.shape.headDim;
    const auto out = headOf<const T>(call.out, first, column),
               dout = headOf<const T>(call.dout, first, column);
    for (int64_t i = 0; i < block.rows; ++i) {
        Vec total = zero();
        eachVec(call.shape.headDim, [&](int64_t c, int n) {
            total = fma(loadSome(out.at(i) + c, n), loadSome(dout.at(i) + c, n), total);
        });
        delta[i] = sum(total);
    }
}

/// weights = exp(score - lse) and dscores = weights (dweights - delta) slope of one row.
template <class Unit>
void rowGradient(const AttentionShape& shape, float* scores, const float* dweights, const Seen& seen,
                 float lse, float delta, Unit* weights, Unit* dscores) {
    const Vec cap = set1(shape.softcap), one = set1(1.f);
    alignas(64) float slopes[AttentionBlock];
    for (int j = 0; j < Block; j += Lanes) {
        const Vec score = cappedScore(load(scores + j), shape);
        Vec slope = set1(shape.scale);
        if (shape.softcap > 0) {
            const Vec share = div(score, cap);
            slope = mul(slope, fnma(share, share, one));
        }
        store(scores + j, score);
        store(slopes + j, slope);
    }
    const bool masked = seen.first > 0 || seen.last < Block;
    if (masked) maskRow(scores, seen);
    alignas(64) float gradients[AttentionBlock];
    for (int j = 0; j < Block; j += Lanes) {
        const Vec w = exp(sub(load(scores + j), set1(lse)));
        store(weights + j, w);
        store(gradients + j, mul(mul(w, sub(load(dweights + j), set1(delta))), load(slopes + j)));
    }
    // Past the last key lies whatever the scratch held: 0 times that may not be 0.
    if (masked) {
        for (int64_t j = 0; j < Block; ++j)
            if (j < seen.first || j >= seen.last) gradients[j] = 0;
    }
    for (int j = 0; j < Block; j += Lanes) store(dscores + j, load(gradients + j));
}

/// One block of queries against one block of keys: adds to dq (scratch) and to the segment's dk and dv.
template <class Unit>
void blockBackward(const Call& call, const Queries& block, int64_t key, const float* lse, Left<Unit> q,
                   Left<Unit> dout, const Segment<Unit>& segment, const Scratch<Unit>& s) {
    const AttentionShape& shape = call.shape;
    const int64_t headDim = shape.headDim, dim = call.paddedDim(), keys = segment.keysFrom(key);
    multiply(q, block.rows, segment.keyColumns(key, headDim), Block, headDim,
             TileSink<false>{s.scores, Block});
    multiply(dout, block.rows, segment.valueColumns(key, headDim), Block, headDim,
             TileSink<false>{s.slopes, Block});
    for (int64_t i = 0; i < block.rows; ++i) {
        rowGradient(shape, s.scores + i * Block, s.slopes + i * Block,
                    seenBy(block.query + i, key, keys, shape.window), lse[i], s.delta[i],
                    s.weights + i * Block, s.dscores + i * Block);
    }
    constexpr int step = StepOf<Unit>;
    const Left<Unit> byQuery{s.dscores, Block, step};
    multiply(byQuery, block.rows, segment.keyRows(key), headDim, keys, TileSink<true>{s.dq, dim});
    multiply(leftOfColumns(s.weights, Block, keys, block.rows, s.transposed), keys, s.douts, headDim,
             block.rows, TileSink<true>{segment.dv(key), dim});
    multiply(leftOfColumns(s.dscores, Block, keys, block.rows, s.transposed), keys, s.queries, headDim,
             block.rows, TileSink<true>{segment.dk(key), dim});
}

/// Rows of sums into a gradient, overwriting or adding to it.
template <class T>
void writeRows(const float* sums, int64_t dim, int64_t rows, HeadRows<T> to, int64_t headDim, bool adds) {
    for (int64_t i = 0; i < rows; ++i) {
        eachVec(headDim, [&](int64_t c, int n) {
            const Vec fresh = load(sums + i * dim + c);
            storeSome(to.at(i) + c, adds ? add(fresh, loadSome(to.at(i) + c, n)) : fresh, n);
        });
    }
}

template <class Unit, class T>
void queriesBackward(const Call& call, const Task& task, const Queries& block, const Segment<Unit>& segment,
                     const Scratch<Unit>& s) {
    const int64_t headDim = call.shape.headDim, dim = call.paddedDim();
    const int64_t first = task.start + block.query, column = block.head * headDim;
    const auto q = headOf<const T>(call.q, first, column), dout = headOf<const T>(call.dout, first, column);
    setDelta<T>(call, task, block, s.delta);
    s.queries.setRows(q.data, q.stride, block.rows, headDim);
    s.douts.setRows(dout.data, dout.stride, block.rows, headDim);
    const Left<Unit> left = leftOfRows(q.data, q.stride, block.rows, headDim, s.queryRows);
    const Left<Unit> leftDout = leftOfRows(dout.data, dout.stride, block.rows, headDim, s.doutRows);
    for (int64_t i = 0; i < Block * dim; ++i) s.dq[i] = 0;

    const float* lse = rowsOf<const float>(call.lse)[block.head] + first;
    const int64_t seen = firstKeyBlock(block.query, call.shape.window);
    const int64_t from = seen > segment.first ? seen : segment.first;
    for (int64_t key = from; key < segment.first + segment.count && key < block.query + block.rows;
         key += Block)
        blockBackward(call, block, key, lse, left, leftDout, segment, s);
    writeRows(s.dq, dim, block.rows, headOf<T>(call.dq, first, column), headDim, segment.first > 0);
}

template <class Unit, class T>
void headBackward(const Call& call, const Task& task, std::byte* memory, size_t bytes) {
    const Scratch<Unit> s(memory, call);
    const int64_t headDim = call.shape.headDim, dim = call.paddedDim(), column = task.kvHead * headDim;
    const int64_t blocks = (int64_t(bytes) - (s.segment - memory)) / Scratch<Unit>::blockBytes(call);
    for (int64_t first = 0; first < task.length; first += blocks * Block) {
        const int64_t left = task.length - first;
        const Segment<Unit> segment(s, call, first, left < blocks * Block ? left : blocks * Block);
        packSegment<Unit, T>(call, task, segment);
        for (int64_t member = 0; member < call.group(); ++member) {
            for (int64_t query = first; query < task.length; query += Block) {
                const int64_t rows = task.length - query < Block ? task.length - query : Block;
                queriesBackward<Unit, T>(call, task, {task.kvHead * call.group() + member, query, rows},
                                         segment, s);
            }
        }
        for (int64_t key = first; key < first + segment.count; key += Block) {
            const int64_t at = task.start + key, keys = segment.keysFrom(key);
            writeRows(segment.dk(key), dim, keys, headOf<T>(call.dk, at, column), headDim, false);
            writeRows(segment.dv(key), dim, keys, headOf<T>(call.dv, at, column), headDim, false);
        }
    }
}

} // namespace

void attentionBackward(Stream& stream, TensorView q, TensorView k, TensorView v, TensorView out,
                       TensorView lse, TensorView dout, std::span<const int32_t> cuSeqlens,
                       const AttentionShape& shape, TensorView dq, TensorView dk, TensorView dv) {
    const Call call{q, k, v, out, lse, dout, dq, dk, dv, cuSeqlens.data(), shape};
    const int64_t tasks = (int64_t(cuSeqlens.size()) - 1) * shape.kvHeads;
    withType(q, [&](auto type) {
        using T = decltype(type);
        using Unit = std::conditional_t<std::is_same_v<T, Bf16>, WeightLeft, float>;
        parallelFor(stream, tasks, 1, [&](int64_t index, int64_t, int worker) {
            const int64_t sequence = index / shape.kvHeads, start = call.cuSeqlens[sequence];
            const Task task{start, call.cuSeqlens[sequence + 1] - start, index % shape.kvHeads};
            headBackward<Unit, T>(call, task, workerScratch(stream, worker), stream.scratchBytes);
        });
    });
}

} // namespace inkstone::kernels::INK_ISA
