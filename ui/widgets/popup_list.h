#pragma once
// A list that opens under a button: rows with a name and a secondary text, a search box when there are many.

#include <QVector>
#include <QWidget>

class QLineEdit;
class QModelIndex;

namespace inkstone {

class WalkedList;

struct PopupRow {
    QString id;
    QString title;
    QString note; ///< secondary text at the right
    QString icon; ///< may be empty
    bool enabled = true;
    bool separator = false;
    bool noteInButton = true; ///< false: the note explains the row and is left out once it is chosen
};

class PopupList final : public QWidget {
    Q_OBJECT
public:
    explicit PopupList(QWidget* parent = nullptr);

    void setRows(const QVector<PopupRow>& rows);
    void setCurrent(const QString& id);
    /// Opens below `anchor`, above it when there is no room; at least as wide as `anchor`.
    void popUpAt(QWidget* anchor);
    void setFilter(const QString& text);
    QStringList shownTitles() const;

signals:
    void chosen(const QString& id);
    void closed();

protected:
    void paintEvent(QPaintEvent*) override;
    void hideEvent(QHideEvent*) override;

private:
    void fill();
    void choose(const QModelIndex& row);
    QSize wantedSize(int atLeast) const;

    QVector<PopupRow> m_rows;
    QString m_current, m_filter;
    QLineEdit* m_search;
    WalkedList* m_list;
};

} // namespace inkstone
