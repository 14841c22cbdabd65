#include "ui/pages/models/adapter_model.h"

#include "core/base/json.h"
#include "ui/models/cell_roles.h"
#include "ui/models/run_model.h"
#include "ui/shell/core_text.h"
#include "ui/shell/format.h"

#include <QFileInfo>

namespace inkstone {

namespace {
double number(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? found->get<double>() : 0;
}

AdapterFacts factsOf(AdapterChoice choice) {
    AdapterFacts facts;
    const auto json = readJson(choice.folder / "adapter_config.json");
    const std::string weights = (choice.folder / "adapter_model.safetensors").string();
    facts.bytes = quint64(QFileInfo(QString::fromStdString(weights)).size());
    facts.choice = std::move(choice);
    if (!json || !json->is_object()) {
        facts.problem = json ? QString() : wordsOf(json.error()).reason;
        return facts;
    }
    facts.rank = qint64(number(*json, "r"));
    facts.alpha = number(*json, "lora_alpha");
    facts.dropout = number(*json, "lora_dropout");
    if (const auto targets = json->find("target_modules"); targets != json->end() && targets->is_array())
        for (const Json& target : *targets)
            if (target.is_string()) facts.targets << QString::fromStdString(target.get<std::string>());
    if (const auto base = json->find("base_model_name_or_path"); base != json->end() && base->is_string())
        facts.base = QString::fromStdString(base->get<std::string>());
    facts.targets.sort();
    return facts;
}
} // namespace

AdapterModel::AdapterModel(Workbench& workbench, QObject* parent)
    : QAbstractTableModel(parent), m_workbench(workbench) {
    for (auto signal : {&Workbench::projectChanged, &Workbench::modelsChanged, &Workbench::runsChanged})
        connect(&workbench, signal, this, &AdapterModel::reload);
    reload();
}

void AdapterModel::reload() {
    beginResetModel();
    m_rows.clear();
    for (AdapterChoice& choice : m_workbench.adapters()) m_rows.push_back(factsOf(std::move(choice)));
    endResetModel();
}

int AdapterModel::rowOfRun(RunId run) const {
    for (size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].choice.run == run) return int(i);
    return -1;
}

int AdapterModel::rowOfFolder(const std::filesystem::path& folder) const {
    for (size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].choice.folder == folder) return int(i);
    return -1;
}

int AdapterModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}
int AdapterModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant AdapterModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= int(m_rows.size())) return {};
    const AdapterFacts& facts = m_rows[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        if (column == Name) return facts.choice.name;
        if (column == Rank) return facts.rank ? QString::number(facts.rank) : QStringLiteral("–");
        if (column == Size) return formatBytes(qint64(facts.bytes));
        return QFileInfo(facts.base).fileName();
    case Qt::ToolTipRole:
        return column == Base ? facts.base : QString::fromStdString(facts.choice.folder.string());
    case Qt::TextAlignmentRole:
        return int((column == Rank || column == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case cell::Medium:
        return column == Name;
    case cell::Note:
        return column == Name && !facts.choice.run ? QVariant(tr("added")) : QVariant();
    case cell::Series: {
        if (column != Name || !facts.choice.run) return {};
        RunInfo run;
        run.id = facts.choice.run;
        return runColor(run);
    }
    default:
        return {};
    }
}

QVariant AdapterModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Rank || section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Rank)
        return tr("Width of the adapter: more learns more, and costs more");
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Adapter"), tr("Rank"), tr("Base model"), tr("Size")};
    return names[section];
}

} // namespace inkstone
