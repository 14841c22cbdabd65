#pragma once
// A sentence for a person: an English pattern with %1..%9 and its arguments.
// core writes the pattern; the window looks the pattern up in the translations and then fills it in.

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace inkstone {

struct Text {
    std::string pattern;
    std::vector<std::string> args;

    Text() = default;
    Text(const char* english) : pattern(english) {}
    Text(std::string english) : pattern(std::move(english)) {}
    Text(std::string english, std::vector<std::string> arguments)
        : pattern(std::move(english)), args(std::move(arguments)) {}

    bool empty() const { return pattern.empty(); }
    /// The English sentence, arguments filled in.
    std::string str() const { return fill(pattern, args); }

    /// Replaces %1..%9 in `pattern`; a placeholder without an argument stays as it is.
    static std::string fill(const std::string& pattern, const std::vector<std::string>& args);
};

namespace detail {
inline std::string toArgument(std::string s) { return s; }
inline std::string toArgument(const char* s) { return s; }
std::string toArgument(double value);
template <class Integer>
requires std::is_integral_v<Integer> std::string toArgument(Integer value) { return std::to_string(value); }
} // namespace detail

/// text("expected %1 bytes, found %2", a, b)
template <class... Args> Text text(const char* pattern, Args&&... args) {
    return Text(pattern, {detail::toArgument(std::forward<Args>(args))...});
}

} // namespace inkstone
