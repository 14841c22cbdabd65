#pragma once
// Where the base model of a run lies now, as the window asks it.

#include "core/base/result.h"
#include "core/project/runs.h"

#include <QObject>
#include <filesystem>
#include <functional>

namespace inkstone {

class Workbench;

using BaseFound = std::function<void(const Result<std::filesystem::path>&)>;

/// Calls `found` at once while the model is at the place it had; else after a job has looked for its contents
/// among the models (see findBaseModel()), unless `owner` is gone by then.
void findBase(Workbench& workbench, RunId run, QObject* owner, BaseFound found);

} // namespace inkstone
