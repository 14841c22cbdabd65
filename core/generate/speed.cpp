#include "core/generate/speed.h"

#include "core/base/clock.h"
#include "core/tensor/arena.h"
#include "kernels/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <functional>

namespace inkstone {

namespace {

constexpr int64_t decodeStart = 32; ///< tokens in the cache before the first decoded one
constexpr size_t readBytes = size_t(384) << 20;
constexpr int64_t readPiece = 1 << 20;

std::vector<TokenId> someIds(int64_t count, int64_t vocabulary) {
    std::vector<TokenId> ids(static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) ids[size_t(i)] = TokenId((1000 + i * 7919) % vocabulary);
    return ids;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const size_t n = values.size();
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/// Calls `round`, which gives the seconds it measured, once for warmth and then `repeats` times.
Result<Speed> repeat(int repeats, int64_t tokens, const std::function<Result<double>()>& round,
                     JobSink& sink) {
    Speed speed;
    for (int i = 0; i <= repeats; ++i) {
        INK_TRY(seconds, round());
        if (i > 0) speed.all.push_back(double(tokens) / seconds);
        sink.emit(
            Progress{.done = double(i), .total = double(repeats), .unit = "rounds", .stage = "Measuring"});
    }
    speed.tokensPerSecond = median(speed.all);
    return speed;
}

Status checkSpeed(const PreparedModel& model, const SpeedOptions& o, int64_t tokens) {
    if (tokens >= 1 && tokens <= model.config().context && o.repeats >= 1 && o.repeats <= 10000) return {};
    return fail(ErrorCode::InvalidArgument, "cannot measure", model.model().path().filename().string(),
                text("%1 tokens do not fit its context of %2, or the repeats are none", tokens,
                     model.config().context));
}

} // namespace

namespace {

/// Seconds of `timed` behind `before` tokens, which are read once and not timed.
Result<Speed> measure(std::shared_ptr<const PreparedModel> model, const SpeedOptions& options, int64_t before,
                      int64_t timed, int64_t pieceTokens, std::stop_token stop, JobSink& sink) {
    INK_CHECK(checkSpeed(*model, options, before + timed));
    const auto ids = someIds(before + timed, model->config().vocabulary);
    INK_TRY(decoder,
            Decoder::make(
                model, nullptr,
                {.capacity = before + timed, .threads = options.threads, .cacheType = options.cacheType}));
    if (before > 0) INK_CHECK(decoder->feed(std::span(ids).first(size_t(before)), stop));
    const auto round = [&]() -> Result<double> {
        decoder->truncate(before);
        const double begin = monotonicSeconds();
        for (auto left = std::span(ids).subspan(size_t(before)); !left.empty();
             left = left.subspan(size_t(pieceTokens)))
            INK_CHECK(decoder->feed(left.first(size_t(pieceTokens)), stop));
        return monotonicSeconds() - begin;
    };
    return repeat(options.repeats, timed, round, sink);
}

} // namespace

Result<Speed> measureDecode(std::shared_ptr<const PreparedModel> model, const SpeedOptions& options,
                            std::stop_token stop, JobSink& sink) {
    return measure(std::move(model), options, options.depth + decodeStart, options.answer, 1, stop, sink);
}

Result<Speed> measurePrefill(std::shared_ptr<const PreparedModel> model, const SpeedOptions& options,
                             std::stop_token stop, JobSink& sink) {
    return measure(std::move(model), options, options.depth, options.prompt, options.prompt, stop, sink);
}

uint64_t decodedBytesPerToken(const PreparedModel& model, const SpeedOptions& options) {
    const auto bytesOf = [](const kernels::PackedWeight& w) -> uint64_t {
        if (w.data) return w.bytes;
        return uint64_t(w.source.rows) * kernels::rowBytes(w.source.dtype, w.source.columns);
    };
    uint64_t bytes = bytesOf(model.head());
    for (int64_t layer = 0; layer < model.config().layers; ++layer)
        for (const Linear linear : allLinears) bytes += bytesOf(model.layer(layer)[linear]);
    const kernels::DType cache = DecoderOptions{.cacheType = options.cacheType}.cacheTypeFor(model);
    return bytes + uint64_t(options.depth) * cacheBytesPerToken(model.config(), cache);
}

double measureReadSpeed(int threads) {
    // In memory like that of packed weights (prepared_model.cpp): large pages are read much faster.
    Arena arena({.capacity = readBytes, .hugePages = true});
    const std::span buffer(arena.array<uint64_t>(readBytes / sizeof(uint64_t)), readBytes / sizeof(uint64_t));
    std::ranges::fill(buffer, 1);
    kernels::ThreadPool pool(std::max(threads, 1));
    kernels::Stream stream{.pool = &pool, .threads = std::max(threads, 1)};
    std::atomic<uint64_t> sum = 0;
    double best = 0;
    for (int pass = 0; pass < 6; ++pass) {
        const double begin = monotonicSeconds();
        kernels::parallelFor(stream, int64_t(buffer.size()), readPiece, [&](int64_t first, int64_t end, int) {
            // Eight chains, so that the additions never wait for each other.
            uint64_t s[8] = {};
            for (int64_t i = first; i + 8 <= end; i += 8)
                for (int k = 0; k < 8; ++k) s[k] += buffer[size_t(i + k)];
            for (const uint64_t part : s) sum += part;
        });
        best = std::max(best, double(readBytes) / (monotonicSeconds() - begin));
    }
    return sum.load() == 0 ? 0 : best;
}

} // namespace inkstone
