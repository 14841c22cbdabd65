#include "core/tokenizer/char_class.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <cstdio>
#include <span>
#include <utf8proc.h>
#include <vector>

namespace inkstone {

namespace {

struct Range {
    char32_t first, last;
};
struct Newer {
    std::string_view category;
    std::vector<Range> ranges;
};

// What tests/reference/unicode_classes.py and regex_sets.py found that PCRE2 10.42 does not have.
const std::vector<Newer>& newer() {
    static const std::vector<Newer> rows = {
        {"Lu", {{0x1c89, 0x1c89}, {0xa7cb, 0xa7cc}, {0xa7da, 0xa7da}, {0xa7dc, 0xa7dc}, {0x10d50, 0x10d65}}},
        {"Ll",
         {{0x1c8a, 0x1c8a}, {0xa7cd, 0xa7cd}, {0xa7db, 0xa7db}, {0x10d70, 0x10d85}, {0x1df25, 0x1df2a}}},
        {"Lm",
         {{0x10d4e, 0x10d4e},
          {0x10d6f, 0x10d6f},
          {0x16d40, 0x16d42},
          {0x16d6b, 0x16d6c},
          {0x1e030, 0x1e06d},
          {0x1e4eb, 0x1e4eb}}},
        {"Lo", {{0x105c0, 0x105f3}, {0x10d4a, 0x10d4d}, {0x10d4f, 0x10d4f}, {0x10ec2, 0x10ec4},
                {0x1123f, 0x11240}, {0x11380, 0x11389}, {0x1138b, 0x1138b}, {0x1138e, 0x1138e},
                {0x11390, 0x113b5}, {0x113b7, 0x113b7}, {0x113d1, 0x113d1}, {0x113d3, 0x113d3},
                {0x11bc0, 0x11be0}, {0x11f02, 0x11f02}, {0x11f04, 0x11f10}, {0x11f12, 0x11f33},
                {0x1342f, 0x1342f}, {0x13441, 0x13446}, {0x13460, 0x143fa}, {0x16100, 0x1611d},
                {0x16d43, 0x16d6a}, {0x18cff, 0x18cff}, {0x1b132, 0x1b132}, {0x1b155, 0x1b155},
                {0x1e4d0, 0x1e4ea}, {0x1e5d0, 0x1e5ed}, {0x1e5f0, 0x1e5f0}, {0x2b739, 0x2b739},
                {0x2ebf0, 0x2ee5d}, {0x31350, 0x323af}}},
        {"Nd",
         {{0x10d40, 0x10d49},
          {0x116d0, 0x116e3},
          {0x11bf0, 0x11bf9},
          {0x11f50, 0x11f59},
          {0x16130, 0x16139},
          {0x16d70, 0x16d79},
          {0x1ccf0, 0x1ccf9},
          {0x1e4f0, 0x1e4f9},
          {0x1e5f1, 0x1e5fa}}},
        {"No", {{0x1d2c0, 0x1d2d3}}},
        {"Han", {{0x2b739, 0x2b739}, {0x2ebf0, 0x2ee5d}, {0x31350, 0x323af}}},
        {"Hiragana", {{0x1b132, 0x1b132}}},
        {"Latin", {{0xa7cb, 0xa7cd}, {0xa7da, 0xa7dc}, {0x1df25, 0x1df2a}}},
        {"Cyrillic", {{0x1c89, 0x1c8a}, {0x1e030, 0x1e06d}, {0x1e08f, 0x1e08f}}},
        {"Arabic", {{0x897, 0x897}, {0x10ec2, 0x10ec4}, {0x10efc, 0x10eff}}},
        {"Devanagari", {{0x11b00, 0x11b09}}},
        {"Kannada", {{0xcf3, 0xcf3}}},
        {"Katakana", {{0x1b155, 0x1b155}}},
        {"Sm", {{0x10d8e, 0x10d8f}}},
        {"Emoji_Presentation", // "Emoji" as well
         {{0x1f6dc, 0x1f6dc},
          {0x1fa75, 0x1fa77},
          {0x1fa87, 0x1fa89},
          {0x1fa8f, 0x1fa8f},
          {0x1faad, 0x1faaf},
          {0x1fabb, 0x1fabf},
          {0x1fac6, 0x1fac6},
          {0x1face, 0x1facf},
          {0x1fada, 0x1fadc},
          {0x1fadf, 0x1fadf},
          {0x1fae8, 0x1fae9},
          {0x1faf7, 0x1faf8}}},
        {"Mn",
         {{0x897, 0x897},     {0xece, 0xece},     {0x10d69, 0x10d6d}, {0x10efc, 0x10eff}, {0x11241, 0x11241},
          {0x113bb, 0x113c0}, {0x113ce, 0x113ce}, {0x113d0, 0x113d0}, {0x113d2, 0x113d2}, {0x113e1, 0x113e2},
          {0x11f00, 0x11f01}, {0x11f36, 0x11f3a}, {0x11f40, 0x11f40}, {0x11f42, 0x11f42}, {0x11f5a, 0x11f5a},
          {0x13440, 0x13440}, {0x13447, 0x13455}, {0x1611e, 0x16129}, {0x1612d, 0x1612f}, {0x1e08f, 0x1e08f},
          {0x1e4ec, 0x1e4ef}, {0x1e5ee, 0x1e5ef}}},
        {"Mc",
         {{0xcf3, 0xcf3},
          {0x113b8, 0x113ba},
          {0x113c2, 0x113c2},
          {0x113c5, 0x113c5},
          {0x113c7, 0x113ca},
          {0x113cc, 0x113cd},
          {0x113cf, 0x113cf},
          {0x1171e, 0x1171e},
          {0x11f03, 0x11f03},
          {0x11f34, 0x11f35},
          {0x11f3e, 0x11f3f},
          {0x11f41, 0x11f41},
          {0x1612a, 0x1612c}}},
        {"So",
         {{0x2427, 0x2429},   {0x2ffc, 0x2fff},   {0x31e4, 0x31e5},   {0x31ef, 0x31ef},   {0x1cc00, 0x1ccef},
          {0x1cd00, 0x1ceb3}, {0x1f6dc, 0x1f6dc}, {0x1f774, 0x1f776}, {0x1f77b, 0x1f77f}, {0x1f7d9, 0x1f7d9},
          {0x1f8b2, 0x1f8bb}, {0x1f8c0, 0x1f8c1}, {0x1fa75, 0x1fa77}, {0x1fa87, 0x1fa89}, {0x1fa8f, 0x1fa8f},
          {0x1faad, 0x1faaf}, {0x1fabb, 0x1fabf}, {0x1fac6, 0x1fac6}, {0x1face, 0x1facf}, {0x1fada, 0x1fadc},
          {0x1fadf, 0x1fadf}, {0x1fae8, 0x1fae9}, {0x1faf7, 0x1faf8}, {0x1fbcb, 0x1fbef}}},
        {"Pd", {{0x10d6e, 0x10d6e}}},
        {"Po",
         {{0x1b4e, 0x1b4f},
          {0x1b7f, 0x1b7f},
          {0x113d4, 0x113d5},
          {0x113d7, 0x113d8},
          {0x11b00, 0x11b09},
          {0x11be1, 0x11be1},
          {0x11f43, 0x11f4f},
          {0x16d6d, 0x16d6f},
          {0x1e5ff, 0x1e5ff}}},
        {"Cf", {{0x13439, 0x1343f}}},
        {"Alphabetic",
         {{0x363, 0x36f},     {0x897, 0x897},     {0xc04, 0xc04},     {0xcf3, 0xcf3},     {0xf82, 0xf83},
          {0x1dd3, 0x1de6},   {0x10d69, 0x10d69}, {0x10efc, 0x10efc}, {0x11080, 0x11081}, {0x11241, 0x11241},
          {0x113b8, 0x113c0}, {0x113c2, 0x113c2}, {0x113c5, 0x113c5}, {0x113c7, 0x113ca}, {0x113cc, 0x113cd},
          {0x11f00, 0x11f01}, {0x11f03, 0x11f03}, {0x11f34, 0x11f3a}, {0x11f3e, 0x11f40}, {0x1611e, 0x1612e},
          {0x1e08f, 0x1e08f}}},
    };
    return rows;
}

CharClass classOf(utf8proc_category_t category) {
    switch (category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return CharClass::Letter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return CharClass::Number;
    default:
        return CharClass::Other;
    }
}

/// Nothing from here on is a letter, a number or a space.
constexpr char32_t classified = 0x32400;

std::vector<CharClass> makeTable() {
    std::vector<CharClass> table(classified);
    for (char32_t c = 0; c < classified; ++c)
        table[c] = isWhiteSpace(c) ? CharClass::Space : classOf(utf8proc_category(utf8proc_int32_t(c)));
    for (const auto& [category, ranges] : newer()) {
        const bool counts = category.size() == 2 && (category[0] == 'L' || category[0] == 'N');
        if (!counts) continue;
        for (const auto& [first, last] : ranges)
            for (char32_t c = first; c <= last; ++c)
                table[c] = category[0] == 'L' ? CharClass::Letter : CharClass::Number;
    }
    return table;
}

bool isMarkHere(utf8proc_category_t category) {
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
           category == UTF8PROC_CATEGORY_ME;
}

/// Marks reach up to U+E01EF, the last variation selector.
constexpr char32_t marked = 0xe0200;

std::vector<bool> makeMarks() {
    std::vector<bool> marks(marked);
    for (char32_t c = 0; c < marked; ++c) marks[c] = isMarkHere(utf8proc_category(utf8proc_int32_t(c)));
    for (const auto& [category, ranges] : newer()) {
        if (category.size() != 2 || category[0] != 'M') continue;
        for (const auto& [first, last] : ranges) std::fill_n(marks.begin() + first, last - first + 1, true);
    }
    return marks;
}

bool isIn(std::span<const Range> ranges, char32_t c) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [c](const Range& r) { return r.first <= c && c <= r.last; });
}

} // namespace

bool isMark(char32_t c) {
    static const std::vector<bool> marks = makeMarks();
    return c < marked && marks[c];
}

bool isWordCharacter(char32_t c) {
    static constexpr Range others[] = {
        {0x200c, 0x200d}, {0x24b6, 0x24e9}, {0x1f130, 0x1f149}, {0x1f150, 0x1f169}, {0x1f170, 0x1f189}};
    const utf8proc_category_t category = utf8proc_category(utf8proc_int32_t(c));
    const bool other = category == UTF8PROC_CATEGORY_NO || (c >= 0x1d2c0 && c <= 0x1d2d3);
    return charClass(c) == CharClass::Letter || (charClass(c) == CharClass::Number && !other) || isMark(c) ||
           category == UTF8PROC_CATEGORY_PC || isIn(others, c);
}

CharClass charClass(char32_t c) {
    static const std::vector<CharClass> table = makeTable();
    return c < classified ? table[c] : CharClass::Other;
}

std::string newerCharacters(std::string_view category) {
    std::string out;
    for (const auto& [name, ranges] : newer()) {
        const bool ofKind = category.size() == 1 && name.size() == 2 && name.starts_with(category);
        const bool emoji = category == "Emoji" && name == "Emoji_Presentation";
        if (name != category && !ofKind && !emoji) continue;
        for (const auto& [first, last] : ranges) {
            char text[32];
            std::snprintf(text, sizeof text, "\\x{%x}-\\x{%x}", unsigned(first), unsigned(last));
            out += text;
        }
    }
    return out;
}

} // namespace inkstone
