#include "ui/shell/system_facts.h"

#include "ui/shell/format.h"

#include <QCoreApplication>
#include <QFile>
#include <thread>
#include <unistd.h>

namespace inkstone {

MemoryFacts memoryFacts() {
    MemoryFacts facts;
    const qint64 page = sysconf(_SC_PAGESIZE);
    facts.total = qint64(sysconf(_SC_PHYS_PAGES)) * page;
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (statm.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> fields = statm.readAll().split(' ');
        if (fields.size() > 1) facts.used = fields[1].toLongLong() * page;
    }
    return facts;
}

QString deviceLine() {
    const MemoryFacts memory = memoryFacts();
    const auto cores = int(std::thread::hardware_concurrency());
    return joinFacts({QCoreApplication::translate("Status", "CPU, %n thread(s)", nullptr, cores),
                      QCoreApplication::translate("Status", "%1 of %2 GB")
                          .arg(double(memory.used) / 1e9, 0, 'f', 1)
                          .arg(qRound(double(memory.total) / 1e9))});
}

} // namespace inkstone
