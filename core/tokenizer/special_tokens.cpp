#include "core/tokenizer/special_tokens.h"

#include "core/base/utf8.h"
#include "core/tokenizer/char_class.h"

#include <algorithm>

namespace inkstone {

namespace {

/// Where the character that ends at `end` begins.
size_t previousBegin(std::string_view text, size_t end) {
    size_t begin = end - 1;
    while (begin > 0 && (uint8_t(text[begin]) & 0xC0) == 0x80) --begin;
    return begin;
}

bool standsAlone(std::string_view text, size_t begin, size_t end) {
    if (begin > 0 && isWordCharacter(firstCodePoint(text.substr(previousBegin(text, begin))).c)) return false;
    return end == text.size() || !isWordCharacter(firstCodePoint(text.substr(end)).c);
}

void stripAround(std::string_view text, const AddedToken& token, size_t floor, size_t& begin, size_t& end) {
    if (token.leftStrip) begin = std::max(begin, floor);
    while (token.leftStrip && begin > floor) {
        const size_t before = previousBegin(text, begin);
        if (!isWhiteSpace(firstCodePoint(text.substr(before)).c)) break;
        begin = before;
    }
    while (token.rightStrip && end < text.size()) {
        const CodePoint step = firstCodePoint(text.substr(end));
        if (!isWhiteSpace(step.c)) break;
        end += step.length;
    }
}

/// Bytes from `begin` to the next range; 0 inside of one.
size_t untilNext(std::span<const ByteRange> ranges, size_t begin) {
    const auto next = std::partition_point(ranges.begin(), ranges.end(),
                                           [&](const ByteRange& r) { return r.second <= begin; });
    if (next == ranges.end()) return std::string_view::npos;
    return next->first > begin ? next->first - begin : 0;
}

} // namespace

bool overlapsAny(std::span<const ByteRange> ranges, size_t begin, size_t end) {
    const auto after = std::partition_point(ranges.begin(), ranges.end(),
                                            [&](const ByteRange& r) { return r.second <= begin; });
    return after != ranges.end() && after->first < end;
}

SpecialTokens::SpecialTokens(std::vector<AddedToken> tokens) : m_tokens(std::move(tokens)) {
    std::erase_if(m_tokens, [](const AddedToken& t) { return t.content.empty(); });
    std::sort(m_tokens.begin(), m_tokens.end(),
              [](const AddedToken& a, const AddedToken& b) { return a.content < b.content; });
    for (const AddedToken& token : m_tokens) m_starts[uint8_t(token.content[0])] = true;
}

const AddedToken* SpecialTokens::longestAt(std::string_view text) const {
    // Narrows the sorted list byte by byte; a token that is used up is the first of its range.
    auto low = m_tokens.begin(), high = m_tokens.end();
    const AddedToken* longest = nullptr;
    for (size_t depth = 0; low != high; ++depth) {
        if (low->content.size() == depth) {
            longest = &*low;
            ++low;
        }
        if (depth == text.size()) break;
        const uint8_t byte = uint8_t(text[depth]);
        const auto at = [depth](const AddedToken& t) { return uint8_t(t.content[depth]); };
        low = std::partition_point(low, high, [&](const AddedToken& t) { return at(t) < byte; });
        high = std::partition_point(low, high, [&](const AddedToken& t) { return at(t) == byte; });
    }
    return longest;
}

void SpecialTokens::split(std::string_view text, bool parseSpecial, std::span<const ByteRange> plain,
                          std::vector<Segment>& out) const {
    size_t done = 0;
    for (size_t i = 0; i < text.size();) {
        if (!m_starts[uint8_t(text[i])]) {
            ++i;
            continue;
        }
        const AddedToken* token = longestAt(text.substr(i));
        if (token && token->special && parseSpecial && overlapsAny(plain, i, i + token->content.size()))
            token = longestAt(text.substr(i, untilNext(plain, i)));
        if (!token) {
            ++i;
            continue;
        }
        size_t begin = i, end = i + token->content.size();
        i = end;
        if (token->special && !parseSpecial) continue;
        if (token->singleWord && !standsAlone(text, begin, end)) continue;
        stripAround(text, *token, done, begin, end);
        if (begin > done) out.push_back({done, begin, -1});
        out.push_back({begin, end, token->id});
        done = end; // the search goes on behind the token itself, as in `tokenizers`: what it took away may
                    // be one
    }
    if (done < text.size()) out.push_back({done, text.size(), -1});
}

} // namespace inkstone
