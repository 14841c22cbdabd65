#pragma once
// The data sets of the project at the left of Data and Label: name above, counts below.

#include "core/data/dataset_repository.h"

#include <QWidget>

class QListWidget;

namespace inkstone {

class FilterBox;

class DatasetList final : public QWidget {
    Q_OBJECT
public:
    explicit DatasetList(QWidget* parent = nullptr);

    void setSets(const std::vector<DatasetInfo>& sets);
    void setCurrent(DatasetId id); ///< without a signal
    DatasetId current() const;
    DatasetId first() const;
    void editCurrent(); ///< its name, in place

signals:
    void chosen(qint64 id);
    void renameRequested(qint64 id, const QString& name);
    void trashRequested(qint64 id);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void showMenu(const QPoint& at);
    void filter(const QString& text);

    FilterBox* m_filter;
    QListWidget* m_list;
    bool m_quiet = false;
};

} // namespace inkstone
