#include "core/tokenizer/normalizer.h"

#include "core/base/utf8.h"
#include "core/tokenizer/unicode_age.h"

#include <algorithm>
#include <cstdlib>
#include <utf8proc.h>

namespace inkstone {

namespace {

bool isAscii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return uint8_t(c) < 0x80; });
}

/// Writes the output of a step and where its bytes came from.
class Rewriter {
public:
    explicit Rewriter(NormalizedText& source) : m_source(source) {
        m_out.text.reserve(source.text.size() + 16);
    }

    void keep(size_t begin, size_t end) {
        m_out.text.append(m_source.text, begin, end - begin);
        for (size_t i = begin; i < end; ++i) m_out.origin.push_back(m_source.placeOf(i));
    }
    /// `text` stands for what began at byte `begin` of the source.
    void put(std::string_view text, size_t begin) {
        const bool atEnd = begin >= m_source.text.size();
        const size_t place = !atEnd                 ? m_source.placeOf(begin)
                             : m_out.origin.empty() ? 0
                                                    : m_out.origin.back();
        m_out.text += text;
        m_out.origin.insert(m_out.origin.end(), text.size(), place);
    }
    void finish() { m_source = std::move(m_out); }

private:
    NormalizedText& m_source;
    NormalizedText m_out;
};

utf8proc_option_t optionsOf(Normalizer::Form form) {
    const int base = UTF8PROC_STABLE;
    switch (form) {
    case Normalizer::Form::Nfc:
        return utf8proc_option_t(base | UTF8PROC_COMPOSE);
    case Normalizer::Form::Nfd:
        return utf8proc_option_t(base | UTF8PROC_DECOMPOSE);
    case Normalizer::Form::Nfkc:
        return utf8proc_option_t(base | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    case Normalizer::Form::Nfkd:
        return utf8proc_option_t(base | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
    }
    return UTF8PROC_STABLE;
}

std::string mapped(std::string_view text, Normalizer::Form form) {
    utf8proc_uint8_t* result = nullptr;
    const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                               utf8proc_ssize_t(text.size()), &result, optionsOf(form));
    if (size < 0) return std::string(text);
    std::string out(reinterpret_cast<const char*>(result), size_t(size));
    std::free(result);
    return out;
}

/// Maps what lies between characters without forms.
std::string toForm(std::string_view text, Normalizer::Form form) {
    std::string out;
    size_t done = 0;
    for (size_t i = 0; i < text.size();) {
        const CodePoint step = firstCodePoint(text.substr(i));
        if (hasNoForms(step.c)) {
            out.append(mapped(text.substr(done, i - done), form)).append(text.substr(i, step.length));
            done = i + step.length;
        }
        i += step.length;
    }
    return out + mapped(text.substr(done), form);
}

/// Between two ASCII characters nothing composes: the text may be cut there and each part mapped alone.
void applyForm(NormalizedText& text, Normalizer::Form form) {
    if (isAscii(text.text)) return;
    Rewriter out(text);
    const std::string& s = text.text;
    const auto ascii = [&](size_t i) { return i >= s.size() || uint8_t(s[i]) < 0x80; };
    for (size_t i = 0; i < s.size();) {
        size_t end = i + 1;
        if (ascii(i) && ascii(end)) {
            out.keep(i, end);
        } else {
            while (end < s.size() && !(ascii(end) && ascii(end + 1))) ++end;
            const std::string mapped = toForm(std::string_view(s).substr(i, end - i), form);
            if (s.compare(i, end - i, mapped) == 0) {
                out.keep(i, end);
            } else {
                out.put(mapped, i);
            }
        }
        i = end;
    }
    out.finish();
}

void applyLowercase(NormalizedText& text) {
    Rewriter out(text);
    const std::string_view s = text.text;
    std::string lower;
    for (size_t i = 0; i < s.size();) {
        const CodePoint step = firstCodePoint(s.substr(i));
        lower.clear();
        if (step.c == 0x130) {
            lower = "i\xCC\x87"; // the one letter whose lower case is two characters
        } else {
            appendUtf8(lower, toSmallLetter(step.c));
        }
        if (s.substr(i, step.length) == lower) {
            out.keep(i, i + step.length);
        } else {
            out.put(lower, i);
        }
        i += step.length;
    }
    out.finish();
}

void applyStripAccents(NormalizedText& text) {
    const std::string_view s = text.text;
    if (isAscii(s)) return;
    Rewriter out(text);
    for (size_t i = 0; i < s.size();) {
        const CodePoint step = firstCodePoint(s.substr(i));
        if (!isAccent(step.c)) out.keep(i, i + step.length);
        i += step.length;
    }
    out.finish();
}

/// `find` gives the next match at or after `from`. What replaces it stands at its last character, as in
/// `tokenizers`.
template <class Find> void applyReplace(NormalizedText& text, const std::string& to, Find&& find) {
    const std::string& s = text.text;
    size_t from = 0, begin = 0, end = 0;
    if (s.empty() || !find(s, from, begin, end)) return;
    Rewriter out(text);
    do {
        out.keep(from, begin);
        size_t last = end - 1;
        while (last > begin && (uint8_t(s[last]) & 0xC0) == 0x80) --last;
        out.put(to, last);
        from = end;
    } while (find(s, from, begin, end));
    out.keep(from, s.size());
    out.finish();
}

void applyStrip(NormalizedText& text, bool left, bool right) {
    const std::string_view s = text.text;
    size_t begin = 0, end = s.size();
    while (left && begin < end) {
        const CodePoint step = firstCodePoint(s.substr(begin));
        if (!isWhiteSpace(step.c)) break;
        begin += step.length;
    }
    while (right && end > begin) {
        size_t last = end - 1;
        while (last > begin && (uint8_t(s[last]) & 0xC0) == 0x80) --last;
        if (!isWhiteSpace(firstCodePoint(s.substr(last)).c)) break;
        end = last;
    }
    if (begin == 0 && end == s.size()) return;
    Rewriter out(text);
    out.keep(begin, end);
    out.finish();
}

} // namespace

void Normalizer::addForm(Form form) { m_steps.push_back({.kind = Step::Kind::Form, .form = form}); }
void Normalizer::addLowercase() { m_steps.push_back({.kind = Step::Kind::Lowercase}); }
void Normalizer::addReplace(std::string from, std::string to) {
    m_steps.push_back({.kind = Step::Kind::Replace, .from = std::move(from), .to = std::move(to)});
}
void Normalizer::addReplace(Regex pattern, std::string to) {
    m_steps.push_back({.kind = Step::Kind::ReplaceRegex,
                       .to = std::move(to),
                       .regex = std::make_shared<const Regex>(std::move(pattern))});
}
void Normalizer::addPrepend(std::string prefix, When when, bool unlessThere) {
    m_steps.push_back(
        {.kind = Step::Kind::Prepend, .to = std::move(prefix), .when = when, .unlessThere = unlessThere});
}
void Normalizer::addStripAccents() { m_steps.push_back({.kind = Step::Kind::StripAccents}); }
void Normalizer::addStrip(bool left, bool right) {
    m_steps.push_back({.kind = Step::Kind::Strip, .left = left, .right = right});
}

NormalizedText Normalizer::apply(std::string_view text, bool first) const {
    NormalizedText result{std::string(text), {}};
    for (const Step& step : m_steps) run(step, first, result);
    return result;
}

void Normalizer::run(const Step& step, bool first, NormalizedText& text) {
    switch (step.kind) {
    case Step::Kind::Form:
        applyForm(text, step.form);
        break;
    case Step::Kind::Lowercase:
        applyLowercase(text);
        break;
    case Step::Kind::StripAccents:
        applyStripAccents(text);
        break;
    case Step::Kind::Strip:
        applyStrip(text, step.left, step.right);
        break;
    case Step::Kind::Replace:
        if (step.from.empty()) break;
        applyReplace(text, step.to, [&](const std::string& s, size_t from, size_t& begin, size_t& end) {
            begin = s.find(step.from, from);
            end = begin + step.from.size();
            return begin != std::string::npos;
        });
        break;
    case Step::Kind::ReplaceRegex: {
        Regex::Matcher matcher(*step.regex);
        Regex::Matches matches(matcher, text.text);
        applyReplace(text, step.to, [&](const std::string&, size_t, size_t& begin, size_t& end) {
            return matches.next(begin, end);
        });
        break;
    }
    case Step::Kind::Prepend: {
        const bool there = step.unlessThere && text.text.starts_with(step.to);
        if (text.text.empty() || there || (step.when == When::FirstSegment && !first)) break;
        Rewriter out(text);
        out.put(step.to, 0);
        out.keep(0, text.text.size());
        out.finish();
        break;
    }
    }
}

} // namespace inkstone
