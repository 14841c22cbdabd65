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
    bool matchesEmpty() const;                               ///< it may match nothing at all

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
        /// The next match, maybe an empty one, at or after `from`: a character's begin in valid UTF-8 `text`,
        /// or its end. False when there is none or PCRE2 gave up: see failed().
        bool find(std::string_view text, size_t from, size_t& begin, size_t& end);
        bool failed() const { return m_failed; }

    private:
        struct Memory;
        int attempt(std::string_view text, size_t from);
        std::unique_ptr<Memory> m_memory;
        bool m_failed = false;
    };

    /// The matches in one text, one after the other. Empty ones count ("(?=[A-Z])" cuts), but not right
    /// behind another match: as Oniguruma's find_iter.
    class Matches {
    public:
        /// Both must outlive it.
        Matches(Matcher& matcher, std::string_view text) : m_matcher(matcher), m_text(text) {}
        bool next(size_t& begin, size_t& end);

    private:
        Matcher& m_matcher;
        std::string_view m_text;
        size_t m_from = 0, m_lastEnd = std::string_view::npos;
    };

private:
    struct Code;
    Regex(std::unique_ptr<Code> code, std::string pattern);
    std::unique_ptr<Code> m_code;
    std::string m_pattern;
};

} // namespace inkstone
