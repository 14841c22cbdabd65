#include "core/generate/perplexity.h"

#include "core/base/clock.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace inkstone {

using kernels::DType;
using kernels::TensorView;

namespace {

Status badOption(const char* option, int64_t value, int64_t low, int64_t high) {
    return fail(ErrorCode::InvalidArgument, "cannot score the text", option,
                text("%1 is not between %2 and %3", value, low, high));
}

/// Adds -log p of tokens [firstTarget, ids.size()) of one window, each given those before it.
Status scoreWindow(Decoder& decoder, std::span<const TokenId> ids, int64_t firstTarget, Perplexity& sum,
                   std::stop_token stop) {
    decoder.truncate(0);
    std::vector<float> lse;
    const auto each = [&](int64_t first, TensorView rows) -> Status {
        lse.resize(size_t(rows.rows()));
        decoder.model().ops().logSumExp(decoder.stream(), rows,
                                        TensorView::vector(lse.data(), DType::F32, rows.rows()));
        for (int64_t r = 0; r < rows.rows(); ++r) {
            const int64_t target = first + r + 1;
            if (target < firstTarget || target >= int64_t(ids.size())) continue;
            const double nll = double(lse[size_t(r)]) - double(rows.row<float>(r)[ids[size_t(target)]]);
            if (!std::isfinite(nll))
                return fail(ErrorCode::Corrupt, "cannot score the text",
                            decoder.model().model().path().filename().string(),
                            "the model gave non-finite logits",
                            "the model or adapter file may be damaged, or its training diverged");
            sum.nll += nll;
            ++sum.tokens;
        }
        return {};
    };
    // The last token of a window predicts nothing that is scored here.
    return decoder.feedAll(ids.first(ids.size() - 1), each, stop);
}

} // namespace

double Perplexity::value() const { return std::exp(nll / double(tokens)); }
double Perplexity::bitsPerByte() const { return nll / std::numbers::ln2 / double(bytes); }

Result<Perplexity> measurePerplexity(std::shared_ptr<const PreparedModel> model,
                                     std::shared_ptr<const LoraAdapter> adapter, std::string_view text,
                                     const PerplexityOptions& options, std::stop_token stop, JobSink& sink) {
    const int64_t most = model->config().context;
    const int64_t context = options.context ? options.context : std::min<int64_t>(2048, most);
    const int64_t stride = options.stride ? options.stride : context;
    if (context < 2 || context > most) return fail(badOption("context", context, 2, most).error());
    if (stride < 1 || stride > context) return fail(badOption("stride", stride, 1, context).error());
    INK_TRY(tokenizer, requireTokenizer(model->model()));
    INK_TRY(ids, tokenizer->encode(text, {.addSpecial = true}));
    if (tokenizer->addsEos() && !ids.empty() && ids.back() == tokenizer->eos()) ids.pop_back();
    if (ids.size() < 2)
        return fail(ErrorCode::InvalidArgument, "cannot score the text", "",
                    inkstone::text("it has %1 tokens, and at least 2 are needed", ids.size()));
    INK_TRY(decoder, Decoder::make(std::move(model), std::move(adapter),
                                   {.capacity = context, .threads = options.threads}));

    Perplexity sum{.bytes = int64_t(text.size())};
    const double begin = monotonicSeconds();
    const int64_t n = int64_t(ids.size());
    for (int64_t first = 0, scored = 0; scored < n; first += stride) {
        const int64_t end = std::min(first + context, n);
        if (end - first >= 2) {
            const auto window = std::span<const TokenId>(ids).subspan(size_t(first), size_t(end - first));
            INK_CHECK(scoreWindow(*decoder, window, std::max<int64_t>(1, scored - first), sum, stop));
        }
        scored = end;
        const double perSecond = double(scored) / std::max(monotonicSeconds() - begin, 1e-9);
        sink.emit(Progress{.done = double(scored),
                           .total = double(n),
                           .unit = "tokens",
                           .perSecond = perSecond,
                           .secondsLeft = double(n - scored) / perSecond,
                           .stage = "Scoring"});
    }
    return sum;
}

} // namespace inkstone
