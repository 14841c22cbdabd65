#pragma once
// Tables: rows of 30 px between hairlines, a header that sorts, the selected row with its accent bar, numbers
// right-aligned with tabular digits. Models say how a cell looks through the roles below.

#include "ui/models/cell_roles.h"

#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QTableView>

namespace inkstone {

class TableHeader final : public QHeaderView {
    Q_OBJECT
public:
    explicit TableHeader(QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    void paintEvent(QPaintEvent* event) override;
};

class TableView : public QTableView {
    Q_OBJECT
public:
    explicit TableView(QWidget* parent = nullptr);

    void setRowHeight(int pixels); ///< 30 by default, 40 on Home
    /// The column that takes the room that is left; the others keep the width given to setColumnWidth().
    void setStretchColumn(int column);
    /// Columns that are hidden, the first ones first, while the view is too narrow for all of them; the stretch
    /// column keeps at least `stretchWidth`. Call it after the widths are set.
    void setDispensableColumns(const QList<int>& columns, int stretchWidth = 140);
    /// Shown instead of the rows while the model has none. Takes ownership.
    void setEmptyState(QWidget* state);
    /// Inside a panel: no frame, transparent corners.
    void setModel(QAbstractItemModel* model) override;
    int hoveredRow() const { return m_hoveredRow; }
    /// Rows (of the view's model) that are selected, top to bottom.
    QList<int> selectedRows() const;

signals:
    void trashRequested();                 ///< Delete
    void renameRequested();                ///< F2
    void opened(const QModelIndex& index); ///< Enter or double click
    /// The selection or the current row changed.
    void rowChosen(int row);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void placeEmptyState();
    void fitColumns();

    QList<int> m_dispensable;
    int m_stretch = -1, m_stretchWidth = 0;
    QWidget* m_empty = nullptr;
    int m_hoveredRow = -1;
};

/// Draws the cells of a TableView; pages derive from it for cells of their own.
class TableDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit TableDelegate(TableView* view);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;

protected:
    /// Ground, accent bar and hairline; returns the rectangle for the content.
    QRect paintGround(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    TableView* view() const;

private:
    QRect contentRect(const QRect& cell, int column) const;
    void paintText(QPainter* painter, QRect rect, const QStyleOptionViewItem& option,
                   const QModelIndex& index) const;
};

} // namespace inkstone
