#pragma once
// UTF-8 as the Unicode standard has it: no surrogates, no overlong forms, nothing above U+10FFFF.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace inkstone {

bool isValidUtf8(std::string_view text);
/// Length of the longest valid prefix.
size_t validUtf8Prefix(std::string_view text);
/// Each maximal invalid piece becomes one U+FFFD (the rule of the Unicode standard and of Python's
/// "replace").
std::string replaceInvalidUtf8(std::string_view text);
/// Each byte outside a valid character becomes one U+FFFD (the rule of SentencePiece).
std::string replaceInvalidUtf8Bytes(std::string_view text);

/// The code point at `position`, which moves behind it; nothing (and no move) when the bytes there are
/// invalid.
std::optional<char32_t> nextCodePoint(std::string_view text, size_t& position);
/// Length in bytes of the valid character at the start of `text`; 0 when there is none.
size_t validCodePointLength(std::string_view text);

/// A character and its length in bytes.
struct CodePoint {
    char32_t c;
    size_t length;
};
/// The first character of text that is valid and not empty.
inline CodePoint firstCodePoint(std::string_view validUtf8) {
    const auto byte = [&](size_t i) { return char32_t(static_cast<unsigned char>(validUtf8[i])); };
    const char32_t lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    if (lead < 0xe0) return {(lead & 0x1f) << 6 | (byte(1) & 0x3f), 2};
    if (lead < 0xf0) return {(lead & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f), 3};
    return {(lead & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f), 4};
}
/// Unicode's White_Space.
bool isWhiteSpace(char32_t c);

/// A surrogate or a number above U+10FFFF appends U+FFFD.
void appendUtf8(std::string& text, char32_t codePoint);
size_t countCodePoints(std::string_view validUtf8);

/// At most `maxBytes` of the text, cut between code points.
std::string_view cutUtf8(std::string_view text, size_t maxBytes);
/// How many bytes at the end may be the beginning of an unfinished character (0..3).
size_t unfinishedUtf8Suffix(std::string_view text);

/// A hostile name made harmless for one line of display: controls, line ends and direction marks as \u{202E},
/// invalid bytes as \xFF, at most `maxBytes`, then "…".
std::string escapeForDisplay(std::string_view text, size_t maxBytes = 120);

} // namespace inkstone
