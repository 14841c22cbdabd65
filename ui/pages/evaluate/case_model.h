#pragma once
// The cases of one evaluation, beside those of the base model on the same suite.

#include "ui/documents/workbench.h"

#include <QAbstractTableModel>
#include <vector>

namespace inkstone {

class CaseModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Question, Answer, Result, ColumnCount };
    enum class Filter { All, Wrong, Fixed, Broken };

    explicit CaseModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    /// `base` 0: nothing to compare with.
    Status load(const Project& project, EvaluationId evaluation, EvaluationId base);
    void clear();
    void setFilter(Filter filter);
    int count(Filter filter) const;
    const ComparedCase& caseAt(int row) const { return m_cases[m_shown[size_t(row)]]; }
    /// The case was sent to Label as `record`, or (nothing) taken back.
    void setCorrection(int64_t storedCase, std::optional<int64_t> record);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static bool fits(const ComparedCase& one, Filter filter);
    void refilter();

    std::vector<ComparedCase> m_cases; ///< `after` is always there
    std::vector<size_t> m_shown;
    Filter m_filter = Filter::All;
};

/// What was asked: the last question, or the text of a perplexity case.
QString questionOf(const StoredCase& one);

} // namespace inkstone
