#pragma once
// Facts about this machine for the status bar.

#include <QString>

namespace inkstone {

struct MemoryFacts {
    qint64 used = 0;  ///< bytes of this program
    qint64 total = 0; ///< bytes of the machine
};
MemoryFacts memoryFacts();

/// "CPU, 2 threads  ·  1.1 of 16 GB"
QString deviceLine();

} // namespace inkstone
