#pragma once
// What the command palette finds in the open project: data sets, runs, conversations, models, adapters.
// Choosing one opens its page with {"dataset": qint64}, {"run": qint64}, {"chat": qint64}, {"model":
// QString}.

class QObject;

namespace inkstone {

class Shell;
class Workbench;

/// Lives as long as `owner`.
void addProjectSearch(Shell& shell, Workbench& workbench, QObject* owner);

} // namespace inkstone
