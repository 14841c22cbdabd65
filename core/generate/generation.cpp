#include "core/generate/generation.h"

#include "core/base/clock.h"
#include "core/generate/stop_strings.h"

#include <algorithm>

namespace inkstone {

namespace {

/// Collects what the tokens say and tells the sink what is certain.
class AnswerText {
public:
    AnswerText(const Tokenizer& tokenizer, StopStrings stops, JobSink& sink)
        : m_decoder(tokenizer), m_stops(std::move(stops)), m_sink(sink) {}

    void push(TokenId id) {
        ++m_tokens;
        show(m_stops.push(m_decoder.push(id)));
    }
    void finish() {
        show(m_stops.push(m_decoder.finish()));
        show(m_stops.finish());
    }
    bool stopped() const { return m_stops.stopped(); }
    const std::string& text() const { return m_text; }

private:
    void show(const std::string& piece) {
        if (piece.empty()) return;
        m_text += piece;
        m_sink.emit(GeneratedPiece{piece, std::exchange(m_tokens, 0)});
    }

    StreamDecoder m_decoder;
    StopStrings m_stops;
    JobSink& m_sink;
    std::string m_text;
    int32_t m_tokens = 0; ///< since the last piece
};

bool cancelled(const Status& status) { return !status && status.error().code == ErrorCode::Cancelled; }

double rate(int64_t tokens, double seconds) {
    return tokens > 0 && seconds > 0 ? double(tokens) / seconds : 0;
}

} // namespace

const char* name(FinishReason reason) {
    switch (reason) {
    case FinishReason::Stop:
        return "stop";
    case FinishReason::Length:
        return "length";
    case FinishReason::Cancelled:
        return "cancelled";
    }
    return "";
}

double Generation::prefillRate() const { return rate(promptTokens - reusedTokens, prefillSeconds); }
double Generation::decodeRate() const { return rate(completionTokens - 1, decodeSeconds); }

Result<RenderedPrompt> chatPrompt(const Model& model, const std::vector<Message>& messages,
                                  const OrderedJson& tools) {
    INK_TRY(tokenizer, requireTokenizer(model));
    ConversationOptions options;
    options.render.addGenerationPrompt = true;
    options.render.tools = tools;
    return encodeConversation(*tokenizer, *model.chatTemplate(), messages, options);
}

Result<RenderedPrompt> textPrompt(const Model& model, std::string_view text) {
    INK_TRY(tokenizer, requireTokenizer(model));
    INK_TRY(encoding, tokenizer->encodeWithPlaces(text, {.addSpecial = true}));
    // An EOS at the end would close the text that is to be continued.
    if (tokenizer->addsEos() && !encoding.ids.empty() && encoding.ids.back() == tokenizer->eos()) {
        encoding.ids.pop_back();
        encoding.begins.pop_back();
    }
    return RenderedPrompt{
        .text = std::string(text), .ids = std::move(encoding.ids), .begins = std::move(encoding.begins)};
}

Result<std::unique_ptr<Generator>> Generator::make(std::shared_ptr<const PreparedModel> model,
                                                   std::shared_ptr<const LoraAdapter> adapter,
                                                   const DecoderOptions& options) {
    std::unique_ptr<Generator> generator(new Generator);
    INK_TRY(tokenizer, requireTokenizer(model->model()));
    INK_TRY(decoder, Decoder::make(std::move(model), std::move(adapter), options));
    generator->m_tokenizer = std::move(tokenizer);
    generator->m_decoder = std::move(decoder);
    return generator;
}

int64_t Generator::sharedPrefix(std::span<const TokenId> prompt) const {
    return std::mismatch(m_read.begin(), m_read.end(), prompt.begin(), prompt.end()).first - m_read.begin();
}

Status Generator::feed(std::span<const TokenId> tokens, std::stop_token stop) {
    Status status = m_decoder->feed(tokens, stop);
    // A stopped feed has read a part; the cache knows which.
    m_read.insert(m_read.end(), tokens.begin(),
                  tokens.begin() + (m_decoder->length() - int64_t(m_read.size())));
    return status;
}

Status Generator::readPrompt(std::span<const TokenId> prompt, Generation& generation, std::stop_token stop,
                             JobSink& sink) {
    const double begin = monotonicSeconds();
    // The last token is always fed: its logits are needed.
    const int64_t kept = std::min(sharedPrefix(prompt), int64_t(prompt.size()) - 1);
    m_decoder->truncate(kept);
    m_read.resize(size_t(kept));
    generation.promptTokens = int64_t(prompt.size());
    generation.reusedTokens = kept;
    for (std::span<const TokenId> left = prompt.subspan(size_t(kept)); !left.empty();) {
        const auto piece = left.first(std::min(left.size(), size_t(promptPiece)));
        INK_CHECK(feed(piece, stop));
        left = left.subspan(piece.size());
        const double done = double(prompt.size() - left.size()), seconds = monotonicSeconds() - begin;
        const double perSecond = seconds > 0 ? (done - double(kept)) / seconds : -1;
        if (!left.empty())
            sink.emit(Progress{.done = done,
                               .total = double(prompt.size()),
                               .unit = "tokens",
                               .perSecond = perSecond,
                               .secondsLeft = perSecond > 0 ? double(left.size()) / perSecond : -1,
                               .stage = "Reading the prompt"});
    }
    generation.prefillSeconds = monotonicSeconds() - begin;
    return {};
}

Status Generator::decode(const GenerationOptions& options, Generation& generation, std::stop_token stop,
                         JobSink& sink) {
    INK_TRY(stops, StopStrings::make(options.stops));
    const std::vector<TokenId> ends = m_tokenizer->endTokens();
    Sampler sampler(options.sampling, options.ignoreEos ? ends : std::vector<TokenId>{});
    AnswerText answer(*m_tokenizer, std::move(stops), sink);
    const double begin = monotonicSeconds();
    Status status;
    generation.finish = FinishReason::Length;
    while (generation.completionTokens < options.maxTokens) {
        if (stop.stop_requested()) {
            generation.finish = FinishReason::Cancelled;
            break;
        }
        INK_TRY(token, sampler.next(m_decoder->logits(), m_read));
        ++generation.completionTokens;
        const bool end = std::find(ends.begin(), ends.end(), token) != ends.end();
        if (!end) {
            generation.ids.push_back(token);
            answer.push(token);
        }
        if (end || answer.stopped()) {
            generation.finish = FinishReason::Stop;
            break;
        }
        if (generation.completionTokens == options.maxTokens) break;
        if (m_decoder->length() == m_decoder->capacity()) {
            sink.emit(LogLine{
                text("the answer ends here because the context of %1 tokens is full", m_decoder->capacity()),
                true});
            break;
        }
        status = feed(std::span(&token, 1), stop);
        if (cancelled(status)) continue;
        INK_CHECK(std::move(status));
    }
    answer.finish();
    generation.text = answer.text();
    generation.decodeSeconds = monotonicSeconds() - begin;
    return {};
}

Result<Generation> Generator::generate(std::span<const TokenId> prompt, const GenerationOptions& options,
                                       std::stop_token stop, JobSink& sink) {
    const std::string where = model().model().path().filename().string();
    INK_CHECK(checkSampling(options.sampling));
    if (options.maxTokens < 1)
        return fail(ErrorCode::InvalidArgument, "cannot generate", "max-tokens",
                    text("%1 is not 1 or more", options.maxTokens));
    if (prompt.empty())
        return fail(ErrorCode::InvalidArgument, "cannot generate", where, "the prompt has no tokens",
                    "give it some text to continue");
    if (int64_t(prompt.size()) >= m_decoder->capacity())
        return fail(ErrorCode::InvalidArgument, "the prompt is too long", where,
                    text("it has %1 tokens, and the context of %2 must hold the answer too", prompt.size(),
                         m_decoder->capacity()),
                    "shorten the prompt or begin a new chat");
    Generation generation;
    if (const Status status = readPrompt(prompt, generation, stop, sink); cancelled(status)) {
        generation.finish = FinishReason::Cancelled;
        return generation;
    } else {
        INK_CHECK(status);
    }
    INK_CHECK(decode(options, generation, stop, sink));
    return generation;
}

} // namespace inkstone
