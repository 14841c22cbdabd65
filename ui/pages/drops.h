#pragma once
// What dropped files become, wherever they are dropped. Looks at names only; the pages look inside.
//
//   data files        -> open("data",   {"import": QStringList})
//   a model           -> open("models", {"model": QString})
//   an adapter folder -> open("models", {"adapter": QString})

#include <QObject>
#include <QStringList>

namespace inkstone {

class Shell;

enum class FileKind { Unknown, Data, Model, Adapter, Project };
/// By name, and for folders by the names inside: adapter_config.json, config.json, project.db.
FileKind fileKindOf(const QString& path);

/// Lives as long as `owner`.
void addDropHandlers(Shell& shell, QObject* owner);

} // namespace inkstone
