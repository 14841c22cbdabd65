#include "core/data/overlap.h"

#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/store/full_text.h"

#include <span>
#include <utf8proc.h>

namespace inkstone {

namespace {

constexpr size_t runWords = 8;

bool isWordSign(char32_t c) {
    const auto category = utf8proc_category(utf8proc_int32_t(c));
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_MC) ||
           category == UTF8PROC_CATEGORY_ND;
}

/// A hash per word, of its letters in lower case. The text comes through indexText(), which makes pairs of
/// CJK signs.
std::vector<uint64_t> wordsOf(std::string_view text) {
    const std::string cut = indexText(text);
    std::vector<uint64_t> words;
    std::string word;
    const auto finish = [&] {
        if (!word.empty()) words.push_back(xxh3(word));
        word.clear();
    };
    for (size_t at = 0; at < cut.size();) {
        const auto c = nextCodePoint(cut, at);
        if (!c) ++at;
        if (c && isWordSign(*c))
            appendUtf8(word, char32_t(utf8proc_tolower(utf8proc_int32_t(*c))));
        else
            finish();
    }
    finish();
    return words;
}

uint64_t hashOf(std::span<const uint64_t> words) { return xxh3(std::as_bytes(words)); }

} // namespace

void TextOverlap::addReference(std::string_view id, std::string_view text) {
    const auto words = wordsOf(text);
    if (words.empty()) return;
    m_ids.emplace_back(id);
    m_met.push_back(false);
    const size_t index = m_ids.size() - 1;
    if (words.size() < runWords) m_wholes.emplace(hashOf(words), index);
    for (size_t i = 0; i + runWords <= words.size(); ++i)
        m_runs.emplace(hashOf(std::span(words).subspan(i, runWords)), index);
}

bool TextOverlap::meet(uint64_t hash, const std::unordered_multimap<uint64_t, size_t>& references) {
    const auto [begin, end] = references.equal_range(hash);
    for (auto found = begin; found != end; ++found) m_met[found->second] = true;
    return begin != end;
}

bool TextOverlap::checkText(std::string_view text) {
    const auto words = wordsOf(text);
    if (words.empty()) return false;
    if (words.size() < runWords) return meet(hashOf(words), m_wholes);
    bool shared = false;
    for (size_t i = 0; i + runWords <= words.size(); ++i)
        shared |= meet(hashOf(std::span(words).subspan(i, runWords)), m_runs);
    return shared;
}

bool TextOverlap::check(const Record& record) {
    bool shared = !record.text.empty() && checkText(record.text);
    for (const auto* turns : {&record.turns, &record.chosen})
        for (const Turn& turn : *turns) shared |= checkText(turn.content);
    ++m_checked;
    return shared;
}

std::vector<std::string> TextOverlap::hits() const {
    std::vector<std::string> ids;
    for (size_t i = 0; i < m_ids.size(); ++i)
        if (m_met[i]) ids.push_back(m_ids[i]);
    return ids;
}

} // namespace inkstone
