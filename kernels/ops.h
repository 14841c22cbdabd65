#pragma once
// THE list of operations: one table of function pointers, forward and backward. A backend fills it in
// (reference/, cpu/, cuda/); the model calls nothing else. Operations never allocate: results and scratch are
// the caller's (Stream holds the scratch). Everything is token-major: activations are [tokens, width],
// sequences are described by cuSeqlens (int32 [sequences + 1], first 0, last tokens), so there is no padding.
//
// Unless said otherwise: activations are F32, or BF16 where the text says "F32|BF16"; sums are kept in F32
// (reference: double); results do not depend on the number of threads.

#include "kernels/tensor_view.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace inkstone::kernels {

class ThreadPool;
struct DeviceStream; // the CUDA backend's, kernels/cuda

/// Where an operation runs: worker threads and their scratch memory. Made by Backend::makeStream().
struct Stream {
    ThreadPool* pool = nullptr;   ///< null: on the calling thread
    std::byte* scratch = nullptr; ///< `scratchBytes` for each worker, worker w at scratch + w * scratchBytes
    size_t scratchBytes = 0;
    int threads = 1;
    DeviceStream* device = nullptr; ///< where the operations of a device's backend run
};

/// Order of a source matrix's rows. GGUF's llama files store the q and k projections with the two halves of
/// each head interleaved; reading them with `HalvesInterleaved` gives Hugging Face's order, the only one used
/// inside: row i < headDim/2 of a head lies at 2i, row i >= headDim/2 at 2(i - headDim/2) + 1.
/// InternLM2 fuses q, k and v for each key/value head; with `Grouped`, every run of `groupRows` rows is
/// followed by others' rows up to the next multiple of `groupStride`.
enum class RowOrder : uint8_t { Plain, HalvesInterleaved, Grouped };

/// A weight matrix [rows, columns] as it lies in a (mapped) file, rows contiguous.
struct WeightSource {
    const std::byte* data = nullptr;
    DType dtype = DType::F32;
    int64_t rows = 0, columns = 0;
    RowOrder order = RowOrder::Plain;
    int headDim = 0;                    ///< with HalvesInterleaved
    int groupRows = 0, groupStride = 0; ///< with Grouped, in rows
};

/// How a weight matrix was prepared for products.
enum class Packing : uint8_t {
    Source, ///< not at all: rows are dequantised to F32 on the fly; the exact path, both directions
    Int8,   ///< row-interleaved quants, the file's numbers: F32 activations are quantised per 32 values
            ///< (fast inference), beside BF16 ones the weights become bf16 on the way (training)
    Bf16,   ///< panels of bf16, both directions
    Panels, ///< not at all, F32 in plain order: those panels are made on the way (training all weights)
};

/// A prepared weight. `data` is null for Packing::Source and Packing::Panels.
struct PackedWeight {
    Packing packing = Packing::Source;
    WeightSource source; ///< rows and columns are the matrix's; `data` may be null once packed
    const std::byte* data = nullptr;
    size_t bytes = 0;
};

struct AttentionShape {
    int heads = 0, kvHeads = 0, headDim = 0; ///< heads % kvHeads == 0
    float scale = 0;                         ///< usually 1/sqrt(headDim)
    int window = 0;    ///< sliding window: a token sees itself and window-1 before; 0: all
    float softcap = 0; ///< s = cap * tanh(s / cap); 0: none
};

/// Keys and values of one sequence in one layer. Element (head h, token t, i) of k lies at
/// k + h * headStride + t * tokenStride + i, in elements of `dtype` (F32, F16, BF16 or Q8_0). The same for v.
/// Q8_0 keeps blocks of 32 elements: strides and the head's width are then multiples of 32.
struct KvView {
    void* k = nullptr;
    void* v = nullptr;
    DType dtype = DType::F32;
    int64_t headStride = 0, tokenStride = 0;
    int64_t length = 0; ///< tokens present
};

enum class Activation : uint8_t { Silu, GeluTanh };

struct AdamW {
    float learningRate = 0, beta1 = 0.9f, beta2 = 0.999f, epsilon = 1e-8f, weightDecay = 0;
    int64_t step = 1;    ///< 1 for the first update
    float gradScale = 1; ///< multiplies the gradient (clipping)
};

/// Adam's moments of `count` parameters in 8 bits (moments8.h): a byte for each, a scale for every 256.
struct Moments8 {
    uint8_t *moment1 = nullptr, *moment2 = nullptr;
    float *scale1 = nullptr, *scale2 = nullptr;
    int64_t count = 0;
};

struct Ops {
    // ---- storage
    /// out [n, columns] F32|BF16 <- rows [firstRow, firstRow + n) of w, in canonical row order.
    void (*dequantize)(Stream&, const WeightSource& w, int64_t firstRow, TensorView out);
    /// dst <- src, same shape, among F32, BF16, F16.
    void (*convert)(Stream&, TensorView src, TensorView dst);
    /// out [n, columns] F32 <- rows `ids[n]` of w: the embedding.
    void (*embed)(Stream&, const WeightSource& w, std::span<const int32_t> ids, TensorView out);

    // ---- products with weights
    /// Bytes of `w` packed; 0: this backend has no such packing for this matrix.
    size_t (*packedBytes)(Packing packing, const WeightSource& w);
    /// True when `a` and `b`, packed one right after the other, are also one packed matrix of all their rows.
    bool (*joinable)(Packing packing, const WeightSource& a, const WeightSource& b);
    /// Fills `dst` (packedBytes long, 64-byte aligned). Parallel inside.
    void (*pack)(Stream&, Packing packing, const WeightSource& w, std::byte* dst);
    /// y [n, rows] = or += x [n, columns] Wᵀ + bias [rows] (may be empty). x: F32 for Source, else F32|BF16.
    /// y: F32, or BF16 with Packing::Bf16 or x BF16.
    void (*linear)(Stream&, TensorView x, const PackedWeight& w, TensorView bias, TensorView y,
                   bool accumulate);
    /// dx [n, columns] F32|BF16 = or += dy [n, rows] W. dy: F32 for Source, else F32|BF16.
    void (*linearBackward)(Stream&, TensorView dy, const PackedWeight& w, TensorView dx, bool accumulate);
    /// c [m, n] F32|BF16 = alpha op(a) op(b) + beta c, a and b both F32 or both BF16, strided rows allowed.
    /// op(a) is [m, k]: transposeA means a is stored [k, m]. op(b) is [k, n]: transposeB means b is stored
    /// [n, k].
    void (*gemm)(Stream&, TensorView a, bool transposeA, TensorView b, bool transposeB, TensorView c,
                 float alpha, float beta);

    // ---- one token wide
    /// y (F32|BF16) = x / rms(x) * weight; rstd [n] F32 (may be empty) keeps 1/rms for backward. x, weight
    /// F32.
    void (*rmsNorm)(Stream&, TensorView x, TensorView weight, float epsilon, TensorView y, TensorView rstd);
    /// dx F32 += gradient; dweight [width] F32 += (may be empty). dy F32|BF16.
    void (*rmsNormBackward)(Stream&, TensorView dy, TensorView x, TensorView weight, TensorView rstd,
                            TensorView dx, TensorView dweight);
    /// Rotates x [n, heads * headDim] (F32|BF16) in place, pairs (i, i + headDim/2) of each head, by the
    /// angles of `positions[n]`; cosSin [maxPosition, headDim] F32 holds headDim/2 cosines then headDim/2
    /// sines per position. `inverse` rotates back (the backward pass).
    void (*rope)(Stream&, TensorView x, int headDim, std::span<const int32_t> positions, TensorView cosSin,
                 bool inverse);
    /// out = act(gate) * up. All [n, ffn] F32|BF16, the same type; out may be gate or up.
    void (*gatedActivation)(Stream&, Activation act, TensorView gate, TensorView up, TensorView out);
    /// dgate, dup from dout; dgate may be gate, dup may be up, or dout.
    void (*gatedActivationBackward)(Stream&, Activation act, TensorView gate, TensorView up, TensorView dout,
                                    TensorView dgate, TensorView dup);
    /// y += x * scale, the same shape; x F32|BF16, y F32.
    void (*addScaled)(Stream&, TensorView x, float scale, TensorView y);
    /// y = x with each element zeroed with probability p and the rest scaled by 1/(1-p). The mask is a pure
    /// function of (seed, row, column), so that backward calls it again. F32|BF16, in place allowed.
    void (*dropout)(Stream&, TensorView x, float p, uint64_t seed, TensorView y);
    /// y row i <- x row ids[i] (F32|BF16).
    void (*gatherRows)(Stream&, TensorView x, std::span<const int32_t> ids, TensorView y);
    /// y row ids[i] += x row i, in order: an id may come more than once. F32|BF16.
    void (*scatterAddRows)(Stream&, TensorView x, std::span<const int32_t> ids, TensorView y);

    // ---- attention, causal inside each sequence
    /// q [n, heads*headDim], k, v [n, kvHeads*headDim], out as q; F32|BF16, rows may be strided.
    /// lse [heads, n] F32 (may be empty) keeps log-sum-exp of the scaled scores for backward.
    void (*attention)(Stream&, TensorView q, TensorView k, TensorView v, std::span<const int32_t> cuSeqlens,
                      const AttentionShape&, TensorView out, TensorView lse);
    /// dq, dk, dv = gradients (overwritten), the types of q, k, v.
    void (*attentionBackward)(Stream&, TensorView q, TensorView k, TensorView v, TensorView out,
                              TensorView lse, TensorView dout, std::span<const int32_t> cuSeqlens,
                              const AttentionShape&, TensorView dq, TensorView dk, TensorView dv);
    /// Appends k, v [n, kvHeads*headDim] F32 at token `position` of the cache (converted to its type).
    void (*appendKv)(Stream&, TensorView k, TensorView v, int64_t position, const AttentionShape&,
                     KvView cache);
    /// q [n, heads*headDim] F32 are the last n of cache.length tokens; token i sees cache tokens up to its
    /// own.
    void (*attentionCached)(Stream&, TensorView q, KvView cache, const AttentionShape&, TensorView out);

    // ---- loss and sampling
    /// Rows of logits [n, vocab] F32 become scale * (softmax - onehot(target)); losses[n] F32 = -log
    /// p(target). A target < 0 gives loss 0 and a zero row.
    void (*crossEntropy)(Stream&, TensorView logits, std::span<const int32_t> targets, float scale,
                         TensorView losses);
    /// out[n] F32 = log-sum-exp of each row of x [n, width] F32.
    void (*logSumExp)(Stream&, TensorView x, TensorView out);
    /// x <- cap * tanh(x / cap), in place, F32.
    void (*softcap)(Stream&, TensorView x, float cap);
    /// dx <- dx * (1 - (y / cap)^2), in place, F32; y is softcap's result.
    void (*softcapBackward)(Stream&, TensorView y, float cap, TensorView dx);

    // ---- optimizer; vectors of F32
    /// Sum of squares, in double, independent of the number of threads.
    double (*sumOfSquares)(Stream&, TensorView x);
    /// Decoupled weight decay, bias-corrected moments (Loshchilov & Hutter 2019; torch.optim.AdamW).
    void (*adamw)(Stream&, TensorView params, TensorView grads, TensorView moment1, TensorView moment2,
                  const AdamW&);
    /// The same with moments in 8 bits; params and grads [moments.count].
    void (*adamw8)(Stream&, TensorView params, TensorView grads, const Moments8& moments, const AdamW&);
};

/// Every row does nothing: the counting arena runs a plan with it.
const Ops& nullOps();

} // namespace inkstone::kernels
