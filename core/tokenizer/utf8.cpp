#include "core/tokenizer/utf8.h"

#include <algorithm>

namespace inkstone::utf8 {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

uint8_t at(std::string_view text, size_t i) { return uint8_t(text[i]); }

/// Bytes a lead byte promises; 0 when it cannot lead.
size_t promised(uint8_t lead) {
    if (lead < 0x80) return 1;
    if (lead < 0xC2) return 0;
    if (lead < 0xE0) return 2;
    if (lead < 0xF0) return 3;
    return lead < 0xF5 ? 4 : 0;
}

/// The second byte excludes overlong forms, surrogates and what lies above U+10FFFF.
bool fitsSecond(uint8_t lead, uint8_t second) {
    const uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high;
}

/// Bytes at the start of `text` that form a character or a proper beginning of one.
size_t wellFormedPart(std::string_view text) {
    if (text.empty()) return 0;
    const size_t want = promised(at(text, 0));
    if (want == 0) return 0;
    size_t have = 1;
    while (have < want && have < text.size()) {
        const uint8_t byte = at(text, have);
        if (have == 1 ? !fitsSecond(at(text, 0), byte) : (byte & 0xC0) != 0x80) break;
        ++have;
    }
    return have;
}

size_t asciiRun(std::string_view text, size_t from) {
    size_t i = from;
    while (i < text.size() && at(text, i) < 0x80) ++i;
    return i - from;
}

std::string replace(std::string_view text, bool perByte) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size();) {
        if (const size_t run = asciiRun(text, i)) {
            out.append(text, i, run);
            i += run;
            continue;
        }
        const std::string_view rest = text.substr(i);
        if (const size_t length = validLength(rest)) {
            out.append(rest, 0, length);
            i += length;
        } else {
            out += replacement;
            i += perByte ? 1 : std::max<size_t>(1, wellFormedPart(rest));
        }
    }
    return out;
}

} // namespace

size_t validLength(std::string_view text) {
    const size_t have = wellFormedPart(text);
    return have > 0 && have == promised(at(text, 0)) ? have : 0;
}

char32_t decode(std::string_view text, size_t length) {
    static constexpr uint8_t leadMask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    char32_t c = at(text, 0) & leadMask[length];
    for (size_t i = 1; i < length; ++i) c = (c << 6) | (at(text, i) & 0x3F);
    return c;
}

void append(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += char(c);
    } else if (c < 0x800) {
        out += {char(0xC0 | (c >> 6)), char(0x80 | (c & 0x3F))};
    } else if (c < 0x10000) {
        out += {char(0xE0 | (c >> 12)), char(0x80 | ((c >> 6) & 0x3F)), char(0x80 | (c & 0x3F))};
    } else {
        out += {char(0xF0 | (c >> 18)), char(0x80 | ((c >> 12) & 0x3F)), char(0x80 | ((c >> 6) & 0x3F)),
                char(0x80 | (c & 0x3F))};
    }
}

bool isValid(std::string_view text) {
    for (size_t i = 0; i < text.size();) {
        i += asciiRun(text, i);
        if (i == text.size()) break;
        const size_t length = validLength(text.substr(i));
        if (length == 0) return false;
        i += length;
    }
    return true;
}

size_t count(std::string_view text) {
    return size_t(
        std::count_if(text.begin(), text.end(), [](char c) { return (uint8_t(c) & 0xC0) != 0x80; }));
}

std::string replaceInvalid(std::string_view text) { return replace(text, false); }
std::string replaceInvalidBytes(std::string_view text) { return replace(text, true); }

size_t unfinishedTail(std::string_view text) {
    for (size_t back = 1; back <= std::min<size_t>(3, text.size()); ++back) {
        const std::string_view tail = text.substr(text.size() - back);
        if ((at(tail, 0) & 0xC0) == 0x80) continue;
        return wellFormedPart(tail) == back && promised(at(tail, 0)) > back ? back : 0;
    }
    return 0;
}

bool isSpace(char32_t c) {
    return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

Step next(std::string_view text) {
    const size_t length = promised(at(text, 0));
    return {decode(text, length), length};
}

} // namespace inkstone::utf8
