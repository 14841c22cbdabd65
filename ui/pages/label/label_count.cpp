#include "ui/pages/label/label_count.h"

#include "core/label/corrections.h"
#include "ui/documents/workbench.h"
#include "ui/shell/shell.h"

namespace inkstone {

void addLabelCount(Shell& shell, Workbench& workbench, QObject* owner) {
    const auto count = [&shell, &workbench] {
        int waiting = 0;
        if (workbench.hasProject()) {
            DatasetRepository datasets = workbench.project().datasets();
            if (const auto found = waitingCorrections(datasets)) waiting = int(*found);
        }
        shell.setCount(QStringLiteral("label"), waiting);
    };
    QObject::connect(&workbench, &Workbench::projectChanged, owner, count);
    QObject::connect(&workbench, &Workbench::datasetsChanged, owner, count);
    QObject::connect(&workbench, &Workbench::recordsChanged, owner, count);
    count();
}

} // namespace inkstone
