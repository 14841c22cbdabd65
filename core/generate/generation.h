#pragma once
// One answer, token by token: prompt ids -> feed -> loop (sampler -> piece -> feed). A Generator is a decoder
// that remembers what it has read: the next prompt is fed only from where it differs, so a conversation goes
// on without reading it again, and an edited turn costs only what follows it.

#include "core/generate/sampler.h"
#include "core/jobs/job.h"
#include "core/model/decoder.h"
#include "core/tokenizer/rendered_prompt.h"

#include <memory>
#include <string>
#include <vector>

namespace inkstone {

struct GenerationOptions {
    SamplingOptions sampling;
    int64_t maxTokens = 256;
    std::vector<std::string> stops; ///< the answer ends before the first of them
    bool ignoreEos = false;         ///< end tokens are never drawn: the answer has maxTokens tokens
};

enum class FinishReason : uint8_t {
    Stop,     ///< an end token or a stop string
    Length,   ///< maxTokens, or the context is full (a warning says so)
    Cancelled ///< stopped by the person; the text so far counts
};
const char* name(FinishReason reason); ///< "stop", "length", "cancelled"

struct Generation {
    std::string text; ///< valid UTF-8
    std::vector<TokenId>
        ids; ///< drawn tokens without the end token; with a stop string: up to its last token
    FinishReason finish = FinishReason::Stop;
    int64_t promptTokens = 0;     ///< of the whole prompt
    int64_t reusedTokens = 0;     ///< of these, already in the cache
    int64_t completionTokens = 0; ///< drawn tokens, the end token included
    double prefillSeconds = 0, decodeSeconds = 0;

    double prefillRate() const; ///< fed prompt tokens per second
    double decodeRate() const;  ///< tokens per second after the first
};

/// A conversation as the model sees it, with the header of the answer to come.
Result<RenderedPrompt> chatPrompt(const Model& model, const std::vector<Message>& messages,
                                  const OrderedJson& tools = {});
/// Plain text; BOS where the tokenizer adds it.
Result<RenderedPrompt> textPrompt(const Model& model, std::string_view text);

/// Tokens of a prompt between two reports of progress.
constexpr int64_t promptPiece = 512;

class Generator {
public:
    /// `adapter` may be null. Fails when the model has no tokenizer.
    static Result<std::unique_ptr<Generator>> make(std::shared_ptr<const PreparedModel> model,
                                                   std::shared_ptr<const LoraAdapter> adapter,
                                                   const DecoderOptions& options = {});

    /// Emits a GeneratedPiece as text becomes certain, Progress while a long prompt is read, and a warning
    /// when the context ends the answer. InvalidArgument: options out of range, no prompt, or a prompt that
    /// leaves no room in the context (nothing is cut silently).
    Result<Generation> generate(std::span<const TokenId> prompt, const GenerationOptions& options,
                                std::stop_token stop, JobSink& sink);

    /// Tokens a prompt would not have to feed again.
    int64_t sharedPrefix(std::span<const TokenId> prompt) const;
    const PreparedModel& model() const { return m_decoder->model(); }

private:
    Generator() = default;
    Status readPrompt(std::span<const TokenId> prompt, Generation& generation, std::stop_token stop,
                      JobSink& sink);
    Status feed(std::span<const TokenId> tokens, std::stop_token stop);
    Status decode(const GenerationOptions& options, Generation& generation, std::stop_token stop,
                  JobSink& sink);

    std::unique_ptr<Decoder> m_decoder;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::vector<TokenId> m_read; ///< what the decoder's cache holds
};

} // namespace inkstone
