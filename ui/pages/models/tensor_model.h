#pragma once
// The stored tensors of a model.

#include "core/model/model.h"

#include <QAbstractTableModel>

namespace inkstone {

class TensorModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Type, Shape, Size, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setModel(std::shared_ptr<const Model> model);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const Model> m_model;
};

} // namespace inkstone
