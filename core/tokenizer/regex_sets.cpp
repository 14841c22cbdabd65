#include "core/tokenizer/regex_sets.h"

#include "core/tokenizer/char_class.h"
#include "core/tokenizer/regex_syntax.h"

#include <algorithm>
#include <cctype>
#include <utf8proc.h>

namespace inkstone {

// Letters and numbers in circles are alphabetic, though they are symbols.
#define INKSTONE_WORD                                                                                        \
    R"(\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\x{24b6}-\x{24e9}\x{1f130}-\x{1f149}\x{1f150}-\x{1f169}\x{1f170}-\x{1f189})"
constexpr std::string_view rustWordCharacters = INKSTONE_WORD R"(\x{200c}\x{200d})";
constexpr std::string_view wordInClassSet = INKSTONE_WORD;
constexpr std::string_view wordSet = INKSTONE_WORD R"(\x{b2}\x{b3}\x{b9}\x{bc}-\x{be})";
#undef INKSTONE_WORD
constexpr std::string_view spaceSet =
    R"(\x{9}-\x{d}\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
constexpr std::string_view notSpaceSet =
    R"(\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{84}\x{86}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{d7ff}\x{e000}-\x{10ffff})";

namespace {

constexpr std::string_view everything = R"(\x{0}-\x{10ffff})";
constexpr std::string_view control = R"(\x{0}-\x{1f}\x{7f}-\x{9f})";
#define INKSTONE_ASSIGNED R"(\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z})"
constexpr std::string_view assigned = INKSTONE_ASSIGNED;
constexpr std::string_view assignedOrOther = INKSTONE_ASSIGNED R"(\p{Cc}\p{Cf}\p{Co})";
#undef INKSTONE_ASSIGNED
#define INKSTONE_ALPHABETIC R"(\p{L}\p{Nl}\p{Alphabetic})"
constexpr std::string_view alphabetic = INKSTONE_ALPHABETIC;
constexpr std::string_view alphanumeric = INKSTONE_ALPHABETIC R"(\p{Nd})";
#undef INKSTONE_ALPHABETIC

/// Those whose characters are the same here and there (tests/reference/regex_sets.py); all others are
/// refused.
constexpr Property properties[] = {
    {"any", everything},
    {"ascii", R"(\x{0}-\x{7f})"},
    {"l letter", R"(\p{L})", {}, R"(\x{345})"},
    {"lu uppercaseletter", R"(\p{Lu})", {}, "?"},
    {"ll lowercaseletter", R"(\p{Ll})", {}, "?"},
    {"lt titlecaseletter", R"(\p{Lt})", {}, "?"},
    {"lm modifierletter", R"(\p{Lm})"},
    {"lo otherletter", R"(\p{Lo})"},
    {"lc casedletter", R"(\p{Lu}\p{Ll}\p{Lt})", {}, R"(\x{345})"},
    {"m mark combiningmark", R"(\p{M})", {}, R"(\x{399}\x{3b9}\x{1fbe})"},
    {"mn nonspacingmark", R"(\p{Mn})", R"(\x{1171e})"},
    {"mc spacingmark", R"(\p{Mc})"},
    {"me enclosingmark", R"(\p{Me})"},
    {"n number", R"(\p{N})"},
    {"nd decimalnumber digit", R"(\p{Nd})"},
    {"nl letternumber", R"(\p{Nl})"},
    {"no othernumber", R"(\p{No})"},
    {"p punctuation punct", R"(\p{P})"},
    {"posixpunct", R"(\p{P}\p{S})"},
    {"pc connectorpunctuation", R"(\p{Pc})"},
    {"pd dashpunctuation", R"(\p{Pd})"},
    {"po otherpunctuation", R"(\p{Po})"},
    {"pi initialpunctuation", R"(\p{Pi})"},
    {"pf finalpunctuation", R"(\p{Pf})"},
    {"ps openpunctuation", R"(\p{Ps})"},
    {"pe closepunctuation", R"(\p{Pe})"},
    {"s symbol", R"(\p{S})"},
    {"sm mathsymbol", R"(\p{Sm})"},
    {"sc currencysymbol", R"(\p{Sc})"},
    {"sk modifiersymbol", R"(\p{Sk})"},
    {"so othersymbol", R"(\p{So})"},
    {"z separator", R"(\p{Z})"},
    {"zs spaceseparator", R"(\p{Zs})"},
    {"zl lineseparator", R"(\p{Zl})"},
    {"zp paragraphseparator", R"(\p{Zp})"},
    {"c other", everything, assigned},
    {"cc control cntrl", control},
    {"cf format", R"(\p{Cf})"},
    {"cn unassigned", everything, assignedOrOther},
    {"co privateuse", R"(\p{Co})"},
    {"assigned", assignedOrOther},
    {"alpha alphabetic", alphabetic},
    {"alnum", alphanumeric},
    {"upper uppercase", R"(\p{Uppercase}\p{Lu})", {}, "?"},
    {"lower lowercase",
     R"(\p{Lowercase}\p{Ll}\x{10fc}\x{a7f2}-\x{a7f4}\x{ab69}\x{1e030}-\x{1e06d})",
     {},
     "?"},
    {"graph", R"(\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}\p{Co})"},
    {"print", R"(\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}\p{Co}\p{Zs})"},
    {"ideographic", R"(\p{Ideographic}\x{18cff}\x{2b739}\x{2ebf0}-\x{2ee5d}\x{31350}-\x{323af})"},
    {"space whitespace", spaceSet},
    {"blank", R"(\p{Zs}\t)"},
    {"xdigit", "0-9a-fA-F"},
    {"word", wordSet, {}, "?"},
    {"emoji", R"(\p{Emoji})", {}, R"(\x{24dc})"},
    {"emojipresentation", R"(\p{Emoji_Presentation})"},
    {"extendedpictographic", R"(\p{Extended_Pictographic})", {}, R"(\x{24dc})"},
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
    {"greek", R"(\p{sc:Greek})", {}, R"(\x{b5}\x{345})"},
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

std::u32string folded(char32_t c) {
    utf8proc_int32_t to[8];
    int state = 0;
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(utf8proc_int32_t(c), to, 8, UTF8PROC_CASEFOLD, &state);
    return count > 0 ? std::u32string(to, to + std::min<utf8proc_ssize_t>(count, 8)) : std::u32string(1, c);
}

/// What folds to several characters lies in the basic plane.
constexpr char32_t behindFolding = 0x10000;

struct Unfolding {
    char32_t c;
    std::u32string to;
};
const std::vector<Unfolding>& unfoldings() {
    static const std::vector<Unfolding> found = [] {
        std::vector<Unfolding> rows;
        for (char32_t c = 0x80; c < behindFolding; ++c)
            if (auto to = folded(c); to.size() > 1) rows.push_back({c, std::move(to)});
        return rows;
    }();
    return found;
}

} // namespace

const Property* findProperty(std::string_view name) {
    std::string plain;
    for (const char c : name)
        if (c != '_' && c != '-' && c != ' ') plain += char(std::tolower(uint8_t(c)));
    for (const Property& property : properties) {
        const std::string_view names = property.names;
        for (size_t at = names.find(plain); at != std::string_view::npos; at = names.find(plain, at + 1)) {
            const size_t end = at + plain.size();
            const bool whole =
                (at == 0 || names[at - 1] == ' ') && (end == names.size() || names[end] == ' ');
            if (whole && !plain.empty()) return &property;
        }
    }
    return nullptr;
}

std::string withNewer(std::string_view members) {
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

std::string oneOf(const ClassMembers& members) {
    if (members.others.empty()) return "[" + members.inside + "]";
    std::string out = "(?>";
    if (!members.inside.empty()) out += "[" + members.inside + "]|";
    for (const std::string& other : members.others) out += other + "|";
    out.back() = ')';
    return out;
}

std::string noneOf(const ClassMembers& members) {
    if (members.others.empty()) return "[^" + members.inside + "]";
    return "(?>(?!" + oneOf(members) + ")(?s:.))";
}

std::string inAll(const std::vector<std::string>& sets) {
    std::string out = "(?>";
    for (size_t i = 0; i + 1 < sets.size(); ++i) out += "(?=" + sets[i] + ")";
    return out + sets.back() + ")";
}

ClassMembers membersOf(const Property& property) {
    const std::string members = withNewer(property.members);
    if (property.except.empty()) return {members, {}};
    return {{}, {"(?>(?![" + withNewer(property.except) + "])[" + members + "])"}};
}

bool foldsTogether(std::u32string_view text) {
    std::u32string plain;
    for (const char32_t c : text) {
        const std::u32string to = folded(c);
        if (to.size() > 1) return true;
        plain += to;
    }
    return std::any_of(unfoldings().begin(), unfoldings().end(),
                       [&](const Unfolding& u) { return plain.find(u.to) != std::u32string::npos; });
}

bool anyFoldsApart(char32_t first, char32_t last) {
    return std::any_of(unfoldings().begin(), unfoldings().end(),
                       [&](const Unfolding& u) { return first <= u.c && u.c <= last; });
}

} // namespace inkstone
