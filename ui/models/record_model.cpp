#include "ui/models/record_model.h"

#include "ui/models/cell_roles.h"
#include "ui/models/record_fields.h"
#include "ui/shell/format.h"
#include "ui/shell/palette.h"

#include <algorithm>

namespace inkstone {

QString labelWords(const Record& record) {
    const Labels& labels = record.labels;
    if (labels.flagged) return RecordModel::tr("Flagged");
    if (labels.state == LabelState::Skipped) return RecordModel::tr("Skipped");
    if (labels.state == LabelState::Unlabeled) return QStringLiteral("–");
    QStringList parts;
    for (const std::string& choice : labels.choices) parts << QString::fromStdString(choice);
    if (labels.rating > 0) parts << QString(labels.rating, QChar(0x2605));
    return parts.isEmpty() ? RecordModel::tr("Labeled") : parts.join(QStringLiteral(", "));
}

void RecordModel::setRepository(std::optional<DatasetRepository> repository) {
    beginResetModel();
    m_repository = std::move(repository);
    m_ids.clear();
    m_pages.clear();
    endResetModel();
}

void RecordModel::setRows(std::vector<RecordId> ids) {
    beginResetModel();
    m_ids = std::move(ids);
    m_pages.clear();
    endResetModel();
}

void RecordModel::setTokenizer(const std::string& fingerprint) {
    m_tokenizer = fingerprint;
    refresh();
}

void RecordModel::refresh() {
    m_pages.clear();
    if (!m_ids.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int RecordModel::rowOf(RecordId id) const {
    const auto found = std::find(m_ids.begin(), m_ids.end(), id);
    return found == m_ids.end() ? -1 : int(found - m_ids.begin());
}

RecordModel::Page RecordModel::fetch(int page) const {
    const size_t first = size_t(page) * kPage, count = std::min<size_t>(kPage, m_ids.size() - first);
    const std::span<const RecordId> ids(m_ids.data() + first, count);
    Page fetched{.number = page, .rows = std::vector<Row>(count)};
    auto records = m_repository->fetch(ids);
    if (!records) { // one that cannot be read: the others are shown
        records = std::vector<Record>();
        for (const RecordId id : ids)
            if (auto one = m_repository->record(id)) records->push_back(std::move(*one));
    }
    std::vector<int64_t> tokens(count, -1);
    if (!m_tokenizer.empty())
        if (auto counted = m_repository->tokenCounts(ids, m_tokenizer)) tokens = std::move(*counted);
    // fetch() keeps the order and leaves out what is gone.
    size_t at = 0;
    for (size_t i = 0; i < count && at < records->size(); ++i) {
        if ((*records)[at].id != ids[i]) continue;
        fetched.rows[i] = {std::move((*records)[at++]), i < tokens.size() ? tokens[i] : -1, true};
    }
    return fetched;
}

const RecordModel::Row* RecordModel::rowAt(int row) const {
    if (!m_repository || row < 0 || row >= int(m_ids.size())) return nullptr;
    const int number = row / kPage;
    auto page =
        std::find_if(m_pages.begin(), m_pages.end(), [&](const Page& p) { return p.number == number; });
    if (page == m_pages.end()) {
        m_pages.push_front(fetch(number));
        if (m_pages.size() > kPages) m_pages.pop_back();
    } else if (page != m_pages.begin()) {
        m_pages.splice(m_pages.begin(), m_pages, page);
    }
    const Row& found = m_pages.front().rows[size_t(row % kPage)];
    return found.there ? &found : nullptr;
}

const Record* RecordModel::record(int row) const {
    const Row* found = rowAt(row);
    return found ? &found->record : nullptr;
}

int64_t RecordModel::tokens(int row) const {
    const Row* found = rowAt(row);
    return found ? found->tokens : -1;
}

int RecordModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_ids.size());
}
int RecordModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant RecordModel::display(const Row& row, int index, int column) const {
    switch (column) {
    case Number:
        return formatCount(index + 1);
    case Prompt:
        return QString::fromStdString(promptPreview(row.record));
    case Answer:
        return QString::fromStdString(answerPreview(row.record));
    case Tokens:
        return row.tokens < 0 ? QStringLiteral("–") : formatCount(row.tokens);
    case Label:
        return labelWords(row.record);
    default:
        return {};
    }
}

QVariant RecordModel::look(const Row& row, int column, int role) const {
    const Labels& labels = row.record.labels;
    const bool labeled = labels.state == LabelState::Labeled;
    if (role == cell::Tone) {
        if (column == Label && labels.flagged) return int(Tone::Bad);
        if (column == Label && labeled) return int(Tone::Good);
        if (column != Prompt) return int(Tone::Ink2);
    }
    if (role == cell::Icon && column == Label) {
        if (labels.flagged) return QStringLiteral("flag");
        if (labeled) return QStringLiteral("check");
    }
    return {};
}

QVariant RecordModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == Qt::TextAlignmentRole)
        return index.column() == Number || index.column() == Tokens
                   ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter))
                   : QVariant();
    const Row* row = rowAt(index.row());
    if (!row) return {};
    if (role == Qt::DisplayRole) return display(*row, index.row(), index.column());
    if (role == Qt::EditRole && index.column() == Prompt)
        return QString::fromStdString(promptOf(row->record));
    if (role == Qt::EditRole && index.column() == Answer)
        return QString::fromStdString(answerOf(row->record));
    return look(*row, index.column(), role);
}

bool RecordModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const Record* before = role == Qt::EditRole && index.isValid() ? record(index.row()) : nullptr;
    if (!before || !(flags(index) & Qt::ItemIsEditable)) return false;
    Record after = *before;
    const std::string text = value.toString().toStdString();
    if (index.column() == Prompt)
        setPrompt(after, text);
    else
        setAnswer(after, text);
    if (sameContent(*before, after)) return false;
    Q_EMIT edited(Record(*before), after);
    return true;
}

QVariant RecordModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Number || section == Tokens ? Qt::AlignRight : Qt::AlignLeft) |
                   Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Tokens)
        return tr("How many pieces the model reads this record as");
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case Number:
        return QStringLiteral("#");
    case Prompt:
        return tr("Prompt");
    case Answer:
        return tr("Answer");
    case Tokens:
        return tr("Tokens");
    case Label:
        return tr("Label");
    default:
        return {};
    }
}

Qt::ItemFlags RecordModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid()) return flags;
    const Record* row = record(index.row());
    const bool text = row && row->kind == RecordKind::Text;
    if (row && (index.column() == Prompt || (index.column() == Answer && !text))) flags |= Qt::ItemIsEditable;
    return flags;
}

} // namespace inkstone
