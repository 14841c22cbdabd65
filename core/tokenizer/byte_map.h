#pragma once
// GPT-2's printable stand-ins for bytes: a byte-level vocabulary spells " hello" as "Ġhello".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace inkstone {

/// The stand-in of a byte.
char32_t byteToChar(uint8_t byte);
/// "Ġhello" -> " hello"; nullopt when a character stands for no byte.
std::optional<std::string> charsToBytes(std::string_view utf8);
/// " hello" -> "Ġhello"
std::string bytesToChars(std::string_view bytes);

} // namespace inkstone
