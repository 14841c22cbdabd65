#pragma once
// What runs wrote while they trained, read by a job: a long run has a hundred thousand steps.

#include "core/train/run_history.h"
#include "ui/documents/workbench.h"

namespace inkstone {

using RunHistories = std::map<RunId, RunHistory>;

/// `take` is called in the window while `owner` lives; runs that cannot be read have an empty history. The id
/// of the job, so that a newer wish can cancel it.
JobId readHistories(Workbench& workbench, std::vector<RunInfo> runs, QObject* owner,
                    std::function<void(RunHistories)> take);

} // namespace inkstone
