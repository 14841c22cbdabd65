#pragma once
// The stored tensors of a model, and what their numbers are like once that was computed.

#include "core/model/tensor_stats.h"

#include <QAbstractTableModel>

namespace inkstone {

class TensorModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Type, Shape, Size, Mean, Deviation, Min, Max, Zeros, NonFinite, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setModel(std::shared_ptr<const Model> model);
    /// One for each tensor, in the model's order; those not read yet have no values. Empty: no such columns.
    void setStats(std::vector<TensorStats> stats);
    bool hasStats() const { return !m_stats.empty(); }
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString statistic(const TensorStats& stats, int column) const;

    std::shared_ptr<const Model> m_model;
    std::vector<TensorStats> m_stats;
};

} // namespace inkstone
