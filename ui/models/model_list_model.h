#pragma once
// The models of this machine as a table, by whose folder they lie in. Headers are read by jobs, one model
// after the other, so that the window never waits for a disk; only the model that is shown stays open.

#include "core/model/model.h"
#include "ui/documents/workbench.h"

#include <QAbstractTableModel>
#include <optional>
#include <vector>

namespace inkstone {

/// "Hugging Face", "own folder"..., in the language of the window.
QString sourceName(ModelSource source);

class ModelListModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Source, Architecture, Parameters, Type, Context, Size, Fits, ColumnCount };

    explicit ModelListModel(Workbench& workbench, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

    /// Only models of this source; nothing: all.
    void setSource(std::optional<ModelSource> source);
    std::optional<ModelSource> source() const { return m_source; }
    /// Sources there are, with how many models each has.
    std::vector<std::pair<ModelSource, int>> sources() const;

    const ModelOnDisk& onDisk(int row) const { return m_rows[size_t(row)].disk; }
    /// The one that keep() asked for; null while it is being read, for others, or when it cannot be.
    std::shared_ptr<const Model> model(int row) const;
    /// Opens the model of this row and keeps it open, instead of the one before; opened() comes.
    void keep(int row);
    /// Its facts were read and it can be worked with.
    bool isUsable(int row) const { return m_rows[size_t(row)].facts.has_value(); }
    /// Why it cannot be opened; empty otherwise.
    const Error& problem(int row) const { return m_rows[size_t(row)].problem; }
    /// Bytes that a chat with it needs.
    double memoryNeeded(int row) const { return memoryNeeded(m_rows[size_t(row)]); }
    int rowOf(const std::filesystem::path& path) const;

signals:
    void opened(int row); ///< its facts are known now, or its problem

private:
    struct Facts {
        QString architecture, quantization;
        double parameters = 0;
        qint64 context = 0, layers = 0, kvWidth = 0;
    };
    struct Row {
        ModelOnDisk disk;
        std::optional<Facts> facts;
        Error problem;
        bool read = false;
    };
    void reload();
    void read(const std::filesystem::path& path, Lane lane);
    void wasRead(const std::filesystem::path& path, std::shared_ptr<const Model> model, const Error& problem);
    static double memoryNeeded(const Row& row);
    static bool isBroken(const Row& row) { return row.read && !row.facts; }
    QVariant display(const Row& row, int column) const;
    double sortKey(const Row& row, int column) const;
    void arrange();

    Workbench& m_workbench;
    std::vector<Row> m_rows;
    std::vector<Row> m_others; ///< of other sources than the one that is shown
    std::optional<ModelSource> m_source;
    std::filesystem::path m_wanted;
    std::shared_ptr<const Model> m_kept;
    int m_sortColumn = Source;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace inkstone
