#pragma once
// THE forward pass. It reads as the papers do: norm, q k v, rotary positions, attention, output, norm, gated
// feed-forward; adapters beside each matrix. The same code serves training (many packed sequences,
// activations kept for backward.h) and inference (one sequence against a cache).
//
// Everything is token-major: x is [tokens, hidden] F32, the residual stream; the other activations have
// Pass::type. Sequences are packed without padding, described by cuSeqlens.

#include "core/model/kv_cache.h"
#include "core/model/lora.h"
#include "core/model/prepared_model.h"
#include "core/model/rotary.h"
#include "core/tensor/arena.h"

#include <array>
#include <span>
#include <stop_token>
#include <vector>

namespace inkstone {

/// An adapter as one pass uses it. Parameters are in the activation type; views are valid during the pass
/// only.
struct LoraWeights {
    const LoraLayout* layout = nullptr;
    kernels::TensorView parameters; ///< [layout->size()]
    float dropout = 0;              ///< 0 outside training
    uint64_t dropoutSeed = 0;       ///< a new one for each micro-batch

    /// The A's of a group, [rows, inputs], and one B, [outputs, rank].
    kernels::TensorView groupA(const LoraGroupLayout& group) const;
    kernels::TensorView targetB(const LoraGroupLayout::Target& target, int64_t outputs) const;
};

/// What a pass works with.
struct Pass {
    const PreparedModel& model;
    const kernels::Ops& ops; ///< the model's, or nullOps() in a plan
    kernels::Stream& stream;
    Arena& arena;
    const LoraWeights* lora = nullptr;
    std::stop_token stop;
    kernels::DType type = kernels::DType::F32; ///< of activations; BF16 in bf16 training
    /// In training: this many blocks, from the first, keep nothing but their input; backward makes the rest
    /// again, bit by bit. Less memory for more time.
    int64_t recomputed = 0;

    kernels::TensorView activation(int64_t rows, int64_t columns) {
        return arena.matrix(type, rows, columns);
    }
};

/// The same values in the activation type: `x` itself when it already has it.
kernels::TensorView asActivation(Pass& pass, kernels::TensorView x);

/// Packed sequences. positions[i] counts from 0 inside each sequence.
struct Sequences {
    std::span<const int32_t> tokens, positions, cuSeqlens;
};

/// What backward needs of one block; views into the arena. Of a recomputed block only `x` is there. The
/// norms' outputs and the gated product are made again there: cheap to compute, dear to keep.
struct SavedBlock {
    kernels::TensorView x, attentionRstd; ///< input of the block [n, hidden] F32; [n] F32
    kernels::TensorView qkv;              ///< [n, query + 2 kv], rotated
    kernels::TensorView rawQk, qkRstd;    ///< with query/key norms: q k before them; [heads + kvHeads, n] F32
    kernels::TensorView attentionOut,
        attentionOutRstd;                   ///< with norms after: the half's own result [n, hidden]
    kernels::TensorView ffnOut, ffnOutRstd; ///< F32, before its norm; [n] F32
    kernels::TensorView attention, lse;     ///< [n, query]; [heads, n] F32
    kernels::TensorView middle, ffnRstd;    ///< residual after attention [n, hidden] F32
    kernels::TensorView gateUp;             ///< [n, 2 ffn]
    std::array<kernels::TensorView, loraGroupCount> loraU; ///< A x of each group, [n, rows]
};

/// Runs all blocks over packed sequences and keeps what backward needs in `pass.arena`. `x` becomes the
/// residual stream before the final norm. False when stopped (the arena then holds an unfinished pass).
bool forwardTraining(Pass& pass, const Sequences& sequences, std::vector<SavedBlock>& saved,
                     kernels::TensorView& x);

/// Fills in what a recomputed block did not keep, above the mark the caller took.
void makeAgain(Pass& pass, int64_t layer, const RotaryTables& rotary, std::span<const int32_t> cuSeqlens,
               SavedBlock& block);

/// Runs all blocks over tokens that follow what the cache holds, and appends them to it. `x` as above; it
/// lives in the arena above the mark the caller took. False when stopped; the cache is then unchanged.
/// `promptLength` is the length the sequence will have when a prompt cut into several passes is complete
/// (rotary.h says why); 0: what the cache will hold after this pass.
bool forwardCached(Pass& pass, std::span<const int32_t> tokens, KvCache& cache, kernels::TensorView& x,
                   int64_t promptLength = 0);

/// logits [n, vocabulary] F32 of residual rows x [n, hidden].
void headLogits(Pass& pass, kernels::TensorView x, kernels::TensorView logits);

/// outputs[i] += scale * B_i (A_i input) for the targets of a group; u (empty: temporary) keeps A x. Outputs
/// that are empty are left out.
void addLora(Pass& pass, int64_t layer, LoraGroup group, kernels::TensorView input,
             const std::array<kernels::TensorView, 3>& outputs, kernels::TensorView u);

/// Each layer and group drops other elements; backward asks for the same mask again.
inline uint64_t loraDropoutSeed(uint64_t seed, int64_t layer, LoraGroup group) {
    return seed + 0x9e3779b97f4a7c15ull * (uint64_t(layer) * loraGroupCount + uint64_t(group) + 1);
}

/// Heads as rows of a matrix of their own: `each(rows [m, headDim], firstHead)`. One token's heads are one
/// matrix; those of many tokens a matrix for each head.
template <class Each> void eachHead(kernels::TensorView x, int64_t headDim, const Each& each) {
    const int64_t heads = x.columns() / headDim;
    if (x.rows() == 1) {
        each(kernels::TensorView::matrix(x.data, x.dtype, heads, headDim), int64_t(0));
        return;
    }
    for (int64_t head = 0; head < heads; ++head) each(x.columnsFrom(head * headDim, headDim), head);
}
/// Turns (or turns back) q and k as `layer` does, if it does.
void rotate(Pass& pass, int64_t layer, const RotaryTables& tables, kernels::TensorView q,
            kernels::TensorView k, bool inverse);
/// Inverse norms of the heads that eachHead shows: [m] of all [heads, n].
kernels::TensorView headRstd(kernels::TensorView all, int64_t firstHead, int64_t m);

/// The columns of a joined q k v (or gate up) activation that belong to each member.
std::array<kernels::TensorView, 3> splitQkv(const ModelConfig& config, kernels::TensorView qkv);
std::array<kernels::TensorView, 2> splitGateUp(const ModelConfig& config, kernels::TensorView gateUp);

} // namespace inkstone
