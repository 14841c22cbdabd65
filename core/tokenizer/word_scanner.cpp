#include "core/tokenizer/word_scanner.h"

#include "core/base/utf8.h"
#include "core/tokenizer/char_class.h"
#include "core/tokenizer/pre_tokenizer.h"

#include <array>

namespace inkstone {

namespace {

constexpr std::array<CharClass, 128> makeAscii() {
    std::array<CharClass, 128> classes{};
    for (int c = 0; c < 128; ++c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool space = c == ' ' || (c >= 9 && c <= 13);
        classes[size_t(c)] = letter                 ? CharClass::Letter
                             : c >= '0' && c <= '9' ? CharClass::Number
                             : space                ? CharClass::Space
                                                    : CharClass::Other;
    }
    return classes;
}
constexpr std::array<CharClass, 128> ascii = makeAscii();

/// One character of the text: where it ends, and what it is. None at the end of the text.
struct Character {
    bool there = false;
    CharClass kind = CharClass::Other;
    size_t end = 0;

    bool is(CharClass what) const { return there && kind == what; }
};

Character characterAt(std::string_view text, size_t i) {
    if (i >= text.size()) return {};
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) return {true, ascii[byte], i + 1};
    const CodePoint point = firstCodePoint(text.substr(i));
    return {true, charClass(point.c), i + point.length};
}

size_t endOfRun(std::string_view text, size_t i, CharClass kind) {
    for (Character c = characterAt(text, i); c.is(kind); c = characterAt(text, i)) i = c.end;
    return i;
}

bool isLineBreak(char c) { return c == '\r' || c == '\n'; }

/// 's 't 're 've 'm 'll 'd at the apostrophe `i`: the end, or `i` when there is none. Without regard to case
/// the long s (U+017F) is an s as well.
size_t endOfContraction(std::string_view text, size_t i, bool anyCase) {
    const auto letter = [&](size_t at) -> char {
        if (at >= text.size()) return 0;
        const char c = text[at];
        return anyCase && c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    };
    const char first = letter(i + 1), second = letter(i + 2);
    if (first == 's' || first == 't' || first == 'm' || first == 'd') return i + 2;
    if (((first == 'r' || first == 'v') && second == 'e') || (first == 'l' && second == 'l')) return i + 3;
    if (anyCase && text.substr(i + 1).starts_with("\u017f")) return i + 3;
    return i;
}

/// \s+(?!\S)|\s+ : the last space of a run belongs to the word behind it, unless it is the only one.
size_t endOfSpaces(std::string_view text, size_t from) {
    size_t last = from, end = from;
    for (Character c = characterAt(text, from); c.is(CharClass::Space); c = characterAt(text, end)) {
        last = end;
        end = c.end;
    }
    return end == text.size() || last == from ? end : last;
}

size_t gpt2(std::string_view text, size_t from) {
    if (text[from] == '\'')
        if (const size_t end = endOfContraction(text, from, false); end > from) return end;
    Character c = characterAt(text, from);
    if (text[from] == ' ')
        if (const Character next = characterAt(text, from + 1); next.there && next.kind != CharClass::Space)
            c = next;
    return c.kind == CharClass::Space ? endOfSpaces(text, from) : endOfRun(text, c.end, c.kind);
}

/// A digit is a piece of its own; so is all between two.
size_t digits(std::string_view text, size_t from) {
    const auto isDigit = [](std::string_view rest) {
        if (static_cast<unsigned char>(rest[0]) < 0x80) return ascii[size_t(rest[0])] == CharClass::Number;
        const char32_t c = firstCodePoint(rest).c;
        return charClass(c) == CharClass::Number || (c >= 0x11de0 && c <= 0x11de9) ||
               (c >= 0x16ff4 && c <= 0x16ff6);
    };
    if (isDigit(text.substr(from))) return characterAt(text, from).end;
    size_t i = from;
    while (i < text.size() && !isDigit(text.substr(i))) i = characterAt(text, i).end;
    return i;
}

/// \s*[\r\n]+ when the run of spaces has a line break: behind the last one. Else \s+(?!\S)|\s+.
size_t endOfLineOrSpaces(std::string_view text, size_t from) {
    const size_t end = endOfRun(text, from, CharClass::Space);
    for (size_t i = end; i > from; --i)
        if (isLineBreak(text[i - 1])) return i;
    return endOfSpaces(text, from);
}

template <int digitsOfNumber> size_t llama3(std::string_view text, size_t from) {
    if (text[from] == '\'')
        if (const size_t end = endOfContraction(text, from, true); end > from) return end;
    const Character c = characterAt(text, from);
    if (c.kind == CharClass::Letter) return endOfRun(text, c.end, CharClass::Letter);
    if (c.kind == CharClass::Number) {
        size_t end = c.end;
        for (int i = 1; i < digitsOfNumber; ++i) {
            const Character next = characterAt(text, end);
            if (!next.is(CharClass::Number)) break;
            end = next.end;
        }
        return end;
    }
    const Character next = characterAt(text, c.end);
    if (!isLineBreak(text[from]) && next.is(CharClass::Letter))
        return endOfRun(text, next.end, CharClass::Letter);
    if (c.kind == CharClass::Other || (text[from] == ' ' && next.is(CharClass::Other))) {
        size_t end = endOfRun(text, c.end, CharClass::Other);
        while (end < text.size() && isLineBreak(text[end])) ++end;
        return end;
    }
    return endOfLineOrSpaces(text, from);
}

} // namespace

WordScanner wordScanner(std::string_view pattern) {
    if (pattern == patterns::gpt2) return gpt2;
    if (pattern == patterns::oneDigit) return digits;
    if (pattern == patterns::llama3) return llama3<3>;
    if (pattern == patterns::qwen2) return llama3<1>;
    return nullptr;
}

} // namespace inkstone
