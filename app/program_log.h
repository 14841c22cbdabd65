#pragma once
// The log of a program, in stateFolder(): the window and the command line have a file each.

#include "core/base/log.h"

namespace inkstone {

/// Begins NAME.log with who runs on what; warnings go to stderr from `onStderr` on. A folder that cannot be
/// written disturbs nobody: there is no file then.
void startProgramLog(const std::string& name, LogLevel onStderr);

} // namespace inkstone
