#include "ui/pages/evaluate/case_model.h"

#include "ui/models/cell_roles.h"
#include "ui/shell/palette.h"

#include <algorithm>

namespace inkstone {

QString questionOf(const StoredCase& one) {
    for (auto message = one.messages.rbegin(); message != one.messages.rend(); ++message)
        if (message->role == "user") return QString::fromStdString(message->content);
    // A text that is only read has no question: its name stands for it.
    return QString::fromStdString(one.result.prompt.empty() ? one.result.id : one.result.prompt);
}

Status CaseModel::load(const Project& project, EvaluationId evaluation, EvaluationId base) {
    std::vector<ComparedCase> cases;
    if (base) {
        if (auto comparison = project.evaluations().compare(base, evaluation))
            cases = std::move(comparison->cases);
    }
    if (cases.empty()) { // no base, or it answered another version of the suite
        INK_TRY(stored, project.evaluations().cases(evaluation));
        for (StoredCase& one : stored) cases.push_back({one.result.id, {}, std::move(one), Change::Same});
    }
    std::erase_if(cases, [](const ComparedCase& one) { return !one.after; });
    beginResetModel();
    m_cases = std::move(cases);
    refilter();
    endResetModel();
    return {};
}

void CaseModel::clear() {
    beginResetModel();
    m_cases.clear();
    m_shown.clear();
    endResetModel();
}

bool CaseModel::fits(const ComparedCase& one, Filter filter) {
    switch (filter) {
    case Filter::Wrong:
        return !one.after->result.right();
    case Filter::Fixed:
        return one.change == Change::Fixed;
    case Filter::Broken:
        return one.change == Change::Broken;
    default:
        return true;
    }
}

void CaseModel::refilter() {
    m_shown.clear();
    for (size_t i = 0; i < m_cases.size(); ++i)
        if (fits(m_cases[i], m_filter)) m_shown.push_back(i);
}

void CaseModel::setFilter(Filter filter) {
    beginResetModel();
    m_filter = filter;
    refilter();
    endResetModel();
}

int CaseModel::count(Filter filter) const {
    return int(std::count_if(m_cases.begin(), m_cases.end(),
                             [filter](const ComparedCase& one) { return fits(one, filter); }));
}

void CaseModel::setCorrection(int64_t storedCase, std::optional<int64_t> record) {
    for (size_t row = 0; row < m_shown.size(); ++row) {
        ComparedCase& one = m_cases[m_shown[row]];
        if (one.after->id != storedCase) continue;
        one.after->correction = record;
        Q_EMIT dataChanged(index(int(row), 0), index(int(row), ColumnCount - 1));
    }
}

int CaseModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_shown.size());
}
int CaseModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant CaseModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= int(m_shown.size())) return {};
    const ComparedCase& one = caseAt(index.row());
    const CaseResult& result = one.after->result;
    const bool perplexity = result.scorer == Scorer::Perplexity;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Question) return questionOf(*one.after).simplified();
        if (index.column() == Answer) return QString::fromStdString(result.answer).simplified();
        if (perplexity) return QString::number(result.score, 'f', 2);
        if (one.change == Change::Fixed) return tr("fixed");
        if (one.change == Change::Broken) return tr("broken");
        return result.right() ? tr("right") : tr("wrong");
    case Qt::ToolTipRole:
        return index.column() == Question ? questionOf(*one.after) : QVariant();
    case cell::Tone:
        if (index.column() == Answer) return int(Tone::Ink2);
        if (index.column() != Result || perplexity) return {};
        return int(result.right() ? Tone::Good : Tone::Bad);
    case cell::Icon:
        return index.column() == Question && one.after->correction ? QVariant(QStringLiteral("label"))
                                                                   : QVariant();
    case Qt::TextAlignmentRole:
        return int((index.column() == Result ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant CaseModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Result ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Question"), tr("Answer"), tr("Result")};
    return names[section];
}

} // namespace inkstone
