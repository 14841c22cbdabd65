#include "ui/pages/models/tensor_model.h"

#include "ui/shell/format.h"

#include <QStringList>

namespace inkstone {

void TensorModel::setModel(std::shared_ptr<const Model> model) {
    beginResetModel();
    m_model = std::move(model);
    endResetModel();
}

int TensorModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_model ? 0 : int(m_model->tensors().size());
}
int TensorModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant TensorModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const TensorFacts& tensor = m_model->tensors()[size_t(index.row())];
    if (role == Qt::ToolTipRole && index.column() == Name) return QString::fromStdString(tensor.name);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case Name:
        return QString::fromStdString(tensor.name);
    case Type:
        return QString::fromStdString(tensor.type);
    case Shape: {
        QStringList sides;
        for (const int64_t side : tensor.shape) sides << formatCount(side);
        return sides.join(QStringLiteral(" × "));
    }
    default:
        return formatBytes(qint64(tensor.bytes));
    }
}

QVariant TensorModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Tensor"), tr("Type"), tr("Shape"), tr("Size")};
    return names[section];
}

} // namespace inkstone
