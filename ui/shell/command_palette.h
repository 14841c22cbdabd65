#pragma once
// Ctrl+K: everything by name. Pages, actions, and whatever the pages' providers list.

#include "ui/shell/search_index.h"
#include "ui/shell/sheet.h"

class QLineEdit;
class QModelIndex;

namespace inkstone {

class ActionTable;
class WalkedList;

class CommandPalette final : public Sheet {
    Q_OBJECT
public:
    CommandPalette(SearchIndex& index, ActionTable& actions, QWidget* window);
    void popUp();
    void setQuery(const QString& query);
    QStringList shownTitles() const;

private:
    void collect();
    void filter();
    void run(const QModelIndex& row);

    SearchIndex& m_index;
    ActionTable& m_actions;
    QLineEdit* m_query;
    WalkedList* m_list;
    QWidget* m_nothing;
    std::vector<SearchItem> m_items;
    std::vector<size_t> m_shown;
};

} // namespace inkstone
