#pragma once
// Ctrl+K: everything by name. Pages, actions, and whatever the pages' providers list.

#include "ui/shell/search_index.h"
#include "ui/shell/sheet.h"

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace inkstone {

class ActionTable;

class CommandPalette final : public Sheet {
    Q_OBJECT
public:
    CommandPalette(SearchIndex& index, ActionTable& actions, QWidget* window);
    void popUp();
    void setQuery(const QString& query);
    QStringList shownTitles() const;

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void collect();
    void filter();
    void runCurrent();
    void move(int step);

    SearchIndex& m_index;
    ActionTable& m_actions;
    QLineEdit* m_query;
    QListView* m_list;
    QStandardItemModel* m_model;
    QWidget* m_nothing;
    std::vector<SearchItem> m_items;
    std::vector<size_t> m_shown;
};

} // namespace inkstone
