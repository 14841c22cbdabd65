#include "app/program_log.h"

#include "core/base/paths.h"
#include "kernels/backend.h"

#include <csignal>

namespace inkstone {

void startProgramLog(const std::string& name, LogLevel onStderr) {
    std::signal(SIGXFSZ, SIG_IGN); // a limit on the size of files is an error, like a full disk
    (void)startLog({.file = stateFolder() / (name + ".log"), .stderrLevel = onStderr});
    const kernels::Backend& backend = kernels::defaultBackend();
    logInfo("program", name + " " INKSTONE_VERSION " begins: " + backend.name + " on " + backend.device);
}

} // namespace inkstone
