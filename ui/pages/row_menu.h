#pragma once
// The context menu of a table's rows, by the right button and by the menu key.

#include <functional>

class QMenu;
class QModelIndex;

namespace inkstone {

class TableView;

/// `fill` adds the actions for a row; a menu it leaves empty is not shown.
void addRowMenu(TableView* table, std::function<void(QMenu& menu, const QModelIndex& index)> fill);

} // namespace inkstone
