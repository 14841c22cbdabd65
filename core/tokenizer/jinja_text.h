#pragma once
// Python's string operations over UTF-8. Positions count characters.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inkstone::jinja {

/// Python's str.isspace() of one character.
bool isSpace(char32_t c);

/// `chars` empty: white space.
std::string_view strip(std::string_view text, std::string_view chars, bool left, bool right);
/// By runs of white space; `limit` < 0: no limit.
std::vector<std::string> splitSpaces(std::string_view text, int64_t limit, bool fromRight);
/// By a separator that is not empty.
std::vector<std::string> split(std::string_view text, std::string_view separator, int64_t limit,
                               bool fromRight);
std::vector<std::string> splitLines(std::string_view text, bool keepEnds);
/// `count` < 0: all.
std::string replace(std::string_view text, std::string_view from, std::string_view to, int64_t count);

std::string lower(std::string_view text);
std::string upper(std::string_view text);
std::string capitalize(std::string_view text);
std::string title(std::string_view text);
std::string swapCase(std::string_view text);

bool isLetter(char32_t c);
bool isNumeric(char32_t c);
bool isLower(char32_t c);
bool isUpper(char32_t c);

/// Where character number `index` begins, in bytes; the text's size when there are fewer.
size_t byteOf(std::string_view text, size_t index);
std::string_view slice(std::string_view text, size_t from, size_t to);
std::vector<std::string> characters(std::string_view text);

/// &, <, >, ' and " as HTML references, as MarkupSafe writes them.
std::string escapeHtml(std::string_view text);

} // namespace inkstone::jinja
