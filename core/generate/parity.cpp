#include "core/generate/parity.h"

#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/generate/generation.h"
#include "core/generate/parity_texts.h"
#include "core/tokenizer/tokenizer_forms.h"

#include <algorithm>

namespace inkstone {

namespace {

struct Prompt {
    std::string text;
    std::vector<TokenId> ids;
};

TokenId best(std::span<const float> logits) {
    return TokenId(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

/// How much the best logit is above the second.
double marginOf(std::span<const float> logits) {
    float first = -INFINITY, second = -INFINITY;
    for (const float x : logits) {
        if (x > first)
            second = std::exchange(first, x);
        else
            second = std::max(second, x);
    }
    return double(first) - double(second);
}

/// One greedy answer of the original, with the end token when it came to one.
struct Answer {
    std::vector<TokenId> ids;
    std::vector<double> margins;
    bool ended = false;
};

class Measurement {
public:
    Measurement(const ComparedModel& original, const ComparedModel& copy, const ParityOptions& options,
                std::stop_token stop, JobSink& sink)
        : m_original(original), m_copy(copy), m_options(options), m_stop(std::move(stop)), m_sink(sink) {}

    Result<Parity> run() {
        m_parity.hasTokenizer = model().tokenizer() != nullptr;
        INK_CHECK(compareTokenizers());
        INK_TRY(ids, textIds());
        INK_TRY(divergence, measureDivergence(m_original, m_copy, ids, m_stop, m_sink));
        m_parity.divergence = divergence;
        INK_CHECK(compareAnswers());
        return std::move(m_parity);
    }

private:
    const Model& model() const { return m_original.model->model(); }
    const Model& copy() const { return m_copy.model->model(); }
    std::string_view text() const {
        return m_options.text.empty() ? calibrationText() : std::string_view(m_options.text);
    }

    /// "" where there is no tokenizer and so no template.
    static std::string templateOf(const Model& model) {
        return model.chatTemplate() ? model.chatTemplate()->source() : std::string();
    }

    Status compareTokenizers() {
        m_parity.templateEqual = templateOf(model()) == templateOf(copy());
        const auto a = model().tokenizer(), b = copy().tokenizer();
        if (!a || !b) {
            m_parity.tokenizerEqual = m_parity.endTokensEqual = !a && !b;
            return {};
        }
        INK_TRY(difference, firstDifference(*a, *b));
        INK_TRY(left, a->encode(text()));
        INK_TRY(right, b->encode(text()));
        m_parity.tokenizerEqual = difference.empty() && left == right;
        auto leftEnds = a->endTokens(), rightEnds = b->endTokens();
        std::sort(leftEnds.begin(), leftEnds.end());
        std::sort(rightEnds.begin(), rightEnds.end());
        m_parity.endTokensEqual = leftEnds == rightEnds;
        return {};
    }

    int64_t room() const { return std::min(model().config().context, copy().config().context); }

    Result<std::vector<TokenId>> textIds() {
        m_parity.textSha256 = sha256(text());
        const size_t most = size_t(std::min(m_options.maxTokens, room()));
        if (!m_parity.hasTokenizer) return randomIds(most, 1);
        INK_TRY(ids, model().tokenizer()->encode(text()));
        ids.resize(std::min(ids.size(), most));
        return ids;
    }

    std::vector<TokenId> randomIds(size_t n, uint64_t seed) const {
        Random random(seed);
        std::vector<TokenId> ids(n);
        for (TokenId& id : ids) id = TokenId(random.uniform() * double(model().config().vocabulary - 1));
        return ids;
    }

    Result<std::vector<Prompt>> prompts() const {
        std::vector<Prompt> all;
        std::string_view rest = parityPrompts();
        for (size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
            Prompt prompt{.text = std::string(rest.substr(0, end))};
            rest.remove_prefix(end + 1);
            if (m_parity.hasTokenizer) {
                INK_TRY(rendered, model().hasOwnChatTemplate()
                                      ? chatPrompt(model(), {{.role = "user", .content = prompt.text}}, {})
                                      : textPrompt(model(), prompt.text));
                prompt.ids = std::move(rendered.ids);
            } else {
                prompt.ids = randomIds(6, all.size() + 2);
            }
            // A context of a few tokens bears the beginning of the prompt and a few words of answer.
            prompt.ids.resize(std::min(prompt.ids.size(), size_t(std::max<int64_t>(1, room() / 2))));
            all.push_back(std::move(prompt));
        }
        return all;
    }

    Status compareAnswers() {
        INK_TRY(all, prompts());
        const DecoderOptions options{.threads = m_original.model->threads()};
        int64_t longest = 0;
        for (const Prompt& prompt : all) longest = std::max(longest, int64_t(prompt.ids.size()));
        DecoderOptions sized = options;
        sized.capacity = std::min(room(), longest + m_options.answerTokens);
        INK_TRY(original, Decoder::make(m_original.model, m_original.adapter, sized));
        INK_TRY(copied, Decoder::make(m_copy.model, m_copy.adapter, sized));
        for (const Prompt& prompt : all) {
            INK_TRY(answer, answerOf(*original, prompt));
            INK_CHECK(checkAnswer(*copied, prompt, answer));
            m_sink.emit(Progress{.done = double(++m_parity.prompts),
                                 .total = double(all.size()),
                                 .unit = "prompts",
                                 .stage = "Comparing answers"});
        }
        return {};
    }

    Result<Answer> answerOf(Decoder& decoder, const Prompt& prompt) {
        Answer answer;
        const std::vector<TokenId> ends =
            m_parity.hasTokenizer ? model().tokenizer()->endTokens() : std::vector<TokenId>();
        decoder.truncate(0);
        INK_CHECK(decoder.feed(prompt.ids, m_stop));
        while (!answer.ended) {
            const TokenId id = best(decoder.logits());
            answer.ids.push_back(id);
            answer.margins.push_back(marginOf(decoder.logits()));
            answer.ended = std::find(ends.begin(), ends.end(), id) != ends.end();
            const bool full = int64_t(answer.ids.size()) >= m_options.answerTokens ||
                              decoder.length() >= decoder.capacity();
            if (answer.ended || full) break;
            INK_CHECK(decoder.feed({&id, 1}, m_stop));
        }
        return answer;
    }

    /// The copy reads prompt and answer at once: up to the first token it would have chosen otherwise, that
    /// is its own greedy answer.
    Status checkAnswer(Decoder& decoder, const Prompt& prompt, const Answer& answer) {
        std::vector<TokenId> ids = prompt.ids;
        ids.insert(ids.end(), answer.ids.begin(), answer.ids.end() - 1);
        const int64_t first = int64_t(prompt.ids.size()) - 1;
        int64_t differs = -1;
        bool endsToo = false;
        const auto each = [&](int64_t begin, kernels::TensorView rows) -> Status {
            for (int64_t r = std::max<int64_t>(0, first - begin); r < rows.rows(); ++r) {
                const int64_t at = begin + r - first;
                const bool same =
                    best({rows.row<float>(r), size_t(rows.columns())}) == answer.ids[size_t(at)];
                if (!same && differs < 0) differs = at;
                if (at + 1 == int64_t(answer.ids.size())) endsToo = same;
            }
            return {};
        };
        decoder.truncate(0);
        INK_CHECK(decoder.feedAll(ids, each, m_stop));
        m_parity.greedyEqual += differs < 0;
        if (differs >= 0)
            m_parity.differences.push_back({prompt.text, differs, answer.margins[size_t(differs)]});
        m_parity.endings += answer.ended;
        m_parity.endingsEqual += answer.ended && endsToo;
        return {};
    }

    const ComparedModel &m_original, &m_copy;
    const ParityOptions& m_options;
    std::stop_token m_stop;
    JobSink& m_sink;
    Parity m_parity;
};

} // namespace

Result<Parity> measureParity(const ComparedModel& original, const ComparedModel& copy,
                             const ParityOptions& options, std::stop_token stop, JobSink& sink) {
    return Measurement(original, copy, options, std::move(stop), sink).run();
}

Json toJson(const Parity& p) {
    Json differences = Json::array();
    for (const AnswerDifference& d : p.differences)
        differences.push_back({{"prompt", d.prompt}, {"at", d.at}, {"margin", d.margin}});
    return {{"compute", "f32"},
            {"divergence",
             {{"tokens", p.divergence.tokens},
              {"kl_mean", p.divergence.mean},
              {"kl_max", p.divergence.max},
              {"top1_agree", p.divergence.top1Agreement},
              {"text_sha256", p.hasTokenizer ? Json(p.textSha256) : Json()}}},
            {"greedy", {{"prompts", p.prompts}, {"equal", p.greedyEqual}, {"differences", differences}}},
            {"stop",
             {{"end_tokens_equal", p.endTokensEqual},
              {"answers_ended", p.endings},
              {"ended_alike", p.endingsEqual}}},
            {"tokenizer", {{"present", p.hasTokenizer}, {"equal", p.tokenizerEqual}}},
            {"chat_template_equal", p.templateEqual}};
}

} // namespace inkstone
