#pragma once
// The number beside Label in the rail: corrected answers and failing cases that wait for somebody.

class QObject;

namespace inkstone {

class Shell;
class Workbench;

/// Keeps the number right; lives as long as `owner`.
void addLabelCount(Shell& shell, Workbench& workbench, QObject* owner);

} // namespace inkstone
