#include "core/tokenizer/jinja_text.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <utf8proc.h>

namespace inkstone::jinja {

namespace {

template <class Visit> void eachCharacter(std::string_view text, Visit&& visit) {
    for (size_t i = 0; i < text.size();) {
        const CodePoint step = firstCodePoint(text.substr(i));
        visit(step.c, text.substr(i, step.length));
        i += step.length;
    }
}

size_t lastBegin(std::string_view text) {
    size_t begin = text.size() - 1;
    while (begin > 0 && (uint8_t(text[begin]) & 0xC0) == 0x80) --begin;
    return begin;
}

/// What the character folds to when that is several and it has no capital of its own: "ß" is "ss".
std::u32string severalOf(char32_t c) {
    if (utf8proc_category(utf8proc_int32_t(c)) == UTF8PROC_CATEGORY_LU) return {};
    utf8proc_int32_t to[4];
    int state = 0;
    const auto count = utf8proc_decompose_char(utf8proc_int32_t(c), to, 4, UTF8PROC_CASEFOLD, &state);
    return count > 1 && count <= 4 ? std::u32string(to, to + count) : std::u32string();
}

void appendUpper(std::string& out, char32_t c) {
    const std::u32string several = c < 0x80 ? std::u32string() : severalOf(c);
    for (const char32_t part : several) appendUtf8(out, char32_t(utf8proc_toupper(utf8proc_int32_t(part))));
    if (several.empty()) appendUtf8(out, char32_t(utf8proc_toupper(utf8proc_int32_t(c))));
}
/// "ﬁ" is "Fi", and Greek's iota below stays below.
void appendTitle(std::string& out, char32_t c) {
    const char32_t title = char32_t(utf8proc_totitle(utf8proc_int32_t(c)));
    const bool alone =
        (title != c && c != 0xDF) || utf8proc_category(utf8proc_int32_t(c)) == UTF8PROC_CATEGORY_LT;
    const std::u32string several = c < 0x80 || alone ? std::u32string() : severalOf(c);
    if (several.empty()) return appendUtf8(out, title);
    const bool greek = c >= 0x1f80 && c < 0x2000 && several.back() == 0x3b9;
    bool raised = false;
    for (size_t i = 0; i < several.size(); ++i) {
        char32_t part = several[i];
        if (greek && i + 1 == several.size())
            part = 0x345;
        else if (!raised)
            part = char32_t(utf8proc_toupper(utf8proc_int32_t(part)));
        raised = raised || part != several[i];
        appendUtf8(out, part);
    }
}
void appendLower(std::string& out, char32_t c) {
    if (c == 0x130) {
        out += "i\xCC\x87";
    } else {
        appendUtf8(out, char32_t(utf8proc_tolower(utf8proc_int32_t(c))));
    }
}

bool isCased(char32_t c) {
    return isLower(c) || isUpper(c) || utf8proc_category(utf8proc_int32_t(c)) == UTF8PROC_CATEGORY_LT;
}

bool isLineEnd(char32_t c) {
    return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

} // namespace

bool isSpace(char32_t c) {
    return (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

std::string_view strip(std::string_view text, std::string_view chars, bool left, bool right) {
    const auto goes = [&](std::string_view character) {
        return chars.empty() ? isSpace(firstCodePoint(character).c)
                             : chars.find(character) != std::string_view::npos;
    };
    while (left && !text.empty()) {
        const size_t length = firstCodePoint(text).length;
        if (!goes(text.substr(0, length))) break;
        text.remove_prefix(length);
    }
    while (right && !text.empty()) {
        const size_t begin = lastBegin(text);
        if (!goes(text.substr(begin))) break;
        text = text.substr(0, begin);
    }
    return text;
}

std::vector<std::string> splitSpaces(std::string_view text, int64_t limit, bool fromRight) {
    std::vector<std::string> out;
    text = strip(text, {}, true, true);
    while (!text.empty()) {
        if (limit >= 0 && int64_t(out.size()) == limit) {
            out.emplace_back(text);
            break;
        }
        size_t cut = fromRight ? 0 : text.size(), at = 0;
        eachCharacter(text, [&](char32_t c, std::string_view character) {
            if (isSpace(c) && (fromRight || cut == text.size())) cut = fromRight ? at + character.size() : at;
            at += character.size();
        });
        out.emplace_back(fromRight ? text.substr(cut) : text.substr(0, cut));
        text = fromRight ? strip(text.substr(0, cut), {}, false, true)
                         : strip(text.substr(cut), {}, true, false);
    }
    if (fromRight) std::reverse(out.begin(), out.end());
    return out;
}

std::vector<std::string> split(std::string_view text, std::string_view separator, int64_t limit,
                               bool fromRight) {
    std::vector<std::string> out;
    while (limit < 0 || int64_t(out.size()) < limit) {
        const size_t at = fromRight ? text.rfind(separator) : text.find(separator);
        if (at == std::string_view::npos) break;
        out.emplace_back(fromRight ? text.substr(at + separator.size()) : text.substr(0, at));
        text = fromRight ? text.substr(0, at) : text.substr(at + separator.size());
    }
    out.emplace_back(text);
    if (fromRight) std::reverse(out.begin(), out.end());
    return out;
}

std::vector<std::string> splitLines(std::string_view text, bool keepEnds) {
    std::vector<std::string> out;
    size_t begin = 0;
    for (size_t i = 0; i < text.size();) {
        const CodePoint step = firstCodePoint(text.substr(i));
        size_t end = i + step.length;
        if (isLineEnd(step.c)) {
            if (step.c == '\r' && end < text.size() && text[end] == '\n') ++end;
            out.emplace_back(text.substr(begin, (keepEnds ? end : i) - begin));
            begin = end;
        }
        i = end;
    }
    if (begin < text.size()) out.emplace_back(text.substr(begin));
    return out;
}

std::string replace(std::string_view text, std::string_view from, std::string_view to, int64_t count) {
    std::string out;
    if (from.empty()) { // Python puts `to` before each character and at the end
        eachCharacter(text, [&](char32_t, std::string_view character) {
            if (count != 0) out += to;
            if (count > 0) --count;
            out += character;
        });
        return count != 0 ? out.append(to) : out;
    }
    while (count != 0) {
        const size_t at = text.find(from);
        if (at == std::string_view::npos) break;
        out.append(text.substr(0, at)).append(to);
        text.remove_prefix(at + from.size());
        if (count > 0) --count;
    }
    return out.append(text);
}

std::string lower(std::string_view text) {
    std::string out;
    eachCharacter(text, [&](char32_t c, std::string_view) { appendLower(out, c); });
    return out;
}
std::string upper(std::string_view text) {
    std::string out;
    eachCharacter(text, [&](char32_t c, std::string_view) { appendUpper(out, c); });
    return out;
}
std::string capitalize(std::string_view text) {
    if (text.empty()) return {};
    const CodePoint first = firstCodePoint(text);
    std::string out;
    appendTitle(out, first.c);
    return out + lower(text.substr(first.length));
}
std::string title(std::string_view text) {
    std::string out;
    bool inWord = false;
    eachCharacter(text, [&](char32_t c, std::string_view) {
        if (inWord) {
            appendLower(out, c);
        } else {
            appendTitle(out, c);
        }
        inWord = isCased(c);
    });
    return out;
}
std::string swapCase(std::string_view text) {
    std::string out;
    eachCharacter(
        text, [&](char32_t c, std::string_view) { isUpper(c) ? appendLower(out, c) : appendUpper(out, c); });
    return out;
}

bool isLetter(char32_t c) {
    const auto category = utf8proc_category(utf8proc_int32_t(c));
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}
bool isNumeric(char32_t c) {
    const auto category = utf8proc_category(utf8proc_int32_t(c));
    return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
}
bool isLower(char32_t c) { return utf8proc_category(utf8proc_int32_t(c)) == UTF8PROC_CATEGORY_LL; }
bool isUpper(char32_t c) { return utf8proc_category(utf8proc_int32_t(c)) == UTF8PROC_CATEGORY_LU; }

size_t byteOf(std::string_view text, size_t index) {
    size_t i = 0;
    while (index > 0 && i < text.size()) {
        i += firstCodePoint(text.substr(i)).length;
        --index;
    }
    return std::min(i, text.size());
}
std::string_view slice(std::string_view text, size_t from, size_t to) {
    const size_t begin = byteOf(text, from);
    return to <= from ? std::string_view() : text.substr(begin, byteOf(text.substr(begin), to - from));
}
std::vector<std::string> characters(std::string_view text) {
    std::vector<std::string> out;
    eachCharacter(text, [&](char32_t, std::string_view character) { out.emplace_back(character); });
    return out;
}

std::string escapeHtml(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '\'':
            out += "&#39;";
            break;
        case '"':
            out += "&#34;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

} // namespace inkstone::jinja
