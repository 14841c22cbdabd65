#include "core/base/log.h"

#include <mutex>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace inkstone {
namespace {

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
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
    logger->flush_on(spdlog::level::warn);
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

void log(spdlog::level::level_enum level, std::string_view room, const Text& message) {
    std::shared_ptr<spdlog::logger> logger;
    {
        std::lock_guard lock(loggerMutex);
        logger = loggerSlot();
    }
    logger->log(level, "{}: {}", spdlog::string_view_t(room.data(), room.size()), message.str());
}

} // namespace

Status startLog(const LogOptions& options) {
    std::vector<spdlog::sink_ptr> sinks{makeStderrSink(options.stderrLevel)};
    Status opened;
    if (!options.file.empty()) {
        try {
            auto file = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
                options.file.string(), size_t(options.maxFileBytes), size_t(options.keptFiles));
            file->set_level(toSpdlog(options.fileLevel));
            sinks.push_back(std::move(file));
        } catch (const spdlog::spdlog_ex& error) {
            opened = fail(ErrorCode::Io, "cannot open the log file", options.file.string(), error.what());
        }
    }
    std::lock_guard lock(loggerMutex);
    loggerSlot() = makeLogger(sinks);
    return opened;
}

void stopLog() {
    std::lock_guard lock(loggerMutex);
    loggerSlot()->flush();
    loggerSlot() = makeLogger({makeStderrSink(LogLevel::Warning)});
}

void logDebug(std::string_view room, const Text& message) { log(spdlog::level::debug, room, message); }
void logInfo(std::string_view room, const Text& message) { log(spdlog::level::info, room, message); }
void logWarning(std::string_view room, const Text& message) { log(spdlog::level::warn, room, message); }
void logError(std::string_view room, const Text& message) { log(spdlog::level::err, room, message); }

} // namespace inkstone
