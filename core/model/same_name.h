#pragma once
// Names of models as people type them.

#include <algorithm>
#include <string_view>

namespace inkstone {

/// But for the case of ASCII letters.
inline bool sameName(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
        return low(x) == low(y);
    });
}

} // namespace inkstone
