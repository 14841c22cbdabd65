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

/// The code point at `position`, which moves behind it; nothing (and no move) when the bytes there are
/// invalid.
std::optional<char32_t> nextCodePoint(std::string_view text, size_t& position);
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
