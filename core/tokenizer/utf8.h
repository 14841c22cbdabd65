#pragma once
// UTF-8, strictly: no overlong forms, no surrogates, nothing above U+10FFFF.

#include <cstdint>
#include <string>
#include <string_view>

namespace inkstone::utf8 {

/// Length in bytes of the valid character at the start of `text`; 0 when there is none.
size_t validLength(std::string_view text);
/// The character of `length` = validLength(text) > 0 bytes.
char32_t decode(std::string_view text, size_t length);
void append(std::string& out, char32_t c);

bool isValid(std::string_view text);
/// Number of characters of valid text.
size_t count(std::string_view text);
/// Replaces each maximal ill-formed part by one U+FFFD (the rule of WHATWG, Python and Rust).
std::string replaceInvalid(std::string_view text);
/// Replaces each byte outside a valid character by one U+FFFD (the rule of SentencePiece).
std::string replaceInvalidBytes(std::string_view text);
/// Length of a tail that could still become a character with more bytes: 0..3.
size_t unfinishedTail(std::string_view text);

/// Unicode's White_Space.
bool isSpace(char32_t c);

/// The first character of valid `text`, and its length.
struct Step {
    char32_t c;
    size_t length;
};
Step next(std::string_view text);

} // namespace inkstone::utf8
