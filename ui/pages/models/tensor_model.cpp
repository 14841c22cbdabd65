#include "ui/pages/models/tensor_model.h"

#include "ui/models/cell_roles.h"
#include "ui/shell/format.h"
#include "ui/shell/palette.h"

#include <QStringList>
#include <cmath>

namespace inkstone {

namespace {
QString formatNumber(double value) {
    return std::isnan(value) ? QStringLiteral("–") : QString::number(value, 'g', 4);
}

QString formatShare(int64_t part, int64_t all) {
    if (part == 0) return QStringLiteral("0");
    const double percent = 100.0 * double(part) / double(all);
    return percent < 0.1 ? QStringLiteral("< 0.1 %") : QStringLiteral("%1 %").arg(percent, 0, 'f', 1);
}
} // namespace

void TensorModel::setModel(std::shared_ptr<const Model> model) {
    beginResetModel();
    m_model = std::move(model);
    m_stats.clear();
    endResetModel();
}

void TensorModel::setStats(std::vector<TensorStats> stats) {
    const bool had = hasStats(), has = !stats.empty();
    if (has && !had) beginInsertColumns({}, Mean, NonFinite);
    if (had && !has) beginRemoveColumns({}, Mean, NonFinite);
    m_stats = std::move(stats);
    if (has && !had) endInsertColumns();
    if (had && !has) endRemoveColumns();
    if (has && rowCount() > 0) Q_EMIT dataChanged(index(0, Mean), index(rowCount() - 1, NonFinite));
}

int TensorModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_model ? 0 : int(m_model->tensors().size());
}
int TensorModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : hasStats() ? int(ColumnCount) : int(Mean);
}

QString TensorModel::statistic(const TensorStats& stats, int column) const {
    if (stats.count == 0) return QStringLiteral("…");
    if (!stats.known) return QStringLiteral("–");
    switch (column) {
    case Mean:
        return formatNumber(stats.mean);
    case Deviation:
        return formatNumber(stats.deviation);
    case Min:
        return formatNumber(stats.min);
    case Max:
        return formatNumber(stats.max);
    case Zeros:
        return formatShare(stats.zeros, stats.count);
    default:
        return formatShare(stats.nonFinite, stats.count);
    }
}

QVariant TensorModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const int column = index.column();
    if (role == Qt::TextAlignmentRole)
        return int((column >= Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const TensorFacts& tensor = m_model->tensors()[size_t(index.row())];
    if (role == Qt::ToolTipRole && column == Name) return QString::fromStdString(tensor.name);
    const TensorStats* stats = size_t(index.row()) < m_stats.size() ? &m_stats[size_t(index.row())] : nullptr;
    if (role == cell::Tone && column == NonFinite && stats && stats->nonFinite > 0) return int(Tone::Bad);
    if (role != Qt::DisplayRole) return {};
    switch (column) {
    case Name:
        return QString::fromStdString(tensor.name);
    case Type:
        return QString::fromStdString(tensor.type);
    case Shape: {
        QStringList sides;
        for (const int64_t side : tensor.shape) sides << formatCount(side);
        return sides.join(QStringLiteral(" × "));
    }
    case Size:
        return formatBytes(qint64(tensor.bytes));
    default:
        return stats ? statistic(*stats, column) : QString();
    }
}

QVariant TensorModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        if (section == Deviation) return tr("Standard deviation: how far the numbers lie from their mean");
        if (section == Zeros) return tr("Share of numbers that are exactly zero");
        if (section == NonFinite) return tr("Share of numbers that are none: a sound model has no such");
        return {};
    }
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Tensor"), tr("Type"), tr("Shape"), tr("Size"),  tr("Mean"),
                             tr("Std"),    tr("Min"),  tr("Max"),   tr("Zeros"), tr("NaN")};
    return names[section];
}

} // namespace inkstone
