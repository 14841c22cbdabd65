#pragma once
// What happened, for whoever looks for the reason later: to stderr and to a rotating file. Before startLog()
// only warnings and errors appear, on stderr. Any thread may log, and several processes may share a file: a
// line is one write of at most 2000 bytes and names its process. English; never a prompt, an answer, a record
// or a secret. A line that cannot be written is lost without a word.

#include "core/base/file.h"

namespace inkstone {

enum class LogLevel { Debug, Info, Warning, Error, Off };

struct LogOptions {
    fs::path file;                             ///< empty: no file; its folder is made
    uint64_t maxFileBytes = uint64_t(1) << 20; ///< then "name.log" becomes "name.1.log" and so on
    int keptFiles = 2;                         ///< of those
    LogLevel stderrLevel = LogLevel::Warning;
    LogLevel fileLevel = LogLevel::Info;
};

/// Fails when the file cannot be opened; stderr works all the same then.
Status startLog(const LogOptions& options);
/// Closes the file.
void stopLog();

/// `room` says who speaks: "train", "store".
void logDebug(std::string_view room, std::string_view message);
void logInfo(std::string_view room, std::string_view message);
void logWarning(std::string_view room, std::string_view message);
void logError(std::string_view room, std::string_view message);

/// An error as a log may keep it: long values that were found in somebody's data and the secret parts of
/// addresses are left out.
std::string forLog(const Error& error);

} // namespace inkstone
