#pragma once
// A list of names that is walked by keys typed into it or into the search box above it: past the rows that
// cannot be chosen, and round at its ends. The command palette and the lists under buttons are made of it.

#include <QListView>

class QStandardItemModel;

namespace inkstone {

class WalkedList final : public QListView {
    Q_OBJECT
public:
    /// `delegate` paints the rows and becomes the list's. `page` is how many rows PageUp and PageDown walk; 0
    /// leaves these keys alone.
    explicit WalkedList(QAbstractItemDelegate* delegate, int page = 0, QWidget* parent = nullptr);

    void takeKeysOf(QWidget* box);
    QStandardItemModel& rows() const { return *m_rows; }
    QStringList titles() const;
    void walk(int step);

signals:
    void chosen(const QModelIndex& row); ///< by Enter or the mouse
    void left();                         ///< by Esc

protected:
    bool eventFilter(QObject* object, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    bool take(const QKeyEvent& event);
    void choose();

    QStandardItemModel* m_rows;
    int m_page;
};

} // namespace inkstone
