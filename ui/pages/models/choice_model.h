#pragma once
// What a repository offers: each row is one model, in one or several files.

#include "core/hub/hub.h"

#include <QAbstractTableModel>

namespace inkstone {

class ChoiceModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Files, Size, Fits, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setChoices(std::vector<HubChoice> choices);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<HubChoice> m_choices;
};

} // namespace inkstone
