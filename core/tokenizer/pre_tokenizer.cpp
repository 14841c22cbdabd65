#include "core/tokenizer/pre_tokenizer.h"

#include <algorithm>

namespace inkstone {

namespace patterns {
const char* const gpt2 = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
const char* const llama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
const char* const qwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
// Rust's standard library knows the numbers of Unicode 17 already.
const char* const oneDigit = R"([\p{N}\x{11de0}-\x{11de9}\x{16ff4}-\x{16ff6}])";
} // namespace patterns

namespace {

const char* const qwen35 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

const char* const gpt4o =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

const char* const tekken =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

const char* const deepseek3Cjk = R"([一-龥぀-ゟ゠-ヿ]+)";
const char* const deepseek3 =
    R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

const char* const deepseekCoderLetters = R"(\s?\p{L}+)";
const char* const deepseekCoderMarks = R"(\s?\p{P}+)";
const char* const lineBreaks = R"([\r\n])";

struct Named {
    std::vector<const char*> names;
    std::vector<const char*> patterns;
};

const std::vector<Named>& table() {
    static const std::vector<Named> rows = {
        {{"gpt-2", "gpt2", "mpt", "olmo", "jais", "phi-2", "trillion", "granite-docling", "jina-es",
          "jina-de", "jina-v2-es", "jina-v2-de", "jina-v2-code", "roberta-bpe", "exaone4"},
         {patterns::gpt2}},
        {{"smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b"},
         {patterns::oneDigit, patterns::gpt2}},
        {{"llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2",
          "smaug-bpe", "dbrx", "glm4", "chatglm-bpe"},
         {patterns::llama3}},
        {{"qwen2", "stablelm2", "deepseek-r1-qwen", "hunyuan", "megrez", "kormo"}, {patterns::qwen2}},
        {{"qwen35"}, {qwen35}},
        {{"gpt-4o", "llama4"}, {gpt4o}},
        {{"tekken"}, {tekken}},
        {{"deepseek-v3", "hunyuan-dense"}, {R"(\p{N}{1,3})", deepseek3Cjk, deepseek3}},
        {{"deepseek-coder"},
         {lineBreaks, deepseekCoderLetters, deepseekCoderMarks, R"([一-龥ࠀ-一가-퟿]+)",
          patterns::oneDigit}},
    };
    return rows;
}

/// Turns the match [begin, end) and the text before it into pieces.
class PieceWriter {
public:
    PieceWriter(SplitBehavior behavior, size_t start, std::vector<ByteRange>& out)
        : m_behavior(behavior), m_done(start), m_out(out) {}

    void match(size_t begin, size_t end) {
        switch (m_behavior) {
        case SplitBehavior::Isolated:
            push(m_done, begin);
            push(begin, end);
            break;
        case SplitBehavior::Removed:
            push(m_done, begin);
            break;
        case SplitBehavior::MergedWithPrevious:
            push(m_done, end);
            break;
        case SplitBehavior::MergedWithNext:
            push(m_done, begin);
            m_done = begin;
            return;
        case SplitBehavior::Contiguous:
            push(m_done, begin);
            if (m_hasRun && m_out.back().second == begin) {
                m_out.back().second = end;
            } else {
                push(begin, end);
            }
            m_hasRun = true;
            break;
        }
        m_done = end;
    }
    void finish(size_t end) { push(m_done, end); }

private:
    void push(size_t begin, size_t end) {
        if (begin < end) {
            m_out.emplace_back(begin, end);
            m_hasRun = false;
        }
    }
    SplitBehavior m_behavior;
    size_t m_done;
    bool m_hasRun = false; ///< the last piece written is a match
    std::vector<ByteRange>& m_out;
};

} // namespace

bool ignoresMerges(const std::string& pre) {
    static constexpr std::string_view names[] = {"llama-bpe", "llama3",   "llama-v3", "falcon3", "falcon-h1",
                                                 "pixtral",   "midm-2.0", "lfm2",     "tekken"};
    return std::find(std::begin(names), std::end(names), pre) != std::end(names);
}

Result<PreTokenizer> PreTokenizer::byName(const std::string& pre, const std::string& file) {
    for (const Named& row : table()) {
        if (std::none_of(row.names.begin(), row.names.end(), [&](const char* n) { return pre == n; }))
            continue;
        PreTokenizer made;
        for (const char* pattern : row.patterns) {
            INK_TRY(regex, Regex::compile(pattern));
            made.add(std::move(regex));
        }
        return made;
    }
    return fail(ErrorCode::Unsupported, "cannot use the tokenizer of this model", file,
                text("its pre-tokenizer \"%1\" (tokenizer.ggml.pre) is not known here", pre),
                "use the model's Hugging Face folder instead, which describes its tokenizer in full");
}

void PreTokenizer::add(Regex regex, SplitBehavior behavior, bool invert) {
    const bool plain = behavior == SplitBehavior::Isolated && !invert;
    const WordScanner scanner = plain ? wordScanner(regex.pattern()) : nullptr;
    m_steps.push_back({std::move(regex), behavior, invert, scanner});
}

Status PreTokenizer::split(std::string_view text, std::vector<ByteRange>& pieces) const {
    const size_t first = pieces.size();
    if (!text.empty()) pieces.emplace_back(0, text.size());
    std::vector<ByteRange> before;
    for (const Step& step : m_steps) {
        before.assign(pieces.begin() + long(first), pieces.end());
        pieces.resize(first);
        INK_CHECK(step.scanner ? scan(step, text, before, pieces) : match(step, text, before, pieces));
    }
    return {};
}

Status PreTokenizer::scan(const Step& step, std::string_view text, std::span<const ByteRange> before,
                          std::vector<ByteRange>& pieces) {
    for (const auto& [start, stop] : before) {
        const std::string_view piece = text.substr(start, stop - start);
        for (size_t from = 0; from < piece.size();) {
            const size_t end = step.scanner(piece, from);
            pieces.emplace_back(start + from, start + end);
            from = end;
        }
    }
    return {};
}

Status PreTokenizer::match(const Step& step, std::string_view text, std::span<const ByteRange> before,
                           std::vector<ByteRange>& pieces) {
    Regex::Matcher matcher(step.regex);
    for (const auto& [start, stop] : before) {
        const std::string_view piece = text.substr(start, stop - start);
        PieceWriter writer(step.behavior, start, pieces);
        size_t from = 0, begin = 0, end = 0;
        while (matcher.find(piece, from, begin, end)) {
            if (!step.invert) {
                writer.match(start + begin, start + end);
            } else if (begin > from) {
                writer.match(start + from, start + begin);
            }
            from = end;
        }
        if (step.invert && from < piece.size()) writer.match(start + from, stop);
        writer.finish(stop);
    }
    if (!matcher.failed()) return {};
    return fail(ErrorCode::Unsupported, "cannot cut the text into words", {},
                "the tokenizer's pattern needs more memory or steps than it may");
}

} // namespace inkstone
