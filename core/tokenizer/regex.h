#pragma once
// A PCRE2 pattern over valid UTF-8, compiled by its JIT. Patterns come from tokenizer files and mean what
// they mean to Oniguruma: see regex_syntax.h.

#include "core/base/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace inkstone {

class Regex {
public:
    static Result<Regex> compile(const std::string& pattern);
    /// Exactly this text.
    static std::string escape(std::string_view literal);

    const std::string& pattern() const { return m_pattern; } ///< as it was given

    Regex(Regex&&) noexcept;
    Regex& operator=(Regex&&) noexcept;
    ~Regex();

    /// Finds matches; owns what PCRE2 needs for that, so one per thread.
    class Matcher {
    public:
        explicit Matcher(const Regex& regex);
        Matcher(const Matcher&) = delete;
        Matcher& operator=(const Matcher&) = delete;
        ~Matcher();
        /// The next match that is not empty at or after `from`, a character's begin in valid UTF-8 `text`.
        /// False when there is none or PCRE2 gave up: see failed().
        bool find(std::string_view text, size_t from, size_t& begin, size_t& end);
        bool failed() const { return m_failed; }

    private:
        struct Memory;
        int attempt(std::string_view text, size_t from);
        std::unique_ptr<Memory> m_memory;
        bool m_failed = false;
    };

private:
    struct Code;
    Regex(std::unique_ptr<Code> code, std::string pattern);
    std::unique_ptr<Code> m_code;
    std::string m_pattern;
};

} // namespace inkstone
