#include "core/base/utf8.h"

#include <algorithm>
#include <cstdio>

namespace inkstone {
namespace {

struct Piece {
    size_t length = 0; ///< bytes of the code point, or of the maximal invalid piece
    bool valid = false;
    char32_t codePoint = 0;
};

/// What a lead byte allows: table 3-7 of the Unicode standard.
struct Lead {
    int extra = -1; ///< bytes that follow; -1: no lead byte
    unsigned char low = 0x80, high = 0xbf;
};

Lead leadOf(unsigned char byte) {
    if (byte < 0x80) return {0};
    if (byte >= 0xc2 && byte <= 0xdf) return {1};
    if (byte == 0xe0) return {2, 0xa0, 0xbf};
    if (byte == 0xed) return {2, 0x80, 0x9f};
    if (byte >= 0xe1 && byte <= 0xef) return {2};
    if (byte == 0xf0) return {3, 0x90, 0xbf};
    if (byte >= 0xf1 && byte <= 0xf3) return {3};
    if (byte == 0xf4) return {3, 0x80, 0x8f};
    return {};
}

Piece pieceAt(std::string_view text, size_t position) {
    const auto first = static_cast<unsigned char>(text[position]);
    const Lead lead = leadOf(first);
    if (lead.extra < 0) return {1};
    if (lead.extra == 0) return {1, true, first};
    char32_t codePoint = first & (0x3f >> lead.extra);
    for (int i = 1; i <= lead.extra; ++i) {
        if (position + size_t(i) >= text.size()) return {size_t(i)};
        const auto byte = static_cast<unsigned char>(text[position + size_t(i)]);
        const unsigned char low = i == 1 ? lead.low : 0x80, high = i == 1 ? lead.high : 0xbf;
        if (byte < low || byte > high) return {size_t(i)};
        codePoint = (codePoint << 6) | (byte & 0x3f);
    }
    return {size_t(lead.extra) + 1, true, codePoint};
}

/// Controls, separators and marks that change the direction or hide.
bool harmsDisplay(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

size_t asciiRun(std::string_view text, size_t from) {
    size_t i = from;
    while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
    return i - from;
}

std::string replaceInvalid(std::string_view text, bool perByte) {
    std::string out;
    out.reserve(text.size());
    for (size_t position = 0; position < text.size();) {
        if (const size_t run = asciiRun(text, position)) {
            out.append(text, position, run);
            position += run;
            continue;
        }
        const Piece piece = pieceAt(text, position);
        if (piece.valid)
            out += text.substr(position, piece.length);
        else
            out += "\uFFFD";
        position += piece.valid || !perByte ? piece.length : 1;
    }
    return out;
}

} // namespace

bool isValidUtf8(std::string_view text) { return validUtf8Prefix(text) == text.size(); }

size_t validUtf8Prefix(std::string_view text) {
    size_t position = 0;
    while (position < text.size()) {
        position += asciiRun(text, position);
        if (position == text.size()) break;
        const Piece piece = pieceAt(text, position);
        if (!piece.valid) break;
        position += piece.length;
    }
    return position;
}

std::string replaceInvalidUtf8(std::string_view text) { return replaceInvalid(text, false); }
std::string replaceInvalidUtf8Bytes(std::string_view text) { return replaceInvalid(text, true); }

size_t validCodePointLength(std::string_view text) {
    if (text.empty()) return 0;
    const Piece piece = pieceAt(text, 0);
    return piece.valid ? piece.length : 0;
}

bool isWhiteSpace(char32_t c) {
    return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
           c == 0x3000;
}

std::optional<char32_t> nextCodePoint(std::string_view text, size_t& position) {
    if (position >= text.size()) return {};
    const Piece piece = pieceAt(text, position);
    if (!piece.valid) return {};
    position += piece.length;
    return piece.codePoint;
}

void appendUtf8(std::string& text, char32_t c) {
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) c = 0xfffd;
    if (c < 0x80) {
        text += char(c);
    } else if (c < 0x800) {
        text += char(0xc0 | (c >> 6));
        text += char(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        text += char(0xe0 | (c >> 12));
        text += char(0x80 | ((c >> 6) & 0x3f));
        text += char(0x80 | (c & 0x3f));
    } else {
        text += char(0xf0 | (c >> 18));
        text += char(0x80 | ((c >> 12) & 0x3f));
        text += char(0x80 | ((c >> 6) & 0x3f));
        text += char(0x80 | (c & 0x3f));
    }
}

size_t countCodePoints(std::string_view validUtf8) {
    return size_t(
        std::count_if(validUtf8.begin(), validUtf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string_view cutUtf8(std::string_view text, size_t maxBytes) {
    if (text.size() <= maxBytes) return text;
    size_t end = maxBytes;
    while (end > 0 && maxBytes - end < 3 && (text[end] & 0xc0) == 0x80) --end;
    return text.substr(0, (text[end] & 0xc0) == 0x80 ? maxBytes : end);
}

size_t unfinishedUtf8Suffix(std::string_view text) {
    for (size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const size_t position = text.size() - back;
        const Lead lead = leadOf(static_cast<unsigned char>(text[position]));
        if (lead.extra < 0) continue;
        const Piece piece = pieceAt(text, position);
        return !piece.valid && position + piece.length == text.size() ? back : 0;
    }
    return 0;
}

std::string escapeForDisplay(std::string_view text, size_t maxBytes) {
    std::string out;
    for (size_t position = 0; position < text.size();) {
        const Piece piece = pieceAt(text, position);
        std::string shown(text.substr(position, piece.length));
        char buffer[16];
        if (!piece.valid) {
            shown.clear();
            for (size_t i = 0; i < piece.length; ++i) {
                const unsigned byte = static_cast<unsigned char>(text[position + i]);
                std::snprintf(buffer, sizeof buffer, "\\x%02X", byte);
                shown += buffer;
            }
        } else if (harmsDisplay(piece.codePoint)) {
            std::snprintf(buffer, sizeof buffer, "\\u{%X}", unsigned(piece.codePoint));
            shown = buffer;
        }
        if (out.size() + shown.size() > maxBytes) return out + "…";
        out += shown;
        position += piece.length;
    }
    return out;
}

} // namespace inkstone
