#include "core/store/full_text.h"

#include "core/base/utf8.h"

#include <vector>

namespace inkstone {

namespace {

struct Range {
    char32_t first, last;
};
constexpr Range cjkRanges[] = {
    {0x3041, 0x30FF},   // kana
    {0x3105, 0x312F},   // bopomofo
    {0x3400, 0x4DBF},   // extension A
    {0x4E00, 0x9FFF},   // unified ideographs
    {0xAC00, 0xD7A3},   // hangul
    {0xF900, 0xFAFF},   // compatibility
    {0x20000, 0x3FFFF}, // further extensions
};

bool isCjk(char32_t c) {
    if (c < 0x3041) return false;
    for (const Range& range : cjkRanges)
        if (c >= range.first && c <= range.last) return true;
    return false;
}

/// A run of CJK characters, or of anything else.
struct Run {
    bool cjk;
    std::string_view text;
};

std::vector<Run> runsOf(std::string_view utf8) {
    std::vector<Run> runs;
    size_t begin = 0, position = 0;
    bool cjk = false;
    while (position < utf8.size()) {
        const size_t at = position;
        const auto c = nextCodePoint(utf8, position);
        if (!c) ++position; // an invalid byte belongs to no CJK run
        const bool isNow = c && isCjk(*c);
        if (at > begin && isNow != cjk) {
            runs.push_back({cjk, utf8.substr(begin, at - begin)});
            begin = at;
        }
        cjk = isNow;
    }
    if (begin < utf8.size()) runs.push_back({cjk, utf8.substr(begin)});
    return runs;
}

std::vector<std::string_view> characters(std::string_view run) {
    std::vector<std::string_view> result;
    for (size_t position = 0; position < run.size();) {
        const size_t at = position;
        if (!nextCodePoint(run, position)) ++position;
        result.push_back(run.substr(at, position - at));
    }
    return result;
}

/// Pairs; with `last` also the final character alone, so that one character is found wherever it stands.
void appendPairs(std::string& out, std::string_view run, bool last) {
    const auto signs = characters(run);
    for (size_t i = 0; i + 1 < signs.size(); ++i) {
        out.append(signs[i]).append(signs[i + 1]).push_back(' ');
    }
    if (last || signs.size() == 1) out.append(signs.back()).push_back(' ');
}

std::string inQuotes(std::string_view words) {
    std::string out = "\"";
    for (const char c : words) {
        if (c == '\0') continue;
        out += c;
        if (c == '"') out += '"';
    }
    return out + "\"";
}

bool hasWord(std::string_view text) {
    for (size_t position = 0; position < text.size();) {
        const auto c = nextCodePoint(text, position);
        if (!c) {
            ++position;
            continue;
        }
        const bool letter = (*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') ||
                            (*c >= 'A' && *c <= 'Z') ||
                            (*c >= 0xC0 && (*c < 0x2000 || *c > 0x206F) && (*c < 0x3000 || *c > 0x3040) &&
                             (*c < 0xFF00 || *c > 0xFF0F));
        if (letter) return true;
    }
    return false;
}

/// One word or quoted text of a query; `open`: may be continued (the last word while typing).
void appendTerm(std::string& out, std::string_view term, bool open) {
    const auto runs = runsOf(term);
    std::string phrase;
    for (size_t i = 0; i < runs.size(); ++i) {
        if (runs[i].cjk)
            appendPairs(phrase, runs[i].text, i + 1 < runs.size());
        else
            phrase.append(runs[i].text).push_back(' ');
    }
    if (!hasWord(phrase)) return;
    const bool singleSign = !runs.empty() && runs.back().cjk && characters(runs.back().text).size() == 1;
    if (!out.empty()) out += " AND ";
    out += inQuotes(phrase);
    if (open || singleSign) out += " *";
}

} // namespace

std::string indexText(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size() * 2);
    for (const Run& run : runsOf(utf8)) {
        if (run.cjk) {
            if (!out.empty() && out.back() != ' ') out.push_back(' ');
            appendPairs(out, run.text, true);
        } else {
            out.append(run.text);
        }
    }
    return out;
}

std::string matchExpression(std::string_view typed) {
    std::string out;
    size_t position = 0;
    while (position < typed.size()) {
        if (typed[position] == ' ' || typed[position] == '\t' || typed[position] == '\n') {
            ++position;
            continue;
        }
        if (typed[position] == '"') {
            const size_t end = typed.find('"', position + 1);
            const size_t stop = end == std::string_view::npos ? typed.size() : end;
            appendTerm(out, typed.substr(position + 1, stop - position - 1), false);
            position = stop + 1;
            continue;
        }
        const size_t end = std::min(typed.find_first_of(" \t\n\"", position), typed.size());
        const auto term = typed.substr(position, end - position);
        const auto runs = runsOf(term);
        appendTerm(out, term, end == typed.size() && !runs.empty() && !runs.back().cjk);
        position = end;
    }
    return out;
}

} // namespace inkstone
