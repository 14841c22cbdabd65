#pragma once
// The first rows of a file as they would be imported, and what is wrong with the others.

#include "core/data/importer.h"

#include <QAbstractTableModel>

namespace inkstone {

class PreviewModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Line, Prompt, Answer, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void setPreview(std::vector<Record> records, std::vector<int64_t> lines);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Record> m_records;
    std::vector<int64_t> m_lines;
};

class RowErrorModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Line, Reason, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void setErrors(std::vector<RowError> errors);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<RowError> m_errors;
};

} // namespace inkstone
