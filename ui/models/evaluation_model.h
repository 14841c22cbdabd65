#pragma once
// The matrix of Evaluate: rows are base models, each followed by what runs made of it; columns are suites
// (and the measures of a suite, when it has several). Only the newest evaluation of each pair is shown.

#include "ui/documents/workbench.h"

#include <QAbstractTableModel>
#include <algorithm>
#include <optional>
#include <vector>

namespace inkstone {

class EvaluationModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role {
        ValueRole = Qt::UserRole + 1, ///< double; invalid: not evaluated
        ChangeRole,                   ///< double: against the base model; invalid: it is the base, or unknown
        ErrorBarRole,                 ///< double: standard error
        BestRole,                     ///< bool: best of its column
        PerplexityRole,               ///< bool: lower is better, and the value is no share of 1
        EvaluationRole,               ///< qint64: EvaluationId, 0: none
    };
    /// A base model, an adapter on it, or the model a run made of it.
    struct Voice {
        QString name;
        std::string modelSha256, adapter; ///< adapter "": a model; SHA-256 "": not known yet
        std::string baseSha256;           ///< of the model its run began with; its own without a run
        RunId run = 0;
        bool isBase() const { return adapter.empty() && !run; }
    };

    explicit EvaluationModel(Workbench& workbench, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const Voice& voice(int row) const { return m_rows[size_t(row)].voice; }
    int rowOfRun(RunId run) const;
    int evaluations() const { return m_count; }
    /// The evaluation in a cell, and that of the base model in the same column; 0: none.
    EvaluationId evaluation(const QModelIndex& index) const;
    EvaluationId baseEvaluation(const QModelIndex& index) const;
    QString suiteOf(int column) const;

private:
    struct Column {
        std::string suite, hash, scorer; ///< scorer "": never evaluated
    };
    struct Cell {
        EvaluationId id = 0;
        int64_t timeMs = 0;
        Score score;
    };
    struct Row {
        Voice voice;
        std::vector<std::optional<Cell>> cells; ///< one a column
        bool evaluated() const {
            return std::any_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.has_value(); });
        }
    };
    void reload();
    void readEvaluations();
    void addRuns();
    void addSuites();
    Row& need(const Voice& voice);
    size_t needColumn(const Column& column);
    void arrange();
    const std::optional<Cell>& cell(const QModelIndex& index) const;
    const Row* baseOf(const Row& row) const;
    bool perplexity(int column) const;
    bool best(const QModelIndex& index) const;

    Workbench& m_workbench;
    std::vector<Column> m_columns;
    std::vector<Row> m_rows;
    int m_count = 0;
};

} // namespace inkstone
