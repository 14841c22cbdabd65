#include "core/tokenizer/regex_syntax.h"

#include "core/tokenizer/char_class.h"

#include <algorithm>
#include <cctype>
#include <tuple>
#include <vector>

namespace inkstone {

// Letters and numbers in circles are alphabetic, though they are symbols.
#define INKSTONE_WORD                                                                                        \
    R"(\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{24b6}-\x{24e9}\x{1f130}-\x{1f149}\x{1f150}-\x{1f169}\x{1f170}-\x{1f189})"

const std::string_view rustWordCharacters = INKSTONE_WORD R"(\x{200c}\x{200d})";

namespace {

constexpr std::string_view wordInClass = INKSTONE_WORD;
/// Outside of [ ] the small numbers of Latin-1 are word characters as well.
constexpr std::string_view word = INKSTONE_WORD R"(\x{b2}\x{b3}\x{b9}\x{bc}-\x{be})";
#undef INKSTONE_WORD
constexpr std::string_view space =
    R"(\x{9}-\x{d}\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
constexpr std::string_view notSpace =
    R"(\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{84}\x{86}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{d7ff}\x{e000}-\x{10ffff})";

struct Property {
    std::string_view names; ///< in small letters, without blanks, "_" and "-"
    std::string_view members;
};
/// Those whose characters are the same here and there (tests/reference/regex_sets.py); all others are
/// refused.
constexpr Property properties[] = {
    {"any", R"(\x{0}-\x{10ffff})"},
    {"ascii", R"(\x{0}-\x{7f})"},
    {"l letter", R"(\p{L})"},
    {"lu uppercaseletter", R"(\p{Lu})"},
    {"ll lowercaseletter", R"(\p{Ll})"},
    {"lt titlecaseletter", R"(\p{Lt})"},
    {"lm modifierletter", R"(\p{Lm})"},
    {"lo otherletter", R"(\p{Lo})"},
    {"lc casedletter", R"(\p{Lu}\p{Ll}\p{Lt})"},
    {"m mark combiningmark", R"(\p{M})"},
    {"me enclosingmark", R"(\p{Me})"},
    {"n number", R"(\p{N})"},
    {"nd decimalnumber digit", R"(\p{Nd})"},
    {"nl letternumber", R"(\p{Nl})"},
    {"no othernumber", R"(\p{No})"},
    {"p punctuation punct", R"(\p{P})"},
    {"posixpunct", R"(\p{P}\p{S})"},
    {"pc connectorpunctuation", R"(\p{Pc})"},
    {"pi initialpunctuation", R"(\p{Pi})"},
    {"pf finalpunctuation", R"(\p{Pf})"},
    {"ps openpunctuation", R"(\p{Ps})"},
    {"pe closepunctuation", R"(\p{Pe})"},
    {"s symbol", R"(\p{S})"},
    {"sm mathsymbol", R"(\p{Sm})"},
    {"sc currencysymbol", R"(\p{Sc})"},
    {"sk modifiersymbol", R"(\p{Sk})"},
    {"z separator", R"(\p{Z})"},
    {"zs spaceseparator", R"(\p{Zs})"},
    {"zl lineseparator", R"(\p{Zl})"},
    {"zp paragraphseparator", R"(\p{Zp})"},
    {"cc control cntrl", R"(\x{0}-\x{1f}\x{7f}-\x{9f})"},
    {"co privateuse", R"(\p{Co})"},
    {"space whitespace", space},
    {"blank", R"(\p{Zs}\t)"},
    {"xdigit", "0-9a-fA-F"},
    {"word", word},
    {"emoji", R"(\p{Emoji})"},
    {"emojipresentation", R"(\p{Emoji_Presentation})"},
    {"extendedpictographic", R"(\p{Extended_Pictographic})"},
    // PCRE2 alone would take every character that a script also uses.
    {"arabic", R"(\p{sc:Arabic})"},
    {"armenian", R"(\p{sc:Armenian})"},
    {"bengali", R"(\p{sc:Bengali})"},
    {"bopomofo", R"(\p{sc:Bopomofo})"},
    {"cherokee", R"(\p{sc:Cherokee})"},
    {"cyrillic", R"(\p{sc:Cyrillic})"},
    {"devanagari", R"(\p{sc:Devanagari})"},
    {"ethiopic", R"(\p{sc:Ethiopic})"},
    {"georgian", R"(\p{sc:Georgian})"},
    {"greek", R"(\p{sc:Greek})"},
    {"gujarati", R"(\p{sc:Gujarati})"},
    {"gurmukhi", R"(\p{sc:Gurmukhi})"},
    {"han", R"(\p{sc:Han})"},
    {"hangul", R"(\p{sc:Hangul})"},
    {"hebrew", R"(\p{sc:Hebrew})"},
    {"hiragana", R"(\p{sc:Hiragana})"},
    {"kannada", R"(\p{sc:Kannada})"},
    {"katakana", R"(\p{sc:Katakana})"},
    {"khmer", R"(\p{sc:Khmer})"},
    {"lao", R"(\p{sc:Lao})"},
    {"latin", R"(\p{sc:Latin})"},
    {"malayalam", R"(\p{sc:Malayalam})"},
    {"mongolian", R"(\p{sc:Mongolian})"},
    {"myanmar", R"(\p{sc:Myanmar})"},
    {"oriya", R"(\p{sc:Oriya})"},
    {"sinhala", R"(\p{sc:Sinhala})"},
    {"syriac", R"(\p{sc:Syriac})"},
    {"tamil", R"(\p{sc:Tamil})"},
    {"telugu", R"(\p{sc:Telugu})"},
    {"thaana", R"(\p{sc:Thaana})"},
    {"thai", R"(\p{sc:Thai})"},
    {"tibetan", R"(\p{sc:Tibetan})"},
    {"yi", R"(\p{sc:Yi})"},
};

/// The members of a property by any of its names; null: not known here.
const std::string_view* membersOf(std::string_view name) {
    std::string plain;
    for (const char c : name)
        if (c != '_' && c != '-' && c != ' ') plain += char(std::tolower(uint8_t(c)));
    for (const auto& [names, members] : properties)
        for (size_t at = names.find(plain); at != std::string_view::npos; at = names.find(plain, at + 1)) {
            const size_t end = at + plain.size();
            const bool whole =
                (at == 0 || names[at - 1] == ' ') && (end == names.size() || names[end] == ' ');
            if (whole && !plain.empty()) return &members;
        }
    return nullptr;
}

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
                INK_CHECK(plain(c));
            }
        }
        m_out.append(m_open, ')');
        return std::move(m_out);
    }

private:
    tl::unexpected<Error> refuse(Text why) const {
        return fail(ErrorCode::Unsupported, "cannot read a pattern of the tokenizer", std::string(m_in),
                    std::move(why));
    }
    bool next(std::string_view text) const { return m_in.substr(m_at).starts_with(text); }

    /// Outside of classes and escapes.
    Status plain(char c) {
        if (c == '{' && interval()) return {};
        if (next("(?#")) return comment();
        if (c == '(' && options()) return {};
        if (c == '(') {
            m_groups.push_back({m_out.size(), m_open});
            m_open = 0;
        }
        if (c == ')' && !m_groups.empty()) {
            m_out.append(m_open, ')');
            std::tie(m_atom, m_open) = m_groups.back();
            m_groups.pop_back();
        } else if (std::string_view("*+?|^$").find(c) == std::string_view::npos) {
            m_atom = m_out.size();
        }
        m_out += c;
        ++m_at;
        return {};
    }
    Status comment() {
        const size_t close = m_in.find(')', m_at);
        if (close == std::string_view::npos) return refuse(text("a comment of it is never closed"));
        m_at = close + 1;
        return {};
    }
    /// "(?im-x:" and "(?i)". Ruby's m lets the dot take line breaks, which is PCRE2's s. Without a colon the
    /// options hold to the end of the group, "|" included; PCRE2 would let them end nowhere earlier, but
    /// begin anew behind a "|": a group of its own says it to both.
    bool options() {
        const size_t end = m_in.find_first_not_of("imx-", m_at + 2);
        if (!next("(?") || end == std::string_view::npos || end == m_at + 2) return false;
        if (m_in[end] != ')' && m_in[end] != ':') return false;
        std::string letters(m_in.substr(m_at + 2, end - m_at - 2));
        std::replace(letters.begin(), letters.end(), 'm', 's');
        if (m_in[end] == ')') {
            ++m_open;
        } else {
            m_groups.push_back({m_out.size(), m_open});
            m_open = 0;
        }
        m_out += "(?" + letters + ":";
        m_atom = m_out.size();
        m_at = end + 1;
        return true;
    }
    /// "{1,3}": "x{1,3}+" repeats it in Ruby's syntax and is possessive in PCRE2's. "x{3}?" may be left out
    /// there.
    bool interval() {
        const size_t close = m_in.find_first_not_of("0123456789,", m_at + 1);
        if (close == std::string_view::npos || m_in[close] != '}' || close == m_at + 1) return false;
        const std::string_view inside = m_in.substr(m_at + 1, close - m_at - 1);
        m_out.append(inside.starts_with(',') ? "{0" : "{").append(inside) += '}';
        m_at = close + 1;
        const bool optional = next("?") && inside.find(',') == std::string_view::npos;
        if (!next("+") && !optional) return true;
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
            return other(c);
        }
    }
    /// \x{3000}, \k<name>, \. and the like; \u3000 is \x{3000} in PCRE2.
    Status other(char c) {
        if (c == 'u') {
            m_out.append("\\x{").append(m_in.substr(m_at, 4)) += '}';
            m_at = std::min(m_at + 4, m_in.size());
            return {};
        }
        if (c == 'v') { // PCRE2's would be every vertical space
            m_out += "\\x{b}";
            return {};
        }
        if (std::isalpha(uint8_t(c)) &&
            std::string_view("aefnrtxckKAzZGNR").find(c) == std::string_view::npos)
            return refuse(text("it uses \\%1", std::string(1, c)));
        m_out += {'\\', c};
        const size_t close =
            std::isalpha(uint8_t(c)) && next("{") ? m_in.find('}', m_at) : std::string_view::npos;
        if (close == std::string_view::npos) return {};
        m_out += m_in.substr(m_at, close + 1 - m_at);
        m_at = close + 1;
        return {};
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
        const std::string_view* members = membersOf(name);
        if (!members) return unknown(name);
        return set(spelled(*members), opposite);
    }
    tl::unexpected<Error> unknown(std::string_view name) const {
        return refuse(text("its property \"%1\" is not known here", std::string(name)));
    }
    /// Adds the newer characters to each \p{..} of a set of ours.
    static std::string spelled(std::string_view members) {
        std::string out;
        for (size_t i = 0; i < members.size();) {
            const bool property = members.substr(i).starts_with("\\p{");
            const size_t end = property ? members.find('}', i) + 1 : i + 1;
            out += members.substr(i, end - i);
            if (property) {
                std::string_view name = members.substr(i + 3, end - i - 4);
                if (name.starts_with("sc:")) name.remove_prefix(3);
                out += newerCharacters(name);
            }
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
                INK_CHECK(posixClass());
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
    /// "[:digit:]"
    Status posixClass() {
        const size_t close = m_in.find(":]", m_at + 2);
        if (close == std::string_view::npos) return refuse(text("a [ of it is never closed"));
        const std::string_view name = m_in.substr(m_at + 2, close - m_at - 2);
        const std::string_view* members =
            name == "word" ? &wordInClass : membersOf(name == "punct" ? "posixpunct" : name);
        if (!members) return unknown(name);
        m_out += spelled(*members);
        m_at = close + 2;
        return {};
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
            m_out += spelled(wordInClass);
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
            const std::string_view* members = membersOf(name);
            if (!members) return unknown(name);
            const bool one = members->starts_with("\\p{") && members->find('}') + 1 == members->size();
            if (!opposite) {
                m_out += spelled(*members);
            } else if (one && spelled(*members) == *members) {
                m_out.append("\\P").append(members->substr(2));
            } else {
                return refuse(text("it uses an opposite inside of [ ]"));
            }
            return {};
        }
        default:
            return other(c);
        }
    }

    std::string_view m_in;
    size_t m_at = 0, m_atom = 0;
    size_t m_open = 0;                               ///< groups that options opened and nothing closes
    std::vector<std::pair<size_t, size_t>> m_groups; ///< where each open group began in m_out, its m_open
    std::string m_out;
};

} // namespace

Result<std::string> spellForPcre2(std::string_view pattern) { return Speller(pattern).run(); }

} // namespace inkstone
