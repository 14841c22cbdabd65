#include "core/project/drafts.h"

#include "core/base/clock.h"

namespace inkstone {

Result<std::optional<std::string>> Drafts::get(std::string_view key) const {
    INK_TRY(row, m_store->prepare("SELECT value FROM draft WHERE key = ?1"));
    INK_CHECK(row.bind(key));
    INK_TRY(found, row.step());
    if (!found) return std::optional<std::string>();
    return std::optional(row.text(0));
}

Status Drafts::set(std::string_view key, std::string_view value) {
    if (value.empty())
        INK_CHECK(m_store->run("DELETE FROM draft WHERE key = ?1", key));
    else
        INK_CHECK(m_store->run("INSERT OR REPLACE INTO draft(key, changed, value) VALUES(?1, ?2, ?3)", key,
                               unixMilliseconds(), value));
    return {};
}

Result<std::map<std::string, std::string>> Drafts::all(std::string_view prefix) const {
    INK_TRY(row, m_store->prepare("SELECT key, value FROM draft WHERE substr(key, 1, length(?1)) = ?1"));
    INK_CHECK(row.bind(prefix));
    std::map<std::string, std::string> values;
    for (;;) {
        INK_TRY(more, row.step());
        if (!more) return values;
        values[row.text(0)] = row.text(1);
    }
}

} // namespace inkstone
