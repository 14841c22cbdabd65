#include "core/base/log.h"

#include "core/base/phrase.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <mutex>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace inkstone {
namespace {

constexpr size_t longestLine = 1900; ///< bytes; a longer one would be several writes
constexpr size_t longestValue = 64;  ///< of an error's reason

spdlog::level::level_enum toSpdlog(LogLevel level) {
    switch (level) {
    case LogLevel::Debug:
        return spdlog::level::debug;
    case LogLevel::Info:
        return spdlog::level::info;
    case LogLevel::Warning:
        return spdlog::level::warn;
    case LogLevel::Error:
        return spdlog::level::err;
    case LogLevel::Off:
        break;
    }
    return spdlog::level::off;
}

std::shared_ptr<spdlog::logger> makeLogger(const std::vector<spdlog::sink_ptr>& sinks) {
    auto logger = std::make_shared<spdlog::logger>("inkstone", sinks.begin(), sinks.end());
    logger->set_level(spdlog::level::trace);
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %P %l %v");
    logger->flush_on(spdlog::level::trace);
    logger->set_error_handler([](const std::string&) {});
    return logger;
}

spdlog::sink_ptr makeStderrSink(LogLevel level) {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    sink->set_level(toSpdlog(level));
    return sink;
}

std::mutex loggerMutex;

std::shared_ptr<spdlog::logger>& loggerSlot() {
    static std::shared_ptr<spdlog::logger> logger = makeLogger({makeStderrSink(LogLevel::Warning)});
    return logger;
}

void log(spdlog::level::level_enum level, std::string_view room, std::string_view message) {
    std::shared_ptr<spdlog::logger> logger;
    {
        std::lock_guard lock(loggerMutex);
        logger = loggerSlot();
    }
    if (logger->should_log(level))
        logger->log(level, "{}: {}", spdlog::string_view_t(room.data(), room.size()),
                    escapeForDisplay(message, longestLine));
}

/// "https://name:secret@host/path?key=secret" as "https://host/path".
std::string withoutSecrets(std::string address) {
    const size_t scheme = address.find("://");
    if (scheme == std::string::npos) return address;
    address.resize(std::min(address.size(), address.find_first_of("?#", scheme)));
    const size_t host = scheme + 3, path = std::min(address.size(), address.find('/', host));
    if (const size_t at = address.rfind('@', path); at != std::string::npos && at >= host)
        address.erase(host, at + 1 - host);
    return address;
}

Status addFile(const LogOptions& options, std::vector<spdlog::sink_ptr>& sinks) {
    INK_CHECK(makeFolder(options.file.parent_path()));
    try {
        auto file = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            options.file.string(), size_t(options.maxFileBytes), size_t(options.keptFiles));
        file->set_level(toSpdlog(options.fileLevel));
        sinks.push_back(std::move(file));
        return {};
    } catch (const spdlog::spdlog_ex& error) {
        return fail(ErrorCode::Io, "cannot open the log file", options.file.string(), error.what());
    }
}

} // namespace

Status startLog(const LogOptions& options) {
    std::vector<spdlog::sink_ptr> sinks{makeStderrSink(options.stderrLevel)};
    const auto opened = options.file.empty() ? Status{} : addFile(options, sinks);
    std::lock_guard lock(loggerMutex);
    loggerSlot() = makeLogger(sinks);
    return opened;
}

void stopLog() {
    std::lock_guard lock(loggerMutex);
    loggerSlot() = makeLogger({makeStderrSink(LogLevel::Warning)});
}

void logDebug(std::string_view room, std::string_view message) { log(spdlog::level::debug, room, message); }
void logInfo(std::string_view room, std::string_view message) { log(spdlog::level::info, room, message); }
void logWarning(std::string_view room, std::string_view message) { log(spdlog::level::warn, room, message); }
void logError(std::string_view room, std::string_view message) { log(spdlog::level::err, room, message); }

std::string forLog(const Error& error) {
    Error shown = error;
    shown.where = withoutSecrets(error.where);
    shown.hint = {};
    for (std::string& value : shown.why.args)
        value = value.size() > longestValue && !phraseOf(value) ? "…" : withoutSecrets(value);
    return shown.str();
}

} // namespace inkstone
