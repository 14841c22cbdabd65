#pragma once
// What kind of character something is, by the Unicode version of Hugging Face `tokenizers` (16.0 in 0.23):
// the libraries of Debian 12 stop at 14.0 and 15.0, and a script they do not know would be cut elsewhere.

#include <cstdint>
#include <string>
#include <string_view>

namespace inkstone {

enum class CharClass : uint8_t { Other, Letter, Number, Space };

CharClass charClass(char32_t c);

/// \w as Rust's `regex` reads it: letters, marks, digits, joiners; "single_word" of added tokens goes by it.
bool isWordCharacter(char32_t c);
/// A mark of any kind (general category M).
bool isMark(char32_t c);

/// Characters newer than Unicode 14.0 of a general category ("Lu", "N", "L"...) or a script ("Han"), as PCRE2
/// writes ranges inside a class; "" when there is none.
std::string newerCharacters(std::string_view category);

} // namespace inkstone
