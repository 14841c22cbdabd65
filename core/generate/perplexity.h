#pragma once
// How surprised a model is by a text. Windows of `context` tokens begin every `stride` tokens; each token is
// scored once, in the first window that holds it, but a window's first token never (nothing comes before it).
// BOS stands before the text only where the tokenizer adds it.

#include "core/jobs/job.h"
#include "core/model/decoder.h"

#include <string_view>

namespace inkstone {

struct PerplexityOptions {
    int64_t context = 0; ///< 0: min(2048, the model's)
    int64_t stride = 0;  ///< 0: context
    int threads = 0;     ///< 0: all cores
};

struct Perplexity {
    int64_t tokens = 0; ///< scored ones
    double nll = 0;     ///< their total negative log-likelihood, nats
    int64_t bytes = 0;  ///< of the text

    double value() const;       ///< exp(nll / tokens)
    double bitsPerByte() const; ///< nll / ln 2 / bytes
};

/// `adapter` may be null. Emits Progress in "tokens". InvalidArgument: a text of fewer than two tokens, a
/// context or stride that makes no sense.
Result<Perplexity> measurePerplexity(std::shared_ptr<const PreparedModel> model,
                                     std::shared_ptr<const LoraAdapter> adapter, std::string_view text,
                                     const PerplexityOptions& options, std::stop_token stop, JobSink& sink);

} // namespace inkstone
