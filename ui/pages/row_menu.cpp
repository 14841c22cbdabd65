#include "ui/pages/row_menu.h"

#include "ui/widgets/table_view.h"

#include <QMenu>

namespace inkstone {

void addRowMenu(TableView* table, std::function<void(QMenu& menu, const QModelIndex& index)> fill) {
    table->setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(table, &QWidget::customContextMenuRequested, table, [table, fill](const QPoint& at) {
        const QModelIndex pointed = table->indexAt(at);
        const QModelIndex index = pointed.isValid() ? pointed : table->currentIndex();
        if (!index.isValid()) return;
        auto* menu = new QMenu(table);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fill(*menu, index);
        if (menu->isEmpty()) return menu->deleteLater();
        menu->popup(
            table->viewport()->mapToGlobal(pointed.isValid() ? at : table->visualRect(index).center()));
    });
}

} // namespace inkstone
