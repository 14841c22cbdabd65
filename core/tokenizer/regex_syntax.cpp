#include "core/tokenizer/regex_syntax.h"

#include "core/tokenizer/char_class.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace inkstone {

// Letters and numbers in circles are alphabetic, though they are symbols.
#define INKSTONE_WORD                                                                                        \
    R"(\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{24b6}-\x{24e9}\x{1f130}-\x{1f149}\x{1f150}-\x{1f169}\x{1f170}-\x{1f189})"

const std::string_view rustWordCharacters = INKSTONE_WORD R"(\x{200c}\x{200d})";

namespace {

constexpr std::string_view word = INKSTONE_WORD R"(\x{b2}\x{b3}\x{b9}\x{bc}-\x{be})";
#undef INKSTONE_WORD
constexpr std::string_view space =
    R"(\x{9}-\x{d}\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
constexpr std::string_view notSpace =
    R"(\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{84}\x{86}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{d7ff}\x{e000}-\x{10ffff})";

/// Scripts are few in tokenizers. PCRE2 alone would take every character such a script also uses.
constexpr std::string_view scripts[] = {"Arabic",   "Cyrillic", "Devanagari", "Greek", "Han",  "Hangul",
                                        "Hebrew",   "Hiragana", "Katakana",   "Latin", "Thai", "Armenian",
                                        "Georgian", "Bengali",  "Tamil",      "Khmer", "Lao",  "Myanmar"};

class Speller {
public:
    explicit Speller(std::string_view pattern) : m_in(pattern) {}

    Result<std::string> run() {
        while (m_at < m_in.size()) {
            const char c = m_in[m_at];
            if (c == '\\') {
                INK_CHECK(escape());
            } else if (c == '[') {
                INK_CHECK(characterClass());
            } else {
                plain(c);
            }
        }
        return std::move(m_out);
    }

private:
    tl::unexpected<Error> refuse(Text why) const {
        return fail(ErrorCode::Unsupported, "cannot read a pattern of the tokenizer", std::string(m_in),
                    std::move(why));
    }
    bool next(std::string_view text) const { return m_in.substr(m_at).starts_with(text); }

    /// Outside of classes and escapes.
    void plain(char c) {
        if (c == '{' && interval()) return;
        if (c == '(') m_groups.push_back(m_out.size());
        if (c == ')' && !m_groups.empty()) {
            m_atom = m_groups.back();
            m_groups.pop_back();
        } else if (std::string_view("*+?|^$").find(c) == std::string_view::npos) {
            m_atom = m_out.size();
        }
        m_out += c;
        ++m_at;
    }
    /// "{1,3}": "x{1,3}+" repeats it in Ruby's syntax and is possessive in PCRE2's.
    bool interval() {
        const size_t close = m_in.find_first_not_of("0123456789,", m_at + 1);
        if (close == std::string_view::npos || m_in[close] != '}' || close == m_at + 1) return false;
        const std::string_view inside = m_in.substr(m_at + 1, close - m_at - 1);
        m_out.append(inside.starts_with(',') ? "{0" : "{").append(inside) += '}';
        m_at = close + 1;
        if (!next("+")) return true;
        m_out.insert(m_atom, "(?:");
        m_out += ')';
        return true;
    }

    Status escape() {
        if (m_at + 1 >= m_in.size()) return refuse(text("it ends with a backslash"));
        m_atom = m_out.size();
        const char c = m_in[m_at + 1];
        m_at += 2;
        switch (c) {
        case 's':
            return set(space);
        case 'S':
            return set(space, true);
        case 'w':
            return set(spelled(word));
        case 'W':
            return set(spelled(word), true);
        case 'd':
            return set(spelled(R"(\p{Nd})"));
        case 'D':
            return set(spelled(R"(\p{Nd})"), true);
        case 'h':
            return set("0-9a-fA-F");
        case 'H':
            return set("0-9a-fA-F", true);
        case 'p':
        case 'P':
            return property(c == 'P');
        case 'b':
        case 'B':
            border(c == 'B');
            return {};
        default:
            other(c);
            return {};
        }
    }
    /// \x{3000}, \k<name>, \. and the like; \u3000 is \x{3000} in PCRE2.
    void other(char c) {
        if (c == 'u') {
            m_out.append("\\x{").append(m_in.substr(m_at, 4)) += '}';
            m_at = std::min(m_at + 4, m_in.size());
            return;
        }
        m_out += {'\\', c};
        const size_t close =
            std::isalpha(uint8_t(c)) && next("{") ? m_in.find('}', m_at) : std::string_view::npos;
        if (close == std::string_view::npos) return;
        m_out += m_in.substr(m_at, close + 1 - m_at);
        m_at = close + 1;
    }
    Status set(std::string_view members, bool opposite = false) {
        m_out.append(opposite ? "[^" : "[").append(members).append("]");
        return {};
    }
    /// "{Lu}" or "{^Lu}" behind \p; the name, and m_at behind it.
    std::string_view categoryHere(bool& opposite) {
        const size_t close = m_in.find('}', m_at);
        if (!next("{") || close == std::string_view::npos) return {};
        std::string_view name = m_in.substr(m_at + 1, close - m_at - 1);
        if (name.starts_with('^')) {
            opposite = !opposite;
            name.remove_prefix(1);
        }
        m_at = close + 1;
        return name;
    }
    Status property(bool opposite) {
        const std::string_view name = categoryHere(opposite);
        if (name.empty()) {
            m_out += opposite ? "\\P" : "\\p";
            return {};
        }
        return set(member(name), opposite);
    }
    static std::string member(std::string_view name) {
        const bool script = std::find(std::begin(scripts), std::end(scripts), name) != std::end(scripts);
        return (script ? "\\p{sc:" : "\\p{") + std::string(name) + "}" + newerCharacters(name);
    }
    /// Adds the newer characters to each \p{..} of a set of ours.
    static std::string spelled(std::string_view members) {
        std::string out;
        for (size_t i = 0; i < members.size();) {
            const bool property = members.substr(i).starts_with("\\p{");
            const size_t end = property ? members.find('}', i) + 1 : i + 1;
            out += property ? member(members.substr(i + 3, end - i - 4)) : std::string(1, members[i]);
            i = end;
        }
        return out;
    }
    void border(bool opposite) {
        const std::string w = "[" + spelled(word) + "]";
        m_out += opposite ? "(?:(?<=" + w + ")(?=" + w + ")|(?<!" + w + ")(?!" + w + "))"
                          : "(?:(?<=" + w + ")(?!" + w + ")|(?<!" + w + ")(?=" + w + "))";
    }

    /// [...] with classes inside of it, which unite with it; PCRE2 would take the inner bracket for a
    /// character.
    Status characterClass() {
        m_atom = m_out.size();
        int depth = 0;
        do {
            const char c = m_in[m_at];
            if (next("[:")) {
                const size_t close = m_in.find(":]", m_at + 2);
                if (close == std::string_view::npos) return refuse(text("a [ of it is never closed"));
                m_out += m_in.substr(m_at, close + 2 - m_at);
                m_at = close + 2;
            } else if (c == '[') {
                if (depth > 0 && m_in.substr(m_at + 1).starts_with('^'))
                    return refuse(text("it uses an opposite inside of [ ]"));
                open(depth++ == 0);
            } else if (c == ']') {
                if (--depth == 0) m_out += ']';
                ++m_at;
            } else if (next("&&")) {
                return refuse(text("it uses && inside of [ ]"));
            } else if (c == '\\') {
                INK_CHECK(escapeInClass());
            } else {
                m_out += c;
                ++m_at;
            }
        } while (depth > 0 && m_at < m_in.size());
        return depth == 0 ? Status() : Status(refuse(text("a [ of it is never closed")));
    }
    /// A [, its ^ and a ] right behind them, which is a member.
    void open(bool outermost) {
        ++m_at;
        if (outermost) m_out += '[';
        if (outermost && next("^")) {
            m_out += '^';
            ++m_at;
        }
        if (next("]")) {
            m_out += "\\]";
            ++m_at;
        }
    }
    Status escapeInClass() {
        if (m_at + 1 >= m_in.size()) return refuse(text("it ends with a backslash"));
        const char c = m_in[m_at + 1];
        m_at += 2;
        switch (c) {
        case 's':
            m_out += space;
            return {};
        case 'S':
            m_out += notSpace;
            return {};
        case 'w':
            m_out += spelled(word);
            return {};
        case 'd':
            m_out += spelled(R"(\p{Nd})");
            return {};
        case 'h':
            m_out += "0-9a-fA-F";
            return {};
        case 'W':
        case 'D':
        case 'H':
            return refuse(text("it uses an opposite inside of [ ]"));
        case 'p':
        case 'P': {
            bool opposite = c == 'P';
            const std::string_view name = categoryHere(opposite);
            if (name.empty()) {
                m_out += {'\\', c};
            } else if (!opposite) {
                m_out += member(name);
            } else if (newerCharacters(name).empty()) {
                m_out.append("\\P{").append(name) += '}';
            } else {
                return refuse(text("it uses an opposite inside of [ ]"));
            }
            return {};
        }
        default:
            other(c);
            return {};
        }
    }

    std::string_view m_in;
    size_t m_at = 0, m_atom = 0;
    std::vector<size_t> m_groups; ///< where each open group began in m_out
    std::string m_out;
};

} // namespace

Result<std::string> spellForPcre2(std::string_view pattern) { return Speller(pattern).run(); }

} // namespace inkstone
