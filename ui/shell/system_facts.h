#pragma once
// Facts about this machine for the status bar.

#include <QString>

namespace inkstone {

/// "CPU, 2 threads  ·  112 MB of 25 GB": the memory of this program, of what it may have.
QString deviceLine();

} // namespace inkstone
