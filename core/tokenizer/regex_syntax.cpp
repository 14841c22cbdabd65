#include "core/tokenizer/regex_syntax.h"

#include "core/base/utf8.h"
#include "core/tokenizer/regex_sets.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <vector>

namespace inkstone {

namespace {

/// Brackets inside of brackets.
constexpr int deepestClass = 32;

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
        INK_CHECK(endLiteral());
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
        const bool sign = std::string_view("*+?|^$").find(c) != std::string_view::npos;
        if (sign || c == '{') INK_CHECK(endLiteral(c));
        if (c == '{' && interval()) return {};
        if (next("(?#")) return comment();
        if (c == '(' && options()) return {};
        if (c == '(') return openGroup();
        if (c == ')' && !m_groups.empty()) {
            closeGroup();
        } else if (!sign) {
            m_atom = m_out.size();
        }
        const size_t length = firstCodePoint(m_in.substr(m_at)).length;
        if (c == '.') INK_CHECK(endLiteral());
        if (!sign && c != '.' && c != ')') INK_CHECK(literal(firstCodePoint(m_in.substr(m_at)).c));
        return copy(length);
    }
    Status copy(size_t length) {
        m_out += m_in.substr(m_at, length);
        m_at += length;
        return {};
    }
    /// "(", "(?:", "(?=", "(?<name>" and the like.
    Status openGroup() {
        m_groups.push_back({m_out.size(), m_open, m_caseless});
        m_open = 0;
        m_atom = m_out.size();
        size_t length = 1;
        while (next("(?") && m_at + length < m_in.size() &&
               std::string_view("?<>:=!~").find(m_in[m_at + length]) != std::string_view::npos)
            ++length;
        if (length > 1 && !next("(?:")) INK_CHECK(endLiteral());
        return copy(length);
    }
    void closeGroup() {
        m_out.append(m_open, ')');
        m_atom = m_groups.back().begin;
        m_open = m_groups.back().open;
        m_caseless = m_groups.back().caseless;
        m_groups.pop_back();
    }
    /// Without regard to case Oniguruma takes "ß" for "ss" and "ss" for "ß"; PCRE2 folds characters one by
    /// one. m_literal: those that stand side by side, across the borders of groups as well.
    Status literal(char32_t c) {
        if (m_caseless) m_literal += c;
        return m_caseless ? Status() : endLiteral();
    }
    /// What repeats the last character parts it from those before.
    Status endLiteral(char behind = 0) {
        if (m_literal.empty()) return {};
        std::u32string text = std::move(m_literal);
        m_literal.clear();
        const bool repeated = behind != 0 && std::string_view("|^$").find(behind) == std::string_view::npos;
        const std::u32string last = repeated ? text.substr(text.size() - 1) : std::u32string();
        if (repeated) text.pop_back();
        if (foldsTogether(text) || foldsTogether(last)) return refuseFolding(text + last);
        return {};
    }
    tl::unexpected<Error> refuseFolding(std::u32string_view literal) const {
        std::string shown;
        for (const char32_t c : literal) appendUtf8(shown, c);
        return refuse(
            text("it takes \"%1\" without regard to case, where one character may stand for several", shown));
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
            m_groups.push_back({m_out.size(), m_open, m_caseless});
            m_open = 0;
        }
        if (const size_t i = letters.find('i'); i != std::string::npos)
            m_caseless = i < std::min(letters.find('-'), letters.size());
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
            return set({std::string(spaceSet), {}});
        case 'S':
            return set({std::string(spaceSet), {}}, true);
        case 'w':
            return set({withNewer(wordSet), {}});
        case 'W':
            return set({withNewer(wordSet), {}}, true);
        case 'd':
            return set({withNewer(digitSet), {}});
        case 'D':
            return set({withNewer(digitSet), {}}, true);
        case 'h':
            return set({hexadecimalSet, {}});
        case 'H':
            return set({hexadecimalSet, {}}, true);
        case 'p':
        case 'P': {
            bool opposite = c == 'P';
            INK_TRY(members, propertyHere(opposite, false));
            if (m_caseless) m_out += "(?-i:"; // a property alone keeps its case
            INK_CHECK(set(members, opposite));
            if (m_caseless) m_out += ')';
            return {};
        }
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
        INK_TRY(sign, signHere(c));
        if (!sign.c) return m_out += sign.spelled, endLiteral();
        m_out += sign.spelled;
        return literal(*sign.c);
    }
    struct Sign {
        std::string spelled;
        std::optional<char32_t> c; ///< null: no single character, or none that has a case
    };
    /// What stands behind a backslash and c, at m_at.
    Result<Sign> signHere(char c) {
        if (c == 'u') {
            const std::string_view digits = m_in.substr(m_at, 4);
            m_at += digits.size();
            return Sign{"\\x{" + std::string(digits) + "}", hexadecimal(digits)};
        }
        if (c == 'v') return Sign{"\\x{b}", {}}; // PCRE2's would be every vertical space
        const bool letter = std::isalpha(uint8_t(c));
        if (letter && std::string_view("aefnrtxckKAzZGNR").find(c) == std::string_view::npos)
            return refuse(text("it uses \\%1", std::string(1, c)));
        Sign sign{{'\\', c}, {}};
        if (uint8_t(c) >= 0x80) {
            const CodePoint point = firstCodePoint(m_in.substr(m_at - 1));
            m_at += point.length - 1;
            return Sign{std::string(m_in.substr(m_at - point.length, point.length)), point.c};
        }
        if (std::ispunct(uint8_t(c))) sign.c = c;
        const size_t close = letter && next("{") ? m_in.find('}', m_at) : std::string_view::npos;
        const size_t begin = m_at;
        if (close != std::string_view::npos) {
            m_at = close + 1;
            if (c == 'x') sign.c = hexadecimal(m_in.substr(begin + 1, close - begin - 1));
        } else if (c == 'x') {
            while (m_at < std::min(begin + 2, m_in.size()) && std::isxdigit(uint8_t(m_in[m_at]))) ++m_at;
            sign.c = hexadecimal(m_in.substr(begin, m_at - begin));
        }
        sign.spelled += m_in.substr(begin, m_at - begin);
        return sign;
    }
    static std::optional<char32_t> hexadecimal(std::string_view digits) {
        uint32_t value = 0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
        return whole ? std::optional<char32_t>(value) : std::nullopt;
    }
    Status set(const ClassMembers& members, bool opposite = false) {
        m_out += opposite ? noneOf(members) : oneOf(members);
        return endLiteral();
    }
    /// "{Lu}" or "{^Lu}" behind \p.
    Result<ClassMembers> propertyHere(bool& opposite, bool inClass) {
        const size_t close = m_in.find('}', m_at);
        std::string_view name;
        if (next("{") && close != std::string_view::npos) {
            name = m_in.substr(m_at + 1, close - m_at - 1);
            m_at = close + 1;
        }
        if (name.starts_with('^')) {
            opposite = !opposite;
            name.remove_prefix(1);
        }
        return membersNamed(name, inClass);
    }
    Result<ClassMembers> membersNamed(std::string_view name, bool inClass) const {
        const Property* property = findProperty(name);
        if (!property) return refuse(text("its property \"%1\" is not known here", std::string(name)));
        ClassMembers members = membersOf(*property);
        if (!m_caseless || !inClass || property->otherCase.empty()) return members;
        if (property->otherCase == "?")
            return refuse(
                text("it uses the property \"%1\" inside of [ ] without regard to case", std::string(name)));
        members.inside += property->otherCase;
        return members;
    }
    void border(bool opposite) {
        const std::string w = "[" + withNewer(wordSet) + "]";
        m_out += opposite ? "(?:(?<=" + w + ")(?=" + w + ")|(?<!" + w + ")(?!" + w + "))"
                          : "(?:(?<=" + w + ")(?!" + w + ")|(?<!" + w + ")(?=" + w + "))";
    }

    Status characterClass() {
        m_atom = m_out.size();
        INK_TRY(found, classHere(0));
        m_out += found.opposite ? noneOf(found.members) : oneOf(found.members);
        return endLiteral();
    }
    struct Class {
        bool opposite = false;
        ClassMembers members;
    };
    /// [...] at m_at with classes inside of it, which unite with it; PCRE2 would take the inner bracket for a
    /// character. "&&" parts sets of which only what all have stays.
    Result<Class> classHere(int depth) {
        if (depth > deepestClass) return refuse(text("its brackets nest too deep"));
        Class found;
        std::vector<std::string> sets;
        ++m_at;
        if (next("^")) {
            found.opposite = true;
            ++m_at;
        }
        Members members{this, depth > 0 || !found.opposite};
        if (next("]")) {
            INK_CHECK(members.add({"\\]", U']'}));
            ++m_at;
        }
        while (!next("]")) {
            if (m_at >= m_in.size()) return refuse(text("a [ of it is never closed"));
            if (!next("&&")) {
                INK_CHECK(classItem(members, depth));
                continue;
            }
            m_at += 2;
            INK_CHECK(endSet(members, sets));
        }
        ++m_at;
        if (!sets.empty()) INK_CHECK(endSet(members, sets));
        if (m_caseless && (!sets.empty() || !members.found.others.empty()))
            return refuse(text("it uses && or an opposite inside of [ ] without regard to case"));
        found.members = sets.empty() ? std::move(members.found) : ClassMembers{{}, {inAll(sets)}};
        return found;
    }
    /// What a class has so far, and a range that may be on its way in it.
    struct Members {
        const Speller* speller;
        bool takes; ///< it takes these, not all others
        ClassMembers found = {};
        std::optional<char32_t> last = {};
        bool range = false;

        Status add(const Sign& sign) {
            found.inside += sign.spelled;
            const bool folds = speller->m_caseless && takes && sign.c &&
                               anyFoldsApart(range && last ? *last : *sign.c, *sign.c);
            if (folds) return speller->refuseFolding(std::u32string(1, *sign.c));
            range = sign.c == U'-' && last && !range;
            if (!range) last = sign.c;
            return {};
        }
        void add(const ClassMembers& more, bool opposite) {
            last.reset();
            range = false;
            if (opposite) return found.others.push_back(noneOf(more));
            found.inside += more.inside;
            found.others.insert(found.others.end(), more.others.begin(), more.others.end());
        }
    };
    Status endSet(Members& members, std::vector<std::string>& sets) const {
        if (members.found.empty()) return refuse(text("it uses && inside of [ ] with nothing beside it"));
        sets.push_back(oneOf(members.found));
        members = Members{this, members.takes};
        return {};
    }
    Status classItem(Members& members, int depth) {
        if (next("[:")) return posixClass(members);
        if (next("[")) {
            INK_TRY(inner, classHere(depth + 1));
            if (inner.members.empty()) return refuse(text("it uses an empty [ ]"));
            members.add(inner.members, inner.opposite);
            return {};
        }
        if (next("\\")) return escapeInClass(members);
        const CodePoint point = firstCodePoint(m_in.substr(m_at));
        m_at += point.length;
        return members.add({std::string(m_in.substr(m_at - point.length, point.length)), point.c});
    }
    /// "[:digit:]"
    Status posixClass(Members& out) {
        const size_t close = m_in.find(":]", m_at + 2);
        if (close == std::string_view::npos) return refuse(text("a [ of it is never closed"));
        std::string_view name = m_in.substr(m_at + 2, close - m_at - 2);
        const bool opposite = name.starts_with('^');
        if (opposite) name.remove_prefix(1);
        m_at = close + 2;
        if (name == "word") {
            out.add({withNewer(wordInClassSet), {}}, opposite);
            return {};
        }
        INK_TRY(members, membersNamed(name == "punct" ? "posixpunct" : name, true));
        out.add(members, opposite);
        return {};
    }
    Status escapeInClass(Members& out) {
        if (m_at + 1 >= m_in.size()) return refuse(text("it ends with a backslash"));
        const char c = m_in[m_at + 1];
        m_at += 2;
        const auto add = [&](std::string members) {
            out.add({std::move(members), {}}, std::isupper(uint8_t(c)));
            return Status();
        };
        switch (c) {
        case 's':
            return add(std::string(spaceSet));
        case 'S':
            out.add({std::string(notSpaceSet), {}}, false);
            return {};
        case 'w':
        case 'W':
            return add(withNewer(wordInClassSet));
        case 'd':
        case 'D':
            return add(withNewer(digitSet));
        case 'h':
        case 'H':
            return add(hexadecimalSet);
        case 'p':
        case 'P': {
            bool opposite = c == 'P';
            INK_TRY(members, propertyHere(opposite, true));
            out.add(members, opposite);
            return {};
        }
        default: {
            INK_TRY(sign, signHere(c));
            return out.add(sign);
        }
        }
    }

    static constexpr const char* hexadecimalSet = "0-9a-fA-F";
    static constexpr std::string_view digitSet = R"(\p{Nd})";
    struct Group {
        size_t begin = 0; ///< in m_out
        size_t open = 0;  ///< m_open outside of it
        bool caseless = false;
    };

    std::string_view m_in;
    size_t m_at = 0, m_atom = 0;
    size_t m_open = 0; ///< groups that options opened and nothing closes
    std::vector<Group> m_groups;
    bool m_caseless = false;
    std::u32string m_literal;
    std::string m_out;
};

} // namespace

Result<std::string> spellForPcre2(std::string_view pattern) { return Speller(pattern).run(); }

} // namespace inkstone
