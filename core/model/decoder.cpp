#include "core/model/decoder.h"

#include <algorithm>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

namespace {
/// Tokens of a prompt per pass: large enough for full matrix products, small enough to answer a stop soon.
constexpr int64_t promptChunk = 512;
/// Rows of logits handed out at once.
constexpr int64_t logitRows = 64;

Error stopped() { return {ErrorCode::Cancelled, "stopped", "", "", ""}; }
} // namespace

DType DecoderOptions::cacheTypeFor(const PreparedModel& model) const {
    // The exact path keeps exact keys and values; the fast one halves them, in the type attention multiplies
    // in.
    return cacheType.value_or(model.compute() == Compute::F32 ? DType::F32 : DType::BF16);
}

Result<std::unique_ptr<Decoder>> Decoder::make(std::shared_ptr<const PreparedModel> model,
                                               std::shared_ptr<const LoraAdapter> adapter,
                                               const DecoderOptions& options) {
    std::unique_ptr<Decoder> decoder(new Decoder);
    const ModelConfig& config = model->config();
    if (!options.rewards) INK_CHECK(requireLanguageModel(model->model()));
    const int64_t capacity =
        options.capacity > 0 ? std::min(options.capacity, config.context) : config.context;
    const DType cacheType = options.cacheTypeFor(*model);
    INK_CHECK(checkCacheType(config, cacheType));
    decoder->m_cache = std::make_unique<KvCache>(config, capacity, cacheType);
    decoder->m_stream = kernels::StreamOwner::make(model->backend(), options.threads);
    decoder->m_logits.resize(size_t(config.headRows()));
    if (adapter) {
        const std::span<const float> values = adapter->parameters();
        decoder->m_lora = LoraWeights{.layout = &adapter->layout(),
                                      .parameters = TensorView::vector(const_cast<float*>(values.data()),
                                                                       DType::F32, int64_t(values.size()))};
    }
    decoder->m_adapter = std::move(adapter);
    decoder->m_model = std::move(model);
    return decoder;
}

Pass Decoder::pass(std::stop_token stop) {
    return {.model = *m_model,
            .ops = m_model->ops(),
            .stream = m_stream->stream(),
            .arena = m_arena,
            .lora = m_lora ? &*m_lora : nullptr,
            .stop = std::move(stop)};
}

Status Decoder::check(std::span<const TokenId> tokens) const {
    const std::string where = m_model->model().path().filename().string();
    for (TokenId id : tokens)
        if (id < 0 || id >= m_model->config().vocabulary)
            return fail(
                ErrorCode::InvalidArgument, "cannot run the model", where,
                text("token id %1 is outside its vocabulary of %2", id, m_model->config().vocabulary));
    if (int64_t(tokens.size()) > m_cache->capacity() - m_cache->length())
        return fail(ErrorCode::InvalidArgument, "the conversation is too long", where,
                    text("%1 tokens do not fit its context of %2", m_cache->length() + int64_t(tokens.size()),
                         m_cache->capacity()),
                    "start a new chat or shorten the prompt");
    return requireIntact(m_model->model());
}

Status Decoder::feed(std::span<const TokenId> tokens, std::stop_token stop) {
    INK_CHECK(check(tokens));
    Pass pass = this->pass(stop);
    const int64_t length = m_cache->length() + int64_t(tokens.size());
    while (!tokens.empty()) {
        ArenaScope scope(m_arena);
        const size_t n = std::min(size_t(promptChunk), tokens.size());
        TensorView x;
        if (!forwardCached(pass, tokens.first(n), *m_cache, x, length)) return fail(stopped());
        tokens = tokens.subspan(n);
        if (tokens.empty()) {
            TensorView row = TensorView::matrix(m_logits.data(), DType::F32, 1, int64_t(m_logits.size()));
            headLogits(pass, x.rowsFrom(x.rows() - 1, 1), row);
        }
    }
    return requireIntact(m_model->model());
}

Status Decoder::feedAll(std::span<const TokenId> tokens, const LogitsFn& each, std::stop_token stop) {
    INK_CHECK(check(tokens));
    Pass pass = this->pass(stop);
    const int64_t length = m_cache->length() + int64_t(tokens.size());
    for (int64_t first = 0; first < int64_t(tokens.size()); first += promptChunk) {
        ArenaScope scope(m_arena);
        const int64_t n = std::min(promptChunk, int64_t(tokens.size()) - first);
        TensorView x;
        if (!forwardCached(pass, tokens.subspan(size_t(first), size_t(n)), *m_cache, x, length))
            return fail(stopped());
        for (int64_t row = 0; row < n; row += logitRows) {
            ArenaScope rowScope(m_arena);
            const int64_t rows = std::min(logitRows, n - row);
            TensorView logits = m_arena.matrix(DType::F32, rows, m_model->config().headRows());
            headLogits(pass, x.rowsFrom(row, rows), logits);
            if (row + rows == n) std::copy_n(logits.row<float>(rows - 1), m_logits.size(), m_logits.begin());
            INK_CHECK(each(first + row, logits));
        }
    }
    return requireIntact(m_model->model());
}

} // namespace inkstone
