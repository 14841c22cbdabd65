#include "ui/pages/drops.h"

#include "ui/shell/drop_router.h"
#include "ui/shell/shell.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSet>
#include <algorithm>

namespace inkstone {

namespace {
struct Drops {
    Q_DECLARE_TR_FUNCTIONS(Drops)
};

const QSet<QString>& dataEndings() {
    static const QSet<QString> endings = {"json", "jsonl", "ndjson", "csv", "tsv",    "txt",
                                          "md",   "gz",    "zst",    "zip", "parquet"};
    return endings;
}

bool holds(const QString& folder, const char* name) {
    return QFileInfo::exists(folder + QLatin1Char('/') + QLatin1String(name));
}
} // namespace

FileKind fileKindOf(const QString& path) {
    const QFileInfo info(path);
    if (info.isDir()) {
        if (holds(path, "project.db")) return FileKind::Project;
        if (holds(path, "adapter_config.json")) return FileKind::Adapter;
        return holds(path, "config.json") ? FileKind::Model : FileKind::Unknown;
    }
    const QString ending = info.suffix().toLower();
    if (info.fileName() == QLatin1String("adapter_model.safetensors")) return FileKind::Adapter;
    if (ending == QLatin1String("gguf") || ending == QLatin1String("safetensors")) return FileKind::Model;
    return dataEndings().contains(ending) ? FileKind::Data : FileKind::Unknown;
}

void addDropHandlers(Shell& shell, QObject* owner) {
    shell.drops().add(owner, [&shell](const QStringList& files) -> DropOffer {
        const bool data = !files.isEmpty() &&
                          std::all_of(files.begin(), files.end(),
                                      [](const QString& file) { return fileKindOf(file) == FileKind::Data; });
        if (data)
            return {10, Drops::tr("Import %n file(s) as data", nullptr, int(files.size())),
                    QStringLiteral("data"), [&shell, files] {
                        shell.open(QStringLiteral("data"), QVariantMap{{"import", files}});
                    }};
        if (files.size() != 1) return {};
        const QString file = files.first();
        const QString name = QFileInfo(file).fileName();
        switch (fileKindOf(file)) {
        case FileKind::Model:
            return {10, Drops::tr("Open the model %1").arg(name), QStringLiteral("models"), [&shell, file] {
                        shell.open(QStringLiteral("models"), QVariantMap{{"model", file}});
                    }};
        case FileKind::Adapter: {
            const QString folder = QFileInfo(file).isDir() ? file : QFileInfo(file).absolutePath();
            return {10, Drops::tr("Add the adapter %1").arg(QFileInfo(folder).fileName()),
                    QStringLiteral("adapter"), [&shell, folder] {
                        shell.open(QStringLiteral("models"), QVariantMap{{"adapter", folder}});
                    }};
        }
        case FileKind::Project:
            return {10, Drops::tr("Open the project %1").arg(name), QStringLiteral("folder"), [&shell, file] {
                        shell.open(QStringLiteral("home"), QVariantMap{{"project", file}});
                    }};
        default:
            return {};
        }
    });
}

} // namespace inkstone
