#pragma once
// Sets of characters as Oniguruma knows them, spelled for PCRE2: properties, \w, \s, and what [...] makes of
// several.

#include <string>
#include <string_view>
#include <vector>

namespace inkstone {

// As the insides of PCRE2 classes.
extern const std::string_view wordSet;        ///< \w
extern const std::string_view wordInClassSet; ///< \w inside of [ ]: without the small numbers of Latin-1
extern const std::string_view spaceSet, notSpaceSet;

/// `members` without `except`, both as the insides of classes.
struct Property {
    std::string_view names; ///< in small letters, without blanks, "_" and "-"
    std::string_view members, except = {};
    /// What a class without regard to case takes besides, in Oniguruma; "?": too much to say.
    std::string_view otherCase = {};
};
/// By any of its names; null: not known here.
const Property* findProperty(std::string_view name);

/// `members` with the characters of each \p{..} that PCRE2 does not know yet.
std::string withNewer(std::string_view members);

/// What stands between [ and ]: the inside of one PCRE2 class, and sets that no class can take in, each as a
/// pattern for one character.
struct ClassMembers {
    std::string inside;
    std::vector<std::string> others;
    bool empty() const { return inside.empty() && others.empty(); }
};
std::string oneOf(const ClassMembers& members);
std::string noneOf(const ClassMembers& members);
/// Patterns for one character each: those that all of them take.
std::string inAll(const std::vector<std::string>& sets);
ClassMembers membersOf(const Property& property);

/// Whether a text without regard to case means more than its characters one by one: "ss" is also "ß", "ß"
/// also "ss".
bool foldsTogether(std::u32string_view text);
/// The same for a character from `first` to `last` alone.
bool anyFoldsApart(char32_t first, char32_t last);

} // namespace inkstone
