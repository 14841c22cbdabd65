#include "core/tokenizer/bpe.h"

#include "core/base/utf8.h"
#include "core/tokenizer/byte_map.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <numeric>
#include <utility>

namespace inkstone {

namespace {

/// Up to this many symbols a scan over all ranks is faster than a heap.
constexpr size_t shortPiece = 48;
/// Up to this many bytes a piece is asked for as a whole before its borders are looked at.
constexpr size_t likelyWhole = 16;
/// Kana, ideographs and their punctuation: three bytes each, E3 80 80 to E9 BF BF.
constexpr char32_t firstIdeograph = 0x3000, behindIdeographs = 0xA000;

uint64_t spread(uint64_t key) { return key * 0x9E3779B97F4A7C15ull; }

uint64_t pairKey(int32_t left, int32_t right) { return (uint64_t(uint32_t(left)) << 32) | uint32_t(right); }

} // namespace

MergeTable::MergeTable(size_t expected) {
    m_slots.resize(std::bit_ceil(expected * 2 + 8));
    m_shift = 64 - std::countr_zero(m_slots.size());
    m_filter.resize(m_slots.size() * 4 / 64 + 1);
}

size_t MergeTable::slotOf(uint64_t key) const {
    const size_t mask = m_slots.size() - 1;
    size_t i = spread(key) >> m_shift;
    while (m_slots[i].merge.rank >= 0 && m_slots[i].key != key) i = (i + 1) & mask;
    return i;
}

void MergeTable::remember(uint64_t key) {
    const uint64_t bit = spread(key) >> (m_shift - 2);
    m_filter[bit / 64] |= uint64_t(1) << (bit % 64);
}

void MergeTable::grow() {
    std::vector<Slot> old(m_slots.size() * 2);
    old.swap(m_slots);
    --m_shift;
    m_filter.assign(m_slots.size() * 4 / 64 + 1, 0);
    for (const Slot& slot : old) {
        if (slot.merge.rank < 0) continue;
        m_slots[slotOf(slot.key)] = slot;
        remember(slot.key);
    }
}

void MergeTable::insert(int32_t left, int32_t right, Merge merge) {
    if ((m_used + 1) * 2 > m_slots.size()) grow();
    Slot& slot = m_slots[slotOf(pairKey(left, right))];
    if (slot.merge.rank < 0) ++m_used;
    slot = {pairKey(left, right), merge};
    remember(slot.key);
}

MergeTable::Merge MergeTable::find(int32_t left, int32_t right) const {
    const uint64_t key = pairKey(left, right), bit = spread(key) >> (m_shift - 2);
    if (!(m_filter[bit / 64] >> (bit % 64) & 1)) return {};
    return m_slots[slotOf(key)].merge;
}

uint64_t JoinBorders::bitOf(std::string_view leftEnd, std::string_view rightStart) {
    uint64_t key = leftEnd.size() * 2 + rightStart.size();
    for (const std::string_view side : {leftEnd, rightStart})
        for (const char byte : side) key = key << 8 | uint8_t(byte);
    return spread(key) >> (64 - endBits);
}

bool JoinBorders::has(std::string_view leftEnd, std::string_view rightStart) const {
    const uint64_t bit = bitOf(leftEnd, rightStart);
    return m_ends[bit / 64] >> (bit % 64) & 1;
}

void JoinBorders::addPair(uint8_t last, uint8_t next) {
    const size_t pair = size_t(last) << 8 | next;
    m_pairs[pair / 64] |= uint64_t(1) << (pair % 64);
}

void JoinBorders::addDropped(uint8_t byte) {
    m_dropped[byte] = true;
    for (int other = 0; other < 256; ++other) {
        addPair(byte, uint8_t(other));
        addPair(uint8_t(other), byte);
    }
}

void JoinBorders::add(std::string_view left, std::string_view right) {
    if (left.empty() || right.empty() || !isKnown(left.back(), right.front())) return;
    addPair(uint8_t(left.back()), uint8_t(right.front()));
    const uint64_t bit =
        bitOf(left.substr(left.size() - std::min<size_t>(left.size(), 2)), right.substr(0, 2));
    m_ends[bit / 64] |= uint64_t(1) << (bit % 64);
}

bool JoinBorders::mayJoin(std::string_view piece, size_t at) const {
    const size_t pair = size_t(uint8_t(piece[at - 1])) << 8 | uint8_t(piece[at]);
    if (!(m_pairs[pair / 64] >> (pair % 64) & 1)) return false;
    const std::string_view left1 = piece.substr(at - 1, 1), right1 = piece.substr(at, 1);
    const std::string_view left2 = at > 1 ? piece.substr(at - 2, 2) : left1, right2 = piece.substr(at, 2);
    for (const std::string_view side : {left2, right2})
        for (const char byte : side)
            if (m_dropped[uint8_t(byte)]) return true;
    return has(left2, right2) || has(left1, right1) || has(left1, right2) || has(left2, right1);
}

Result<BpeModel> BpeModel::fromMerges(const Vocabulary& vocabulary,
                                      std::span<const std::pair<std::string, std::string>> merges,
                                      BpeOptions options, const std::string& name) {
    BpeModel model;
    model.m_options = options;
    model.m_unknownWaits = true;
    model.m_merges = MergeTable(merges.size());
    std::string joined;
    for (size_t rank = 0; rank < merges.size(); ++rank) {
        const auto& [left, right] = merges[rank];
        joined.assign(left).append(right);
        const TokenId ids[] = {vocabulary.find(left), vocabulary.find(right), vocabulary.find(joined)};
        const auto missing = std::find(std::begin(ids), std::end(ids), -1);
        if (missing != std::end(ids)) {
            const std::string* parts[] = {&left, &right, &joined};
            return fail(ErrorCode::Corrupt, "cannot read the tokenizer", name,
                        text("merge %1 needs \"%2\", which is not in the vocabulary", rank,
                             *parts[missing - std::begin(ids)]));
        }
        model.m_merges.insert(ids[0], ids[1], {int32_t(rank), ids[2]});
    }
    model.findAlphabet(vocabulary, false);
    model.findBorders(merges);
    model.findWholePieces(vocabulary);
    if (options.byteLevel) model.findIdeographs();
    return model;
}

Result<BpeModel> BpeModel::fromScores(const Vocabulary& vocabulary, std::span<const float> scores,
                                      BpeOptions options) {
    BpeModel model;
    model.m_options = options;
    model.findAlphabet(vocabulary, true);

    std::vector<TokenId> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](TokenId a, TokenId b) { return scores[size_t(a)] > scores[size_t(b)]; });

    // A part is a token or one character; equal scores share a rank, so that the leftmost pair wins.
    const auto partId = [&](std::string_view part) {
        const TokenId token = vocabulary.find(part);
        if (token >= 0 && vocabulary.kind(token) == TokenKind::Normal) return token;
        return model.m_characters.find(part);
    };
    int32_t rank = -1;
    float last = 0;
    for (const TokenId id : order) {
        if (rank < 0 || scores[size_t(id)] != last) ++rank;
        last = scores[size_t(id)];
        const std::string_view piece = vocabulary.piece(id);
        if (vocabulary.kind(id) != TokenKind::Normal || !isValidUtf8(piece)) continue;
        for (size_t cut = piece.empty() ? 0 : firstCodePoint(piece).length; cut < piece.size();
             cut += firstCodePoint(piece.substr(cut)).length) {
            const int32_t left = partId(piece.substr(0, cut)), right = partId(piece.substr(cut));
            if (left >= 0 && right >= 0) model.m_merges.insert(left, right, {rank, id});
        }
    }
    model.findWholePieces(vocabulary);
    return model;
}

void BpeModel::findAlphabet(const Vocabulary& vocabulary, bool withInner) {
    m_vocabularySize = vocabulary.size();
    for (int b = 0; b < 256; ++b) {
        char name[8];
        std::snprintf(name, sizeof name, "<0x%02X>", unsigned(b));
        std::string stand;
        appendUtf8(stand, byteToChar(uint8_t(b)));
        m_byteTokens[b] = vocabulary.find(m_options.byteLevel ? stand : std::string(name));
        const bool apart = m_options.byteLevel && m_options.addedAreApart && m_byteTokens[b] >= 0;
        if (apart && vocabulary.kind(m_byteTokens[b]) != TokenKind::Normal) m_byteTokens[b] = -1;
    }
    if (m_options.byteLevel) return;

    // Characters that occur only inside tokens get ids of their own behind the vocabulary: they can still
    // join.
    int32_t nextInner = m_vocabularySize;
    for (TokenId id = 0; id < vocabulary.size(); ++id) {
        std::string_view piece = vocabulary.piece(id);
        if (vocabulary.kind(id) != TokenKind::Normal || !isValidUtf8(piece)) continue;
        while (!piece.empty()) {
            const std::string_view character = piece.substr(0, firstCodePoint(piece).length);
            piece.remove_prefix(character.size());
            if (m_characters.find(character) >= 0) continue;
            const TokenId token = vocabulary.find(character);
            const bool isToken = token >= 0 && vocabulary.kind(token) == TokenKind::Normal;
            if (isToken || withInner) m_characters.insert(character, isToken ? token : nextInner++);
        }
    }
}

void BpeModel::findBorders(std::span<const std::pair<std::string, std::string>> merges) {
    m_hasBorders = m_options.byteLevel;
    if (!m_hasBorders) return;
    for (int byte = 0; byte < 256; ++byte)
        if (m_byteTokens[byte] < 0) m_borders.addDropped(uint8_t(byte));
    for (const auto& [left, right] : merges) {
        const auto leftBytes = charsToBytes(left), rightBytes = charsToBytes(right);
        if (leftBytes && rightBytes) m_borders.add(*leftBytes, *rightBytes);
    }
}

void BpeModel::findWholePieces(const Vocabulary& vocabulary) {
    m_rawPieces.resize(size_t(vocabulary.size()));
    m_whole = StringIndex(size_t(vocabulary.size()));
    Scratch scratch;
    std::vector<TokenId> ids;
    for (TokenId id = 0; id < vocabulary.size(); ++id) {
        if (vocabulary.kind(id) != TokenKind::Normal || vocabulary.piece(id).empty()) continue;
        std::string raw = vocabulary.piece(id);
        if (m_options.byteLevel) {
            auto bytes = charsToBytes(raw);
            if (!bytes) continue;
            raw = std::move(*bytes);
        }
        ids.clear();
        if (!m_options.ignoreMerges) encode(raw, scratch, ids, nullptr, 0);
        if (!m_options.ignoreMerges && (ids.size() != 1 || ids[0] != id)) continue;
        m_rawPieces[size_t(id)] = std::move(raw);
        m_whole.insert(m_rawPieces[size_t(id)], id);
    }
}

void BpeModel::encode(std::string_view piece, Scratch& scratch, std::vector<TokenId>& out,
                      std::vector<size_t>* places, size_t offset) const {
    if (piece.empty()) return;
    const auto asWhole = [&] {
        const TokenId whole = m_whole.find(piece);
        if (whole < 0) return false;
        out.push_back(whole);
        if (places) places->push_back(offset);
        return true;
    };
    const bool wholeFirst = !m_hasBorders || m_options.ignoreMerges || piece.size() <= likelyWhole;
    if (wholeFirst && asWhole()) return;
    size_t begin = 0;
    if (m_hasBorders) {
        for (size_t at = 1; at < piece.size(); ++at) {
            if (!JoinBorders::isKnown(piece[at - 1], piece[at]) || m_borders.mayJoin(piece, at)) continue;
            joinPart(piece.substr(begin, at - begin), scratch, out, places, offset + begin);
            begin = at;
        }
    }
    if (begin == 0 && !wholeFirst && asWhole()) return;
    joinPart(piece.substr(begin), scratch, out, places, offset + begin);
}

void BpeModel::findIdeographs() {
    std::vector<std::array<TokenId, 3>> found(behindIdeographs - firstIdeograph, {-1, -1, -1});
    Scratch scratch;
    std::vector<TokenId> ids;
    std::string character;
    for (char32_t c = firstIdeograph; c < behindIdeographs; ++c) {
        character.clear();
        appendUtf8(character, c);
        ids.clear();
        join(character, scratch, ids, nullptr, 0);
        std::copy(ids.begin(), ids.end(), found[c - firstIdeograph].begin());
    }
    m_ideographs = std::move(found);
}

void BpeModel::joinPart(std::string_view part, Scratch& scratch, std::vector<TokenId>& out,
                        std::vector<size_t>* places, size_t offset) const {
    const auto byte = [&](size_t i) { return uint32_t(uint8_t(part[i])); };
    if (part.size() != 3 || byte(0) < 0xE3 || byte(0) > 0xE9 || places || m_ideographs.empty())
        return join(part, scratch, out, places, offset);
    for (const TokenId id :
         m_ideographs[((byte(0) & 15) << 12 | (byte(1) & 63) << 6 | (byte(2) & 63)) - firstIdeograph])
        if (id >= 0) out.push_back(id);
}

void BpeModel::join(std::string_view part, Scratch& scratch, std::vector<TokenId>& out,
                    std::vector<size_t>* places, size_t offset) const {
    split(part, scratch.symbols);
    if (scratch.symbols.size() <= shortPiece) {
        joinShort(scratch);
    } else {
        joinLong(scratch);
    }
    for (const Scratch::Symbol& symbol : scratch.symbols) {
        if (symbol.length == 0) continue;
        if (symbol.id < m_vocabularySize) {
            out.push_back(symbol.id);
            if (places) places->push_back(offset + symbol.begin);
            continue;
        }
        std::vector<Scratch::Symbol> fallback;
        pushUnknown(part.substr(symbol.begin, symbol.length), symbol.begin, fallback);
        for (const Scratch::Symbol& byte : fallback) {
            out.push_back(byte.id);
            if (places) places->push_back(offset + byte.begin);
        }
    }
}

void BpeModel::split(std::string_view piece, std::vector<Scratch::Symbol>& symbols) const {
    symbols.clear();
    if (m_options.byteLevel) {
        for (size_t i = 0; i < piece.size(); ++i) {
            const int32_t known = m_byteTokens[uint8_t(piece[i])],
                          id = known >= 0 ? known : m_options.unknown;
            if (id < 0) continue;
            const bool fused =
                known < 0 && m_options.fuseUnknown && !symbols.empty() && symbols.back().id == id;
            if (fused)
                ++symbols.back().length;
            else
                symbols.push_back({id, 0, 0, uint32_t(i), 1});
        }
        return;
    }
    Scratch::Symbol waiting{-1, 0, 0, 0, 0};
    const auto endWaiting = [&] {
        if (waiting.id < 0) return;
        if (!symbols.empty()) waiting.begin = std::max(waiting.begin, symbols.back().begin);
        symbols.push_back(std::exchange(waiting, {-1, 0, 0, 0, 0}));
    };
    for (size_t i = 0; i < piece.size();) {
        const size_t length = firstCodePoint(piece.substr(i)).length;
        const std::string_view character = piece.substr(i, length);
        if (const int32_t id = m_characters.find(character); id >= 0) {
            endWaiting();
            symbols.push_back({id, 0, 0, uint32_t(i), uint32_t(length)});
        } else if (!m_unknownWaits || becomesBytes(character)) {
            pushUnknown(character, i, symbols);
        } else if (m_options.fuseUnknown && waiting.id >= 0) {
            waiting.length += uint32_t(length);
        } else {
            endWaiting();
            waiting = {m_options.unknown, 0, 0, uint32_t(i), uint32_t(length)};
        }
        i += length;
    }
    endWaiting();
}

bool BpeModel::becomesBytes(std::string_view character) const {
    return m_options.byteFallback && std::all_of(character.begin(), character.end(),
                                                 [&](char b) { return m_byteTokens[uint8_t(b)] >= 0; });
}

void BpeModel::pushUnknown(std::string_view character, size_t begin,
                           std::vector<Scratch::Symbol>& symbols) const {
    if (becomesBytes(character)) {
        for (size_t i = 0; i < character.size(); ++i)
            symbols.push_back({m_byteTokens[uint8_t(character[i])], 0, 0, uint32_t(begin + i), 1});
        return;
    }
    if (m_options.unknown < 0) return;
    if (m_options.fuseUnknown && !symbols.empty() && symbols.back().id == m_options.unknown) {
        symbols.back().length += uint32_t(character.size());
        return;
    }
    symbols.push_back({m_options.unknown, 0, 0, uint32_t(begin), uint32_t(character.size())});
}

void BpeModel::joinShort(Scratch& scratch) const {
    auto& symbols = scratch.symbols;
    if (symbols.size() < 2) return;
    std::array<MergeTable::Merge, shortPiece> merges;
    size_t pairs = symbols.size() - 1;
    for (size_t i = 0; i < pairs; ++i) merges[i] = m_merges.find(symbols[i].id, symbols[i + 1].id);
    while (pairs > 0) {
        size_t best = pairs;
        uint32_t bestRank = ~0u; // -1, "does not join", is the largest
        for (size_t i = 0; i < pairs; ++i) {
            if (uint32_t(merges[i].rank) < bestRank) {
                bestRank = uint32_t(merges[i].rank);
                best = i;
            }
        }
        if (best == pairs) break;
        symbols[best].id = merges[best].joined;
        symbols[best].length += symbols[best + 1].length;
        symbols.erase(symbols.begin() + long(best) + 1);
        std::copy(merges.begin() + long(best) + 1, merges.begin() + long(pairs), merges.begin() + long(best));
        --pairs;
        if (best < pairs) merges[best] = m_merges.find(symbols[best].id, symbols[best + 1].id);
        if (best > 0) merges[best - 1] = m_merges.find(symbols[best - 1].id, symbols[best].id);
    }
}

void BpeModel::joinLong(Scratch& scratch) const {
    auto& symbols = scratch.symbols;
    auto& heap = scratch.heap;
    heap.clear();
    const auto later = [](const Scratch::Candidate& a, const Scratch::Candidate& b) {
        return a.rank != b.rank ? a.rank > b.rank : a.left > b.left;
    };
    const auto consider = [&](int32_t left, int32_t right) {
        if (left < 0 || right < 0) return false;
        const MergeTable::Merge merge = m_merges.find(symbols[size_t(left)].id, symbols[size_t(right)].id);
        if (merge.rank < 0) return false;
        heap.push_back({merge.rank, left, right, merge.joined,
                        symbols[size_t(left)].length + symbols[size_t(right)].length});
        return true;
    };
    const int32_t n = int32_t(symbols.size());
    for (int32_t i = 0; i < n; ++i) {
        symbols[size_t(i)].previous = i - 1;
        symbols[size_t(i)].next = i + 1 < n ? i + 1 : -1;
        if (i > 0) consider(i - 1, i);
    }
    std::make_heap(heap.begin(), heap.end(), later);
    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end(), later);
        const Scratch::Candidate top = heap.back();
        heap.pop_back();
        auto& left = symbols[size_t(top.left)];
        auto& right = symbols[size_t(top.right)];
        // A side that joined elsewhere meanwhile is gone or longer.
        if (left.length == 0 || right.length == 0 || left.length + right.length != top.length) continue;
        left.id = top.joined;
        left.length = top.length;
        left.next = right.next;
        right.length = 0;
        if (left.next >= 0) symbols[size_t(left.next)].previous = top.left;
        if (consider(left.previous, top.left)) std::push_heap(heap.begin(), heap.end(), later);
        if (consider(top.left, left.next)) std::push_heap(heap.begin(), heap.end(), later);
    }
}

} // namespace inkstone
