#pragma once
// The tables of a project file, version by version. Never edit a released step: append one, and commit a
// golden file of the version before it under tests/golden/project_v<n>/.

#include "core/store/store.h"

namespace inkstone {

/// application_id "InkS".
const Schema& projectSchema();

} // namespace inkstone
