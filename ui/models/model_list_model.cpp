#include "ui/models/model_list_model.h"

#include "core/base/memory.h"
#include "ui/documents/model_library.h"
#include "ui/models/cell_roles.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"
#include "ui/shell/palette.h"

#include <algorithm>
#include <map>

namespace inkstone {

namespace {
const QString dash = QStringLiteral("–");

enum class Fit { Yes, WhenOthersClose, No };

Fit fitOf(double bytes) {
    if (bytes <= double(availableMemory())) return Fit::Yes;
    return bytes <= double(machineMemory()) ? Fit::WhenOthersClose : Fit::No;
}
} // namespace

QString sourceName(ModelSource source) {
    switch (source) {
    case ModelSource::Inkstone:
        return QStringLiteral("Inkstone");
    case ModelSource::Folder:
        return ModelListModel::tr("own folder");
    case ModelSource::Run:
        return ModelListModel::tr("run");
    default:
        return QString::fromLatin1(name(source)); // names of programs
    }
}

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
    before.insert(before.end(), std::make_move_iterator(m_others.begin()),
                  std::make_move_iterator(m_others.end()));
    m_rows.clear();
    m_others.clear();
    for (const ModelOnDisk& disk : ModelLibrary::of(m_workbench).all()) {
        const auto known = std::find_if(before.begin(), before.end(), [&](const Row& row) {
            return row.disk.path == disk.path && row.disk.bytes == disk.bytes && row.read &&
                   row.disk.sound() == disk.sound();
        });
        Row row = known == before.end() ? Row{disk, {}, {}, false} : std::move(*known);
        row.disk = disk;
        if (!disk.sound()) {
            row.read = true;
            row.problem = disk.problem;
        }
        (m_source && *m_source != disk.source ? m_others : m_rows).push_back(std::move(row));
    }
    if (m_source && m_rows.empty()) { // the last one of this source is gone
        m_source.reset();
        m_rows = std::move(m_others);
        m_others.clear();
    }
    arrange();
    endResetModel();
    for (const Row& row : m_rows)
        if (!row.read) read(row.disk.path, Lane::Files);
}

void ModelListModel::setSource(std::optional<ModelSource> source) {
    if (source == m_source) return;
    m_source = source;
    reload();
}

std::vector<std::pair<ModelSource, int>> ModelListModel::sources() const {
    std::map<ModelSource, int> counts;
    for (const ModelOnDisk& disk : ModelLibrary::of(m_workbench).all()) ++counts[disk.source];
    return {counts.begin(), counts.end()};
}

std::shared_ptr<const Model> ModelListModel::model(int row) const {
    return m_kept && m_wanted == m_rows[size_t(row)].disk.path ? m_kept : nullptr;
}

void ModelListModel::keep(int row) {
    const Row& wanted = m_rows[size_t(row)];
    if (m_wanted == wanted.disk.path) return;
    m_wanted = wanted.disk.path;
    m_kept.reset();
    if (!isBroken(wanted)) read(m_wanted, Lane::Interactive);
}

void ModelListModel::read(const std::filesystem::path& path, Lane lane) {
    const auto found = std::make_shared<std::shared_ptr<const Model>>();
    // Without a title: too short to be listed among the jobs.
    Job job{.kind = "open", .title = {}, .lane = lane, .run = {}};
    job.run = [found, path](std::stop_token, JobSink&) -> JobResult {
        auto model = Model::open(path);
        if (!model) return {Outcome::Failed, model.error(), {}};
        *found = std::move(*model);
        return {};
    };
    const auto finished = [this, found, path](const JobInfo& info) {
        wasRead(path, std::move(*found), info.result.error);
    };
    m_workbench.start(std::move(job), this, {.onEvent = {}, .onFinished = finished});
}

void ModelListModel::wasRead(const std::filesystem::path& path, std::shared_ptr<const Model> model,
                             const Error& problem) {
    const auto isIt = [&](const Row& row) { return row.disk.path == path; };
    const int at = rowOf(path);
    const auto other = std::find_if(m_others.begin(), m_others.end(), isIt);
    if (at < 0 && other == m_others.end()) return;
    Row& row = at >= 0 ? m_rows[size_t(at)] : *other;
    // It may be read twice, for its row and to be kept: the first one is as good.
    if (row.read && row.facts && model && (path != m_wanted || m_kept)) return;
    row.read = true;
    row.problem = problem;
    row.facts.reset();
    if (model) {
        const ModelConfig& config = model->config();
        row.facts = Facts{QString::fromStdString(config.architecture),
                          QString::fromStdString(model->quantization()),
                          double(config.parameters()),
                          config.context,
                          config.layers,
                          config.kvWidth()};
        if (path == m_wanted) m_kept = std::move(model);
    }
    if (at < 0) return;
    Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
    Q_EMIT opened(at);
}

double ModelListModel::memoryNeeded(const Row& row) {
    // Packed weights, a cache of its context's length up to 4,096 tokens, and the program itself.
    double bytes = double(row.disk.bytes) * 1.15 + 150e6;
    if (row.facts)
        bytes += 2.0 * double(row.facts->layers) * double(row.facts->kvWidth) * 4 *
                 double(std::min<qint64>(row.facts->context, 4096));
    return bytes;
}

QVariant ModelListModel::display(const Row& row, int column) const {
    if (column == Name) return QString::fromStdString(row.disk.name);
    if (column == Source) return sourceName(row.disk.source);
    if (column == Size) return formatBytes(qint64(row.disk.bytes));
    if (column == Fits) {
        if (isBroken(row)) return tr("broken");
        switch (fitOf(memoryNeeded(row))) {
        case Fit::Yes:
            return tr("yes");
        case Fit::WhenOthersClose:
            return tr("when others close");
        case Fit::No:
            break;
        }
        return tr("no");
    }
    if (!row.facts) return row.read ? dash : QStringLiteral("…");
    switch (column) {
    case Architecture:
        return row.facts->architecture;
    case Parameters:
        return formatShort(row.facts->parameters);
    case Type:
        return row.facts->quantization;
    default:
        return formatCount(row.facts->context);
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
        return isBroken(row)
                   ? wordsOf(row.problem).reason
                   : tr("Needs about %1 of memory to chat").arg(formatBytes(qint64(memoryNeeded(row))));
    case cell::Medium:
        return column == Name;
    case cell::Tone: {
        if (column == Source) return int(Tone::Ink2);
        if (column != Fits) return {};
        if (isBroken(row)) return int(Tone::Bad);
        const Fit fit = fitOf(memoryNeeded(row));
        return int(fit == Fit::Yes ? Tone::Good : fit == Fit::No ? Tone::Bad : Tone::Warn);
    }
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
        if (section == Source) return tr("Whose folder it lies in; nothing is copied");
        if (section == Type) return tr("How most of its numbers are stored");
        if (section == Context) return tr("Tokens it was trained to read at once");
        if (section == Fits) return tr("Whether there is memory for a chat with it now");
        return {};
    }
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Name"), tr("Source"),  tr("Architecture"), tr("Parameters"),
                             tr("Type"), tr("Context"), tr("Size"),         tr("Fits")};
    return names[section];
}

double ModelListModel::sortKey(const Row& row, int column) const {
    if (column == Parameters) return row.facts ? row.facts->parameters : 0;
    if (column == Context) return row.facts ? double(row.facts->context) : 0;
    if (column == Source) return double(row.disk.source);
    return double(row.disk.bytes);
}

void ModelListModel::arrange() {
    std::stable_sort(m_rows.begin(), m_rows.end(), [this](const Row& a, const Row& b) {
        const Row& first = m_sortOrder == Qt::AscendingOrder ? a : b;
        const Row& second = m_sortOrder == Qt::AscendingOrder ? b : a;
        const auto byWords = [&](int column) {
            return QString::localeAwareCompare(display(first, column).toString(),
                                               display(second, column).toString());
        };
        const bool byNumber = m_sortColumn == Parameters || m_sortColumn == Context || m_sortColumn == Size ||
                              m_sortColumn == Source;
        if (!byNumber) return byWords(m_sortColumn) < 0;
        const double one = sortKey(first, m_sortColumn), two = sortKey(second, m_sortColumn);
        return one != two || m_sortColumn != Source ? one < two : byWords(Name) < 0;
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
