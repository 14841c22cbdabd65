#include "ui/shell/search_index.h"

namespace inkstone {

void SearchIndex::add(QObject* owner, Provider provider) {
    m_entries.push_back({owner, std::move(provider)});
}

std::vector<SearchItem> SearchIndex::all() const {
    std::vector<SearchItem> items;
    for (const Entry& entry : m_entries) {
        if (!entry.owner) continue;
        for (SearchItem& item : entry.provider()) items.push_back(std::move(item));
    }
    return items;
}

int fuzzyScore(const QString& needle, const QString& text) {
    int score = 1, run = 0;
    qsizetype at = 0;
    for (const QChar wanted : needle) {
        if (wanted.isSpace()) continue;
        const qsizetype found = text.indexOf(wanted, at, Qt::CaseInsensitive);
        if (found < 0) return 0;
        const bool wordStart = found == 0 || !text[found - 1].isLetterOrNumber();
        run = found == at ? run + 1 : 0;
        score += 1 + (wordStart ? 8 : 0) + 3 * run - int(std::min<qsizetype>(found - at, 5));
        at = found + 1;
    }
    if (text.startsWith(needle, Qt::CaseInsensitive)) score += 20;
    return std::max(score, 1);
}

} // namespace inkstone
