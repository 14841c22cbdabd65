#include "core/tokenizer/vocabulary.h"

#include <bit>
#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace inkstone {

StringIndex::StringIndex(size_t expected) : m_slots(std::bit_ceil(expected * 2 + 8)) {}

size_t StringIndex::slotOf(std::string_view key) const {
    const size_t mask = m_slots.size() - 1;
    size_t i = XXH3_64bits(key.data(), key.size()) & mask;
    while (m_slots[i].data != nullptr) {
        const Slot& slot = m_slots[i];
        if (slot.size == key.size() && std::memcmp(slot.data, key.data(), key.size()) == 0) break;
        i = (i + 1) & mask;
    }
    return i;
}

bool StringIndex::insert(std::string_view key, int32_t value) {
    if ((m_used + 1) * 2 > m_slots.size()) grow();
    Slot& slot = m_slots[slotOf(key)];
    if (slot.data != nullptr) return false;
    slot = {key.data(), uint32_t(key.size()), value};
    ++m_used;
    return true;
}

int32_t StringIndex::find(std::string_view key) const { return m_slots[slotOf(key)].value; }

void StringIndex::grow() {
    std::vector<Slot> old(m_slots.size() * 2);
    old.swap(m_slots);
    for (const Slot& slot : old) {
        if (slot.data != nullptr) m_slots[slotOf({slot.data, slot.size})] = slot;
    }
}

Result<Vocabulary> Vocabulary::make(std::vector<std::string> pieces, std::vector<TokenKind> kinds,
                                    const std::string& name) {
    Vocabulary v;
    v.m_pieces = std::move(pieces);
    v.m_kinds = std::move(kinds);
    v.m_kinds.resize(v.m_pieces.size(), TokenKind::Normal);
    v.m_index = StringIndex(v.m_pieces.size());
    for (size_t id = 0; id < v.m_pieces.size(); ++id) {
        if (v.m_pieces[id].empty() || v.m_index.insert(v.m_pieces[id], int32_t(id))) continue;
        return fail(ErrorCode::Corrupt, "cannot read the tokenizer", name,
                    text("the token \"%1\" has two ids, %2 and %3", v.m_pieces[id],
                         v.m_index.find(v.m_pieces[id]), id));
    }
    return v;
}

} // namespace inkstone
