#include "core/tokenizer/rendered_prompt.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace inkstone {

namespace {

const Text what = "cannot prepare the conversation";

/// Hides the special tokens in strangers' text from the template and from the tokenizer. Each occurrence
/// becomes a placeholder of private-use characters that the conversation does not contain; after rendering,
/// reveal() puts the text back and says where, so that those ranges are encoded as plain text.
class Disguise {
public:
    Disguise(const Tokenizer& tokenizer, std::vector<Message>& messages, OrderedJson& tools,
             bool trustAssistant)
        : m_specials(tokenizer.specialTexts()), m_mark(unusedCharacter(messages, tools)) {
        for (Message& message : messages) {
            hide(message.role);
            nameTool(message.extra);
            if (trustAssistant && message.role == "assistant") continue;
            hide(message.content);
            hideAll(message.extra);
        }
        hideAll(tools);
    }

    /// `ranges`: where hidden text stands in the result. Offsets found before are moved by movedTo().
    std::string reveal(const std::string& text, std::vector<ByteRange>& ranges) {
        std::string out;
        m_moves.clear();
        size_t from = 0;
        for (size_t at = text.find(m_mark); at != std::string::npos && !m_mark.empty();
             at = text.find(m_mark, from)) {
            size_t number = 0, end = at + m_mark.size();
            while (end < text.size() && text[end] >= '0' && text[end] <= '9')
                number = number * 10 + size_t(text[end++] - '0');
            end += m_mark.size();
            out.append(text, from, at - from);
            ranges.emplace_back(out.size(), out.size() + m_hidden[number].size());
            out += m_hidden[number];
            m_moves.emplace_back(end, out.size());
            from = end;
        }
        return out.append(text, from, std::string::npos);
    }
    /// Where the byte `at` of the text given to reveal() went.
    size_t movedTo(size_t at) const {
        const auto after =
            std::upper_bound(m_moves.begin(), m_moves.end(), at,
                             [](size_t value, const auto& move) { return value < move.first; });
        return after == m_moves.begin() ? at : std::prev(after)->second + (at - std::prev(after)->first);
    }

private:
    static bool holds(const OrderedJson& json, const std::string& text) {
        return json.is_structured() &&
               json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace).find(text) !=
                   std::string::npos;
    }
    static std::string unusedCharacter(const std::vector<Message>& messages, const OrderedJson& tools) {
        for (char32_t c = 0x10FFFD; c > 0x100000; --c) {
            std::string mark;
            appendUtf8(mark, c);
            const bool used = std::any_of(messages.begin(), messages.end(), [&](const Message& message) {
                return message.content.find(mark) != std::string::npos || holds(message.extra, mark);
            });
            if (!used && !holds(tools, mark)) return mark;
        }
        return {};
    }
    /// InternLM2's data names its tools by their marks; the template knows them by their words.
    static void nameTool(OrderedJson& extra) {
        const auto name = extra.is_object() ? extra.find("name") : extra.end();
        if (!extra.is_object() || name == extra.end()) return;
        for (const char* tool : {"plugin", "interpreter"})
            if (*name == std::string("<|") + tool + "|>") *name = tool;
    }
    void hideAll(OrderedJson& json) {
        if (json.is_string()) {
            hide(json.get_ref<std::string&>());
        } else if (json.is_structured()) {
            for (OrderedJson& inner : json) hideAll(inner);
        }
    }
    void hide(std::string& text) {
        std::string out;
        size_t from = 0;
        for (size_t i = 0; i < text.size(); ++i) {
            const auto special =
                std::find_if(m_specials.begin(), m_specials.end(), [&](const std::string& s) {
                    return text[i] == s[0] && text.compare(i, s.size(), s) == 0;
                });
            if (special == m_specials.end()) continue;
            const auto known = std::find(m_hidden.begin(), m_hidden.end(), *special);
            const size_t number = size_t(known - m_hidden.begin());
            if (known == m_hidden.end()) m_hidden.push_back(*special);
            out.append(text, from, i - from).append(m_mark).append(std::to_string(number)).append(m_mark);
            from = i + special->size();
            i = from - 1;
        }
        if (from > 0) text = out.append(text, from, std::string::npos);
    }

    const std::vector<std::string>& m_specials; ///< longest first
    std::string m_mark;
    std::vector<std::string> m_hidden;
    std::vector<std::pair<size_t, size_t>> m_moves; ///< (end in the disguised text, end in the revealed one)
};

/// Everything one conversation is rendered with.
struct Job {
    const Tokenizer& tokenizer;
    const ChatTemplate& chatTemplate;
    const std::vector<Message>& messages; ///< disguised
    const RenderOptions& options;
};

/// A template gives up on some beginnings of a conversation ("the last message must be ..."): that is no
/// answer here.
Result<std::string> renderPart(const Job& job, size_t count, bool generationPrompt) {
    RenderOptions options = job.options;
    options.addGenerationPrompt = generationPrompt;
    const std::vector<Message> part(job.messages.begin(), job.messages.begin() + long(count));
    INK_TRY(rendered, job.chatTemplate.render(part, options));
    return std::move(rendered.text);
}

/// Ends the range behind its last end-of-turn token, so that the template's line break stays untrained.
ByteRange cutAfterEnd(const Job& job, const std::string& text, ByteRange range) {
    size_t cut = 0;
    for (const TokenId id : job.tokenizer.endTokens()) {
        const std::string ending = job.tokenizer.piece(id);
        const size_t at = ending.empty()
                              ? std::string::npos
                              : text.rfind(ending, range.second - std::min(range.second, ending.size()));
        if (at != std::string::npos && at >= range.first) cut = std::max(cut, at + ending.size());
    }
    if (cut > 0) range.second = cut;
    return range;
}

Result<std::vector<ByteRange>> answersByDifference(const Job& job, const std::string& whole) {
    std::vector<ByteRange> answers;
    for (size_t i = 0; i < job.messages.size(); ++i) {
        if (job.messages[i].role != "assistant") continue;
        const auto refuse = [&](Text why) {
            return fail(
                ErrorCode::Unsupported, what, "message " + std::to_string(i + 1), std::move(why),
                "train on the last answer alone, or use a template that marks answers with {% generation %}");
        };
        INK_TRY(before, renderPart(job, i, true));
        INK_TRY(with, renderPart(job, i + 1, false));
        if (!with.starts_with(before))
            return refuse(
                "the template writes something else before an answer than when it asks for one, so the "
                "answer cannot be told from its header");
        // The last turn may be written differently at the end (a trailing line break); the answer itself must
        // stay.
        const ByteRange answer = cutAfterEnd(job, with, {before.size(), with.size()});
        if (whole.compare(0, answer.second, with, 0, answer.second) != 0)
            return refuse("the template writes earlier turns differently once the conversation goes on");
        answers.push_back(answer);
    }
    return answers;
}

/// 1 for each token that overlaps an answer.
std::vector<uint8_t> maskOf(const Encoding& encoding, const std::vector<ByteRange>& answers,
                            size_t textSize) {
    std::vector<uint8_t> trained(encoding.ids.size(), 0);
    for (size_t i = 0; i < encoding.ids.size(); ++i) {
        const size_t begin = encoding.begins[i];
        const size_t end = i + 1 < encoding.ids.size() ? encoding.begins[i + 1] : textSize;
        const auto answer = std::find_if(answers.begin(), answers.end(),
                                         [&](const ByteRange& r) { return r.second > begin; });
        // Several tokens may share one place (the bytes of a character): they go together.
        trained[i] = answer != answers.end() && answer->first < std::max(end, begin + 1);
    }
    return trained;
}

} // namespace

Result<RenderedPrompt> encodeConversation(const Tokenizer& tokenizer, const ChatTemplate& chatTemplate,
                                          const std::vector<Message>& messages,
                                          const ConversationOptions& options) {
    std::vector<Message> disguised = messages;
    for (Message& message : disguised) message.content = replaceInvalidUtf8(message.content);
    RenderOptions render = options.render;
    Disguise disguise(tokenizer, disguised, render.tools, options.trustAssistant);
    if (render.bosToken.empty()) render.bosToken = tokenizer.piece(tokenizer.bos());
    if (render.eosToken.empty()) render.eosToken = tokenizer.piece(tokenizer.eos());

    INK_TRY(rendered, chatTemplate.render(disguised, render));
    std::vector<ByteRange> answers = rendered.generationSpans;
    if (options.withMask && answers.empty()) {
        INK_TRY(found, answersByDifference({tokenizer, chatTemplate, disguised, render}, rendered.text));
        answers = std::move(found);
    }

    RenderedPrompt prompt;
    std::vector<ByteRange> plain;
    prompt.text = disguise.reveal(rendered.text, plain);
    const bool hasBos = tokenizer.bos() >= 0 && prompt.text.starts_with(tokenizer.piece(tokenizer.bos())) &&
                        (plain.empty() || plain.front().first > 0);
    INK_TRY(encoding,
            tokenizer.encodeWithPlaces(prompt.text, {.addSpecial = false, .parseSpecial = true}, plain));
    if (tokenizer.addsBos() && !hasBos) {
        encoding.ids.insert(encoding.ids.begin(), tokenizer.bos());
        encoding.begins.insert(encoding.begins.begin(), 0);
    }
    if (options.withMask) {
        for (const auto& [begin, end] : answers)
            prompt.answers.emplace_back(disguise.movedTo(begin), disguise.movedTo(end));
        prompt.trained = maskOf(encoding, prompt.answers, prompt.text.size());
    }
    prompt.ids = std::move(encoding.ids);
    prompt.begins = std::move(encoding.begins);
    return prompt;
}

Result<RenderedPrompt> encodeCompletion(const Tokenizer& tokenizer, std::string_view prompt,
                                        std::string_view completion) {
    RenderedPrompt out;
    out.text = replaceInvalidUtf8(prompt);
    const size_t border = out.text.size();
    out.text += replaceInvalidUtf8(completion);
    INK_TRY(encoding, tokenizer.encodeWithPlaces(out.text, {.addSpecial = false}));
    if (tokenizer.addsBos()) {
        encoding.ids.insert(encoding.ids.begin(), tokenizer.bos());
        encoding.begins.insert(encoding.begins.begin(), 0);
    }
    out.answers = {{border, out.text.size()}};
    out.trained = maskOf(encoding, out.answers, out.text.size());
    if (tokenizer.addsBos()) out.trained[0] = 0;
    if (tokenizer.eos() >= 0) {
        encoding.ids.push_back(tokenizer.eos());
        encoding.begins.push_back(out.text.size());
        out.trained.push_back(1);
    }
    out.ids = std::move(encoding.ids);
    out.begins = std::move(encoding.begins);
    return out;
}

} // namespace inkstone
