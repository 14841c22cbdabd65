#include "core/base/phrase.h"

#include <charconv>

namespace inkstone {

namespace {
// A sign that stands in no name and no number, then each part behind its length: "7:a thing".
constexpr char mark = '\x1e';
constexpr size_t longest = 4096; ///< a longer one is plain English: so none nests deep

void append(std::string& out, const std::string& part) {
    out.append(std::to_string(part.size())).append(":").append(part);
}
} // namespace

std::string phrase(const Text& words) {
    std::string out(1, mark);
    append(out, words.pattern);
    for (const std::string& argument : words.args) append(out, argument);
    return out.size() <= longest ? out : words.str();
}

std::optional<Text> phraseOf(const std::string& argument) {
    if (argument.empty() || argument.front() != mark || argument.size() > longest) return {};
    std::vector<std::string> parts;
    const char *at = argument.data() + 1, *const end = argument.data() + argument.size();
    while (at < end) {
        size_t length = 0;
        const auto [colon, error] = std::from_chars(at, end, length);
        if (error != std::errc() || colon == end || *colon != ':' || length > size_t(end - colon - 1))
            return {};
        parts.emplace_back(colon + 1, length);
        at = colon + 1 + length;
    }
    if (parts.empty()) return {};
    Text words(std::move(parts.front()));
    words.args.assign(std::make_move_iterator(parts.begin() + 1), std::make_move_iterator(parts.end()));
    return words;
}

} // namespace inkstone
