#include "core/generate/divergence.h"

#include <algorithm>
#include <cmath>

namespace inkstone {

using kernels::TensorView;

namespace {

/// Tokens fed to each model in turn, so that only so many rows of logits are kept.
constexpr size_t pieceTokens = 64;

double logSumExp(std::span<const float> row) {
    const double highest = *std::max_element(row.begin(), row.end());
    double sum = 0;
    for (const float x : row) sum += std::exp(double(x) - highest);
    return highest + std::log(sum);
}

void compare(std::span<const float> exact, std::span<const float> other, Divergence& result) {
    const double exactLse = logSumExp(exact), otherLse = logSumExp(other);
    double kl = 0;
    for (size_t i = 0; i < exact.size(); ++i) {
        const double logP = double(exact[i]) - exactLse, logQ = double(other[i]) - otherLse;
        kl += std::exp(logP) * (logP - logQ);
    }
    const auto top = [](std::span<const float> row) {
        return std::max_element(row.begin(), row.end()) - row.begin();
    };
    ++result.tokens;
    result.mean += kl;
    result.max = std::max(result.max, kl);
    result.top1Agreement += top(exact) == top(other);
}

} // namespace

Result<Divergence> measureDivergence(const ComparedModel& exact, const ComparedModel& other,
                                     std::span<const TokenId> ids, std::stop_token stop, JobSink& sink,
                                     CacheType otherCache) {
    if (ids.empty() || exact.model->config().vocabulary != other.model->config().vocabulary)
        return fail(ErrorCode::InvalidArgument, "cannot compare the models",
                    other.model->model().path().filename().string(),
                    ids.empty() ? "the text has no tokens" : "their vocabularies differ");
    DecoderOptions options{.capacity = int64_t(ids.size()), .threads = exact.model->threads()};
    INK_TRY(first, Decoder::make(exact.model, exact.adapter, options));
    options.cacheType = otherCache;
    INK_TRY(second, Decoder::make(other.model, other.adapter, options));
    Divergence result;
    std::vector<float> rows;
    const auto keep = [&](int64_t, TensorView logits) -> Status {
        rows.insert(rows.end(), logits.f32(), logits.f32() + logits.count());
        return {};
    };
    for (auto left = ids; !left.empty();) {
        const auto piece = left.first(std::min(left.size(), pieceTokens));
        left = left.subspan(piece.size());
        rows.clear();
        INK_CHECK(first->feedAll(piece, keep, stop));
        const auto check = [&](int64_t begin, TensorView logits) -> Status {
            for (int64_t r = 0; r < logits.rows(); ++r) {
                const size_t width = size_t(logits.columns());
                compare(std::span(rows).subspan(size_t(begin + r) * width, width),
                        {logits.row<float>(r), width}, result);
            }
            return {};
        };
        INK_CHECK(second->feedAll(piece, check, stop));
        sink.emit(Progress{.done = double(ids.size() - left.size()),
                           .total = double(ids.size()),
                           .unit = "tokens",
                           .stage = "Comparing"});
    }
    result.mean /= double(result.tokens);
    result.top1Agreement /= double(result.tokens);
    if (!std::isfinite(result.mean))
        return fail(ErrorCode::Corrupt, "cannot compare the models",
                    second->model().model().path().filename().string(), "one of them gave non-finite logits",
                    "one of the files may be damaged");
    return result;
}

} // namespace inkstone
