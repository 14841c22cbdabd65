#include "ui/pages/models/choice_model.h"

#include "core/base/memory.h"
#include "ui/models/cell_roles.h"
#include "ui/shell/format.h"
#include "ui/shell/palette.h"

#include <QStringList>

namespace inkstone {

void ChoiceModel::setChoices(std::vector<HubChoice> choices) {
    beginResetModel();
    m_choices = std::move(choices);
    endResetModel();
}

int ChoiceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_choices.size());
}
int ChoiceModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ChoiceModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const HubChoice& choice = m_choices[size_t(index.row())];
    // Packed weights and the program; the cache of a conversation comes on top.
    const double needed = double(choice.bytes) * 1.15 + 150e6;
    const bool fits = needed <= double(availableMemory()), withRoom = needed <= double(machineMemory());
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Name)
            return choice.adapter  ? tr("adapter, for its base model")
                   : choice.folder ? tr("safetensors, with tokenizer")
                                   : QString::fromStdString(choice.name);
        if (index.column() == Files) return formatCount(qint64(choice.files.size()));
        if (index.column() == Size) return formatBytes(qint64(choice.bytes));
        return fits ? tr("yes") : withRoom ? tr("when others close") : tr("no");
    case Qt::ToolTipRole: {
        if (index.column() == Fits)
            return tr("Needs about %1 of memory to chat").arg(formatBytes(qint64(needed)));
        QStringList files;
        for (const HubFile& file : choice.files) files << QString::fromStdString(file.path);
        return files.join(QLatin1Char('\n'));
    }
    case Qt::TextAlignmentRole: {
        const bool number = index.column() == Files || index.column() == Size;
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    case cell::Medium:
        return index.column() == Name;
    case cell::Tone:
        if (index.column() != Fits) return {};
        return int(fits ? Tone::Good : withRoom ? Tone::Warn : Tone::Bad);
    default:
        return {};
    }
}

QVariant ChoiceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Files || section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("What"), tr("Files"), tr("Size"), tr("Fits")};
    return names[section];
}

} // namespace inkstone
