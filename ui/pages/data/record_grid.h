#pragma once
// The middle of Data: search, split, states, the lengths with their cut line, and the rows.

#include "ui/documents/dataset_document.h"

#include <QWidget>

class QLabel;

namespace inkstone {

class FilterBox;
class LengthHistogram;
class RecordModel;
class Segmented;
class TableView;
class TagChip;

class RecordGrid final : public QWidget {
    Q_OBJECT
public:
    RecordGrid(Workbench& workbench, DatasetDocument& document, QWidget* parent = nullptr);

    std::vector<RecordId> selected() const;
    TableView& table() const { return *m_table; }
    void showRecord(RecordId id);
    void step(int rows); ///< the current row moves
    void clearSearch();
    void save(); ///< the cell somebody types in
    /// The cell of a place that waits (TypedTexts), open with its text; false: `place` is no cell's.
    bool resume(RecordId id, const QString& place);

signals:
    void sortRefused();             ///< a column was clicked that does not sort
    void currentChanged(qint64 id); ///< 0: none
    void trashRequested();
    void labelRequested(qint64 id);

private:
    QWidget* makeTools();
    QWidget* makeLengths();
    void makeTable();
    struct Order {
        RowOrder order = RowOrder::Position;
        bool descending = false;
    };
    void query();
    void sort(int column, Qt::SortOrder direction);
    void showOrder(Order order);
    void showCounts();
    void showLengths();
    void showCut(double value);
    void rowsReset();
    void showMenu(const QPoint& at);

    Workbench& m_workbench;
    DatasetDocument& m_document;
    FilterBox* m_search;
    Segmented* m_split;
    TagChip *m_unlabeled, *m_labeled, *m_flagged;
    QLabel* m_shown;
    QWidget* m_lengthsBox;
    LengthHistogram* m_lengths;
    TableView* m_table;
    Order m_order;
    RecordId m_current = 0;
    int m_row = 0;
};

} // namespace inkstone
