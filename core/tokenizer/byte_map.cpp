#include "core/tokenizer/byte_map.h"

#include "core/base/utf8.h"

#include <array>

namespace inkstone {

namespace {

struct Tables {
    std::array<char32_t, 256> toChar{};
    std::array<int16_t, 324> toByte{}; ///< 256 + 68 stand-ins; -1: none

    constexpr Tables() {
        toByte.fill(-1);
        char32_t fresh = 256;
        for (int b = 0; b < 256; ++b) {
            const bool keeps = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
            toChar[size_t(b)] = keeps ? char32_t(b) : fresh++;
            toByte[toChar[size_t(b)]] = int16_t(b);
        }
    }
};

constexpr Tables tables;

} // namespace

char32_t byteToChar(uint8_t byte) { return tables.toChar[byte]; }

std::optional<std::string> charsToBytes(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    while (!text.empty()) {
        const size_t length = validCodePointLength(text);
        if (length == 0) return std::nullopt;
        const char32_t c = firstCodePoint(text).c;
        if (c >= tables.toByte.size() || tables.toByte[c] < 0) return std::nullopt;
        bytes += char(tables.toByte[c]);
        text.remove_prefix(length);
    }
    return bytes;
}

std::string bytesToChars(std::string_view bytes) {
    std::string text;
    for (const char b : bytes) appendUtf8(text, byteToChar(uint8_t(b)));
    return text;
}

} // namespace inkstone
