#include "ui/pages/data/preview_model.h"

#include "ui/models/cell_roles.h"
#include "ui/models/record_fields.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/shell/palette.h"

namespace inkstone {

namespace {
QVariant alignment(int column) {
    return int((column == 0 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}
} // namespace

void PreviewModel::setPreview(std::vector<Record> records, std::vector<int64_t> lines) {
    beginResetModel();
    m_records = std::move(records);
    m_lines = std::move(lines);
    endResetModel();
}

int PreviewModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_records.size());
}

int PreviewModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant PreviewModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == Qt::TextAlignmentRole) return alignment(index.column());
    if (role == cell::Tone && index.column() != Prompt) return int(Tone::Ink2);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const Record& record = m_records[size_t(index.row())];
    if (index.column() == Line)
        return size_t(index.row()) < m_lines.size() ? formatCount(m_lines[size_t(index.row())]) : QString();
    const std::string text = index.column() == Prompt ? promptOf(record) : answerOf(record);
    return QString::fromStdString(text).left(1000);
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return alignment(section);
    if (role != Qt::DisplayRole) return {};
    return section == Line ? tr("Line") : section == Prompt ? tr("Prompt") : tr("Answer");
}

void RowErrorModel::setErrors(std::vector<RowError> errors) {
    beginResetModel();
    m_errors = std::move(errors);
    endResetModel();
}

int RowErrorModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_errors.size());
}

int RowErrorModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant RowErrorModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == Qt::TextAlignmentRole) return alignment(index.column());
    if (role == cell::Tone) return int(index.column() == Line ? Tone::Ink2 : Tone::Bad);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const RowError& error = m_errors[size_t(index.row())];
    return index.column() == Line ? formatCount(error.line) : toQString(error.reason);
}

QVariant RowErrorModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return alignment(section);
    if (role != Qt::DisplayRole) return {};
    return section == Line ? tr("Line") : tr("What is wrong");
}

} // namespace inkstone
