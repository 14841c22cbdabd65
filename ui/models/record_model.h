#pragma once
// The rows of a data set as a table. It holds ids only (8 bytes a row) and fetches the records that are
// looked at, a page of them at a time; a million rows scroll like a hundred.

#include "core/data/dataset_repository.h"

#include <QAbstractTableModel>
#include <QHash>
#include <list>
#include <optional>

namespace inkstone {

class RecordModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Number, Prompt, Answer, Tokens, Label, ColumnCount };
    static constexpr int kPage = 100; ///< rows fetched at once
    static constexpr int kPages = 24; ///< pages kept

    using QAbstractTableModel::QAbstractTableModel;

    /// Nothing to show without a repository.
    void setRepository(std::optional<DatasetRepository> repository);
    void setRows(std::vector<RecordId> ids);
    /// Whose token counts the column shows; "" for none.
    void setTokenizer(const std::string& fingerprint);
    /// Reads anew what is shown; the rows stay.
    void refresh();

    RecordId idAt(int row) const { return m_ids[size_t(row)]; }
    int rowOf(RecordId id) const; ///< -1: not among the rows
    /// Null when the row is gone meanwhile.
    const Record* record(int row) const;
    int64_t tokens(int row) const; ///< -1: not counted

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

signals:
    /// A cell was edited; who listens saves it. `before` is what the person saw.
    void edited(const inkstone::Record& before, const inkstone::Record& after);

private:
    struct Row {
        Record record;
        int64_t tokens = -1;
        bool there = false;
    };
    struct Page {
        int number = 0;
        std::vector<Row> rows;
    };
    const Row* rowAt(int row) const;
    Page fetch(int page) const;
    QVariant display(const Row& row, int index, int column) const;
    QVariant look(const Row& row, int column, int role) const;

    std::optional<DatasetRepository> m_repository;
    std::vector<RecordId> m_ids;
    std::string m_tokenizer;
    mutable std::list<Page> m_pages; // newest first
};

/// "✓ good" and its tone: how a record's labels read in one cell.
QString labelWords(const Record& record);

} // namespace inkstone
