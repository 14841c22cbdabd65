#include "core/base/text.h"

#include "core/base/phrase.h"

#include <cstdio>

namespace inkstone {

std::string Text::fill(const std::string& pattern, const std::vector<std::string>& args) {
    std::string out;
    out.reserve(pattern.size());
    for (size_t i = 0; i < pattern.size(); ++i) {
        const bool placeholder =
            pattern[i] == '%' && i + 1 < pattern.size() && pattern[i + 1] >= '1' && pattern[i + 1] <= '9';
        const size_t index = placeholder ? size_t(pattern[i + 1] - '1') : 0;
        if (placeholder && index < args.size()) {
            const auto words = phraseOf(args[index]);
            out += words ? words->str() : args[index];
            ++i;
        } else {
            out += pattern[i];
        }
    }
    return out;
}

std::string detail::toArgument(double value) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.6g", value);
    return buffer;
}

} // namespace inkstone
