#include "ui/pages/models/xray_view.h"

#include "ui/models/cell_roles.h"
#include "ui/pages/models/layer_map.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/widgets/label.h"
#include "ui/widgets/table_view.h"

#include <QBoxLayout>
#include <algorithm>
#include <cmath>

namespace inkstone {

namespace {
QString formatNumber(double value) {
    return std::isnan(value) ? QStringLiteral("NaN") : QString::number(value, 'g', 4);
}

/// "q_proj" of "layers.3.self_attn.q_proj"
QString kindOf(const AdapterMatrix& matrix) {
    return QString::fromStdString(matrix.module.substr(matrix.module.rfind('.') + 1));
}
} // namespace

void XrayModel::setMatrices(std::vector<AdapterMatrix> matrices) {
    beginResetModel();
    m_matrices = std::move(matrices);
    endResetModel();
}

int XrayModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_matrices.size());
}
int XrayModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant XrayModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const AdapterMatrix& matrix = m_matrices[size_t(index.row())];
    const int column = index.column();
    const std::vector<double>& values = matrix.singularValues;
    switch (role) {
    case Qt::DisplayRole:
        if (column == Module) return QString::fromStdString(matrix.module);
        if (column == Norm) return formatNumber(matrix.norm);
        if (column == Largest) return values.empty() ? QStringLiteral("–") : formatNumber(values.front());
        if (column == Directions)
            return tr("%1 of %2")
                .arg(QString::number(effectiveRank(matrix), 'f', 1), formatCount(matrix.rank));
        return {};
    case Qt::ToolTipRole: {
        if (column == Module)
            return tr("Rank %1, scale %2").arg(formatCount(matrix.rank), formatNumber(matrix.scale));
        if (column != Values) return {};
        QStringList words;
        for (const double value : values) words << formatNumber(value);
        return words.join(QStringLiteral("  "));
    }
    case cell::Spark: {
        if (column != Values || values.empty()) return {};
        // From zero, so that a flat spectrum looks flat.
        QVector<double> curve(values.begin(), values.end());
        curve << 0;
        return QVariant::fromValue(curve);
    }
    case cell::Tone:
        return !matrix.finite && column == Norm ? QVariant(int(Tone::Bad)) : QVariant();
    case Qt::TextAlignmentRole:
        return int((column == Module || column == Values ? Qt::AlignLeft : Qt::AlignRight) |
                   Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant XrayModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Module || section == Values ? Qt::AlignLeft : Qt::AlignRight) |
                   Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        if (section == Norm) return tr("Size of the change: the Frobenius norm of scale · B · A");
        if (section == Largest) return tr("Its largest singular value: the strongest single direction");
        if (section == Directions)
            return tr("Effective rank: how many directions are really used, of its rank");
        if (section == Values) return tr("Singular values, largest first");
        return {};
    }
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Matrix"), tr("Norm"), tr("Largest"), tr("Directions"),
                             tr("Singular values")};
    return names[section];
}

XrayView::XrayView(Workbench& workbench, QWidget* parent)
    : QWidget(parent), m_workbench(workbench), m_model(new XrayModel(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeLabel(tr("What it changes"), TextStyle::BodyStrong, Tone::Ink, this));
    m_words = makeParagraph({}, TextStyle::Body, Tone::Ink2, this);
    m_words->setObjectName(QStringLiteral("xray.words"));
    layout->addWidget(m_words);
    m_map = new LayerMap(this);
    m_map->setObjectName(QStringLiteral("xray.map"));
    layout->addWidget(m_map);
    m_table = new TableView(this);
    m_table->setObjectName(QStringLiteral("xray.table"));
    m_table->setAccessibleName(tr("Matrices of the adapter"));
    m_table->setModel(m_model);
    m_table->setStretchColumn(XrayModel::Module);
    const int widths[] = {180, 70, 76, 92, 84};
    for (int i = 0; i < XrayModel::ColumnCount; ++i) m_table->setColumnWidth(i, widths[i]);
    m_table->setDispensableColumns({XrayModel::Largest, XrayModel::Directions, XrayModel::Values}, 130);
    m_table->setMinimumHeight(320);
    layout->addWidget(m_table);
    connect(m_map, &LayerMap::chosen, m_table, [this](int row) {
        m_table->selectRow(row);
        m_table->scrollTo(m_model->index(row, 0));
    });
}

void XrayView::setAdapter(const std::filesystem::path& folder) {
    if (folder == m_folder) return;
    if (m_job) m_workbench.queue().cancel(m_job);
    m_folder = folder;
    m_job = 0;
    show({});
    if (folder.empty()) return;
    m_words->setText(tr("Being read…"));
    const auto found = std::make_shared<std::vector<AdapterMatrix>>();
    Job job{.kind = "xray", .title = {}, .lane = Lane::Files, .run = {}};
    job.run = [found, folder](std::stop_token stop, JobSink&) -> JobResult {
        auto matrices = xrayAdapter(folder, stop);
        if (!matrices)
            return {stop.stop_requested() ? Outcome::Cancelled : Outcome::Failed, matrices.error(), {}};
        *found = std::move(*matrices);
        return {};
    };
    const auto finished = [this, found, folder](const JobInfo& info) {
        if (folder != m_folder) return;
        m_job = 0;
        if (info.result.outcome == Outcome::Failed)
            return m_words->setText(wordsOf(info.result.error).reason);
        show(std::move(*found));
    };
    m_job = m_workbench.start(std::move(job), this, {.onEvent = {}, .onFinished = finished});
}

QString XrayView::summary(const std::vector<AdapterMatrix>& matrices) const {
    const auto strongest = std::max_element(matrices.begin(), matrices.end(),
                                            [](const auto& a, const auto& b) { return a.norm < b.norm; });
    const bool sound =
        std::all_of(matrices.begin(), matrices.end(), [](const auto& one) { return one.finite; });
    if (!sound) return tr("Some of its numbers are NaN or infinite: this adapter is broken.");
    if (strongest->norm == 0)
        return tr("It changes nothing: all its B matrices are zero, as before the first step.");
    double squares = 0;
    for (const AdapterMatrix& matrix : matrices) squares += matrix.norm * matrix.norm;
    return tr("%n matrices, size of the whole change %1; the largest is %2.", nullptr, int(matrices.size()))
        .arg(formatNumber(std::sqrt(squares)), QString::fromStdString(strongest->module));
}

void XrayView::show(std::vector<AdapterMatrix> matrices) {
    const bool any = !matrices.empty();
    m_map->setVisible(any);
    m_table->setVisible(any);
    m_words->setText(any ? summary(matrices) : QString());
    QStringList kinds;
    QVector<LayerMap::Cell> cells;
    for (const AdapterMatrix& matrix : matrices) {
        const QString kind = kindOf(matrix);
        if (!kinds.contains(kind)) kinds << kind;
        cells << LayerMap::Cell{
            int(std::max<int64_t>(0, matrix.layer)), int(kinds.indexOf(kind)), matrix.norm,
            QStringLiteral("%1: %2").arg(QString::fromStdString(matrix.module), formatNumber(matrix.norm))};
    }
    m_map->setCells(kinds, cells);
    m_model->setMatrices(std::move(matrices));
}

} // namespace inkstone
