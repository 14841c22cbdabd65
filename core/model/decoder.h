#pragma once
// One conversation with a prepared model: a cache, an arena and a stream. Feed tokens, read logits.
// Decoding with the cache gives the same logits as one full forward pass.

#include "core/model/transformer.h"

#include <functional>
#include <memory>
#include <optional>

namespace inkstone {

struct DecoderOptions {
    int64_t capacity = 0; ///< tokens of context; 0: the model's
    int threads = 0;      ///< 0: all cores
    bool rewards = false; ///< a reward model is welcome: its logits are [1]
    CacheType cacheType = {};
    /// The type a conversation with `model` keeps.
    kernels::DType cacheTypeFor(const PreparedModel& model) const;
};

class Decoder {
public:
    /// `adapter` may be null; both outlive nothing: they are shared.
    static Result<std::unique_ptr<Decoder>> make(std::shared_ptr<const PreparedModel> model,
                                                 std::shared_ptr<const LoraAdapter> adapter,
                                                 const DecoderOptions& options = {});

    /// Appends tokens to the conversation; logits() then belongs to the last of them. Refuses more than the
    /// context holds and ids outside the vocabulary. Cancelled: what was fed before stays.
    Status feed(std::span<const TokenId> tokens, std::stop_token stop = {});
    /// [config().headRows()], after the last fed token.
    std::span<const float> logits() const { return m_logits; }

    /// Like feed(), but hands out the logits of every token: rows [n, headRows] that begin at token `first`
    /// of `tokens`. Stops at the first error of `each`.
    using LogitsFn = std::function<Status(int64_t first, kernels::TensorView rows)>;
    Status feedAll(std::span<const TokenId> tokens, const LogitsFn& each, std::stop_token stop = {});

    int64_t length() const { return m_cache->length(); }
    int64_t capacity() const { return m_cache->capacity(); }
    /// Forgets tokens from `length` on: for edited or regenerated turns.
    void truncate(int64_t length) { m_cache->truncate(length); }

    const PreparedModel& model() const { return *m_model; }
    kernels::Stream& stream() { return m_stream->stream(); }

private:
    Decoder() = default;
    Status check(std::span<const TokenId> tokens) const;
    Pass pass(std::stop_token stop);

    std::shared_ptr<const PreparedModel> m_model;
    std::shared_ptr<const LoraAdapter> m_adapter;
    std::optional<LoraWeights> m_lora;
    std::unique_ptr<kernels::StreamOwner> m_stream;
    std::unique_ptr<KvCache> m_cache;
    Arena m_arena;
    std::vector<float> m_logits;
};

} // namespace inkstone
