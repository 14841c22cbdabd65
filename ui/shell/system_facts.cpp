#include "ui/shell/system_facts.h"

#include "core/base/memory.h"
#include "ui/shell/format.h"

#include <QCoreApplication>
#include <thread>

namespace inkstone {

namespace {
/// Whole gigabytes: nobody counts the tenths of a machine.
QString machineSize() { return QStringLiteral("%1 GB").arg(qRound(double(machineMemory()) / 1e9)); }
} // namespace

QString deviceLine() {
    const auto cores = int(std::thread::hardware_concurrency());
    return joinFacts({QCoreApplication::translate("Status", "CPU, %n thread(s)", nullptr, cores),
                      QCoreApplication::translate("Status", "%1 of %2")
                          .arg(formatBytes(qint64(residentBytes())), machineSize())});
}

} // namespace inkstone
