#include "ui/pages/find.h"

#include "ui/documents/workbench.h"
#include "ui/shell/format.h"
#include "ui/shell/search_index.h"
#include "ui/shell/shell.h"

#include <QCoreApplication>

namespace inkstone {

namespace {
struct Find {
    Q_DECLARE_TR_FUNCTIONS(Find)
};

using Items = std::vector<SearchItem>;

SearchItem item(Shell& shell, const std::string& title, const QString& note, const char* page,
                const char* key, const QVariant& value) {
    const QString pageId = QString::fromLatin1(page);
    const QVariantMap argument{{QString::fromLatin1(key), value}};
    return {.title = QString::fromStdString(title),
            .note = note,
            .icon = pageId,
            .shortcut = {},
            .keywords = {},
            .run = [&shell, pageId, argument] { shell.open(pageId, argument); }};
}

void addDatasets(Shell& shell, const Project& project, Items& items) {
    if (const auto sets = project.datasets().list())
        for (const DatasetInfo& set : *sets)
            items.push_back(item(shell, set.name,
                                 Find::tr("data set, %1 records").arg(formatCount(set.records)), "data",
                                 "dataset", qint64(set.id)));
}

void addRuns(Shell& shell, const Project& project, Items& items) {
    if (const auto runs = project.runs().list())
        for (const RunInfo& run : *runs)
            items.push_back(item(shell, run.name,
                                 Find::tr("run of %1").arg(QString::fromStdString(run.modelName)), "train",
                                 "run", qint64(run.id)));
}

void addChats(Shell& shell, const Project& project, Items& items) {
    if (const auto chats = project.chats().list())
        for (const ConversationInfo& chat : *chats)
            if (!chat.title.empty())
                items.push_back(item(shell, chat.title, Find::tr("conversation"), "chat", "conversation",
                                     qint64(chat.id)));
}

void addModels(Shell& shell, const Workbench& workbench, Items& items) {
    for (const ModelOnDisk& model : workbench.models())
        items.push_back(item(shell, model.name, Find::tr("model, %1").arg(formatBytes(qint64(model.bytes))),
                             "models", "model", QString::fromStdString(model.path.string())));
}
} // namespace

void addProjectSearch(Shell& shell, Workbench& workbench, QObject* owner) {
    shell.search().add(owner, [&shell, &workbench] {
        Items items;
        addModels(shell, workbench, items);
        if (!workbench.hasProject()) return items;
        addDatasets(shell, workbench.project(), items);
        addRuns(shell, workbench.project(), items);
        addChats(shell, workbench.project(), items);
        return items;
    });
}

} // namespace inkstone
