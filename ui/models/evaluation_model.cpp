#include "ui/models/evaluation_model.h"

#include "ui/models/cell_roles.h"
#include "ui/models/run_model.h"
#include "ui/models/scorer_words.h"
#include "ui/shell/format.h"

#include <QDateTime>
#include <algorithm>

namespace inkstone {

namespace {
/// As the lists of models call it; a file's own idea of its name is often that of an experiment.
std::string nameOf(const Subject& subject) {
    for (const CatalogueEntry& entry : modelCatalogue())
        if (entry.sha256 == subject.modelSha256) return entry.name;
    return subject.model;
}
} // namespace

EvaluationModel::EvaluationModel(Workbench& workbench, QObject* parent)
    : QAbstractTableModel(parent), m_workbench(workbench) {
    for (auto signal : {&Workbench::projectChanged, &Workbench::evaluationsChanged, &Workbench::suitesChanged,
                        &Workbench::runsChanged})
        connect(&workbench, signal, this, &EvaluationModel::reload);
    reload();
}

int EvaluationModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}
int EvaluationModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_columns.size()) + 1;
}

void EvaluationModel::reload() {
    beginResetModel();
    m_rows.clear();
    m_columns.clear();
    m_count = 0;
    if (m_workbench.hasProject()) {
        addSuites();
        readEvaluations();
        addRuns();
        arrange();
    }
    endResetModel();
}

void EvaluationModel::addSuites() {
    const auto suites = m_workbench.project().suites();
    for (const SuiteInfo& suite : suites ? *suites : std::vector<SuiteInfo>())
        m_columns.push_back({suite.name, {}, {}});
}

void EvaluationModel::readEvaluations() {
    const auto matrix = m_workbench.project().evaluations().matrix();
    for (const EvaluationInfo& info : matrix ? *matrix : std::vector<EvaluationInfo>()) {
        ++m_count;
        const Subject& subject = info.subject;
        const QString name = QString::fromStdString(info.isBase() ? nameOf(subject) : info.learnedName());
        for (const auto& [scorer, score] : info.scores) {
            const size_t column = needColumn({info.suite, info.suiteHash, scorer});
            auto& cell =
                need({name, subject.modelSha256, subject.adapter, info.baseSha256, info.run.value_or(0)})
                    .cells;
            cell.resize(m_columns.size());
            // A suite that was edited has another hash: only the newest answer counts.
            if (!cell[column] || cell[column]->timeMs < info.timeMs)
                cell[column] = Cell{info.id, info.timeMs, score};
        }
    }
}

void EvaluationModel::addRuns() {
    if (m_columns.empty()) return; // rows without a column say nothing
    for (const AdapterChoice& choice : m_workbench.adapters())
        if (choice.run)
            need(
                {choice.name, choice.modelSha256, choice.name.toStdString(), choice.modelSha256, choice.run});
    for (const TrainedModel& model : m_workbench.trainedModels())
        need({model.name, {}, {}, model.baseSha256, model.run});
    for (Row& row : m_rows) row.cells.resize(m_columns.size());
}

EvaluationModel::Row& EvaluationModel::need(const Voice& voice) {
    for (Row& row : m_rows) {
        if (row.voice.adapter != voice.adapter) continue;
        // A run that went on made its model anew: it is the same voice.
        const bool sameRun = voice.adapter.empty() && voice.run && row.voice.run == voice.run;
        const bool sameModel =
            !voice.modelSha256.empty() ? row.voice.modelSha256 == voice.modelSha256 : !voice.adapter.empty();
        if (!sameRun && !sameModel) continue;
        if (voice.run) row.voice.run = voice.run;
        return row;
    }
    m_rows.push_back({voice, {}});
    return m_rows.back();
}

size_t EvaluationModel::needColumn(const Column& column) {
    for (size_t i = 0; i < m_columns.size(); ++i) {
        Column& have = m_columns[i];
        if (have.suite != column.suite || (!have.scorer.empty() && have.scorer != column.scorer)) continue;
        have.scorer = column.scorer;
        if (have.hash.empty()) have.hash = column.hash;
        return i;
    }
    // The measures of a suite stand side by side.
    const auto last = std::find_if(m_columns.rbegin(), m_columns.rend(),
                                   [&](const Column& have) { return have.suite == column.suite; });
    const auto at = last == m_columns.rend() ? m_columns.end() : last.base();
    const auto place = size_t(at - m_columns.begin());
    for (Row& row : m_rows) {
        row.cells.resize(m_columns.size());
        row.cells.insert(row.cells.begin() + std::ptrdiff_t(place), std::optional<Cell>());
    }
    m_columns.insert(at, column);
    return place;
}

void EvaluationModel::arrange() {
    std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) {
        if (a.voice.baseSha256 != b.voice.baseSha256) return a.voice.baseSha256 < b.voice.baseSha256;
        if (a.voice.isBase() != b.voice.isBase()) return a.voice.isBase();
        if (a.evaluated() != b.evaluated()) return a.evaluated(); // what has scores stands together
        return a.voice.run > b.voice.run;
    });
}

const std::optional<EvaluationModel::Cell>& EvaluationModel::cell(const QModelIndex& index) const {
    static const std::optional<Cell> none;
    if (!index.isValid() || index.column() == 0) return none;
    return m_rows[size_t(index.row())].cells[size_t(index.column() - 1)];
}

const EvaluationModel::Row* EvaluationModel::baseOf(const Row& row) const {
    if (row.voice.isBase()) return nullptr;
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& other) {
        return &other != &row && other.voice.adapter.empty() &&
               other.voice.modelSha256 == row.voice.baseSha256;
    });
    return found == m_rows.end() ? nullptr : &*found;
}

bool EvaluationModel::perplexity(int column) const {
    return column > 0 && m_columns[size_t(column - 1)].scorer == scorerName(Scorer::Perplexity);
}

bool EvaluationModel::best(const QModelIndex& index) const {
    const auto& mine = cell(index);
    if (!mine) return false;
    const bool lower = perplexity(index.column());
    int others = 0;
    for (const Row& row : m_rows) {
        const auto& other = row.cells[size_t(index.column() - 1)];
        if (!other || other->id == mine->id) continue;
        ++others;
        if (lower ? other->score.value < mine->score.value : other->score.value > mine->score.value)
            return false;
    }
    return others > 0;
}

EvaluationId EvaluationModel::evaluation(const QModelIndex& index) const {
    const auto& at = cell(index);
    return at ? at->id : 0;
}

EvaluationId EvaluationModel::baseEvaluation(const QModelIndex& index) const {
    if (!index.isValid() || index.column() == 0) return 0;
    const Row* base = baseOf(m_rows[size_t(index.row())]);
    if (!base) return 0;
    const auto& at = base->cells[size_t(index.column() - 1)];
    return at ? at->id : 0;
}

QString EvaluationModel::suiteOf(int column) const {
    return column > 0 ? QString::fromStdString(m_columns[size_t(column - 1)].suite) : QString();
}

int EvaluationModel::rowOfRun(RunId run) const {
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.voice.run == run; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

QVariant EvaluationModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= int(m_rows.size())) return {};
    const Row& row = m_rows[size_t(index.row())];
    if (role == Qt::TextAlignmentRole)
        return int((index.column() ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (index.column() == 0) {
        if (role == Qt::DisplayRole) return row.voice.name;
        if (role == cell::Medium) return true;
        if (role == cell::Note) return row.voice.isBase() ? tr("base model") : QString();
        if (role == cell::Series && row.voice.run) {
            RunInfo run;
            run.id = row.voice.run;
            return runColor(run);
        }
        return {};
    }
    const auto& at = cell(index);
    switch (role) {
    case Qt::DisplayRole:
        return at ? QString::number(at->score.value, 'f', 2) : QStringLiteral("–");
    case Qt::ToolTipRole:
        if (!at) return tr("Not evaluated yet");
        return joinFacts({tr("%n cases", nullptr, int(at->score.cases)),
                          tr("standard error %1").arg(at->score.stderr_, 0, 'f', 3),
                          formatAbsolute(QDateTime::fromMSecsSinceEpoch(at->timeMs))});
    case ValueRole:
        return at ? QVariant(at->score.value) : QVariant();
    case ErrorBarRole:
        return at ? QVariant(at->score.stderr_) : QVariant();
    case EvaluationRole:
        return qint64(evaluation(index));
    case PerplexityRole:
        return perplexity(index.column());
    case BestRole:
    case cell::Strong:
        return best(index);
    case ChangeRole: {
        const Row* base = baseOf(row);
        if (!at || !base) return {};
        const auto& before = base->cells[size_t(index.column() - 1)];
        return before ? QVariant(at->score.value - before->score.value) : QVariant();
    }
    default:
        return {};
    }
}

QVariant EvaluationModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (section == 0) return role == Qt::DisplayRole ? QVariant(tr("Model")) : QVariant();
    if (section > int(m_columns.size())) return {};
    const bool perplexing = perplexity(section);
    if (role == Qt::ToolTipRole)
        return perplexing ? tr("How surprised the model is by the text; lower is better")
                          : tr("Share of right answers, 0 to 1");
    if (role != Qt::DisplayRole) return {};
    // A suite's only measure needs no name, unless it is the odd one that is no share of right answers.
    const Column& column = m_columns[size_t(section - 1)];
    const auto measures = std::count_if(m_columns.begin(), m_columns.end(), [&](const Column& other) {
        return other.suite == column.suite && !other.scorer.empty();
    });
    const QString suite = suiteOf(section);
    const auto scorer = scorerFromName(column.scorer);
    return scorer && (perplexing || measures > 1) ? tr("%1, %2").arg(suite, scorerWord(*scorer)) : suite;
}

} // namespace inkstone
