#pragma once
// Everything typed and not yet sent, and how the window stood: it survives a crash. One text per key
// ("chat/12/composer", "label/answer/340", "window/geometry"); the window saves a changed field within 2 s.

#include "core/store/store.h"

#include <map>

namespace inkstone {

class Drafts {
public:
    explicit Drafts(std::shared_ptr<Store> store) : m_store(std::move(store)) {}
    Result<std::optional<std::string>> get(std::string_view key) const;
    /// On disk when it returns; "" removes.
    Status set(std::string_view key, std::string_view value);
    /// All whose key begins with `prefix`.
    Result<std::map<std::string, std::string>> all(std::string_view prefix = {}) const;

private:
    std::shared_ptr<Store> m_store;
};

} // namespace inkstone
