// Attention of a few new tokens to a cache (more go by blocks: attention.cpp). For a token and a kv head, the
// query heads of the group go over the keys together, 64 at a time with a running maximum and sum; long
// caches are cut into stretches whose results are joined in order, so that threads share one token's work and
// the outcome is the same for any number of them.
#include "kernels/cpu/attention_pairs.h"
#include "kernels/cpu/cache_rows.h"
#include "kernels/cpu/inference_rows.h"

#include <cmath>
#include <type_traits>

namespace inkstone::kernels::INK_ISA {
namespace {

constexpr int64_t BlockKeys = 64;
/// From here on blocks of queries share the packing of keys.
constexpr int64_t ManyTokens = 12;
/// Query heads taken together; a larger group goes in several rounds.
constexpr int MostHeads = 8;
/// Room for the partial results of stretches, the same for any number of threads.
constexpr size_t PartialBytes = size_t(2) << 20;
/// Below this many products of q and k another thread does not pay.
constexpr int64_t SmallWork = 100000;

struct Call {
    Rows<const float> q;
    Rows<float> out;
    KvView cache;
    AttentionShape shape;
    int64_t tokens, stretches, stretchKeys;
    float* partials; ///< [unit][group][headDim + 2]: sums, maximum, total
};

/// The running softmax of one head.
struct Running {
    float most = -1e30f, total = 0;
    float* sums; ///< [headDim]
};

/// scores[j] = q · k of the `keys` keys (at most BlockKeys) from token `key` on, for `heads` query heads;
/// rows of scores are BlockKeys long.
template <class K>
void scoreBlock(const Call& call, const float* q, int heads, const CacheRows<K>& k, int64_t key, int64_t keys,
                float* scores) {
    const int64_t dim = call.shape.headDim;
    for (int64_t first = 0; first < keys; first += Lanes) {
        Vec parts[MostHeads][Lanes];
        for (int j = 0; j < Lanes; ++j) {
            for (int h = 0; h < heads; ++h) parts[h][j] = zero();
            if (first + j >= keys) continue;
            eachVec(dim, [&](int64_t c, int n) {
                const Vec value = k.at(key + first + j, c, n);
                for (int h = 0; h < heads; ++h)
                    parts[h][j] = fma(value, loadSome(q + h * dim + c, n), parts[h][j]);
            });
        }
        for (int h = 0; h < heads; ++h) {
            transpose(parts[h]);
            for (int step = Lanes / 2; step > 0; step /= 2) {
                for (int j = 0; j < step; ++j) parts[h][j] = add(parts[h][j], parts[h][j + step]);
            }
            store(scores + h * BlockKeys + first, parts[h][0]);
        }
    }
}

Vec capped(Vec score, const AttentionShape& shape) {
    score = mul(score, set1(shape.scale));
    return shape.softcap > 0 ? mul(set1(shape.softcap), tanh(mul(score, set1(1.0f / shape.softcap)))) : score;
}

/// scores become weights exp(score - maximum); what came before is scaled to the new maximum.
void foldScores(const Call& call, float* scores, int64_t keys, Running& head) {
    const int64_t padded = (keys + Lanes - 1) / Lanes * Lanes;
    for (int64_t j = 0; j < padded; j += Lanes) store(scores + j, capped(load(scores + j), call.shape));
    for (int64_t j = keys; j < padded; ++j) scores[j] = -1e30f;
    Vec top = load(scores);
    for (int64_t j = Lanes; j < padded; j += Lanes) top = max(top, load(scores + j));
    const float blockMost = largest(top), most = blockMost > head.most ? blockMost : head.most;
    Vec added = zero();
    for (int64_t j = 0; j < padded; j += Lanes) {
        const Vec weight = exp(sub(load(scores + j), set1(most)));
        added = add(added, weight);
        store(scores + j, weight);
    }
    const Vec factor = exp(set1(head.most - most));
    alignas(64) float lanes[Lanes];
    store(lanes, factor);
    head.total = head.total * lanes[0] + sum(added);
    head.most = most;
    eachVec(call.shape.headDim,
            [&](int64_t c, int n) { storeSome(head.sums + c, mul(loadSome(head.sums + c, n), factor), n); });
}

/// sums += weights · values for `Heads` heads at once, so that a value is widened once for all of them.
template <int Heads, class V>
void addValues(const Call& call, const float* weights, const CacheRows<V>& v, int64_t key, int64_t keys,
               Running* running) {
    constexpr int vecs = Lanes == 16 ? 4 : 2; // sums stay in registers
    const int64_t dim = call.shape.headDim;
    const auto addColumns = [&]<int Vecs>(std::integral_constant<int, Vecs>, int64_t c, int n) {
        Vec parts[Heads][Vecs];
        for (int h = 0; h < Heads; ++h)
            for (int i = 0; i < Vecs; ++i) parts[h][i] = loadSome(running[h].sums + c + i * Lanes, n);
        for (int64_t j = 0; j < keys; ++j) {
            Vec values[Vecs];
            for (int i = 0; i < Vecs; ++i) values[i] = v.at(key + j, c + i * Lanes, n);
            for (int h = 0; h < Heads; ++h) {
                const Vec weight = set1(weights[h * BlockKeys + j]);
                for (int i = 0; i < Vecs; ++i) parts[h][i] = fma(weight, values[i], parts[h][i]);
            }
        }
        for (int h = 0; h < Heads; ++h)
            for (int i = 0; i < Vecs; ++i) storeSome(running[h].sums + c + i * Lanes, parts[h][i], n);
    };
    int64_t c = 0;
    for (; c + vecs * Lanes <= dim; c += vecs * Lanes)
        addColumns(std::integral_constant<int, vecs>(), c, Lanes);
    for (; c < dim; c += Lanes)
        addColumns(std::integral_constant<int, 1>(), c, dim - c < Lanes ? int(dim - c) : Lanes);
}

/// Calls body(std::integral_constant<int, n>(), first) for heads [first, first + n), at most 4 of them a
/// time.
template <class Body> void inFours(int heads, Body&& body) {
    for (int h = 0; h < heads; h += 4) {
        switch (heads - h) {
        case 1:
            body(std::integral_constant<int, 1>(), h);
            break;
        case 2:
            body(std::integral_constant<int, 2>(), h);
            break;
        case 3:
            body(std::integral_constant<int, 3>(), h);
            break;
        default:
            body(std::integral_constant<int, 4>(), h);
        }
    }
}

/// What scores and adds values for the heads of one token. Anything, widened to F32:
template <class K> struct Widened {
    const Call& call;
    const float* q;
    int heads;
    CacheRows<K> k, v;
    void score(int64_t key, int64_t keys, float* scores) const {
        scoreBlock(call, q, heads, k, key, keys, scores);
    }
    void add(int64_t key, int64_t keys, const float* weights, Running* running) const {
        inFours(heads, [&](auto count, int h) {
            addValues<count>(call, weights + h * BlockKeys, v, key, keys, running + h);
        });
    }
};

#if __AVX512BF16__
/// Heads of this width at most go in pairs of bf16.
constexpr int64_t MostPairsDim = 256;

/// bf16, two products at once:
struct Paired {
    const Call& call;
    int heads;
    CacheRows<Bf16> k, v;
    alignas(64) Bf16 q[MostHeads * MostPairsDim];

    Paired(const Call& call, const float* from, int heads, CacheRows<Bf16> k, CacheRows<Bf16> v)
        : call(call), heads(heads), k(k), v(v) {
        for (int64_t i = 0; i < heads * call.shape.headDim; i += Lanes) store(q + i, load(from + i));
    }
    void score(int64_t key, int64_t keys, float* scores) const {
        const int64_t dim = call.shape.headDim;
        inFours(heads, [&](auto count, int h) {
            scorePairs<count>(q + h * dim, dim, k.data + key * k.stride, k.stride, keys,
                              scores + h * BlockKeys, BlockKeys);
        });
    }
    void add(int64_t key, int64_t keys, const float* weights, Running* running) const {
        alignas(64) Bf16 rounded[MostHeads * BlockKeys];
        for (int h = 0; h < heads; ++h)
            for (int64_t j = 0; j < keys; j += Lanes)
                store(rounded + h * BlockKeys + j, load(weights + h * BlockKeys + j));
        inFours(heads, [&](auto count, int h) {
            float* sums[count];
            for (int i = 0; i < count; ++i) sums[i] = running[h + i].sums;
            addPairs<count>(rounded + h * BlockKeys, BlockKeys, call.shape.headDim, v.data + key * v.stride,
                            v.stride, keys, sums);
        });
    }
};
#endif

template <class Way>
void attendBy(const Way& way, const Call& call, int heads, int64_t first, int64_t last, Running* running) {
    alignas(64) float scores[MostHeads * BlockKeys];
    for (int64_t key = first; key < last; key += BlockKeys) {
        const int64_t keys = last - key < BlockKeys ? last - key : BlockKeys;
        way.score(key, keys, scores);
        for (int h = 0; h < heads; ++h) foldScores(call, scores + h * BlockKeys, keys, running[h]);
        way.add(key, keys, scores, running);
    }
}

/// `heads` query heads of one token over the keys [first, last) of their kv head.
template <class K>
void attend(const Call& call, int64_t token, int64_t head, int heads, int64_t first, int64_t last,
            Running* running) {
    const AttentionShape& shape = call.shape;
    const int64_t kvHead = head / (shape.heads / shape.kvHeads);
    const CacheRows<K> k = cacheRows<K>(call.cache.k, kvHead * call.cache.headStride, call.cache.tokenStride);
    const CacheRows<K> v = cacheRows<K>(call.cache.v, kvHead * call.cache.headStride, call.cache.tokenStride);
    const float* q = call.q[token] + head * shape.headDim;
#if __AVX512BF16__
    if constexpr (std::is_same_v<K, Bf16>) {
        if (shape.headDim % PairColumns == 0 && shape.headDim <= MostPairsDim)
            return attendBy(Paired(call, q, heads, k, v), call, heads, first, last, running);
    }
#endif
    attendBy(Widened<K>{call, q, heads, k, v}, call, heads, first, last, running);
}

/// One unit of work: a token, a kv head, a stretch of keys.
template <class K> void attendUnit(const Call& call, int64_t unit) {
    const AttentionShape& shape = call.shape;
    const int64_t group = shape.heads / shape.kvHeads, dim = shape.headDim;
    const int64_t stretch = unit % call.stretches, kvHead = unit / call.stretches % shape.kvHeads;
    const int64_t token = unit / call.stretches / shape.kvHeads;
    const int64_t seen = call.cache.length - call.tokens + token + 1; // keys [0, seen), the window's last
    const int64_t reach = shape.window > 0 && seen > shape.window ? seen - shape.window : 0;
    const int64_t start = stretch * call.stretchKeys, end = start + call.stretchKeys;
    const int64_t first = start > reach ? start : reach, last = end < seen ? end : seen;
    const bool whole = call.stretches == 1;
    for (int64_t member = 0; member < group; member += MostHeads) {
        const int heads = int(group - member < MostHeads ? group - member : MostHeads);
        const int64_t head = kvHead * group + member;
        Running running[MostHeads];
        for (int h = 0; h < heads; ++h) {
            float* partial = call.partials + (unit * group + member + h) * (dim + 2);
            running[h].sums = whole ? call.out[token] + (head + h) * dim : partial;
            std::memset(running[h].sums, 0, size_t(dim) * sizeof(float));
        }
        if (first < last) attend<K>(call, token, head, heads, first, last, running);
        for (int h = 0; h < heads; ++h) {
            float* sums = running[h].sums;
            if (!whole) {
                sums[dim] = running[h].most;
                sums[dim + 1] = running[h].total;
                continue;
            }
            const Vec share = set1(1.0f / running[h].total);
            eachVec(dim,
                    [&](int64_t c, int n) { storeSome(sums + c, mul(loadSome(sums + c, n), share), n); });
        }
    }
}

/// Joins the stretches of one head of one token.
void joinStretches(const Call& call, int64_t token, int64_t head) {
    const int64_t dim = call.shape.headDim, group = call.shape.heads / call.shape.kvHeads;
    const int64_t firstUnit = (token * call.shape.kvHeads + head / group) * call.stretches;
    const auto partialOf = [&](int64_t s) {
        return call.partials + ((firstUnit + s) * group + head % group) * (dim + 2);
    };
    float most = -1e30f, total = 0;
    for (int64_t s = 0; s < call.stretches; ++s) most = partialOf(s)[dim] > most ? partialOf(s)[dim] : most;
    for (int64_t s = 0; s < call.stretches; ++s)
        total += partialOf(s)[dim + 1] * std::exp(partialOf(s)[dim] - most);
    float* out = call.out[token] + head * dim;
    std::memset(out, 0, size_t(dim) * sizeof(float));
    for (int64_t s = 0; s < call.stretches; ++s) {
        const float* partial = partialOf(s);
        const Vec share = set1(std::exp(partial[dim] - most) / total);
        eachVec(dim, [&](int64_t c, int n) {
            storeSome(out + c, fma(loadSome(partial + c, n), share, loadSome(out + c, n)), n);
        });
    }
}

} // namespace

void attentionCached(Stream& stream, TensorView q, KvView cache, const AttentionShape& shape,
                     TensorView out) {
    if (rowCount(q) >= ManyTokens) return attentionBlocks(stream, q, cache, shape, out);
    Call call{rowsOf<const float>(q),
              rowsOf<float>(out),
              cache,
              shape,
              rowCount(q),
              1,
              cache.length,
              reinterpret_cast<float*>(stream.scratch)};
    const int64_t pairs = call.tokens * shape.kvHeads;
    const size_t partial = size_t(shape.heads / shape.kvHeads * (shape.headDim + 2)) * sizeof(float);
    const int64_t room = int64_t(PartialBytes / (partial * size_t(pairs)));
    // Few tokens: cut the keys, so that every thread has something to do.
    if (pairs < 32 && room > 1 && cache.length > 2 * 256) {
        const int64_t most = room < 16 ? room : 16, wanted = (cache.length + 255) / 256;
        const int64_t stretches = wanted < most ? wanted : most;
        call.stretchKeys =
            ((cache.length + stretches - 1) / stretches + BlockKeys - 1) / BlockKeys * BlockKeys;
        call.stretches = (cache.length + call.stretchKeys - 1) / call.stretchKeys;
    }
    const int64_t units = pairs * call.stretches;
    const int64_t work = call.tokens * shape.heads * shape.headDim * cache.length;
    withCacheType(cache.dtype, [&](auto type) {
        parallelFor(stream, units, work < SmallWork ? units : 1, [&](int64_t begin, int64_t end, int) {
            for (int64_t unit = begin; unit < end; ++unit) attendUnit<decltype(type)>(call, unit);
        });
    });
    if (call.stretches == 1) return;
    for (int64_t token = 0; token < call.tokens; ++token) {
        for (int64_t head = 0; head < shape.heads; ++head) joinStretches(call, token, head);
    }
}

} // namespace inkstone::kernels::INK_ISA
