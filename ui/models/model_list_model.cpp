#include "ui/models/model_list_model.h"

#include "core/base/memory.h"
#include "ui/models/cell_roles.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/shell/palette.h"

#include <algorithm>

namespace inkstone {

namespace {
const QString dash = QStringLiteral("–");

/// Packed weights, a cache of its context's length up to 4,096 tokens, and the program itself.
double memoryToChat(const ModelOnDisk& disk, const Model* model) {
    double bytes = double(disk.bytes) * 1.15 + 150e6;
    if (model) {
        const ModelConfig& config = model->config();
        bytes += 2.0 * double(config.layers) * double(config.kvWidth()) * 4 *
                 double(std::min<int64_t>(config.context, 4096));
    }
    return bytes;
}
} // namespace

ModelListModel::ModelListModel(Workbench& workbench, QObject* parent)
    : QAbstractTableModel(parent), m_workbench(workbench) {
    connect(&workbench, &Workbench::modelsChanged, this, &ModelListModel::reload);
    reload();
}

int ModelListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}
int ModelListModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

void ModelListModel::reload() {
    beginResetModel();
    std::vector<Row> before = std::move(m_rows);
    m_rows.clear();
    for (const ModelOnDisk& disk : m_workbench.models()) {
        const auto known = std::find_if(before.begin(), before.end(), [&](const Row& row) {
            return row.disk.path == disk.path && row.disk.bytes == disk.bytes && row.read;
        });
        m_rows.push_back(known == before.end() ? Row{disk, {}, {}, false} : std::move(*known));
    }
    arrange();
    endResetModel();
    for (const Row& row : m_rows)
        if (!row.read) read(row.disk.path);
}

void ModelListModel::read(const std::filesystem::path& path) {
    const auto found = std::make_shared<std::shared_ptr<const Model>>();
    // Without a title: too short to be listed among the jobs.
    Job job{.kind = "open", .title = {}, .lane = Lane::Interactive, .run = {}};
    job.run = [found, path](std::stop_token, JobSink&) -> JobResult {
        auto model = Model::open(path);
        if (!model) return {Outcome::Failed, model.error(), {}};
        *found = std::move(*model);
        return {};
    };
    const auto finished = [this, found, path](const JobInfo& info) {
        const int at = rowOf(path);
        if (at < 0) return;
        Row& row = m_rows[size_t(at)];
        row.read = true;
        row.model = *found;
        row.problem = info.result.error;
        Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
        Q_EMIT opened(at);
    };
    m_workbench.start(std::move(job), this, {.onEvent = {}, .onFinished = finished});
}

QVariant ModelListModel::display(const Row& row, int column) const {
    if (column == Name) return QString::fromStdString(row.disk.name);
    if (column == Size) return formatBytes(qint64(row.disk.bytes));
    if (column == Fits) {
        if (row.read && !row.model) return tr("broken");
        const double need = memoryToChat(row.disk, row.model.get());
        return need <= double(availableMemory()) ? tr("yes")
               : need <= double(machineMemory()) ? tr("when others close")
                                                 : tr("no");
    }
    if (!row.model) return row.read ? dash : QStringLiteral("…");
    const ModelConfig& config = row.model->config();
    switch (column) {
    case Architecture:
        return QString::fromStdString(config.architecture);
    case Parameters:
        return formatShort(double(config.parameters()));
    case Type:
        return QString::fromStdString(row.model->quantization());
    default:
        return formatCount(config.context);
    }
}

QVariant ModelListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= int(m_rows.size())) return {};
    const Row& row = m_rows[size_t(index.row())];
    const int column = index.column();
    const bool number = column == Parameters || column == Context || column == Size;
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::TextAlignmentRole:
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        if (column == Name) return QString::fromStdString(row.disk.path.string());
        if (column != Fits) return {};
        return row.read && !row.model
                   ? wordsOf(row.problem).reason
                   : tr("Needs about %1 of memory to chat")
                         .arg(formatBytes(qint64(memoryToChat(row.disk, row.model.get()))));
    case cell::Medium:
        return column == Name;
    case cell::Tone:
        return column == Fits && row.read && !row.model ? QVariant(int(Tone::Bad)) : QVariant();
    default:
        return {};
    }
}

QVariant ModelListModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = section == Parameters || section == Context || section == Size;
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole) {
        if (section == Type) return tr("How most of its numbers are stored");
        if (section == Context) return tr("Tokens it was trained to read at once");
        if (section == Fits) return tr("Whether there is memory for a chat with it now");
        return {};
    }
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Name"),    tr("Architecture"), tr("Parameters"), tr("Type"),
                             tr("Context"), tr("Size"),         tr("Fits")};
    return names[section];
}

double ModelListModel::sortKey(const Row& row, int column) const {
    if (column == Parameters) return row.model ? double(row.model->config().parameters()) : 0;
    if (column == Context) return row.model ? double(row.model->config().context) : 0;
    return double(row.disk.bytes);
}

void ModelListModel::arrange() {
    std::stable_sort(m_rows.begin(), m_rows.end(), [this](const Row& a, const Row& b) {
        const Row& first = m_sortOrder == Qt::AscendingOrder ? a : b;
        const Row& second = m_sortOrder == Qt::AscendingOrder ? b : a;
        const bool byNumber = m_sortColumn == Parameters || m_sortColumn == Context || m_sortColumn == Size;
        if (byNumber) return sortKey(first, m_sortColumn) < sortKey(second, m_sortColumn);
        return QString::localeAwareCompare(display(first, m_sortColumn).toString(),
                                           display(second, m_sortColumn).toString()) < 0;
    });
}

void ModelListModel::sort(int column, Qt::SortOrder order) {
    Q_EMIT layoutAboutToBeChanged();
    std::vector<std::filesystem::path> before;
    for (const Row& row : m_rows) before.push_back(row.disk.path);
    m_sortColumn = column;
    m_sortOrder = order;
    arrange();
    for (const QModelIndex& old : persistentIndexList())
        changePersistentIndex(old, index(rowOf(before[size_t(old.row())]), old.column()));
    Q_EMIT layoutChanged();
}

int ModelListModel::rowOf(const std::filesystem::path& path) const {
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.disk.path == path; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

} // namespace inkstone
