#pragma once
// What happened, for whoever looks for the reason later: to stderr and to a rotating file. Before startLog()
// only warnings and errors appear, on stderr. Any thread may log.

#include "core/base/file.h"

namespace inkstone {

enum class LogLevel { Debug, Info, Warning, Error, Off };

struct LogOptions {
    fs::path file;                             ///< empty: no file
    uint64_t maxFileBytes = uint64_t(4) << 20; ///< then it becomes FILE.1 and so on
    int keptFiles = 3;
    LogLevel stderrLevel = LogLevel::Warning;
    LogLevel fileLevel = LogLevel::Info;
};

/// Fails when the file cannot be opened; stderr works all the same then.
Status startLog(const LogOptions& options);
/// Writes out what is buffered and closes the file.
void stopLog();

/// `room` says who speaks: "train", "store".
void logDebug(std::string_view room, const Text& message);
void logInfo(std::string_view room, const Text& message);
void logWarning(std::string_view room, const Text& message);
void logError(std::string_view room, const Text& message);

} // namespace inkstone
